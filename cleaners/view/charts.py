"""Charts as SVG inside a page. Labels are text of the page, so that nothing overflows on a narrow screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log10
from statistics import median
from typing import NamedTuple

from markupsafe import Markup

BARS = 12
"""Of a chart; the tail is one bar."""

DWARFED = 50
"""How often the largest value holds the middle one before bars are drawn to a logarithmic scale: below, both are seen."""


class Value(NamedTuple):
    """A bar: its name, how much it stands for, and where it leads ("" for nowhere)."""

    name: str
    amount: int
    href: str = ""


class Chart(NamedTuple):
    """Bars with their lengths in percent. `is_log`: the scale is logarithmic, which the page has to say."""

    rows: tuple[tuple[Value, Markup], ...]
    is_log: bool


def bars(values: Iterable[Value], others: str = "") -> Chart:
    """Lying bars, the largest first; `others` is the name of the bar for those that are too many."""
    rows = sorted(values, key=lambda value: (-value.amount, value.name))
    if len(rows) > BARS and others:
        rows = [*rows[: BARS - 1], Value(others, sum(value.amount for value in rows[BARS - 1 :]))]
    most = max((value.amount for value in rows), default=0)
    is_log = len(rows) > 2 and most > DWARFED * max(1, median(value.amount for value in rows))
    return Chart(tuple((value, _bar(_part(value.amount, most, is_log))) for value in rows), is_log)


def columns(values: Sequence[Value], label: str) -> Markup:
    """Standing bars in their given order, each a link."""
    width, height = 44, 120
    most = max((value.amount for value in values), default=0)
    parts = []
    for number, value in enumerate(values):
        x, tall = number * width, round(height * _part(value.amount, most, False) / 100)
        drawn = Markup(
            '<title>{0}: {1:,}</title><rect class="space" x="{2}" y="0" width="{3}" height="{4}"/>'
            '<rect x="{2}" y="{5}" width="{3}" height="{6}" rx="2"/><text x="{7}" y="{8}" text-anchor="middle">{0}</text>'
        ).format(value.name, value.amount, x + 3, width - 6, height, height - tall, tall, x + width // 2, height + 16)
        parts.append(Markup('<a href="{}">{}</a>').format(value.href, drawn) if value.href else drawn)
    head = Markup('<svg class="columns" viewBox="0 0 {} {}" role="img" aria-label="{}">')
    return head.format(max(1, len(values)) * width, height + 22, label) + Markup("").join(parts) + Markup("</svg>")


def of_counts(counts: Mapping[str, int], href: str = "") -> list[Value]:
    """Values of a tally; `href` takes a name at its end."""
    from urllib.parse import quote

    return [Value(name, count, href and href + quote(name, safe="")) for name, count in counts.items()]


def _part(count: int, most: int, is_log: bool) -> float:
    if not count or not most:
        return 0.0
    part = log10(1 + count) / log10(1 + most) if is_log else count / most
    return round(max(1.0, 100 * part), 1)


def _bar(percent: float) -> Markup:
    return Markup('<svg class="bar" aria-hidden="true"><rect width="{}%" height="100%" rx="2"/></svg>').format(percent)
