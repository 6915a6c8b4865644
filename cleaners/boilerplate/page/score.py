"""Find the element that holds the main text of a web page: several cheap scorers vote.

Each scorer finds one stretch of lines by a criterion of its own; an element's score is how well it agrees with all of them
(intersection over union of characters outside links). The scorers are known ones with counts for Chinese: Readability's
paragraph scores, composite text density (Sun et al. 2011), the smallest element with most sentences, jusText's context
classes, the stretch of greatest sum, the element whose name says so, and <article> or <main>.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from cleaners.boilerplate.page.names import reason_of
from cleaners.boilerplate.page.view import TEASER, Bools, Floats, PageView

# Weights by agreement with the truth of single scorers on the development pages; rerun `benchmarks/pages.py` after a change.
WEIGHTS = {"readability": 1.0, "density": 0.7, "majority": 1.0, "context": 0.7, "stretch": 0.8, "named": 2.0, "semantic": 0.4}
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "li", "pre", "blockquote", "br"])
_NO_CONTAINERS = frozenset(
    ["body", "html", "form", "button", "label", "a", "span", "ul", "li", "ol", "textarea", "h1", "h2", "h3"]
)


class Scores(NamedTuple):
    """The stretch of lines that each scorer votes for, and how well each element agrees with all of them."""

    votes: Mapping[str, Floats]
    totals: Floats


def scores_of(page: PageView) -> Scores:
    votes = _votes(page)
    return Scores(votes, _totals(page, votes))


def choose(page: PageView, scores: Scores) -> tuple[int, ...]:
    """The elements that hold the text: one, or several in a thread."""
    # Of elements round the same lines the innermost is the one that is named.
    return _thread(page, int(len(scores.totals) - 1 - np.argmax(scores.totals[::-1])))


def _totals(page: PageView, votes: Mapping[str, Floats]) -> Floats:
    """How well each element agrees with the votes."""
    unlinked = page.unlinked
    total = np.zeros(len(page.elements))
    size = page.within(unlinked)
    for name, lines in votes.items():
        weight = unlinked * lines
        both = page.within(weight)
        total += WEIGHTS[name] * both / np.maximum(size + weight.sum() - both, 1)
    total /= sum(WEIGHTS[name] for name in votes) or 1
    total += 0.02 * page.grades
    total[size < min(12, 0.3 * size[0])] = 0
    return total


def _votes(page: PageView) -> dict[str, Floats]:
    votes = {
        "readability": _span(page, _readability(page)),
        "density": _span(page, _density(page)),
        "majority": _span(page, _majority(page)),
        "context": _context(page),
        "stretch": _stretch(page),
    }
    named, semantic = _named(page), _semantic(page)
    if named:
        votes["named"] = _span(page, named)
    if semantic:
        votes["semantic"] = _span(page, semantic)
    return votes


def _span(page: PageView, element: int) -> Floats:
    lines = np.zeros(len(page.lines))
    lines[page.elements[element].first : page.elements[element].last] = 1
    return lines


def _readability(page: PageView) -> int:
    stats, parents = page.line_stats, page.parents
    plain = page.unlinked
    weight = np.where(
        (plain > 15) & (stats[:, 3] + stats[:, 4] > 0), 1 + stats[:, 4] + stats[:, 3] + np.minimum(plain / 40, 6), 0
    )
    weight *= np.where(page.teasers, TEASER, 1)
    count = len(page.elements)
    scores = np.zeros(count)
    paragraph = page.by_name(lambda tag, _: tag in _PARAGRAPHS)
    at = page.line_element
    at = np.where(paragraph[at], parents[at], at)
    for share in (1, 0.5, 1 / 6):
        scores += np.bincount(at, weight * share, count)
        at = parents[at]
    scores *= 1 + 0.15 * page.grades - 0.4 * page.by_name(lambda tag, words: bool(reason_of(tag, words)))
    links, size = page.within(stats[:, 2]), page.within(stats[:, 0])
    scores *= 1 - links / np.maximum(size, 1)
    scores[0] = 0
    return int(scores.argmax())


def _density(page: PageView) -> int:
    """Sum of the children's densities of unlinked text, weighted with end marks."""
    stats = page.line_stats
    marks = stats[:, 3] + stats[:, 4]
    plain = np.where(page.teasers, 0, page.unlinked)
    count = np.maximum(page.last - page.first, 1)
    density = page.within(plain) / count * np.log1p(page.within(marks))
    count = len(page.elements)
    sums = np.bincount(page.parents[1:], density[1:], count) + np.bincount(page.line_element, plain * np.log1p(marks), count)
    sums[0] = 0
    return int(sums.argmax())


def _majority(page: PageView) -> int:
    sentences = page.within(page.sentences)
    enough = np.flatnonzero(sentences >= 0.6 * max(sentences[0], 1))
    return int(enough[np.argmin((page.last - page.first)[enough])]) if len(enough) else 0


def _context(page: PageView) -> Floats:
    stats = page.line_stats
    good = (stats[:, 0] > 40) & (stats[:, 2] < 0.2 * stats[:, 0]) & (stats[:, 3] > 0) & ~page.teasers
    bad = (stats[:, 2] > 0.4 * stats[:, 0]) | ((stats[:, 5] > 0) & (stats[:, 0] < 40))
    at = np.arange(len(good))
    before = np.maximum.accumulate(np.where(good, at, -1000))
    behind = np.minimum.accumulate(np.where(good, at, 10**7)[::-1])[::-1]
    near: Bools = (at - before <= 3) & (behind - at <= 3) & ~bad
    return (good | near).astype(float)


def _stretch(page: PageView) -> Floats:
    """The run of lines with the greatest sum of sentence text, less links, chrome and a price for each line."""
    stats = page.line_stats
    gain = page.sentences - 1.5 * stats[:, 2] - 12 - 10 * stats[:, 5]
    best, begin, found = -np.inf, 0, (0, 0)
    run = 0.0
    for number, value in enumerate(gain.tolist()):
        if run <= 0:
            run, begin = 0.0, number
        run += value
        if run > best:
            best, found = run, (begin, number + 1)
    lines = np.zeros(len(gain))
    lines[found[0] : found[1]] = 1
    return lines


def _named(page: PageView) -> int:
    stats = page.line_stats
    values = (stats[:, 0], page.unlinked, stats[:, 2], page.sentences, stats[:, 0] * page.teasers)
    size, plain, links, sentences, teasers = (page.within(value).tolist() for value in values)
    before = np.concatenate(([0.0], np.cumsum(page.sentences)))
    title = page.title_line
    best, best_score = 0, 0.0
    sideline = [False] * len(page.elements)
    reasons, grades = page.reasons, page.grades.tolist()
    for number, element in enumerate(page.elements):
        reason = reasons[number] if number else ""
        level = grades[number]
        sideline[number] = (bool(reason) and level < 3) or (number > 0 and sideline[max(element.parent, 0)])
        if not level or element.tag in _NO_CONTAINERS or size[number] < 30:
            continue
        if plain[number] < 0.5 * size[number] or teasers[number] > 0.4 * size[number]:
            continue
        score = (
            level
            * (1 - links[number] / size[number])
            * np.log1p(min(plain[number], 1500))
            * (0.6 if sentences[number] < 15 else 1)
        )
        if sideline[number]:
            score *= 0.5
        if title >= 0:
            gap = max(0.0, before[element.first] - before[title + 1]) if element.first > title else 0.0
            score *= (0.5 if element.last <= title else 1.0) / (1 + gap / 400)
        if score > 1.02 * best_score:
            best, best_score = number, float(score)
    return best


def _semantic(page: PageView) -> int:
    sentences = page.within(page.sentences)
    found = [
        number
        for number, element in enumerate(page.elements)
        if element.tag in ("article", "main") or "articlebody" in element.words
    ]
    best = max(found, key=lambda number: (sentences[number], number), default=0)
    return best if sentences[best] > 0.2 * max(sentences[0], 1) else 0


def _thread(page: PageView, root: int) -> tuple[int, ...]:
    """The chosen element alone, or with all of its kind where it is one post among several."""
    _, family = page.families
    kin = np.flatnonzero(family == family[root])
    sentences = page.within(page.sentences)
    plain = page.within(page.unlinked)
    if not page.elements[root].words or len(kin) < 2:
        return (root,)
    others = [number for number in kin.tolist() if number != root and plain[number] >= 2]
    inside = page.elements[root]
    others = [n for n in others if page.elements[n].first >= inside.last or page.elements[n].last <= inside.first]
    if len(others) < 1 or (sentences[others].sum() < 0.15 * sentences[root] and len(others) < 3):
        return (root,)
    return tuple(sorted([root, *others]))
