"""What paragraphs are made of, and what they become: lines of a page, and blocks of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal

from cleaners.readers.pdf.lines import Row, Segment

BlockKind = Literal[
    "paragraph", "heading", "list_item", "table_row", "code", "footnote", "header", "footer", "page_number", "hidden"
]

_HAN_NUMBER = "[一二三四五六七八九十百千零〇○]"
# What begins a line only where something new begins.
LABEL = re.compile(
    rf"""
      第[ ]?(?:{_HAN_NUMBER}{{1,6}}|\d{{1,4}})[ ]?[编編章节節条條款篇回卷集部讲講课課] | {_HAN_NUMBER}{{1,3}}、
    | [（(](?:{_HAN_NUMBER}{{1,3}}|\d{{1,3}}|[a-zA-Zivx]{{1,3}})[)）] | \d{{1,2}}[.．、](?![\d.．]) | \d{{1,2}}[)）]
    | \d{{1,2}}(?:\.\d{{1,2}}){{1,4}}(?=[ \u3000]*[^\d\s.%％，。、)）a-zA-Z]) | [a-zA-Z][.．)）](?=[ \u3000]*[\u4e00-\u9fff])
    | [①-⓿㈠-㈩❶-➓] | [•·●○■□◆◇★☆▲△▶►▪※✓√◎→\uf06c\uf06e\uf075\uf0a7\uf0b2\uf0b7\uf0d8\uf0fc](?![\d·]) | [-–—][ ](?=\S)
    | 附[件录錄注註][ ]?[\d一二三四五六七八九十]?[：:] | [注註][：:]
    """,
    re.VERBOSE,
)
_COUNTER = re.compile(rf"\d+|{_HAN_NUMBER}+|[a-zA-Z]+|[①-⓿㈠-㈩❶-➓]")
# Marks that some programs let hang over the edge.
HANGING = "，。、；：！？,.;:”’）》」』"
# A column is justified when of its lines that come near the edge this share ends there.
JUSTIFIED = 0.8
STOPS = "。！？；：!?;:…"
_CLOSERS = "”’」』）)】》〉\"'"


@dataclass(slots=True)
class Line:
    """A row of a page, with where the column that it stands in begins and ends."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str
    page: int
    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0  # from line to line in this column
    text_size: float = 0.0  # of most of the document
    indents: bool = False  # paragraphs of this column begin with an indent
    justified: bool = False  # full lines of this column end at its edge
    begins_frame: bool = False
    code: bool = False
    raised: tuple[tuple[int, int], ...] = ()
    lowered: tuple[tuple[int, int], ...] = ()
    references: tuple[tuple[int, int], ...] = ()  # those of `raised` that refer to a note on the page

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def label(self) -> str:
        match = LABEL.match(self.text)
        return match[0] if match else ""

    @property
    def label_kind(self) -> str:
        """The label without its number."""
        return _COUNTER.sub("#", self.label)

    @property
    def ends(self) -> bool:
        """Whether a sentence, or a clause before a list, ends with the line."""
        return self.text.rstrip(_CLOSERS)[-1:] in STOPS or self.text[-1:] == "."

    @property
    def is_centred(self) -> bool:
        before, behind = self.x0 - self.left, self.right - self.x1
        return (
            before > 1.5 * self.size and behind > 1.5 * self.size and abs(before - behind) < 0.1 * (before + behind) + self.size
        )


@dataclass(slots=True)
class Block:
    """A line of the text."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    size: float = 0.0
    font: str = ""
    lines: int = 1
    centred: bool = False
    references: tuple[tuple[int, int], ...] = ()  # to notes on the page


@dataclass(slots=True)
class Column:
    """The lines of a frame and what is usual in it."""

    lines: list[Line]
    left: float
    right: float
    strong: bool  # enough lines to tell
    page: int
    parts: list[Line | list[str]] = field(default_factory=list)  # lines, and tables as rows, in reading order
    notes: list[Line] = field(default_factory=list)


def line_of(row: Row, page: int) -> Line:
    """One line of what stands in a row, its parts with a blank between them."""
    first = row[0]
    text, raised, lowered = first.text, list(first.raised), list(first.lowered)
    last = first
    for part in row[1:]:
        glue = "" if _continues(last, part, first is last) else " "
        offset = len(text) + len(glue)
        text += glue + part.text
        raised += [(a + offset, b + offset) for a, b in part.raised]
        lowered += [(a + offset, b + offset) for a, b in part.lowered]
        last = part
    main = max(row, key=lambda part: part.size * len(part.text))
    return Line(
        text, first.x0, min(part.y0 for part in row), row[-1].x1, max(part.y1 for part in row), main.size, main.font, page,
        raised=tuple(raised), lowered=tuple(lowered),
    )  # fmt: skip


def _continues(left: Segment, right: Segment, first: bool) -> bool:
    """A label and what it stands before; characters of a word set wide."""
    if first and (label := LABEL.match(left.text)) and label.end() == len(left.text):
        return left.text[-1] not in ".-–—" or not right.text[0].isascii()
    return len(left.text) <= 2 and len(right.text) <= 2 and not (left.text + right.text).isascii()


def measure(columns: list[Column], body: float) -> None:
    """Set what is usual in each column; one of few lines borrows from one like it on the pages near."""
    for column in columns:
        usual = [line for line in column.lines if abs(line.size - body) < 0.12 * body and not line.code]
        if len(usual) >= 3:
            column.left = _left_edge([line.x0 for line in usual], body)
            column.right = _right_edge([line.x1 - (line.size if line.text[-1] in HANGING else 0) for line in usual], body)
            full = sum(line.x1 > column.right - 1.5 * body for line in usual)
            column.strong = len(usual) >= 5 and full * 3 >= len(usual)
    for column in columns:
        if not column.strong and column.lines:
            _borrow(column, columns, body)
    for column in columns:
        own = [line for line in column.lines if not line.code]  # a program's lines say nothing of how the text is set
        pairs = [(a, b) for a, b in pairwise(own) if abs(a.size - b.size) < 0.5 and 0 < b.middle - a.middle < 4 * a.size]
        # Behind a line that ends early stands another paragraph, and paragraphs of one or two lines have more such steps.
        reaching = [(a, b) for a, b in pairs if a.x1 > column.right - 1.5 * a.size]
        steps = sorted(b.middle - a.middle for a, b in reaching or pairs)
        pitch = steps[len(steps) // 3] if steps else 0.0
        starts = sum(line.x0 > column.left + 0.8 * line.size for line in own)
        edge = sum(abs(line.x0 - column.left) < 0.5 * line.size for line in own)
        reach = [column.right - line.x1 for line in own if line.x1 > column.right - 2 * body]
        justified = len(reach) >= 5 and sum(abs(miss) < 0.15 * body for miss in reach) >= JUSTIFIED * len(reach)
        for line in column.lines:
            line.left, line.right, line.justified = column.left, column.right, justified
            line.text_size = body
            line.pitch = pitch * max(1.0, line.size / body)
            line.indents = starts > 0 and edge > 0 and starts / (starts + edge) >= 0.08


def _left_edge(starts: list[float], size: float) -> float:
    """The leftmost place where more than a stray line begins."""
    starts = sorted(starts)
    for start in starts:
        if sum(start <= other < start + 0.4 * size for other in starts) >= max(2, 0.06 * len(starts)):
            return start
    return starts[0]


def _right_edge(ends: list[float], size: float) -> float:
    """The rightmost place near which more than a stray line ends."""
    ends = sorted(ends, reverse=True)
    for end in ends if len(ends) >= 8 else ():
        if sum(end - size <= other <= end for other in ends) >= max(2, 0.05 * len(ends)):
            return end
    return ends[0]


def _borrow(column: Column, columns: list[Column], body: float) -> None:
    left, right = min(line.x0 for line in column.lines), max(line.x1 for line in column.lines)
    alike = [
        other
        for other in columns
        if other.strong and other.left <= left + 3 and other.right >= right - body and other.right > left
    ]
    if alike:
        best = min(
            alike,
            key=lambda other: (round((left - other.left) / (6 * body)), abs(other.page - column.page), other.right - other.left),
        )
        column.left, column.right = best.left, max(best.right, right if right < best.right + body else best.right)
    else:
        column.left, column.right = left, right


def usual_size(lines: Sequence[Segment]) -> float:
    """The type size of most characters."""
    weights: dict[float, int] = {}
    for line in lines:
        key = round(line.size * 2) / 2
        weights[key] = weights.get(key, 0) + len(line.text)
    if not weights:
        return 10.0
    best = max(weights, key=lambda key: weights[key])
    return median(line.size for line in lines if round(line.size * 2) / 2 == best)


def usual_face(parts: Sequence[Segment]) -> str:
    """The font of most characters."""
    weights: dict[str, int] = {}
    for part in parts:
        weights[part.font] = weights.get(part.font, 0) + len(part.text)
    return max(weights, key=lambda font: weights[font], default="")
