"""The model of pages: tables of weights of words and names, and trees, laid out so that all are walked at once.

`model.npz` is built by `training/pages`, which says what from and how good it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

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

    @classmethod
    def of_dump(cls, trees: Sequence[Mapping[str, Any]]) -> Trees:
        """Of trees as LightGBM writes them out."""
        depth = max(_depth(tree["tree_structure"]) for tree in trees)
        inner = 2**depth - 1
        feature = np.zeros((len(trees), inner), np.int16)
        threshold = np.full((len(trees), inner), np.inf, np.float32)
        value = np.zeros((len(trees), inner + 1), np.float32)
        for number, tree in enumerate(trees):
            _fill(tree["tree_structure"], 0, feature[number], threshold[number], value[number])
        return cls(feature, threshold, value)

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


_ARRAYS = ("feature", "threshold", "value")


@dataclass(frozen=True, eq=False)
class PageModel:
    weights: Weights
    kinds: Trees
    lines: Trees

    def save(self, path: Path) -> None:
        weights, parts = self.weights, {"kinds": self.kinds, "lines": self.lines}
        np.savez_compressed(
            path,
            **{f"{part}_{name}": getattr(trees, name) for part, trees in parts.items() for name in _ARRAYS},
            words=weights.words.astype(np.float16),
            names=weights.names.astype(np.float16),
            biases=np.array([weights.word_bias, weights.name_bias]),
        )


def _depth(node: Mapping[str, Any]) -> int:
    return 0 if "leaf_value" in node else 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))


def _fill(node: Mapping[str, Any], at: int, feature: Any, threshold: Any, value: Any) -> None:
    inner = len(feature)
    if "leaf_value" not in node:
        feature[at], threshold[at] = node["split_feature"], np.float32(node["threshold"])
        _fill(node["left_child"], 2 * at + 1, feature, threshold, value)
        _fill(node["right_child"], 2 * at + 2, feature, threshold, value)
    elif at < inner:  # a leaf above the last row: always left
        _fill(node, 2 * at + 1, feature, threshold, value)
    else:
        value[at - inner] = node["leaf_value"]


@cache
def page_model() -> PageModel:
    with as_file(FILE) as path, np.load(path) as data:
        words, names = data["words"].astype(np.float32), data["names"].astype(np.float32)
        biases = data["biases"].tolist()
        kinds, lines = (Trees(*(data[f"{part}_{name}"] for name in _ARRAYS)) for part in ("kinds", "lines"))
        return PageModel(Weights(words, names, biases[0], biases[1]), kinds, lines)
