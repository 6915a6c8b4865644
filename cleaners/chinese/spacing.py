"""Blanks: indents, blank lines and trailing blanks out; blanks of other widths as plain ones; blanks inside Chinese out where
they are what a converter or a scanner left, kept where they part something (headings, menus, columns, a writer's own style).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from cleaners.chinese.cohesion import cohesive
from cleaners.chinese.script import HAN
from cleaners.document import Document, Edit
from cleaners.options import Context

INDENT, TRAILING, BLANK_LINE = "space.indent", "space.trailing", "space.blank_line"
WIDTH, BETWEEN_HAN, BESIDE_MARK, BESIDE_DIGIT = "space.width", "space.between_han", "space.beside_mark", "space.beside_digit"

WIDE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
BLANK = rf"[ \t\v\f\r\x1c-\x1f\x85{WIDE}]"

# Each gate begins with the character it looks for: `re` then skips to it, many times faster than from a look-behind.
_EDGE = re.compile(rf"\n(?:(?={BLANK}|\n|\Z)|(?<={BLANK}\n))")
_OUTER = re.compile(rf"\A[\n \t\v\f\r\x1c-\x1f\x85{WIDE}]|{BLANK}\Z")
_BREAK = re.compile(rf"(?:\A|{BLANK}*\n)(?:{BLANK}*\n)*{BLANK}*|{BLANK}+\Z")
_WIDE = re.compile(f"[{WIDE}]")
_TABS = re.compile(r" \t|\t ")
_INNER = re.compile(rf"(?<=[^\s])(?:[ \t]*[{WIDE}][ \t{WIDE}]*| {{2,}}|(?: +\t|\t+ )[ \t]*)(?=[^\s])")


def trim_lines(document: Document, context: Context) -> Iterator[Edit] | None:
    """Lines without indent or trailing blanks, none blank, no line end at the end."""
    text = document.text
    if not context.options.spacing or not (
        _EDGE.search(text) or _OUTER.match(text) or _OUTER.search(text, max(0, len(text) - 1))
    ):
        return None
    return _trims(document)


def _trims(document: Document) -> Iterator[Edit]:
    text = document.text
    kept = [(mark.start, mark.end) for mark in document.marks_now("code", "pre")]
    rows = {mark.start for mark in document.marks_now("table_row")}
    for match in _BREAK.finditer(text):
        start, end = match.span()
        if end - start == 1 and text[start] == "\n" and 0 < start < len(text) - 1:
            continue
        first, last = text.find("\n", start, end), text.rfind("\n", start, end)
        if start == 0:  # nothing stands before: all line ends go
            first = -1
        elif end == len(text):
            yield from _cut(start, first if first >= 0 else end, TRAILING)
            yield from _cut(first if first >= 0 else end, end, BLANK_LINE)
            continue
        else:
            yield from _cut(start, first, TRAILING)
        yield from _cut(first + 1, last + 1, BLANK_LINE)
        indent = last + 1
        if any(low <= indent < high for low, high in kept) or (rows and _row_starts(rows, indent, end)):
            continue
        yield from _cut(indent, end, INDENT)


def _row_starts(rows: set[int], indent: int, end: int) -> bool:
    """A table row whose first cells are empty keeps their tabs."""
    return any(place in rows for place in range(indent, end))


def _cut(start: int, end: int, rule: str) -> Iterator[Edit]:
    if start < end:
        yield Edit(start, end, "", rule)


def plain_blanks(document: Document, context: Context) -> Iterator[Edit] | None:
    """One plain blank, or one tab, for what stands between words."""
    text = document.text
    if not context.options.spacing or not ("  " in text or _WIDE.search(text) or ("\t" in text and _TABS.search(text))):
        return None
    return _plain(document)


# Between these, several blanks align code or figures. (Marks are left out: they may turn full-width.)
_ALIGNED = re.compile(r"[\w$%+*/=<>#|\[\]{}\"']", re.ASCII)


def _plain(document: Document) -> Iterator[Edit]:
    text = document.text
    for match in _INNER.finditer(text):
        run = match[0]
        wide = run.strip(" \t") != ""
        if "\t" in run:
            put = "\t"
        elif not wide and _ALIGNED.match(text[match.start() - 1]) and _ALIGNED.match(text[match.end()]):
            continue
        else:
            put = " "
        if put in run:
            at = match.start() + run.index(put)
            yield from _cut(match.start(), at, WIDTH)
            yield from _cut(at + 1, match.end(), WIDTH)
        else:
            yield Edit(match.start(), match.end(), put, WIDTH)


_CLOSING = "，。、；：！？）》〉」』”’】…"
_OPENING = "，、；：（《〈「『“‘【"
_NUMBER = r"\d+(?:[.,]\d+)*"


@cache
def _inside() -> re.Pattern[str]:
    """A blank between two characters of Chinese, or between one and a digit."""
    chinese = HAN + _CLOSING + _OPENING
    return re.compile(rf" (?:(?=[{chinese}\d])(?<=[{chinese}] )|(?=[{HAN}])(?<=\d ))")


def inner_blanks(document: Document, context: Context) -> list[Edit] | None:
    """Blanks within Chinese prose that nobody wrote."""
    if not context.options.spacing or document.metadata.get("language") == "ja" or _inside().search(document.text) is None:
        return None
    text = document.text
    edits = {edit.start: edit for find in (_spaced_letters, _beside_marks, _between_han, _beside_digits) for edit in find(text)}
    return list(edits.values())


@cache
def _letters() -> re.Pattern[str]:
    marks = "，。、；：！？“”《》（）"
    three = rf"(?<![{HAN}，。、；：])[{HAN}] (?:[{HAN}{marks}] )+[{HAN}{marks}](?![{HAN}])"
    return re.compile(rf"{three}|^[{HAN}] [{HAN}]$", re.MULTILINE)


def _spaced_letters(text: str) -> Iterator[Edit]:
    """通 知; 大 力 推 进: every character by itself."""
    for match in _letters().finditer(text):
        chars = match[0].split(" ")
        pairs = [cohesive(one, other) for one, other in pairwise(chars)]
        if sum(pairs) * 5 >= 2 * len(pairs):
            for offset in range(1, len(match[0]), 2):
                yield Edit(
                    match.start() + offset, match.start() + offset + 1, "", BETWEEN_HAN, "every character stands by itself"
                )


@cache
def _at_marks() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{HAN}{_CLOSING}]) (?=[{_CLOSING.replace('…', '')}])|(?<=[{_OPENING}]) (?=[{HAN}《“「『（])")


_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十百\d]{1,4}[）)]?[、.．]?")


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
    return re.compile(f"([{HAN}]) (?=([{HAN}]))")


_PROSE = re.compile("[，。；！？,;]")

# Blanks at random places of prose cut a word in 43 of 100 cases, blanks that part something in 5.
CUT_WORDS = 0.25


def _between_han(text: str) -> Iterator[Edit]:
    """Blanks strewn over prose. They come in numbers and cut words; a blank or two, and those between words, part something."""
    found: list[tuple[int, bool, bool]] = []
    for match in _han_pairs().finditer(text):
        at = match.start() + 1
        start, end = _line(text, at)
        if end - start >= 20 and _PROSE.search(text, start, end):
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
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?<=[{HAN}]) (?=\d)|(?<=\d) (?=[{HAN}])",
            rf"(?<=[{HAN}])(?=\d)|(?<=\d)(?=[{HAN}])",
            rf"(?<=[{HAN}]) (?=[A-Za-z])|(?<=[A-Za-z]) (?=[{HAN}])",
            rf"(?<=[{HAN}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{HAN}])",
            rf"{_NUMBER}(?= ?[{HAN}%％‰℃，。、；：！？,;:）)~～—-])",
            rf"[{HAN}]{_NUMBER} [{HAN}]|[{HAN}] {_NUMBER}[{HAN}]",
        )
    )


def _beside_digits(text: str) -> Iterator[Edit]:
    """等 19 个大项. A writer who sets blanks about numbers does it always, and about Latin words, too; a converter does it here
    and there."""
    spaced, close, latin_spaced, latin_close, number, one_side = _digit_patterns()
    places = [match.start() for match in spaced.finditer(text)]
    if not places:
        return
    tight = sum(1 for _ in close.finditer(text))
    apart = sum(1 for _ in latin_spaced.finditer(text))
    style = apart > sum(1 for _ in latin_close.finditer(text))
    # 的14 个, 期 13个: a number with a blank on one side of it only.
    one_sided = tight * 20 >= len(places) and one_side.search(text) is not None
    if style or not (one_sided or tight * 4 >= len(places)):
        return
    for at in places:
        start, end = _line(text, at)
        if not _PROSE.search(text, start, end) or _NUMBERED.fullmatch(text, start, at):
            continue
        if text[at + 1].isdigit() and not number.match(text, at + 1):
            continue
        yield Edit(at, at + 1, "", BESIDE_DIGIT, f"{tight} numbers here have no blank")
