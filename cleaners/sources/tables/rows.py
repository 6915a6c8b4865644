"""The rows of a table as text (CSV, TSV), one after the other, in time that follows the length whatever the quotes are.

A cell in quotes may hold separators, line ends and doubled quotes. A quote that nothing closes is a sign like any other: a
closing one stands before a separator or the end of a line, and a line that opens a new cell in between says that none came.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

SEPARATORS = "\t,;|"
# Parts nothing: the table has one column, under a short name.
ONE_COLUMN = "\0"
LONGEST_NAME = 40
SAMPLE_LINES = 50
# So large a share of the lines must have as many cells as most lines have.
MIN_AGREEMENT = 0.6
# More unquoted separators in a row than these are no longer sorted out.
MAX_EXTRA = 6
# Characters in which the end of a quoted cell is looked for.
MAX_QUOTED = 1 << 24
# Where a quoted cell ends: in no line at all, in one that is still to come.
NEVER, LATER = -1, -2
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_RUN = re.compile('"+')
_SENTENCE = re.compile("[。，！？；：…]")
_BREAK = re.compile(r"\r\n|\n|\r")


def separator_of(text: str, *, named: bool = False) -> str:
    """What parts the cells; "" for text that is no table. `named`: the first line holds names of columns, which tell where the
    lines below do not agree, as where texts go over several lines without quotes."""
    head = _QUOTED.sub("x", text[:200_000])
    lines = [line for line in _BREAK.split(head) if line.strip()][:SAMPLE_LINES]
    best, most = "", 0.0
    for separator in SEPARATORS:
        counts = [line.count(separator) for line in lines]
        usual, times = Counter(counts).most_common(1)[0] if counts else (0, 0)
        agreement = times / len(counts) if counts else 0.0
        if counts and counts[0] == min(counts) > 0:  # a head that no row falls short of: cells hold the separator unquoted
            agreement = max(agreement, MIN_AGREEMENT) if counts.count(counts[0]) > 1 else agreement
        if usual and agreement >= MIN_AGREEMENT and agreement > most:
            best, most = separator, agreement
    if best or not lines:
        return best
    counts_of_names = {separator: lines[0].count(separator) for separator in SEPARATORS if separator in lines[0]}
    if not counts_of_names:
        return ONE_COLUMN if len(lines[0].strip()) <= LONGEST_NAME and not _SENTENCE.search(lines[0]) else ""
    return max(counts_of_names, key=lambda separator: counts_of_names[separator]) if named else ""


def lines_of(blocks: Iterable[str]) -> Iterator[str]:
    """The lines in pieces of text, whatever ends them. CR alone ends lines where the text has no other end."""
    waiting: list[str] = []
    sign = ""
    for block in blocks:
        sign = sign or ("\n" if "\n" in block else "\r" if "\r" in block.rstrip("\r") else "")
        first, *others = block.split(sign) if sign else [block]
        waiting.append(first)
        if others:
            yield "".join(waiting).removesuffix("\r")
            yield from (line.removesuffix("\r") for line in others[:-1])
            waiting = [others[-1]]
    if last := "".join(waiting).removesuffix("\r"):
        yield last


def rows_of(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """The rows in lines of text. Blank lines are none."""
    return _Rows(iter(lines), separator).rows()


class _Rows:
    """Lines wait here while the end of a quoted cell is looked for in them. What is known of a line (whether a quoted cell that
    comes from above would end in it) is kept, so that no line is read twice for each cell that nothing closes."""

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self.lines = lines
        self.separator = separator
        self.waiting = deque[str]()
        self.number = 0  # of the first line that waits
        self.clear = 0  # the first line that is not known to lie within a quoted cell from above
        self.held = 0  # characters of the lines that wait before it
        self.ends = (-1, 0, 0)  # a line in which such a cell is known to end, where (-1: nowhere, a new one opens), its length

    def rows(self) -> Iterator[list[str]]:
        while self.ahead(0):
            line = self.take()
            if '"' not in line:
                if line and not line.isspace():
                    yield line.split(self.separator)
            else:
                yield self.row(line)

    def ahead(self, count: int) -> bool:
        """Whether a line waits behind `count` others."""
        while len(self.waiting) <= count:
            line = next(self.lines, None)
            if line is None:
                return False
            self.waiting.append(line)
        return True

    def take(self) -> str:
        line = self.waiting.popleft()
        if self.number < self.clear:
            self.held -= len(line) + 1
        self.number += 1
        return line

    def row(self, line: str) -> list[str]:
        """The cells of the row that begins with `line`; the lines that its quoted cells reach into are taken."""
        cells: list[str] = []
        at = 0
        while True:
            opening = _opening(line, at)
            end = _closing(line, opening + 1, self.separator) if opening >= 0 else NEVER
            if end == LATER and (more := self.more()):
                line, opening = "\n".join([line[opening:], *(self.take() for _ in range(more))]), 0
                end = len(line) - self.ends[2] + self.ends[1]
            if end >= 0:
                cells.append(line[opening + 1 : end].replace('""', '"'))
                stop = line.find(self.separator, end)
            else:
                stop = line.find(self.separator, at)
                cells.append(line[at:] if stop < 0 else line[at:stop])
            if stop < 0:
                return cells
            at = stop + 1

    def more(self) -> int:
        """How many of the lines that wait belong to a cell that is open at the end of a line; 0 where nothing closes it."""
        if self.ends[0] < self.number:
            count = max(self.clear - self.number, 0)
            while self.held <= MAX_QUOTED and self.ahead(count):
                line = self.waiting[count]
                end = _closing(line, 0, self.separator)
                if end != LATER:
                    self.ends = self.number + count, end, len(line)
                    break
                count += 1
                self.held += len(line) + 1
            self.clear = self.number + count
        return self.ends[0] - self.number + 1 if self.ends[0] >= self.number and self.ends[1] >= 0 else 0


def _opening(line: str, at: int) -> int:
    """Where the quote stands that begins the cell at `at`; -1 where it begins with another sign."""
    while line[at : at + 1] == " ":
        at += 1
    return at if line[at : at + 1] == '"' else -1


def _closing(line: str, start: int, separator: str) -> int:
    """Where the quoted cell ends whose text begins at `start`, or goes on there: the place of its closing quote; NEVER where
    another cell opens before, LATER where the line is not enough."""
    for run in _RUN.finditer(line, start):
        if (run.end() - run.start()) % 2 == 0:
            continue
        behind = run.end()
        while line[behind : behind + 1] == " ":
            behind += 1
        if behind == len(line) or line[behind] == separator:
            return run.end() - 1
        before = run.start()
        while before > start and line[before - 1] == " ":
            before -= 1
        if (before > start and line[before - 1] == separator) or before == start == 0:
            return NEVER
    return LATER


class Shape:
    """What most rows of a table have in common: how many cells, and which of them are numbers."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        # A row of one cell may be a line of a text that goes over several.
        widths = [len(row) for row in rows if len(row) > 1] or [1]
        usual = Counter(widths).most_common(1)[0][0] if widths else 0
        self.width = widths[0] if widths and widths[0] == min(widths) else usual
        body = [row for row in rows if len(row) == self.width][1:]
        self.numeric = [2 * sum(is_number(row[at]) for row in body) > len(body) for at in range(self.width)]

    def fit(self, row: list[str], separator: str, text: int = -1) -> list[str]:
        """A row with more cells than usual holds the separator in its text, without quotes: cells are put together again so that
        as many as can be have the kind (number, word) of their column, in the column `text` rather than in others."""
        if not 2 <= self.width < len(row) <= self.width + MAX_EXTRA:
            return row
        return _joined(row, self.numeric, separator, text)


def _joined(row: list[str], numeric: list[bool], separator: str, text: int) -> list[str]:
    """The best way to make `row` as many cells as there are columns. `ways[n][used]` is where the cell n begins in the best way
    to make the first n + 1 cells of the first `used` ones."""
    extra = len(row) - len(numeric)
    scores = {0: 0.0}
    ways: list[dict[int, int]] = []
    for at, number in enumerate(numeric):
        found: dict[int, float] = {}
        begins: dict[int, int] = {}
        for used, score in scores.items():
            for end in range(used + 1, at + extra + 2):
                better = score + (is_number(separator.join(row[used:end])) == number)
                better += 0.5 * (at == text and end > used + 1)
                if end not in found or better >= found[end]:
                    found[end], begins[end] = better, used
        scores = found
        ways.append(begins)
    end, cells = len(row), list[str]()
    for begins in reversed(ways):
        begin = begins[end]
        cells.append(separator.join(row[begin:end]))
        end = begin
    return cells[::-1]


def is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("%", "").strip("-+ ").isdecimal()
