"""What a line looks like and what structure it stands in: columns of the model's input that know no words."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.page.names import kinds_named, kinds_told
from cleaners.boilerplate.page.view import Floats, Ints, PageView

_ABOVE = (
    ("nav", "menu"), ("header",), ("footer",), ("aside",), ("ul", "ol", "dir"), ("table",), ("article", "main"), ("form",),
    ("dl",), ("section",),
)  # fmt: skip
_LEVELS = (0, 1, 2, 3, 4)
_RUN = 3
MAX_KEY = 12
# Characters of a line in which Latin letters are counted, and of a page in which words that tell a kind are.
MAX_LATIN = 200
MAX_TEXT = 100_000


def shapes(page: PageView, template: Ints) -> list[Floats]:
    lines = page.lines
    count = len(lines)
    stats = page.line_stats
    size = np.maximum(stats[:, 0], 1)
    number: dict[str, int] = {}
    codes = np.array([number.setdefault(line.text, len(number)) for line in lines], np.int64)
    repeated = np.bincount(codes)[codes]
    latin = _latin(page)
    keyed = np.array([line.text.replace("：", ":").find(":", 0, MAX_KEY + 1) > 0 for line in lines], float)
    kinds = {"heading": 1, "table_row": 2, "list_item": 3, "quote": 4, "code": 5, "caption": 6}
    kind = np.array([kinds.get(line.kind, 0) for line in lines], float)
    tabs = np.array([line.text.count("\t") if line.kind == "table_row" else 0 for line in lines], float)
    commas = (stats[:, 3] >= 1) | (stats[:, 4] >= 2)
    prose = ((stats[:, 0] >= 25) & commas & (stats[:, 2] < 0.5 * size)).astype(float)
    columns = [np.minimum(repeated, 20).astype(float), latin / size, keyed, kind, tabs, prose, page.shown.astype(float)]
    columns += _above(page)
    columns += _containers(page, np.minimum(stats[:, 0], 400) * prose, stats)
    columns += [np.full(count, value) for value in of_page(page)]
    columns += _run(template, np.log1p(stats[:, 0]), keyed)
    before = np.concatenate(([0.0], np.cumsum(np.minimum(stats[:, 0], 400) * prose)))
    total = max(float(before[-1]), 1.0)
    columns += [before[:-1] / total, 1 - before[1:] / total, np.full(count, prose.mean()), np.full(count, np.log1p(before[-1]))]
    return columns


def of_page(page: PageView) -> list[float]:
    """What tells the kind of a page: how many of its elements have names of a kind, how often words of a kind occur."""
    named = page.by_name(lambda _, names: kinds_named(names)).sum(axis=0)
    told = kinds_told(page.text[:MAX_TEXT])
    lines = max(len(page.lines), 1)
    headings = sum(line.kind == "heading" for line in page.lines)
    rows = sum(line.kind == "table_row" for line in page.lines)
    found = [*np.log1p(named), *(named / lines), *np.log1p(told), np.log1p(headings), rows / lines]
    return [float(value) for value in found]


def _latin(page: PageView) -> Floats:
    """The Latin letters among the first characters of each line."""
    counts = np.concatenate(([0], np.cumsum(_latin_letters().take(page.codes))))
    return np.asarray(counts[np.minimum(page.ends, page.starts + MAX_LATIN)] - counts[page.starts], np.float64)


@cache
def _latin_letters() -> NDArray[np.uint8]:
    letters = np.zeros(0x10000, np.uint8)
    letters[[code for code in range(0x250) if chr(code).isalpha()]] = 1
    return letters


def _above(page: PageView) -> list[Floats]:
    """Whether any element round the line has one of these tags, by one pass from the root."""
    bit = {tag: 1 << number for number, tags in enumerate(_ABOVE) for tag in tags}
    bits = page.by_name(lambda tag, _: bit.get(tag, 0)).tolist()
    for number, parent in enumerate(page.parents.tolist()):
        bits[number] |= bits[parent]
    found = np.array(bits, np.int64)[page.line_element]
    return [(found & (1 << number) > 0).astype(float) for number in range(len(_ABOVE))]


def _containers(page: PageView, prose: Floats, stats: Floats) -> list[Floats]:
    """Elements at five levels: prose in them, share of the page's prose, and the line's place in them."""
    inside, size = page.within(prose), page.within(stats[:, 0])
    total = max(float(prose.sum()), 1.0)
    lines = np.maximum(page.last - page.first, 1)
    at, place = page.line_element, np.arange(len(page.lines))
    found: list[Floats] = []
    for _ in _LEVELS:
        found += [inside[at] / np.maximum(size[at], 1), inside[at] / total, (place - page.first[at]) / lines[at]]
        at = page.parents[at]
    return found


def _run(template: Ints, length: Floats, keyed: Floats) -> list[Floats]:
    """The run of lines beside each other in the same place of the template: how long it is, the place in it, its mean length."""
    changes = np.concatenate(([True], template[1:] != template[:-1]))
    run = np.cumsum(changes) - 1
    count = np.bincount(run).astype(float)
    first = np.flatnonzero(changes)
    mean = np.bincount(run, length) / count
    named = np.bincount(run, keyed) / count
    place = (np.arange(len(template)) - first[run]) / count[run]
    return [np.log1p(count)[run], mean[run], place, named[run], np.append(np.log1p(count), 0)[run + 1], np.append(0, mean)[run]]
