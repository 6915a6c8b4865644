"""The lines that are drawn round and between the cells of tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cleaners.readers.pdf.engine import Box

# What is thinner is a line, not an area; what is shorter belongs to a sign or a bullet.
THICKEST, SHORTEST = 3.0, 6.0
# Ends of lines that are meant to meet miss each other by less.
TOUCH = 3.0
# More lines on a page, pieces put together, are no table.
MAX_RULES = 400
# Lines between cells that go on so far beyond the last line between rows.
OPEN = 6.0

Rule = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Rules:
    horizontals: tuple[Rule, ...] = ()  # (y, x0, x1)
    verticals: tuple[Rule, ...] = ()  # (x, y0, y1)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that is drawn: where its lines of cells begin and end, and the lines between the cells."""

    box: Box
    levels: tuple[float, ...]
    verticals: tuple[Rule, ...]

    def holds(self, x: float, y: float) -> bool:
        return self.box.x0 <= x <= self.box.x1 and self.box.y0 <= y <= self.box.y1


NO_RULES = Rules()


def find_rules(shapes: Iterable[Box], width: float, height: float) -> Rules:
    horizontals, verticals = [], []
    for box in shapes:
        wide, high = box.x1 - box.x0, box.y1 - box.y0
        if wide > 0.98 * width and high > 0.9 * height:
            continue  # the page's ground
        if high <= THICKEST < SHORTEST <= wide:
            horizontals.append(((box.y0 + box.y1) / 2, box.x0, box.x1))
        elif wide <= THICKEST and high >= SHORTEST:
            verticals.append(((box.x0 + box.x1) / 2, box.y0, box.y1))
        elif wide >= 2 * SHORTEST and high >= 2 * SHORTEST:
            horizontals += [(box.y0, box.x0, box.x1), (box.y1, box.x0, box.x1)]
            verticals += [(box.x0, box.y0, box.y1), (box.x1, box.y0, box.y1)]
    rules = Rules(_merged(horizontals), _merged(verticals))
    return rules if len(rules.horizontals) + len(rules.verticals) <= MAX_RULES else NO_RULES  # a drawing


def _merged(rules: list[Rule]) -> tuple[Rule, ...]:
    """Pieces of one line put together: programs draw the borders of each cell."""
    out: list[Rule] = []
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule[0] - lines[-1][0][0] <= TOUCH / 2:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        level = sum(rule[0] for rule in line) / len(line)
        start, end = float("inf"), float("-inf")
        for _, a, b in sorted(line, key=lambda rule: rule[1]):
            if a > end + TOUCH and end > start:
                out.append((level, start, end))
                start, end = a, b
            else:
                start, end = min(start, a), max(end, b)
        out.append((level, start, end))
    return tuple(out)


def grids(rules: Rules) -> list[Grid]:
    """Tables with lines between rows as well as between cells."""
    left = [(False, rule) for rule in rules.horizontals] + [(True, rule) for rule in rules.verticals]
    found: list[Grid] = []
    while left:
        group, left = [left[0]], left[1:]
        at = 0
        while at < len(group):  # what touches one of the group joins it
            upright, rule = group[at]
            at += 1
            touching = [other for other in left if other[0] != upright and _touch(rule, other[1])]
            if touching:
                group += touching
                left = [other for other in left if other not in touching]
        horizontals = [rule for upright, rule in group if not upright]
        verticals = sorted(rule for upright, rule in group if upright)
        levels = sorted({round(rule[0], 1) for rule in horizontals})
        if len(verticals) < 2:
            continue
        # A row that a page breaks is open above or below.
        ends = min(rule[1] for rule in verticals), max(rule[2] for rule in verticals)
        levels = [
            *([ends[0]] if ends[0] < levels[0] - OPEN else []),
            *levels,
            *([ends[1]] if ends[1] > levels[-1] + OPEN else []),
        ]
        if len(levels) < 2:
            continue
        box = Box(
            min(rule[1] for rule in horizontals) - TOUCH, levels[0] - TOUCH,
            max(rule[2] for rule in horizontals) + TOUCH, levels[-1] + TOUCH,
        )  # fmt: skip
        inner = [rule for rule in verticals if box.x0 + 3 * TOUCH < rule[0] < box.x1 - 3 * TOUCH]
        if len(levels) > 2 or inner:
            found.append(Grid(box, tuple(levels), tuple(verticals)))
    return found


def _touch(first: Rule, second: Rule) -> bool:
    """Two rules, one upright and one level."""
    return (
        second[1] - TOUCH <= first[0] <= second[2] + TOUCH and first[1] - TOUCH <= second[0] <= first[2] + TOUCH
    )  # fmt: skip
