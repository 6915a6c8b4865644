"""The model of pages: tables of weights of words and names, and trees, laid out so that all are walked at once.

`model.npz` is built by `training/pages`, which says what from and how good it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.page.judge.words import Weights
from cleaners.boilerplate.page.view import Floats, Ints

FILE = files("cleaners.boilerplate.page.judge").joinpath("model.npz")
KINDS = ("article", "documentation", "list", "product", "service", "thread")
# After so many trees a sum that is farther from zero than this is not looked at again: the rest moves it by a third of that.
FIRST_TREES, DECIDED = 60, 3.0


@dataclass(frozen=True, eq=False)
class Trees:
    """Trees filled up to one depth, node n's children at 2n + 1 and 2n + 2: a row a tree."""

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    value: NDArray[np.float32]  # of the leaves

    def values(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each tree (a column) says of each row."""
        trees, inner = self.feature.shape
        depth = (inner + 1).bit_length() - 1
        base = np.arange(trees, dtype=np.int32) * inner
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        flat = np.ascontiguousarray(rows, np.float32).ravel()
        row = (np.arange(len(rows), dtype=np.int64) * rows.shape[1])[:, None]
        node: Ints = np.zeros((len(rows), trees), np.int64)
        for _ in range(depth):
            at = node + base
            node = 2 * node + 1 + (flat.take(row + feature.take(at)) > threshold.take(at))
        return np.asarray(self.value.ravel().take(node - inner + np.arange(trees) * (inner + 1)))

    def sums(self, rows: NDArray[np.float32]) -> Floats:
        """Of all trees, for each row."""
        total: Floats = self.part(0, FIRST_TREES).values(rows).sum(axis=1, dtype=np.float64)
        open_ = np.flatnonzero(np.abs(total) < DECIDED)
        if len(self.value) > FIRST_TREES and len(open_):
            total[open_] += self.part(FIRST_TREES, len(self.value)).values(rows[open_]).sum(axis=1, dtype=np.float64)
        return total

    def chances(self, row: NDArray[np.float32]) -> Floats:
        """Of each kind, for the row of a page: every tree speaks of one kind, by turns."""
        sums = self.values(row[None])[0].reshape(-1, len(KINDS)).sum(axis=0, dtype=np.float64)
        powers = np.exp(sums - sums.max())
        return np.asarray(powers / powers.sum())

    def part(self, first: int, last: int) -> Trees:
        return Trees(self.feature[first:last], self.threshold[first:last], self.value[first:last])


ARRAYS = ("feature", "threshold", "value")


@dataclass(frozen=True, eq=False)
class PageModel:
    weights: Weights
    kinds: Trees
    lines: Trees


@cache
def page_model() -> PageModel:
    with as_file(FILE) as path, np.load(path) as data:
        words, names = data["words"].astype(np.float32), data["names"].astype(np.float32)
        biases = data["biases"].tolist()
        kinds, lines = (Trees(*(data[f"{part}_{name}"] for name in ARRAYS)) for part in ("kinds", "lines"))
        return PageModel(Weights(words, names, biases[0], biases[1]), kinds, lines)
