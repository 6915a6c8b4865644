"""Spans of text as pairs of offsets, and positions against them."""

from __future__ import annotations

from collections.abc import Iterable
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
