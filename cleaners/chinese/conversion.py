"""Traditional to simplified: which characters of a document are converted, and by which policy the others are not.

The script is decided a paragraph at a time with the document as prior. A traditional paragraph is converted whole; in a
simplified one only traditional runs are; Japanese, addresses, code and characters that a text mentions stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaners.chinese.about_characters import mentioned_spans
from cleaners.chinese.converter import NAME_FORMS, convert, opencc_version
from cleaners.chinese.protect import protected_spans
from cleaners.chinese.script import (
    COMMON,
    HAN,
    KANA,
    NOT_CHINESE,
    SHINJITAI,
    SIMPLIFIED,
    SIMPLIFIED_CHINESE,
    TRADITIONAL,
    Ints,
    Paragraphs,
    Reading,
    classes,
    codes_of,
    gate,
    han,
    paragraphs,
    read,
    simplified_only,
)
from cleaners.document import Changes, Document
from cleaners.options import CleanOptions, Context
from cleaners.patch import Edits

RULE = "script.simplify"
QUOTES_RULE = "quote.corner"
OVERLAY_RULE = "script.overlay"

Mask = NDArray[np.bool_]
Spans = list[tuple[int, int]]

KEEP, RUNS, WHOLE = range(3)

# Characters that simplified text has only in names and set words. In a text without evidence for either script (於是在於), these alone
# are converted; the dictionary knows the names.
_WEAK = "於夥藉瞭著么覆剋衹沈"
_LATIN = re.compile("[A-Za-zÀ-ɏ ,.]+")
_CLAUSE = re.compile(r"[^\s，。；：！？、,;:!?“”「」『』《》（）()…—]+")
_QUOTES = "「」『』“”‘’（）()《》\"'"
_CORNERS = re.compile("[「」『』]")
_CANTONESE = re.compile("[嘅喺哋嚟咗啲冇佢乜嘢咁嗰嚿嘥噉瞓攞畀俾]")


def convert_script(document: Document, context: Context) -> Changes | None:
    """Set `script`, `hant_share`, `language` and `converted`, and turn traditional text into simplified."""
    text, options = document.text, context.options
    if text.isascii():
        return _changes(NOT_CHINESE)
    if gate().search(text) is None:
        # Nothing traditional. A text without simplified characters either (著急地等著) still may have the weak ones.
        if simplified_only().search(text) or not any(char in text for char in _WEAK):
            return _changes(SIMPLIFIED_CHINESE if han().search(text) else NOT_CHINESE)
    found = paragraphs(text)
    reading = read(found)
    if options.script == "keep" or (reading.script in ("other", "ja") and options.japanese == "keep"):
        return _changes(reading)
    neutral = not (found.traditional.any() or found.simplified.any() or found.kana.any())
    edits = _weak_edits(text) if neutral else _edits(text, found, _modes(found, reading, options), options)
    if edits is None or not len(edits):
        return _changes(reading)
    return _changes(reading, edits, f"opencc {opencc_version()} t2s+overlay")


def _changes(reading: Reading, edits: Edits | tuple[()] = (), converted: str = "") -> Changes:
    fields: dict[str, str | float] = {"script": reading.script, "language": reading.language, "hant_share": reading.share}
    return Changes(edits, fields | ({"converted": converted} if converted else {}))


def _modes(found: Paragraphs, reading: Reading, options: CleanOptions) -> NDArray[np.int8]:
    """What happens to each paragraph. In a traditional document every paragraph is converted that does not speak against it."""
    t, s = found.traditional, found.simplified
    if reading.script == "hant":
        modes = np.where((s >= 3) & (s >= 4 * t), np.where(t > 0, RUNS, KEEP), WHOLE)
    else:
        modes = np.where(t == 0, KEEP, np.where((t >= np.where(s == 0, 4, 8)) & (t >= 4 * s), WHOLE, RUNS))
    if options.japanese == "keep":
        modes[found.japanese] = KEEP
    return modes.astype(np.int8)


def _edits(text: str, found: Paragraphs, modes: NDArray[np.int8], options: CleanOptions) -> Edits | None:
    lines = np.flatnonzero(modes != KEEP)
    if not len(lines):
        return None
    spans = _joined(zip(found.starts[lines].tolist(), found.ends[lines].tolist(), strict=True))
    old = text if spans == [(0, len(text))] else "\n".join([text[start:end] for start, end in spans])
    # `places` maps a position in `old` to one in `text`.
    places = _places(spans) if old is not text else None
    new = convert(old)
    old_codes, new_codes = codes_of(old), codes_of(new)
    changed = np.flatnonzero(old_codes != new_codes)
    changed = changed[(old_codes[changed] < 0xD800) | (old_codes[changed] > 0xDFFF)]
    at, codes = (changed if places is None else places[changed]), new_codes[changed]

    allowed = np.ones(len(at), bool)
    allowed &= ~_inside(at, protected_spans(text))
    if options.about_characters == "keep":
        allowed &= ~_inside(at, mentioned_spans(text, convert))
    allowed &= _in_runs(text, found, modes, at)
    if options.japanese == "keep":
        allowed &= ~_inside(at, _japanese_clauses(text))
    if options.cantonese == "keep":
        allowed &= ~_inside(at, _cantonese(text, found))
    if "著" in text:
        allowed &= ~_inside(at, _written_by(text, at, codes))
    at, codes = at[allowed], codes[allowed]
    rules = np.zeros(len(at), np.int64)
    if options.names == "simplify":
        at, codes, rules = _merged((at, codes, rules), _name_forms(text, found, modes, at, codes))
    if options.quotes == "convert":
        at, codes, rules = _merged((at, codes, rules), _corner_quotes(text, found, modes))
    own: list[tuple[int, int, str]] = []
    if options.conversion_overlay:
        own = _own_entries(options.conversion_overlay, text, found, modes)
        outside = ~_inside(at, [(start, end) for start, end, _ in own])
        at, codes, rules = at[outside], codes[outside], rules[outside]
    return _batch(at, codes, rules, own)


def _batch(at: Ints, codes: NDArray[np.uint32], rules: Ints, own: list[tuple[int, int, str]]) -> Edits:
    """One edit for each run of neighbours under one rule, and the user's own entries between them."""
    first = np.ones(len(at), bool)
    first[1:] = (np.diff(at) != 1) | (np.diff(rules) != 0)
    starts = at[first]
    ends = at[np.append(first[1:], True)] + 1 if len(at) else at
    replacements = codes.astype("<u4").tobytes().decode("utf-32-le")
    names = (RULE, QUOTES_RULE, OVERLAY_RULE)
    if not own:
        return Edits(starts, ends, replacements, ends - starts, names[:2], rules[first])
    from cleaners.patch import Edit

    edits = [*Edits(starts, ends, replacements, ends - starts, names, rules[first])]
    return Edits.of([*edits, *(Edit(start, end, new, OVERLAY_RULE) for start, end, new in own)])


def _joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Lines that follow each other as one span."""
    result: Spans = []
    for start, end in spans:
        if result and result[-1][1] + 1 == start:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def _places(spans: Spans) -> Ints:
    return np.concatenate([np.arange(start, end + 1) for start, end in spans])


def _inside(at: Ints, spans: Spans) -> Mask:
    """Which positions lie in one of the spans."""
    if not spans:
        return np.zeros(len(at), bool)
    edges = np.array(sorted(spans), np.int64)
    number = np.searchsorted(edges[:, 0], at, "right") - 1
    return np.asarray((number >= 0) & (at < np.maximum.accumulate(edges[:, 1])[number]))


def _in_runs(text: str, found: Paragraphs, modes: NDArray[np.int8], at: Ints) -> Mask:
    """Positions that are converted where only the traditional runs of a paragraph are: a clause without a simplified
    character whole (學而時習之), else its telling characters and what changes next to them (復甦)."""
    allowed = np.ones(len(at), bool)
    if not (modes == RUNS).any():
        return allowed
    table = classes()
    run = np.cumsum(np.diff(at, prepend=-2) > 1) - 1  # neighbours have one number
    for line in np.flatnonzero(modes == RUNS).tolist():
        start, end = int(found.starts[line]), int(found.ends[line])
        low, high = np.searchsorted(at, [start, end]).tolist()
        if low == high:
            continue
        kinds = table[codes_of(text[start:end])]
        if _is_latin(text[start:end]):
            allowed[low:high] = False
            continue
        own = codes_of(text[start:end])[at[low:high] - start]
        telling_here = (kinds[at[low:high] - start] == TRADITIONAL) & ~np.isin(own, codes_of(_JAPANESE_NAMES))
        telling_runs = run[low:high][telling_here]
        allowed[low:high] = np.isin(run[low:high], telling_runs)
        for clause in _CLAUSE.finditer(text, start, end):
            inner = kinds[clause.start() - start : clause.end() - start]
            telling = np.bincount(inner, minlength=COMMON + 1)
            first, last = np.searchsorted(at, clause.span()).tolist()
            if telling[SHINJITAI] > telling[TRADITIONAL] or _is_mention(text, clause):
                allowed[first:last] = False
            elif telling[TRADITIONAL] >= 2 and not telling[SIMPLIFIED]:
                allowed[first:last] = True
    return allowed


def _is_latin(line: str) -> bool:
    """A line mostly in Latin letters has Han as names, of Japanese authors as a rule."""
    return len(_LATIN.sub("", line)) * 2 < len(line)


# Traditional forms that simplified text writes on purpose: numerals of cheques shown as such, Japanese names.
_NUMERALS = re.compile("[零〇一二三四五六七八九十壹貳贰參叁肆伍陸陆柒捌玖拾佰仟萬億兆圓圆整]{3,}")
_JAPANESE_NAMES = "塚嶋"


def _is_mention(text: str, clause: re.Match[str]) -> bool:
    """A single character in quotes, numerals, Japanese names: in a simplified paragraph, no leftovers."""
    start, end = clause.span()
    single = end - start == 1 and text[max(0, start - 1) : start] in _QUOTES and text[end : end + 1] in _QUOTES
    return single or _NUMERALS.fullmatch(clause[0]) is not None


def _weak_edits(text: str) -> Edits:
    new = convert(text)
    old_codes, new_codes = codes_of(text), codes_of(new)
    at = np.flatnonzero((old_codes != new_codes) & np.isin(old_codes, codes_of(_WEAK)))
    return _batch(at, new_codes[at], np.zeros(len(at), np.int64), [])


@cache
def _kana_clause() -> re.Pattern[str]:
    return re.compile(rf"[{HAN}{KANA}ー々〆]*[{KANA}][{HAN}々ー]*[{KANA}][{HAN}{KANA}ー々〆]*")


def _japanese_clauses(text: str) -> Spans:
    """Quotations and titles in Japanese within a Chinese paragraph."""
    if not re.search(f"[{KANA}]", text):
        return []
    return [match.span() for match in _kana_clause().finditer(text)]


def _cantonese(text: str, found: Paragraphs) -> Spans:
    """Paragraphs in written Cantonese."""
    if not _CANTONESE.search(text):
        return []
    spans = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    return [(start, end) for start, end in spans if len(_CANTONESE.findall(text, start, end)) * 25 >= end - start]


# 著 between a name and the end of its phrase: 曹雪芹 著, 魯迅／著.
_AUTHOR = re.compile(r"(?<=[ \t\u3000/／|｜])著(?=[\s）)\]】,，;；/／|｜]|$)|(?<=[（(])著(?=[）)])", re.MULTILINE)


def _written_by(text: str, at: Ints, codes: NDArray[np.uint32]) -> Spans:
    """Places of 著 that are no particle: behind an author; all of them, in a text that writes the particle 着."""
    places = at[codes == ord("着")]
    if text.count("着") > 2 * len(places):
        return [(place, place + 1) for place in places.tolist() if text[place] == "著"]
    return [match.span() for match in _AUTHOR.finditer(text)]


Column = tuple[Ints, NDArray[np.uint32], Ints]


def _merged(one: Column, other: Column) -> Column:
    """Both columns in the order of their positions; where both have a position, `other` has the word."""
    keep = ~np.isin(one[0], other[0])
    at = np.concatenate((one[0][keep], other[0]))
    order = np.argsort(at, kind="stable")
    return (
        at[order],
        np.concatenate((one[1][keep], other[1]))[order],
        np.concatenate((one[2][keep], other[2]))[order],
    )


def _whole(found: Paragraphs, modes: NDArray[np.int8]) -> Spans:
    lines = modes == WHOLE
    return _joined(zip(found.starts[lines].tolist(), found.ends[lines].tolist(), strict=True))


def _name_forms(text: str, found: Paragraphs, modes: NDArray[np.int8], at: Ints, codes: NDArray[np.uint32]) -> Column:
    """Where the converted text has a form that only names have."""
    result = codes_of(text).copy()
    result[at] = codes
    places = np.flatnonzero(np.isin(result, np.array([*NAME_FORMS], np.uint32)) & (result != ord("乾")) & (result != ord("於")))
    places = places[_inside(places, _whole(found, modes))]
    new = codes_of("".join(map(chr, result[places].tolist())).translate(NAME_FORMS))
    return places, new, np.zeros(len(places), np.int64)


def _corner_quotes(text: str, found: Paragraphs, modes: NDArray[np.int8]) -> Column:
    """「」『』 of converted paragraphs as “”‘’; 『』 that stand in no other quotation are the outer ones."""
    at: list[int] = []
    new: list[str] = []
    for start, end in _quotation_paragraphs(text, _whole(found, modes)):
        open_marks: list[str] = []
        for match in _CORNERS.finditer(text, start, end):
            mark = match[0]
            if mark in "「『":
                put = "‘" if open_marks and open_marks[-1] == "“" else "“"
                open_marks.append(put)
            else:
                put = "’" if (open_marks.pop() if open_marks else "“" if mark == "」" else "‘") == "‘" else "”"
            at.append(match.start())
            new.append(put)
    return np.array(at, np.int64), codes_of("".join(new)), np.ones(len(at), np.int64)


def _quotation_paragraphs(text: str, spans: Spans) -> Iterator[tuple[int, int]]:
    """Quotations do not run on from one paragraph into the next: an unclosed one must not turn all that follow."""
    for start, end in spans:
        while start < end and (mark := _CORNERS.search(text, start, end)):
            stop = text.find("\n", mark.start(), end)
            stop = end if stop < 0 else stop
            yield start, stop
            start = stop + 1


@cache
def _own_table(path: str) -> tuple[re.Pattern[str], dict[str, str]]:
    lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    if wrong := [number for number, row in enumerate(rows, 1) if len(row) < 2 or not row[0]]:
        raise ValueError(f"{path}: entry {wrong[0]} is not `traditional<TAB>simplified`")
    entries = {row[0]: row[1] for row in rows}
    return re.compile("|".join(sorted(map(re.escape, entries), key=len, reverse=True)) or r"(?!)"), entries


def _own_entries(path: str, text: str, found: Paragraphs, modes: NDArray[np.int8]) -> list[tuple[int, int, str]]:
    pattern, entries = _own_table(path)
    found_in = _joined(zip(found.starts[modes != KEEP].tolist(), found.ends[modes != KEEP].tolist(), strict=True))
    matches = (match for start, end in found_in for match in pattern.finditer(text, start, end))
    return [(match.start(), match.end(), entries[match[0]]) for match in matches]
