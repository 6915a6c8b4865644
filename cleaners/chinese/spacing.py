"""Blanks: indents, blank lines and trailing blanks out; blanks of other widths as plain ones; blanks inside Chinese out where
they are what a converter or a scanner left, kept where they part something (headings, menus, columns, a writer's own style).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.code_lines import is_code_at
from cleaners.chinese.cohesion import cohesive
from cleaners.chinese.data_lines import yaml_spans
from cleaners.chinese.script import HAN
from cleaners.document import Document, Edit, Edits
from cleaners.options import Context
from cleaners.repairs.spaced import ABOUT_BLANKS, SERIES
from cleaners.step import CODE, HEADS, NOT_ASCII, protected_spans, step
from cleaners.structure import marks_of

INDENT, TRAILING, BLANK_LINE = "space.indent", "space.trailing", "space.blank_line"
WIDTH, BETWEEN_HAN, BESIDE_MARK, BESIDE_DIGIT = "space.width", "space.between_han", "space.beside_mark", "space.beside_digit"

WIDE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
BLANK = rf"[ \t\v\f\r\x1c-\x1f\x85{WIDE}]"

# Each gate begins with the character it looks for: `re` then skips to it, many times faster than from a look-behind.
_EDGE = lazy_pattern(rf"\n(?:(?={BLANK}|\n|\Z)|(?<={BLANK}\n))")
_OUTER = lazy_pattern(rf"\A[\n \t\v\f\r\x1c-\x1f\x85{WIDE}]|{BLANK}\Z")
# Line ends with blanks or other line ends about them. The look-behind keeps a long run of blanks from being tried from each.
_BREAK = lazy_pattern(rf"\n(?:{BLANK}|\n)++|{BLANK}(?<!{BLANK}{BLANK}){BLANK}*+(?:\n(?:{BLANK}|\n)*+|\Z)|\n\Z")
_WIDE = lazy_pattern(f"[{WIDE}]")
_TABS = lazy_pattern(r" \t|\t ")
_INNER = lazy_pattern(rf"(?<=[^\s])(?:[ \t]*[{WIDE}][ \t{WIDE}]*| {{2,}}|(?: +\t|\t+ )[ \t]*)(?=[^\s])")


@step(rules=(INDENT, TRAILING, BLANK_LINE), switch=("spacing",))
def trim_lines(document: Document, _context: Context) -> Edits | None:
    """Lines without indent or trailing blanks, none blank, no line end at the end."""
    text = document.text
    if not (_EDGE.search(text) or _OUTER.match(text) or _OUTER.search(text, max(0, len(text) - 1))):
        return None
    return _trims(document)


_TRIMS = (TRAILING, BLANK_LINE, INDENT)


def _trims(document: Document) -> Edits:
    text = document.text
    kept = _Kept.of(document)
    cuts: list[tuple[int, int, int]] = []  # start, end, number of the rule
    leading = _LEADING.match(text)
    breaks = _BREAK.finditer(text, leading.end() if leading else 0)
    for match in chain((leading,) if leading else (), breaks):
        start, end = match.span()
        if kept.holds(start, end):
            continue
        first, last = text.find("\n", start, end), text.rfind("\n", start, end)
        if start == 0:  # nothing stands before: all line ends go
            first = -1
        elif end == len(text):
            cuts += ((start, first if first >= 0 else end, 0), (first if first >= 0 else end, end, 1))
            continue
        else:
            cuts.append((start, first, 0))
        # What is marked begins with the blanks that belong to it: the indent of code, of a nested item, empty cells of a row.
        end = kept.next_start(first + 1, end)
        cuts.append((first + 1, min(last + 1, end), 1))
        cuts.append((last + 1, end, 2))
    table = np.array([cut for cut in cuts if cut[0] < cut[1]], np.int64).reshape(-1, 3)
    return Edits(table[:, 0], table[:, 1], "", np.zeros(len(table), np.int64), _TRIMS, table[:, 2])


# Lines whose marks may begin with blanks.
_SET_IN = ("list_item", "table_row", "verse")
_MAY_BE_CODE = lazy_pattern(r"^(?: {2,}|\t+)(?=[!-~])", re.MULTILINE)


class _Kept(NamedTuple):
    """What keeps its blanks: code from end to end, other marks from where they begin."""

    starts: list[int]
    ends: list[int]
    begins: list[int]  # where any mark that may begin with blanks does

    @classmethod
    def of(cls, document: Document) -> _Kept:
        spans = protected_spans(document, CODE)
        starts, ends = (spans[0].tolist(), spans[1].tolist()) if spans else ([], [])
        if "code" not in document.marks.kinds and _MAY_BE_CODE.search(document.text):
            found = sorted((mark.start, mark.end) for mark in marks_of(document.text) if mark.kind == "code")
            starts, ends = [start for start, _ in found], [end for _, end in found]
        if not starts and (series := yaml_spans(document.text)):
            starts, ends = [start for start, _ in series], [end for _, end in series]
        begins = [mark.start for mark in document.marks_now(*_SET_IN)] if document.marks else []
        # The blank line before code that is set in tells it from the rest of a paragraph.
        text = document.text
        starts = [start - (text[start - 2 : start] == "\n\n" and text[start : start + 1] in (" ", "\t")) for start in starts]
        return cls(starts, ends, sorted(starts + begins))

    def holds(self, start: int, end: int) -> bool:
        """Whether a span lies within code."""
        place = bisect_right(self.starts, start) - 1
        return place >= 0 and end <= self.ends[place]

    def next_start(self, start: int, end: int) -> int:
        """Where the first mark from `start` on begins, `end` where none does before it."""
        place = bisect_left(self.begins, start)
        return min(end, self.begins[place]) if place < len(self.begins) else end


_LEADING = lazy_pattern(rf"\A(?:{BLANK}|\n)++")


@step(rules=(WIDTH, BETWEEN_HAN), switch=("spacing",), leaves=CODE)
def plain_blanks(document: Document, _context: Context) -> Iterator[Edit] | None:
    """One plain blank, or one tab, for what stands between words."""
    text = document.text
    if not ("  " in text or _WIDE.search(text) or ("\t" in text and _TABS.search(text))):
        return None
    rows = [mark for mark in document.marks_now("table_row") if mark.attributes.get("form") == "bars"] if document.marks else []
    if not rows:
        return _plain(text)
    # Cells between bars are padded, so that the bars stand one below the other.
    starts, ends = [mark.start for mark in rows], [mark.end for mark in rows]
    return (edit for edit in _plain(text) if (place := bisect_right(starts, edit.start)) == 0 or ends[place - 1] <= edit.start)


# Between these, several blanks align code or figures. (Marks are left out: they may turn full-width.)
_ALIGNED = lazy_pattern(r"[\w$%+*/=<>#|\[\]{}\"']", re.ASCII)


def _is_aligned(text: str, start: int, end: int) -> bool:
    if _ALIGNED.match(text[start - 1]) and _ALIGNED.match(text[end]):
        return True
    return text[start - 1].isascii() and text[end] in "#/;" and is_code_at(text, start)  # a comment behind code


@cache
def _groups() -> re.Pattern[str]:
    """第 一 章　春 天: groups of single characters on a line of their own, with wider blanks between the groups."""
    return re.compile(
        rf"^[ \t]*(?:[{HAN}] ){{1,12}}[{HAN}](?:(?: {{2,4}}|\u3000{{1,3}})(?:[{HAN}] ){{1,12}}[{HAN}])+$", re.MULTILINE
    )


def _plain(text: str) -> Iterator[Edit]:
    for match in _groups().finditer(text):
        chars = [char for char in match[0] if not char.isspace()]
        if SERIES.issuperset(chars) or not (chars[0] == "第" or any(cohesive(*pair) for pair in pairwise(chars))):
            continue
        for blank in re.finditer(r"(?<=\S) (?=\S)", match[0]):
            at = match.start() + blank.start()
            yield Edit(at, at + 1, "", BETWEEN_HAN, "every character stands by itself")
    for match in _INNER.finditer(text):
        run = match[0]
        wide = run.strip(" \t") != ""
        if "\t" in run:
            put = "\t"
        elif not wide and _is_aligned(text, *match.span()):
            continue
        else:
            put = " "
        if put in run:
            at = match.start() + run.index(put)
            if match.start() < at:
                yield Edit(match.start(), at, "", WIDTH)
            if at + 1 < match.end():
                yield Edit(at + 1, match.end(), "", WIDTH)
        else:
            yield Edit(match.start(), match.end(), put, WIDTH)


_CLOSING = "，。、；：！？）》〉」』”’】…"
_OPENING = "，、；：（《〈「『“‘【"
_NUMBER = r"\d+(?:[.,]\d+)*"


# A blank between two characters of Chinese (or what may be some), or between one and a digit.
_INSIDE = lazy_pattern(r" (?:(?=[^\x00-\x7f]|\d)(?<=[^\x00-\x7f] )|(?=[^\x00-\x7f])(?<=\d ))")


@step(rules=(BETWEEN_HAN, BESIDE_MARK, BESIDE_DIGIT), switch=("spacing",), leaves=HEADS, gate=NOT_ASCII)
def inner_blanks(document: Document, _context: Context) -> list[Edit] | None:
    """Blanks within Chinese prose that nobody wrote."""
    if document.metadata.get("language") == "ja" or _INSIDE.search(document.text) is None:
        return None
    text = document.text
    edits = {edit.start: edit for find in (_spaced_letters, _beside_marks, _between_han, _beside_digits) for edit in find(text)}
    return list(edits.values())


@step(rules=(BETWEEN_HAN, BESIDE_MARK, BESIDE_DIGIT), switch=("spacing",), leaves=HEADS, gate=NOT_ASCII)
def inner_blanks_again(document: Document, context: Context) -> list[Edit] | None:
    """The same where lines were joined since: what stood at their ends counts for how the writer sets blanks."""
    if not document.patch.batches or "line.join" not in document.patch.batches[-1].rules:
        return None
    return inner_blanks.run(document, context)  # type: ignore[return-value]


_MARKS = "，。、；：！？“”《》（）"
# Three characters with blanks between them, or two that are a line.
_MAY_BE_SPACED = lazy_pattern(rf" (?:[{HAN}{_MARKS}] [{HAN}{_MARKS}]|[{HAN}]$)", re.MULTILINE)


@cache
def _letters() -> re.Pattern[str]:
    marks = _MARKS
    three = rf"(?<![{HAN}，。、；：])[{HAN}] (?:[{HAN}{marks}] )+[{HAN}{marks}](?![{HAN}])"
    return re.compile(rf"{three}|^[{HAN}] [{HAN}]$", re.MULTILINE)


_HEADINGS = frozenset(
    (
        "前言",
        "序言",
        "後記",
        "后记",
        "目录",
        "目錄",
        "附录",
        "附錄",
        "摘要",
        "引言",
        "简介",
        "結語",
        "结语",
        "致谢",
        "跋语",
        "凡例",
    )
)


def _is_line(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _spaced_letters(text: str) -> Iterator[Edit]:
    """通 知; 大 力 推 进: every character by itself."""
    if _MAY_BE_SPACED.search(text) is None:
        return
    for match in _letters().finditer(text):
        chars = match[0].split(" ")
        if SERIES.issuperset(chars) or _shown(text, *match.span()):
            continue
        pairs = [cohesive(one, other) for one, other in pairwise(chars)]
        alone = _is_line(text, *match.span())
        if sum(pairs) * 5 >= 2 * len(pairs) or (alone and ("".join(chars) in _HEADINGS or sum(pairs) * 4 >= len(pairs) > 1)):
            for offset in range(1, len(match[0]), 2):
                yield Edit(
                    match.start() + offset, match.start() + offset + 1, "", BETWEEN_HAN, "every character stands by itself"
                )


def _shown(text: str, start: int, end: int) -> bool:
    """Whether spaced characters stand there as such: beside words about blanks, or in a row like the one before or behind."""
    begin, stop = _line(text, start)
    if ABOUT_BLANKS.search(text, begin, stop):
        return True
    size = end - start
    above = text[max(0, begin - 1 - size) : max(0, begin - 1)]
    below = text[stop + 1 : stop + 1 + size]
    lone = (begin, stop) == (start, end)
    return lone and any(
        len(row) == size and "\n" not in row and row[1::2].isspace() and not row[::2].isspace() for row in (above, below)
    )


@cache
def _at_marks() -> re.Pattern[str]:
    return re.compile(rf" (?:(?=[{_CLOSING.replace('…', '')}])(?<=[{HAN}{_CLOSING}] )|(?=[{HAN}《“「『（])(?<=[{_OPENING}] ))")


_NUMBERED = lazy_pattern(r"[（(]?[一二三四五六七八九十百\d]{1,4}[）)]?[、.．]?")


def _beside_marks(text: str) -> Iterator[Edit]:
    """中文 ，中文; 中文， 中文. Behind the number of a heading or an item, the blank is the writer's."""
    for match in _at_marks().finditer(text):
        at = match.start()
        head = text[text.rfind("\n", max(0, at - 8), at) + 1 : at] if at else ""
        if len(head) < 8 and _NUMBERED.fullmatch(head):
            continue
        if text[at + 1] in "“‘”’" and text[at - 1] in "“‘”’":
            continue
        yield Edit(at, at + 1, "", BESIDE_MARK)


@cache
def _han_pairs() -> re.Pattern[str]:
    return re.compile(f" (?<=([{HAN}]) )(?=([{HAN}]))")


_PROSE = lazy_pattern("[，。；！？,;]")

# Blanks at random places of prose cut a word in 43 of 100 cases, blanks that part something in 5.
CUT_WORDS = 0.25


def _between_han(text: str) -> Iterator[Edit]:
    """Blanks strewn over prose. They come in numbers and cut words; a blank or two, and those between words, part something."""
    found: list[tuple[int, bool, bool]] = []
    for match in _han_pairs().finditer(text):
        at = match.start()
        start, end = _line(text, at)
        if end - start >= 20 and _PROSE.search(text, start, end) and not ABOUT_BLANKS.search(text, start, end):
            heads = _PROSE.search(text, start, at) is None and at - start <= 24
            found.append((at, cohesive(match[1], match[2]), heads))
    cut = sum(inside for _, inside, _ in found)
    if cut < 2 or cut < CUT_WORDS * len(found):
        return
    for at, inside, heads in found:
        if inside or not heads:
            yield Edit(at, at + 1, "", BETWEEN_HAN, f"{cut} of {len(found)} blanks here cut a word")


def _line(text: str, at: int, window: int = 400) -> tuple[int, int]:
    """The line about `at`, or what of it lies near: a line without end must not make this slow."""
    start = text.rfind("\n", max(0, at - window), at) + 1 or max(0, at - window)
    end = text.find("\n", at, at + window)
    return start, end if end >= 0 else min(len(text), at + window)


@cache
def _digit_patterns() -> tuple[re.Pattern[str], ...]:
    """Each begins with the character that is rarer, a blank or a digit."""
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf" (?:(?=\d)(?<=[{HAN}] )|(?=[{HAN}])(?<=\d ))",
            rf" (?:(?=[A-Za-z])(?<=[{HAN}] )|(?=[{HAN}])(?<=[A-Za-z] ))",
            rf"{_NUMBER}(?= ?[{HAN}%％‰℃，。、；：！？,;:）)~～—-])",
            rf"[{HAN}]{_NUMBER}\Z",
            rf"{_NUMBER}[{HAN}]",
        )
    )


@cache
def _beside_han(letter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"{letter}(?=[{HAN}])"), re.compile(rf"{letter}(?<=[{HAN}]{letter})")


def _count(patterns: tuple[re.Pattern[str], ...], text: str) -> int:
    return sum(len(pattern.findall(text)) for pattern in patterns)


def _beside_digits(text: str) -> Iterator[Edit]:
    """等 19 个大项. A writer who sets blanks about numbers does it always, and about Latin words, too; a converter does it here
    and there."""
    spaced, latin_spaced, number, ends_close, begins_close = _digit_patterns()
    places = [match.start() for match in spaced.finditer(text)]
    if not places:
        return
    tight = _count(_beside_han(r"\d"), text)
    apart = len(latin_spaced.findall(text))
    if apart and apart > _count(_beside_han("[A-Za-z]"), text):
        return  # a writer's style

    def one_sided(at: int) -> bool:
        """的14 个, 期 13个: a number with a blank on one side of it only."""
        if text[at + 1].isdigit():
            return begins_close.match(text, at + 1) is not None
        return ends_close.search(text, max(0, at - 20), at) is not None

    if tight * 4 < len(places) and not (tight * 20 >= len(places) and any(map(one_sided, places))):
        return
    for at in places:
        start, end = _line(text, at)
        if not _PROSE.search(text, start, end) or _NUMBERED.fullmatch(text, start, at):
            continue
        if text[at + 1].isdigit() and not number.match(text, at + 1):
            continue
        yield Edit(at, at + 1, "", BESIDE_DIGIT, f"{tight} numbers here have no blank")
