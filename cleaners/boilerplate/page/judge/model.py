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
from cleaners.boilerplate.page.view import Floats
from cleaners.boilerplate.trees import Trees

FILE = files("cleaners.boilerplate.page.judge").joinpath("model.npz")
KINDS = ("article", "documentation", "list", "product", "service", "thread")
# After so many trees a sum that is farther from zero than this is not looked at again: the rest moves it by a third of that.
FIRST_TREES, DECIDED = 60, 3.0


ARRAYS = ("feature", "threshold", "value")


@dataclass(frozen=True, eq=False)
class PageModel:
    """What a page's lines and the page itself are held to be."""

    weights: Weights
    kinds: Trees
    lines: Trees


def line_sums(trees: Trees, rows: NDArray[np.float32]) -> Floats:
    """For each line the sum of its trees; above 0 it is the page's own. Where the first trees are sure, the rest is not asked."""
    total: Floats = _sums(trees.part(0, FIRST_TREES), rows)
    open_ = np.flatnonzero(np.abs(total) < DECIDED)
    if len(trees.value) > FIRST_TREES and len(open_):
        total[open_] += _sums(trees.part(FIRST_TREES, len(trees.value)), rows[open_])
    return total


def kind_chances(trees: Trees, row: NDArray[np.float32]) -> Floats:
    """Of each kind, for the row of a page: every tree speaks of one kind, by turns."""
    sums = trees.values(row[None])[0].reshape(-1, len(KINDS)).sum(axis=0, dtype=np.float64)
    powers = np.exp(sums - sums.max())
    return np.asarray(powers / powers.sum())


def _sums(trees: Trees, rows: NDArray[np.float32]) -> Floats:
    return np.asarray(trees.values(rows).sum(axis=1, dtype=np.float64))


@cache
def page_model() -> PageModel:
    with as_file(FILE) as path, np.load(path) as data:
        words, names = data["words"].astype(np.float32), data["names"].astype(np.float32)
        biases = data["biases"].tolist()
        kinds, lines = (Trees(*(data[f"{part}_{name}"] for name in ARRAYS)) for part in ("kinds", "lines"))
        return PageModel(Weights(words, names, biases[0], biases[1]), kinds, lines)
