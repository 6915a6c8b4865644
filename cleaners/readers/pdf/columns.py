"""The order in which the parts of a page are read: columns one after another, and what spans them in its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cleaners.readers.pdf.lines import Row, Segment, rows

# The white between columns is wider than so many ems, and so many rows at least have something on both sides.
GUTTER, MIN_ROWS = 0.8, 3
# Columns of prose are so many ems wide, and so many of their lines reach the edge; else they are the columns of a table.
MIN_WIDTH, FULL = 6.0, 0.5
# Columns of so many lines show where those of other pages are.
SURE = 8
MAX_DEPTH = 6


@dataclass(slots=True)
class Frame:
    """A column, or the width of a page: what is read from the top down."""

    rows: list[Row]
    x0: float
    x1: float


def reading_order(parts: list[Segment], gutters: list[float], depth: int = 0) -> list[Frame]:
    """The frames of a page, or of a part of one. `gutters`: the middles of gutters of the pages before, to which those of this
    page are added; where one was, a few lines are enough."""
    found = rows(parts)
    if depth < MAX_DEPTH and sum(len(row) > 1 for row in found) >= (1 if gutters else MIN_ROWS):
        for first, last, gutter in _bands(found, gutters):
            inside = [part for row in found[first:last] for part in row]
            left = [part for part in inside if part.x1 <= gutter[0] + 1]
            right = [part for part in inside if part.x0 >= gutter[1] - 1]
            if not _is_prose(left, right, known=_is_known(gutter, gutters)):
                continue
            if min(len(left), len(right)) >= SURE and not _is_known(gutter, gutters):
                gutters.append((gutter[0] + gutter[1]) / 2)
            above = [part for row in found[:first] for part in row]
            below = [part for row in found[last:] for part in row]
            return [
                *(reading_order(above, gutters, depth + 1) if above else ()),
                *reading_order(left, gutters, depth + 1),
                *reading_order(right, gutters, depth + 1),
                *(reading_order(below, gutters, depth + 1) if below else ()),
            ]
    return [Frame(found, min(part.x0 for part in parts), max(part.x1 for part in parts))] if found else []


def _is_known(strip: tuple[float, float], gutters: list[float]) -> bool:
    return any(strip[0] <= middle <= strip[1] for middle in gutters)


def _bands(found: list[Row], gutters: list[float]) -> list[tuple[int, int, tuple[float, float]]]:
    """Runs of rows with one white strip between them all, the most rows first."""
    bands: list[tuple[int, int, tuple[float, float], int]] = []
    for start, row in enumerate(found):
        for left, right in pairwise(row):
            strip = (left.x1, right.x0)
            if any(first <= start < last and a <= strip[1] and strip[0] <= b for first, last, (a, b), _ in bands):
                continue
            first, strip = _grow(found, start, -1, strip)
            last, strip = _grow(found, start, 1, strip)
            first, last = _without_titles(found, first + 1, last, start, strip)
            both = sum(
                any(part.x1 <= strip[0] + 1 for part in row) and any(part.x0 >= strip[1] - 1 for part in row)
                for row in found[first:last]
            )
            if both >= (1 if _is_known(strip, gutters) else MIN_ROWS):
                bands.append((first, last, strip, both))
    bands.sort(key=lambda band: -band[3])
    return [band[:3] for band in bands]


def _grow(found: list[Row], start: int, step: int, strip: tuple[float, float]) -> tuple[int, tuple[float, float]]:
    """How far from a row the strip stays white, and how wide it still is there."""
    at = start + step
    while 0 <= at < len(found):
        narrowed = _white(found[at], strip)
        if narrowed is None:
            break
        strip = narrowed
        at += step
    return at, strip


def _white(row: Row, strip: tuple[float, float]) -> tuple[float, float] | None:
    """What of the strip the row leaves white."""
    a, b = strip
    size = min(part.size for part in row)
    middle = (a + b) / 2
    for part in row:
        if part.x1 <= a or part.x0 >= b:
            continue
        if part.x0 < middle < part.x1 and part.x0 < a + 1 and part.x1 > b - 1:
            return None
        if part.x1 < b and part.x0 < a:
            a = part.x1
        elif part.x0 > a and part.x1 > b:
            b = part.x0
        elif part.x1 - a < b - part.x0:
            a = part.x1
        else:
            b = part.x0
    return (a, b) if b - a >= GUTTER * size else None


def _without_titles(found: list[Row], first: int, last: int, start: int, strip: tuple[float, float]) -> tuple[int, int]:
    """Bands end at a line of greater type that stands alone: a title over the columns that does not reach across."""
    usual = median(part.size for row in found[first:last] for part in row)
    for number in range(start - 1, first - 1, -1):
        if _is_title(found, number, usual, strip) and _has_both(found[first:number], strip):
            first = number + 1
            break
    for number in range(start + 1, last):
        if _is_title(found, number, usual, strip) and _has_both(found[number + 1 : last], strip):
            last = number
            break
    return first, last


def _has_both(found: list[Row], strip: tuple[float, float]) -> bool:
    """Whether there is something on either side of the strip."""
    parts = [part for row in found for part in row]
    return any(part.x1 <= strip[0] + 1 for part in parts) and any(part.x0 >= strip[1] - 1 for part in parts)


def _is_title(found: list[Row], number: int, usual: float, strip: tuple[float, float]) -> bool:
    row = found[number]
    if len(row) > 1 or row[0].size < 1.15 * usual:
        return False
    part = row[0]
    on_left = part.x1 <= strip[0] + 1
    near = [other for row in found[max(0, number - 2) : number + 3] for other in row if other is not part]
    opposite = [other for other in near if (other.x0 >= strip[1] - 1 if on_left else other.x1 <= strip[0] + 1)]
    return all(other.y1 < part.y0 - 0.2 * part.size or other.y0 > part.y1 + 0.2 * part.size for other in opposite)


def _is_prose(left: list[Segment], right: list[Segment], *, known: bool) -> bool:
    """Whether two sides are columns of text: a table is written row by row, and its lines end anywhere."""
    if known and left and right and max(part.first for part in left) < min(part.first for part in right):
        return True
    if len(left) < MIN_ROWS or len(right) < MIN_ROWS:
        return False
    sides = (left, right)
    widths = [max(part.x1 for part in side) - min(part.x0 for part in side) for side in sides]
    ems = [width / median(part.size for part in side) for width, side in zip(widths, sides, strict=True)]
    if min(ems) < MIN_WIDTH:
        return False
    full = [
        sum(part.x1 > edge - 2.2 * part.size for part in side) / len(side)
        for side in sides
        for edge in [max(part.x1 for part in side)]
    ]
    in_turn = _in_turn(left, right)
    if in_turn:
        return min(full) > 0.2 or min(ems) > 2 * MIN_WIDTH
    single = all(len(side) <= 1.2 * len(rows(side)) for side in sides)
    return single and min(full) >= FULL and min(ems) > 1.5 * MIN_WIDTH and not _alternate(left, right)


def _in_turn(left: list[Segment], right: list[Segment]) -> bool:
    """Whether the file has one side whole before the other, a few strays aside."""
    middle = median(part.first for part in right)
    late = sum(part.first > middle for part in left)
    center = median(part.first for part in left)
    early = sum(part.first < center for part in right)
    return late + early <= 0.1 * (len(left) + len(right))


def _alternate(left: list[Segment], right: list[Segment]) -> bool:
    """Whether the file goes from side to side, but not line by line: the cells of a table, of several lines each."""
    order = sorted([(part.first, 0) for part in left] + [(part.first, 1) for part in right])
    turns = sum(a[1] != b[1] for a, b in pairwise(order))
    return 1 < turns < 0.7 * min(len(left), len(right))
