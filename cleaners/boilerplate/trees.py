"""Gradient-boosted trees, laid out so that all trees of all rows are walked at once with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_BLOCK = 256  # rows walked at a time: their nodes stay in the cache


@dataclass(frozen=True, eq=False)
class Trees:
    """Trees filled up to one depth, node n's children at 2n + 1 and 2n + 2: a row a tree."""

    feature: NDArray[np.int16]
    threshold: Floats
    value: Floats  # of the leaves

    def sums(self, rows: Floats) -> Floats:
        """The sum of the leaves that each row falls in."""
        blocks = (rows[begin : begin + _BLOCK] for begin in range(0, len(rows), _BLOCK))
        found = [np.asarray(self.values(block).sum(axis=1), np.float32) for block in blocks]
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def sums_above(self, rows: Floats, first: int, low: float) -> Floats:
        """As `sums`; rows whose `first` trees sum to less than `low` are not looked at again."""
        total = self.part(0, first).sums(rows)
        rest = (total >= low).nonzero()[0]
        if len(rest):
            total[rest] += self.part(first, len(self.value)).sums(rows[rest])
        return total

    def part(self, first: int, last: int) -> Trees:
        """Some of the trees."""
        return Trees(self.feature[first:last], self.threshold[first:last], self.value[first:last])

    def values(self, rows: Floats) -> Floats:
        """What each tree (a column) says of each row: at most some hundred rows at a time."""
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
        return np.asarray(self.value.ravel().take(leaves))
