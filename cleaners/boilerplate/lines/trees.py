"""Gradient-boosted trees, laid out so that all trees of all rows are walked at once with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.lines.features import Floats

_BLOCK = 256  # rows walked at a time: their nodes stay in the cache


@dataclass(frozen=True, eq=False)
class Trees:
    """Trees filled up to one depth, node n's children at 2n + 1 and 2n + 2: a row a tree."""

    feature: NDArray[np.int16]
    threshold: Floats
    value: Floats  # of the leaves

    @classmethod
    def of(cls, trees: Sequence[Mapping[str, Any]]) -> Trees:
        """Of trees as LightGBM dumps them."""
        depth = max(_depth(tree["tree_structure"]) for tree in trees)
        inner = 2**depth - 1
        feature = np.zeros((len(trees), inner), np.int16)
        threshold = np.full((len(trees), inner), np.inf, np.float32)
        value = np.zeros((len(trees), inner + 1), np.float32)
        for number, tree in enumerate(trees):
            _fill(tree["tree_structure"], 0, feature[number], threshold[number], value[number])
        return cls(feature, threshold, value)

    def sums(self, rows: Floats) -> Floats:
        """The sum of the leaves that each row falls in."""
        found = [self._sums(rows[begin : begin + _BLOCK]) for begin in range(0, len(rows), _BLOCK)]
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def _sums(self, rows: Floats) -> Floats:
        trees, inner = self.feature.shape
        depth = (inner + 1).bit_length() - 1
        base = np.arange(trees, dtype=np.int32) * np.int32(inner)
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        flat = np.ascontiguousarray(rows, np.float32).ravel()
        row = (np.arange(len(rows), dtype=np.int32) * np.int32(rows.shape[1]))[:, None]
        node = np.zeros((len(rows), trees), np.int32)
        for _ in range(depth):
            at = node + base
            node += node
            node += flat.take(row + feature.take(at)) > threshold.take(at)
            node += 1
        leaves = node - np.int32(inner) + np.arange(trees, dtype=np.int32) * np.int32(inner + 1)
        return np.asarray(self.value.ravel().take(leaves).sum(axis=1), np.float32)


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
