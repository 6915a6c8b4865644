"""What is known of each line of a page, as numbers: the input of the model that decides what is the page's own text.

A line's own look says little; its place in the template and in the parts that the scorers chose says nearly all. So most of
the numbers are of subtrees, of windows, and of all lines that stand in the same tags and classes. Order and meaning of the
columns are part of the model: after a change run `training/pages`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.page.judge.context import around
from cleaners.boilerplate.page.judge.shape import shapes
from cleaners.boilerplate.page.names import reason_of, words
from cleaners.boilerplate.page.score import WEIGHTS, Scores
from cleaners.boilerplate.page.view import Bools, Floats, Ints, PageView

# Tags that say what kind of text a line is.
_KINDS = ("p", "li", "td th tr tbody", "h1 h2 h3 h4 h5 h6", "pre", "dd dt", "button label form textarea", "blockquote")
_TAGS = {tag: number for number, tags in enumerate(_KINDS) for tag in tags.split()}
_LEVELS = (0, 1, 2, 4, 6)
_NEIGHBOURS = (1, 2, -1, -2)
_WINDOWS = (3, 8, 20)
_TEMPERATURES = (0.05, 0.15)
_NO_UNITS = frozenset(["p", "h1", "h2", "h3", "h4", "td", "pre"])


class PageFeatures(NamedTuple):
    """`rows` has a row a line; `template` numbers the template place of each line."""

    rows: NDArray[np.float32]
    template: Ints


def page_row(page: PageView, own: PageFeatures) -> NDArray[np.float32]:
    """What is known of the page as a whole: means over its lines, plain ones and such by length."""
    shown = page.shown.astype(np.float64)
    length = np.minimum(page.line_stats[:, 0], 200) * shown
    plain, long = shown / max(float(shown.sum()), 1.0), length / max(float(length.sum()), 1.0)
    return np.concatenate((plain @ own.rows, long @ own.rows)).astype(np.float32)


def with_sums(page: PageView, own: PageFeatures, words: Floats, names: Floats, kinds: Floats) -> PageFeatures:
    """The features with what words and names say, seen in their surroundings, and with the chances of kinds of pages."""
    columns = [*around(page, words, own.template), *around(page, names, own.template)]
    columns += [np.full(len(page.lines), kind) for kind in kinds]
    return PageFeatures(np.concatenate((own.rows, _as_rows(columns)), axis=1), own.template)


def own_features(page: PageView, scores: Scores, body: Bools) -> PageFeatures:
    """Those that need no weights."""
    stats = page.line_stats
    count = len(page.lines)
    columns: list[Floats] = []
    size = np.maximum(stats[:, 0], 1)
    sums = np.vstack(
        [np.zeros(10), np.cumsum(np.column_stack([stats[:, :7], page.sentences, page.unlinked, np.ones(count)]), axis=0)]
    )
    columns += _own(page, stats, size)
    columns += _names(page)
    columns += _subtrees(page, sums)
    columns += _around(stats, sums)
    columns += _place(page, sums)
    columns += _siblings(page, sums)
    template = _template(page)
    columns += _same_template(page, template, stats)
    columns += _votes(page, scores, body)
    columns += [np.full(count, value) for value in _whole(page, sums, body)]
    columns += shapes(page, template)
    return PageFeatures(np.ascontiguousarray(_as_rows(columns)), template)


def _as_rows(columns: list[Floats]) -> NDArray[np.float32]:
    found = np.empty((len(columns), len(columns[0])), np.float32)
    for number, column in enumerate(columns):
        found[number] = column
    return found.T


def _log(values: NDArray[Any]) -> Floats:
    return np.asarray(np.log1p(np.maximum(values, 0)), np.float64)


def _own(page: PageView, stats: Floats, size: Floats) -> list[Floats]:
    kinds = np.array([_TAGS.get(page.elements[line.element].tag, -1) for line in page.lines])
    return [
        _log(stats[:, 0]), stats[:, 1] / size, stats[:, 2] / size, _log(stats[:, 3]), stats[:, 3] / size, stats[:, 4] / size,
        np.minimum(stats[:, 5], 5), stats[:, 5] / size, np.minimum(stats[:, 6], 3), stats[:, 7], stats[:, 8], stats[:, 9],
        page.teasers.astype(float),
        *((kinds == number).astype(float) for number in range(len(_KINDS))),
    ]  # fmt: skip


@cache
def _reason_bits() -> dict[str, int]:
    return {"": 0, **{reason: 1 << number for number, reason in enumerate(words()["reasons"])}}


def _names(page: PageView) -> list[Floats]:
    """What the names of a line's element, of those near above, and of any above say."""
    bits = _reason_bits()
    own = page.by_name(lambda tag, words: bits.get(reason_of(tag, words), bits["page.form"]))
    grades = page.grades
    parents = page.parents
    any_bits, any_grade = own.tolist(), grades.tolist()
    depth = [0] * len(any_bits)
    for number, parent in enumerate(parents.tolist()):
        if number:
            any_bits[number] |= any_bits[parent]
            any_grade[number] = max(any_grade[number], 0.97 * any_grade[parent])
            depth[number] = depth[parent] + 1
    at = page.line_element
    near = own | own[parents] | own[parents[parents]]
    found: list[Floats] = []
    everywhere = np.array(any_bits)[at]
    for bit in list(bits.values())[1:]:
        found.append((everywhere & bit > 0).astype(float))
        found.append((near[at] & bit > 0).astype(float))
    found.append(np.array(any_grade)[at])
    found.append(np.maximum(grades, np.maximum(grades[parents], grades[parents[parents]]))[at])
    found.append(np.array(depth, float)[at])
    return found


def _subtrees(page: PageView, sums: Floats) -> list[Floats]:
    inside = sums[page.last] - sums[page.first]
    whole = np.maximum(inside[0], 1)
    found: list[Floats] = []
    at = page.line_element
    for level in range(max(_LEVELS) + 1):
        if level in _LEVELS:
            values = inside[at]
            size = np.maximum(values[:, 0], 1)
            found += [
                _log(size), values[:, 2] / size, values[:, 3] / size, values[:, 7] / size, values[:, 7] / whole[7],
                _log(values[:, 9]), values[:, 5] / size,
            ]  # fmt: skip
        at = page.parents[at]
    return found


def _shifted(values: Floats, by: int) -> Floats:
    shifted = np.zeros_like(values)
    if by > 0:
        shifted[by:] = values[:-by]
    else:
        shifted[:by] = values[-by:]
    return shifted


def _around(stats: Floats, sums: Floats) -> list[Floats]:
    found: list[Floats] = []
    for by in _NEIGHBOURS:
        if len(stats) <= abs(by):
            found += [np.zeros(len(stats))] * 4
            continue
        size = _shifted(stats[:, 0], by)
        links = _shifted(stats[:, 2], by) / np.maximum(size, 1)
        found += [_log(size), links, _log(_shifted(stats[:, 3], by)), _shifted(np.minimum(stats[:, 5], 5), by)]
    at = np.arange(len(stats))
    for width in _WINDOWS:
        before = sums[at] - sums[np.maximum(at - width, 0)]
        behind = sums[np.minimum(at + width + 1, len(stats))] - sums[at + 1]
        for part in (before, behind):
            found += [
                _log(part[:, 7]),
                part[:, 2] / np.maximum(part[:, 0], 1),
                part[:, 5] / np.maximum(part[:, 9], 1),
                part[:, 6] / np.maximum(part[:, 9], 1),
            ]
    return found


def _place(page: PageView, sums: Floats) -> list[Floats]:
    at = np.arange(len(page.lines))
    whole = np.maximum(sums[-1], 1)
    title = page.title_line
    known = float(title >= 0)
    since = np.maximum(sums[at] - sums[max(title, 0)], 0) * known
    return [
        sums[at, 7] / whole[7], (sums[-1, 7] - sums[at + 1, 7]) / whole[7], sums[at, 0] / whole[0], at / len(at),
        np.clip(at - title, -50, 300) * known, np.full(len(at), known), page.title_likeness, _log(since[:, 7]), _log(since[:, 2]),
    ]  # fmt: skip


def _siblings(page: PageView, sums: Floats) -> list[Floats]:
    """The repeated unit with most sentences that a line stands in: how many there are, what they hold, and this one's share."""
    inside = sums[page.last] - sums[page.first]
    family, _ = page.families
    alive = inside[:, 1] > 0
    number = int(family.max()) + 1
    groups = np.column_stack(
        [
            np.bincount(family, weights, minlength=number)
            for weights in (alive, inside[:, 0], inside[:, 7], inside[:, 2], (inside[:, 6] > 0) * 1.0, inside[:, 5])
        ]
    )
    worth = np.where(groups[:, 0] >= 2, groups[:, 2] + 0.01 * groups[:, 1], 0.0)[family].tolist()
    best, value = [-1] * len(worth), [0.0] * len(worth)
    for element, parent in enumerate(page.parents.tolist()):
        if element and worth[element] > value[parent] and page.elements[element].tag not in _NO_UNITS:
            best[element], value[element] = element, worth[element]
        elif element:
            best[element], value[element] = best[parent], value[parent]
    unit = np.array(best)[page.line_element]
    here = unit >= 0
    group = np.where(here[:, None], groups[family[unit]], 0.0)
    own = np.where(here[:, None], inside[unit], 0.0)
    members = np.maximum(group[:, 0], 1)
    return [
        _log(group[:, 0]), _log(group[:, 1] / members), _log(group[:, 2] / members), group[:, 3] / np.maximum(group[:, 1], 1),
        group[:, 4] / members, group[:, 2] / max(float(sums[-1, 7]), 1.0), group[:, 5] / members,
        _log(own[:, 0]), _log(own[:, 7]), own[:, 2] / np.maximum(own[:, 0], 1),
    ]  # fmt: skip


def _template(page: PageView) -> Ints:
    """A number for each line that lines in the same tags and classes on three levels share."""
    _, cousins = page.families
    parents, at = page.parents, page.line_element
    count = int(cousins.max()) + 1
    above = parents[at]
    code = (cousins[at] * count + cousins[above]) * count + cousins[parents[above]]
    return np.asarray(np.unique(code, return_inverse=True)[1], np.int64)


def _same_template(page: PageView, template: Ints, stats: Floats) -> list[Floats]:
    count = np.bincount(template).astype(np.float64)

    def mean(values: NDArray[Any]) -> Floats:
        return np.asarray((np.bincount(template, values) / count)[template])

    texts = {(place, line.text) for place, line in zip(template.tolist(), page.lines, strict=True)}
    distinct = np.bincount([place for place, _ in texts], minlength=len(count)) / count
    at = np.arange(len(template))
    first, last = np.full(len(count), len(at)), np.zeros(len(count), np.int64)
    np.minimum.at(first, template, at)
    np.maximum.at(last, template, at)
    sentences = np.bincount(template, page.sentences)
    length = mean(stats[:, 0])
    return [
        _log(count[template]), _log(length), _log(mean(stats[:, 3])), mean(stats[:, 2]) / np.maximum(length, 1),
        mean((stats[:, 6] > 0) * 1.0), mean((stats[:, 5] > 0) * 1.0), distinct[template], (last - first)[template] / len(at),
        _log(sentences[template]), sentences[template] / max(float(sentences.sum()), 1.0), mean((stats[:, 0] < 7) * 1.0),
    ]  # fmt: skip


def _votes(page: PageView, scores: Scores, body: Bools) -> list[Floats]:
    votes, total = scores
    absent = np.zeros(len(page.lines))
    found = [votes.get(name, absent) for name in WEIGHTS]
    found.append(sum(found, absent))
    best = float(total.max())
    for temperature in _TEMPERATURES:
        mass = np.exp((total - best) / temperature)
        mass[total <= 0] = 0
        steps = np.zeros(len(page.lines) + 1)
        np.add.at(steps, page.first, mass / max(float(mass.sum()), 1e-9))
        np.add.at(steps, page.last, -mass / max(float(mass.sum()), 1e-9))
        found.append(np.cumsum(steps)[:-1])
    chosen = np.flatnonzero(body)
    begin, end = (int(chosen[0]), int(chosen[-1])) if len(chosen) else (0, 0)
    at = np.arange(len(body))
    found += [body.astype(float), np.clip(at - begin, -30, 30), np.clip(at - end, -30, 30), np.full(len(body), best)]
    return found


def _whole(page: PageView, sums: Floats, body: Bools) -> list[float]:
    whole = sums[-1]
    size = max(float(whole[0]), 1.0)
    sentences = max(float(whole[7]), 1.0)
    inside = sums[page.last] - sums[page.first]
    family, _ = page.families
    many = np.bincount(family, inside[:, 1] > 0) >= 3
    timed = np.bincount(family, inside[:, 6] > 0) >= 0.5 * np.maximum(np.bincount(family, inside[:, 1] > 0), 1)
    spoken = np.bincount(family, inside[:, 7])[many & timed]
    return [
        float(np.log1p(whole[7])), float(whole[7]) / size, float(np.log1p(whole[9])), float(whole[2]) / size,
        float(whole[6]) / max(float(whole[9]), 1.0), float(page.talk), float(page.thread),
        float(page.sentences[body].sum()) / sentences, float(np.log1p(page.sentences[body].sum())),
        float(spoken.max()) / sentences if len(spoken) else 0.0, float(page.grades.max()),
    ]  # fmt: skip
