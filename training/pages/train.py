"""Two stages, as functions of pages: tables of words and names first, then trees over lines in their surroundings.

What words and names say of a line of the training must come from pages of other sites (out of fold): else the trees believe them
too much. The trees learn kinds of pages the same way: the model of kinds is trained first, and its chances are columns of the
lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import SGDClassifier

from cleaners.boilerplate.page.choice import chosen_lines
from cleaners.boilerplate.page.judge import words
from cleaners.boilerplate.page.judge.features import PageFeatures, own_features, page_row, with_sums
from cleaners.boilerplate.page.judge.model import KINDS, PageModel, kind_chances, line_sums
from cleaners.boilerplate.page.judge.words import Hashed, Weights
from cleaners.boilerplate.page.score import choose, scores_of
from cleaners.boilerplate.trees import Trees
from training.pages.data import Page, fold_of
from training.pages.labels import UNKNOWN
from training.trees import trees_of

FOLDS = 4
# How much a page counts by where its labels come from: by hand, by agreement, of another language, made up.
SOURCE_WEIGHTS = {"site_lines": 1.0, "html_truth": 1.5, "html_pages": 2.0, "html_agreed": 1.0, "wcxb": 0.5, "made": 0.5}
CHINESE = ("site_lines", "html_truth", "html_pages", "html_agreed")
# Sites with many lines count more than those with few, but not as much more.
SITE_POWER = 0.6
# Long lines count more: what is measured in the end are characters.
LENGTH_POWER, LENGTH_ADDED = 0.3, 5.0
# Lines of a page that the trees learn from, drawn by lot.
MAX_LINES = 220
LINES: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 31, "max_depth": 7, "min_data_in_leaf": 40,
    "feature_fraction": 0.25, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 3.0, "max_bin": 63, "verbose": -1,
    "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
LINE_ROUNDS = 180
PAGES: dict[str, Any] = {
    **LINES, "objective": "multiclass", "num_class": len(KINDS), "num_leaves": 8, "max_depth": 4, "min_data_in_leaf": 12,
    "feature_fraction": 0.2,
}  # fmt: skip
PAGE_ROUNDS = 50
# The kinds of the data, by ours. Pages of other kinds teach none.
_KIND_OF = {
    "article": "article", "novel": "article", "wiki": "article", "doc": "documentation", "documentation": "documentation",
    "list": "list", "listing": "list", "collection": "list", "product": "product", "thread": "thread", "qa": "thread",
    "forum": "thread", "service": "service",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Example:
    """A page with what is computed of it once, and with what the models of other folds say of it."""

    page: Page
    fold: int
    own: PageFeatures
    row: NDArray[np.float32]  # of the whole page
    labels: NDArray[np.int8]
    words: csr_matrix
    names: csr_matrix
    word_score: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    name_score: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    kinds: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    sums: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(cls, page: Page) -> Example:
        view = page.view
        scores = scores_of(view)
        own = own_features(view, scores, chosen_lines(view, choose(view, scores)))
        labels = page.labels.copy()
        labels[~view.shown] = UNKNOWN
        if view.title_line >= 0:  # some label it as text, others do not: the step decides
            labels[view.title_line] = UNKNOWN
        count = len(view.lines)
        hashed = words.word_hashes([line.text for line in view.lines])
        names, number = words.name_hashes(view)
        sparse = _sparse(hashed, count, words.WORD_BITS), _sparse(names, int(number.max()) + 1, words.NAME_BITS)[number]
        return cls(page, fold_of(page.group, FOLDS), own, page_row(view, own), labels, *sparse)

    @property
    def rows(self) -> NDArray[np.float32]:
        return with_sums(self.page.view, self.own, self.word_score, self.name_score, self.kinds).rows

    @property
    def chinese(self) -> bool:
        stats = self.page.view.line_stats
        return bool(stats[:, 1].sum() >= words.MIN_HAN * stats[:, 0].sum())


def _sparse(hashed: Hashed, count: int, bits: int) -> csr_matrix:
    size = np.bincount(hashed.owners, minlength=count)
    cells = (1 / np.sqrt(size[hashed.owners])).astype(np.float32)
    return csr_matrix((cells, (hashed.owners, hashed.places)), shape=(count, 1 << bits))


def usable(page: Page) -> bool:
    """Made-up pages without a text of their own would teach that lists have none."""
    return bool(len(page.labels)) and not (page.source == "made" and page.kind in ("list", "other"))


def line_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    lines = Counter[str]()
    for example in examples:
        lines[example.page.group] += len(example.labels)
    found = []
    for one in examples:
        length = (one.page.view.line_stats[:, 0] + LENGTH_ADDED) ** LENGTH_POWER
        found.append(length / length.mean() * SOURCE_WEIGHTS[one.page.source] / lines[one.page.group] ** SITE_POWER)
    return np.concatenate(found)


def linear(examples: Sequence[Example], which: str) -> tuple[NDArray[np.float32], float]:
    """A table of weights and its constant; `which` is `words` or `names`."""
    rows = vstack([getattr(one, which) for one in examples])
    labels, weights = np.concatenate([one.labels for one in examples]), line_weights(examples)
    known = labels != UNKNOWN
    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=5, tol=None, average=True, random_state=1)
    model.fit(rows[known], labels[known], sample_weight=weights[known] / weights[known].mean())
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def weights_of(examples: Sequence[Example]) -> Weights:
    """Words of the Chinese pages, names of all real ones."""
    table, bias = linear([one for one in examples if one.page.source in CHINESE], "words")
    names, name_bias = linear([one for one in examples if one.page.source != "made"], "names")
    return Weights(table, names, bias, name_bias)


def kinds_of(examples: Sequence[Example]) -> Trees:
    taught = [one for one in examples if _KIND_OF.get(one.page.kind) and one.page.source != "html_truth"]
    sites = Counter(one.page.group for one in taught)
    weights = [SOURCE_WEIGHTS[one.page.source] / sites[one.page.group] ** 0.5 for one in taught]
    labels = [KINDS.index(_KIND_OF[one.page.kind]) for one in taught]
    data = lightgbm.Dataset(np.array([one.row for one in taught]), labels, weight=weights)
    return _trees(lightgbm.train(PAGES, data, PAGE_ROUNDS))


def drawn(example: Example) -> NDArray[np.bool_]:
    """The lines that the trees learn from."""
    known = np.flatnonzero(example.labels != UNKNOWN)
    if len(known) > MAX_LINES:
        known = np.random.default_rng(len(known)).choice(known, MAX_LINES, replace=False)
    lines = np.zeros(len(example.labels), bool)
    lines[known] = True
    return lines


def lines_of(examples: Sequence[Example]) -> Trees:
    chosen = [drawn(one) for one in examples]
    rows = np.concatenate([one.rows[lines] for one, lines in zip(examples, chosen, strict=True)])
    labels = np.concatenate([one.labels[lines] for one, lines in zip(examples, chosen, strict=True)])
    # A page of which a part was drawn counts as the whole.
    parts = np.concatenate([np.full(int(lines.sum()), len(lines) / max(int(lines.sum()), 1)) for lines in chosen])
    weights = line_weights(examples)[np.concatenate(chosen)] * np.minimum(parts, 5.0)
    data = lightgbm.Dataset(rows, labels, weight=weights / weights.mean())
    return _trees(lightgbm.train(LINES, data, LINE_ROUNDS))


def _trees(booster: lightgbm.Booster) -> Trees:
    return trees_of(booster.dump_model()["tree_info"])


def score_out_of_fold(examples: Sequence[Example]) -> None:
    """Fill in what tables and kinds of other folds say of each page."""
    for fold in range(FOLDS):
        others = [one for one in examples if one.fold != fold]
        weights, kinds = weights_of(others), kinds_of(others)
        for one in examples:
            if one.fold == fold:
                one.word_score = one.words @ weights.words + weights.word_bias if one.chinese else np.zeros(len(one.labels))
                one.name_score = one.names @ weights.names + weights.name_bias
                one.kinds = kind_chances(kinds, one.row)


def cross_validate(examples: Sequence[Example]) -> None:
    """Fill in what the trees of other folds say of each line."""
    score_out_of_fold(examples)
    for fold in range(FOLDS):
        trees = lines_of([one for one in examples if one.fold != fold])
        for one in examples:
            if one.fold == fold:
                one.sums = line_sums(trees, one.rows)


def train(examples: Sequence[Example]) -> PageModel:
    score_out_of_fold(examples)
    return PageModel(weights_of(examples), kinds_of(examples), lines_of(examples))
