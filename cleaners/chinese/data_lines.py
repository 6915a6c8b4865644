"""Find lines of plain text that are data, not prose. Their punctuation is syntax and must not change.

They are recognised by shape: rows with one separator, `key: value` series, front matter, wiki markup, list entries in
code. A single line proves little; usually several neighbouring lines of the same shape are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.script import HAN
from cleaners.chinese.spans import Spans

# One line of these is enough.
_ALONE = lazy_pattern(
    rf"""
    \s*(?:
        \| .* \| | [│┃] .* [│┃] | (?:\{{\||\|\}}|\|-|!\ ) .*  # rows of tables
      | \[\[ [^\[\]]* \]\]\s*$ | \{{\{{ .* \}}\}}\s*$ | ;[ ]?[^;；。]{{1,20}}[:：] .*  # markup of wikis
      | ;[ ][^;；:：,，。.]{{1,20}}$ | :+[ ](?=\S) .*  # more markup of wikis
      | "[^"]*"\s*:\s*["\[{{\d] .* | '[^']*'\s*:\s*['\[{{\d] .*  # entries of objects
      | \{{\s* "[^"]*"\s*: .* \}},?$  # an object
      | \[\s .* ,\s .* \s\]$  # a list of characters
      | (?:msgid|msgstr|msgctxt)(?:\[\d\])?\ " .*  # catalogues of translations
      | -\ -\ .*  # lists of lists
      | \|[ ]?[\w{HAN} ]{{1,20}}= .*  # fields of templates
      | [\w{HAN}]{{1,12}}:\ [!-~] [^{HAN}，。；！？]* (?:\\.*)? $  # a field whose value is a number, a path, an address
      | [^\n]*\t[^\n]*
    )
    """,
    re.VERBOSE,
)
_ASCII_KEY = lazy_pattern(r"\s*(?:-[ ])?[A-Za-z_][\w.-]*:(?:[ ].*)?$")
_KEY = lazy_pattern(rf"\s*(?:-[ ])?[\w{HAN}][\w{HAN} .-]{{0,14}}:(?:[ ](?P<value>.*))?$")
_PLAIN_VALUE = lazy_pattern(rf"[^{HAN}]*$")
_INDENTED = lazy_pattern(r"\n(?:(?:[ \t]+|- )[\w -]+:|- - )")
# A line of such a series: a key, or an item.
_KEYED = lazy_pattern(rf"\s*(?:-[ ])?[\w{HAN}][\w{HAN} .-]{{0,14}}:(?:[ ].*[^,;{{(\s])?$|\s*- \S.*")
_HEX_KEY = lazy_pattern(r"\s*0x[0-9A-Fa-f]+:\S")
_FLOW = lazy_pattern(r"\[.*\]$|\{.*\}$")
_KEYED_ITEM = lazy_pattern(rf"\s*- [\w{HAN}]{{1,14}}: \S")
# A line of a timetable: a day, a date or a time, and a few words behind it that are no sentence.
_TIMED = lazy_pattern(
    r"\s*(?:(?:周|星期|礼拜|禮拜)[一二三四五六日天]|\d{1,2}[:.]\d\d(?:\s?[-~–—至到]\s?\d{1,2}[:.]\d\d)?|(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?)"
    r"(?:[:：]?[ \t])[^。！？!?]{1,30}(?<![.,;，；])$"
)
_STOP = lazy_pattern("[。！？!?]")
_GROUPS = lazy_pattern(r"(?:\S{1,8}\([^()\n]{1,8}\)[ \t]+){2,}\S{1,8}\([^()\n]{1,8}\)\s*$")
_SEPARATORS = ",;"

# A row has at least MIN_CELLS cells, and a table MIN_ROWS rows; cells without numbers have on average at most
# LONGEST_CELL characters.
MIN_CELLS, MIN_ROWS, LONGEST_CELL = 3, 3, 4
LONGEST = 400  # a longer line is no row that is looked at


@lru_cache(maxsize=2)
def data_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of lines that are data, in order, those that follow each other as one."""
    starts, lines = _lines(text)
    flags = [_may_be_alone(line) and (_ALONE.match(line) is not None or _GROUPS.match(line) is not None) for line in lines]
    for series in (
        _front_matter(lines),
        _runs(lines, _TIMED, 3),
        _keys(lines) if _may_have_keys(text) else (),
        _rows(text, lines),
    ):
        for first, last in series:
            flags[first:last] = [True] * (last - first)
    if not any(flags):
        return ()
    return tuple((start, start + len(line)) for start, line, flag in zip(starts, lines, flags, strict=True) if flag)


def _lines(text: str) -> tuple[list[int], list[str]]:
    """Lines with something on them, and where they start: blank ones go later, and must not part what is one series."""
    starts, lines, start = [], [], 0
    for line in text.split("\n"):
        if line and not line.isspace():
            starts.append(start)
            lines.append(line)
        start += len(line) + 1
    return starts, lines


def _may_be_alone(line: str) -> bool:
    """A quick look: most lines of prose say no."""
    if not line or len(line) > LONGEST:
        return False
    return line.lstrip()[:1] in _FIRST or "\t" in line or ":" in line or line.count("(") > 2


_FIRST = frozenset("|│┃{![;:\"'m-")


def _may_have_keys(text: str) -> bool:
    return ": " in text or ":\n" in text or "- - " in text or "0x" in text


def yaml_spans(text: str) -> Spans:
    """Spans of lines with keys whose indent is content."""
    if not _may_have_keys(text) or not _INDENTED.search(text):
        return []
    starts, lines = _lines(text)
    return [
        (starts[first], starts[last - 1] + len(lines[last - 1]))
        for first, last in _keys(lines)
        if last - first >= 3 and any(line[:1] in " \t-" for line in lines[first:last])
    ]


def _runs(lines: list[str], fits: re.Pattern[str], least: int) -> Iterator[tuple[int, int]]:
    start = None
    for number, line in enumerate([*lines, ""]):
        if line and len(line) <= LONGEST and fits.match(line):
            start = number if start is None else start
        elif start is not None:
            if number - start >= least:
                yield start, number
            start = None


def _front_matter(lines: list[str]) -> Iterator[tuple[int, int]]:
    if lines and lines[0].strip() == "---":
        for number in range(1, min(len(lines), 60)):
            if lines[number].strip() == "---":
                if any(_KEY.match(line) for line in lines[1:number]):
                    yield 0, number + 1
                return


def _keys(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Series of `key: value`: with keys in ASCII, or with numbers among the values; lists inside them belong to them."""
    for first, last in _runs(lines, _KEYED, 2):
        run = lines[first:last]
        keys = [match for line in run if (match := _KEY.match(line))]
        ascii_keys = sum(_ASCII_KEY.match(line) is not None for line in run)
        plain = sum(bool(match["value"]) and _PLAIN_VALUE.match(match["value"]) is not None for match in keys)
        nested = sum(line.lstrip().startswith("- - ") for line in run)
        flow = any(match["value"] and _FLOW.match(match["value"]) for match in keys)
        items = bool(keys) and not keys[0]["value"] and sum(_KEYED_ITEM.match(line) is not None for line in run[1:]) >= 2
        if (
            flow
            or items
            or ascii_keys * 2 >= len(run)
            or (len(keys) >= 2 and (ascii_keys or plain) and plain * 3 >= len(keys))
            or nested >= 2
        ):
            yield first, last
    yield from _runs(lines, _HEX_KEY, 2)


def _rows(text: str, lines: list[str]) -> Iterator[tuple[int, int]]:
    """Neighbouring lines with the same number of separators, and what verse has not: numbers, or cells of a word."""
    for separator in _SEPARATORS:
        if text.count(separator) < MIN_ROWS * (MIN_CELLS - 1):
            continue
        counts = [line.count(separator) if len(line) <= LONGEST else 0 for line in lines]
        first = 0
        while first < len(lines):
            last = first + 1
            while last < len(lines) and counts[last] == counts[first]:
                last += 1
            if counts[first] >= MIN_CELLS - 1 and last - first >= MIN_ROWS and _are_rows(lines[first:last], separator):
                yield first, last
            first = last


def _are_rows(rows: list[str], separator: str) -> bool:
    if sum(_STOP.search(row) is not None for row in rows) * 3 > len(rows):
        return False
    cells = [cell.strip() for row in rows for cell in row.split(separator)]
    numbers = sum(row_cell.replace(".", "").replace("-", "").replace(":", "").isdigit() for row_cell in cells)
    return numbers >= len(rows) - 1 or sum(map(len, cells)) <= LONGEST_CELL * len(cells)
