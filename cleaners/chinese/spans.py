"""Spans of text as pairs of offsets, and positions against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Spans: TypeAlias = list[tuple[int, int]]


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Lines that follow each other as one span."""
    result: Spans = []
    for start, end in spans:
        if result and result[-1][1] + 1 == start:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def inside(at: Ints, spans: Spans) -> Mask:
    """Which positions lie in one of the spans."""
    if not spans:
        return np.zeros(len(at), bool)
    edges = np.array(sorted(spans), np.int64)
    number = np.searchsorted(edges[:, 0], at, "right") - 1
    return np.asarray((number >= 0) & (at < np.maximum.accumulate(edges[:, 1])[number]))


def outside(spans: Iterable[tuple[int, int]], others: Spans) -> Iterator[tuple[int, int]]:
    """Those of the ordered `spans` that begin in none of the ordered `others`."""
    number = 0
    for start, end in spans:
        while number < len(others) and others[number][1] <= start:
            number += 1
        if number == len(others) or start < others[number][0]:
            yield start, end
