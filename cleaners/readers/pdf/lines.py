"""Runs to segments (what stands together on a line), and segments to rows (what stands side by side)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from cleaners.readers.pdf.rules import Rule
from cleaners.readers.pdf.runs import GAP, SPACING, WIDE, Run

# Runs are of one line when they overlap in height by so much of the smaller one: a superscript is, the next line is not.
OVERLAP = 0.5
# A raised or lowered run is smaller than its neighbour by at least this factor: browsers make it 5/6.
SCRIPT = 0.85
# Its middle stands so many ems higher, or lower: small type on the same base line has its middle a little lower, too.
UP, DOWN = 0.1, 0.22
# Between Latin words set in several runs a blank shows as a gap of so many ems.
WORD_SPACE = 0.14
# A page of more runs is a map or a plan: what stands side by side there is no line.
MAX_RUNS = 6000


@dataclass(slots=True)
class Segment:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str
    first: int  # position in the file of its first run
    raised: list[tuple[int, int]] = field(default_factory=list)  # spans of superscripts
    lowered: list[tuple[int, int]] = field(default_factory=list)  # and of subscripts
    table: list[str] | None = None  # rows: the segment stands for a table that was read already

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def width(self) -> float:
        return self.x1 - self.x0


Row = list[Segment]


def segments(runs: list[Run], verticals: Sequence[Rule] = ()) -> list[Segment]:
    """In the order of the file. `verticals`: rules that part what stands on either side."""
    if len(runs) > MAX_RUNS:
        return [_segment([run], number) for number, run in enumerate(runs)]
    order = sorted(range(len(runs)), key=lambda number: runs[number].y0)
    leader = list(range(len(runs)))

    def root(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for place, one in enumerate(order):
        a = runs[one]
        for other in islice(order, place + 1, None):
            b = runs[other]
            if b.y0 >= a.y1:
                break
            if _adjoin(a, b) and not (verticals and _is_parted(a, b, verticals)):
                first, second = sorted((root(one), root(other)))
                leader[second] = first
    groups: dict[int, list[int]] = {}
    for number in range(len(runs)):
        groups.setdefault(root(number), []).append(number)
    return [_segment([runs[number] for number in numbers], numbers[0]) for numbers in groups.values()]


def _is_parted(a: Run, b: Run, verticals: Sequence[Rule]) -> bool:
    left, right = (a, b) if a.x0 <= b.x0 else (b, a)
    return any(left.x1 - 2 < x < right.x0 + 2 and y0 < a.middle < y1 for x, y0, y1 in verticals)


def _adjoin(a: Run, b: Run) -> bool:
    """Whether two runs follow each other on a line."""
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    if overlap < OVERLAP * min(a.y1 - a.y0, b.y1 - b.y0):
        return False
    left, right = (a, b) if a.x0 <= b.x0 else (b, a)
    size = max(a.size, b.size) if min(a.size, b.size) > 0.6 * max(a.size, b.size) else min(a.size, b.size)
    if abs(a.middle - b.middle) > 0.25 * max(a.size, b.size) and not min(a.size, b.size) < SCRIPT * max(a.size, b.size):
        return False
    return -0.6 * size < right.x0 - left.x1 < GAP * size


def _segment(runs: list[Run], first: int) -> Segment:
    if len(runs) == 1:
        run = runs[0]
        return Segment(run.text, run.x0, run.y0, run.x1, run.y1, run.size, run.font, first)
    runs = sorted(runs, key=lambda run: run.x0)
    main = max(runs, key=lambda run: run.size * len(run.text))
    pieces: list[str] = []
    raised: list[tuple[int, int]] = []
    lowered: list[tuple[int, int]] = []
    length = 0
    last: Run | None = None
    for run in runs:
        if last is not None and (blank := _between(last, run)):
            pieces.append(blank)
            length += 1
        if run.size < SCRIPT * main.size and (
            run.middle < main.middle - UP * main.size or run.middle > main.middle + DOWN * main.size
        ):
            spans = raised if run.middle < main.middle else lowered
            start = spans.pop()[0] if spans and spans[-1][1] == length else length
            spans.append((start, length + len(run.text)))
        pieces.append(run.text)
        length += len(run.text)
        last = run
    level = [run for run in runs if run.size >= SCRIPT * main.size]  # signs beside the line make it no higher
    y0, y1 = min(run.y0 for run in level), max(run.y1 for run in level)
    return Segment("".join(pieces), runs[0].x0, y0, max(run.x1 for run in runs), y1, main.size, main.font, first, raised, lowered)


def _between(left: Run, right: Run) -> str:
    gap = (right.x0 - left.x1) / max(1.0, min(left.size, right.size))
    wide = bool(WIDE.match(left.text[-1])), bool(WIDE.match(right.text[0]))
    if all(wide):
        return ""
    return " " if gap > (SPACING if any(wide) else WORD_SPACE) else ""


def rows(parts: Iterable[Segment]) -> list[Row]:
    """From the top down, each from left to right."""
    found: list[Row] = []
    for part in sorted(parts, key=lambda part: part.middle):
        if found and abs(part.middle - found[-1][0].middle) < 0.5 * min(part.size, found[-1][0].size) + 1:
            found[-1].append(part)
        else:
            found.append([part])
    for row in found:
        row.sort(key=lambda part: part.x0)
    return found
