"""The two stages, fitted: linear models of n-grams, then boosted trees on rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.lines.features import BITS, ORDERS, Floats, scores_of
from training.judge.sheets import Sheet

TREES = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 48,
    "max_depth": 7,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 300


def weights_of(sheets: Sequence[Sheet], shares: dict[str, float], *, sites: float = 0.6, lines: float = 0.8) -> Floats:
    """A weight for each line: no site rules by its many pages, no page by its many lines, neither label of a page by its many
    lines (a page's three lines of content weigh as much as its hundred lines of frame), and each source has its share."""
    pages = Counter(sheet.page.site for sheet in sheets)
    found = []
    for sheet in sheets:
        sizes = np.bincount(sheet.labels + 1, minlength=3)[sheet.labels + 1]
        found.append(((sizes + 2.0) ** -lines * pages[sheet.page.site] ** -sites).astype(np.float32))
    totals: dict[str, float] = defaultdict(float)
    for sheet, weight in zip(sheets, found, strict=True):
        totals[sheet.page.source] += float(weight.sum())
    scaled = [
        weight * (shares[sheet.page.source] / totals[sheet.page.source]) for sheet, weight in zip(sheets, found, strict=True)
    ]
    whole = np.concatenate(scaled)
    return np.asarray(whole / whole.mean(), np.float32)


def linear(
    sheets: Sequence[Sheet], weights: Floats, labels: Sequence[NDArray[np.int64]] | None = None
) -> tuple[Any, float, float]:
    """Weights of n-grams in steps (int8), the step, the intercept."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    wanted = np.concatenate(labels or [sheet.labels for sheet in sheets])
    sizes = np.concatenate([sheet.lines.counts for sheet in sheets]) * ORDERS
    places = np.concatenate([sheet.lines.grams.ravel() for sheet in sheets]).astype(np.int32)
    values = np.repeat((1 / np.sqrt(sizes)).astype(np.float32), sizes)
    values[places == 0] = 0
    rows = csr_matrix((values, places, np.concatenate(([0], np.cumsum(sizes)))), shape=(len(sizes), 1 << BITS))
    known = wanted >= 0
    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=7, tol=None, average=True, random_state=1)
    model.fit(rows[known], wanted[known], sample_weight=weights[known])
    return (*quantized(model.coef_[0]), float(model.intercept_[0]))


def quantized(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], float]:
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def scored(model: tuple[Any, float, float], sheet: Sheet) -> Floats:
    weights, scale, intercept = model
    return scores_of(sheet.lines, weights, scale) + np.float32(intercept)


def trees(rows: Floats, labels: NDArray[np.int64], weights: Floats, rounds: int = ROUNDS, **changes: Any) -> Any:
    import lightgbm

    known = labels >= 0
    data = lightgbm.Dataset(rows[known], labels[known], weight=weights[known], params={"max_bin": 63, "verbose": -1})
    return lightgbm.train({**TREES, **changes}, data, rounds)
