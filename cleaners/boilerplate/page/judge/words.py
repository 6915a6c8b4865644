"""What the words of each line, and the names of the elements round it, say by themselves: two linear models over hashes.

The words are runs of one to three characters of a line; the names are tags, classes and ids of the six elements round it. Both
sums go into the trees (`features.py`), which look at what stands near. The weights are built by `training/pages`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.page.view import Floats, Ints, PageView

# Logarithms of the sizes of the tables of weights.
WORD_BITS, NAME_BITS = 17, 16
# Of a long line the head and the tail count.
HEAD, TAIL = 30, 30
# Names of so many elements above a line count; of the nearest three it counts how near they are.
LEVELS, NEAR = 6, 3
# A page with a smaller share of Han letters has no words that are known.
MIN_HAN = 0.05

_BEGIN, _BREAK, _END = "\x02", "\x01", "\x03"
_LETTERS = re.compile(r"[a-z]+")
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_SCATTER = np.uint64(0xD6E8FEB86659FD93)


class Hashed(NamedTuple):
    """Places in a table of weights, with the line or element that each belongs to."""

    places: Ints
    owners: Ints


@dataclass(frozen=True, eq=False)
class Weights:
    """Both tables, with the constant of each sum. Above zero speaks for the page's own text."""

    words: NDArray[np.float32]
    names: NDArray[np.float32]
    word_bias: float
    name_bias: float


def word_hashes(lines: Sequence[str]) -> Hashed:
    """Of all runs of one to three characters of each line, its ends among them. Digits are all one."""
    cut = [line if len(line) <= HEAD + TAIL else line[:HEAD] + _BREAK + line[-TAIL:] for line in lines]
    codes = np.frombuffer((_BEGIN + (_END + _BEGIN).join(cut) + _END).lower().encode("utf-32-le", "replace"), np.uint32)
    codes = np.where((codes >= 0x30) & (codes <= 0x39), 0x30, codes).astype(np.uint64)
    owners = np.cumsum(codes == 2) - 1
    places, whose = [], []
    mixed = np.zeros(len(codes), np.uint64)
    for size, factor in enumerate(_MIX, 1):
        mixed = mixed[: len(codes) - size + 1] + codes[size - 1 :] * np.uint64(factor)
        whole = owners[: len(mixed)] == owners[size - 1 :]
        places.append(_placed(mixed[whole] + np.uint64(size), WORD_BITS))
        whose.append(owners[: len(mixed)][whole])
    return Hashed(np.concatenate(places), np.concatenate(whose))


def _placed(values: NDArray[np.uint64], bits: int) -> Ints:
    values = values ^ (values >> np.uint64(29))
    return np.asarray((values * _SCATTER) >> np.uint64(64 - bits), np.int64)


@lru_cache(20_000)
def name_places(tag: str, names: str) -> tuple[tuple[int, ...], ...]:
    """Places of what an element says at each of the levels that it may stand above a line."""
    words = sorted(set(_LETTERS.findall(names)))
    found = []
    for level in range(LEVELS):
        tokens = [*words, f"{level}<{tag}>"]
        if level < NEAR:
            tokens += [f"{level}:{word}" for word in words]
        codes = np.array([_text_code(token) for token in tokens], np.uint64)
        found.append(tuple(_placed(codes, NAME_BITS).tolist()))
    return tuple(found)


def _text_code(text: str) -> int:
    code = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "replace")[:64]:
        code = ((code ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return code


def name_hashes(page: PageView) -> tuple[Hashed, Ints]:
    """Of what is said by the elements round each element that holds lines, and for each line the number of its element there."""
    places: list[int] = []
    sizes: list[int] = []
    elements, number = np.unique(page.line_element, return_inverse=True)
    for element in elements.tolist():
        before = len(places)
        _names_round(page, element, places)
        sizes.append(len(places) - before)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    return Hashed(np.array(places, np.int64), owners), number


def _names_round(page: PageView, element: int, found: list[int]) -> None:
    for level in range(LEVELS):
        if element < 0:
            break
        about = page.elements[element]
        found += name_places(about.tag, about.words)[level]
        element = about.parent


def summed(hashed: Hashed, weights: NDArray[np.float32], bias: float, count: int) -> Floats:
    """A sum for each line; long lines weigh no more than short ones."""
    size = np.bincount(hashed.owners, minlength=count)
    sums = np.bincount(hashed.owners, weights.take(hashed.places), minlength=count)
    return np.asarray(sums / np.sqrt(np.maximum(size, 1)) + bias)


def word_scores(page: PageView, weights: Weights) -> Floats:
    """What the words of each line say; nothing of a page without Han letters."""
    stats = page.line_stats
    if stats[:, 1].sum() < MIN_HAN * stats[:, 0].sum():
        return np.zeros(len(page.lines))
    hashed = word_hashes([line.text for line in page.lines])
    return summed(hashed, weights.words, weights.word_bias, len(page.lines))


def name_scores(page: PageView, weights: Weights) -> Floats:
    """What the names of the elements round each line say: as `summed` over `name_hashes`, but a name is asked once a process."""
    told = page.by_name(lambda tag, names: _told(tag, names, weights))
    sums, sizes = told.reshape(-1, 2, LEVELS).transpose(1, 2, 0)
    at, parents = page.line_element, np.array([element.parent for element in page.elements])
    total, size = np.zeros(len(at)), np.zeros(len(at))
    for level in range(LEVELS):
        inside = at >= 0
        total += np.where(inside, sums[level][at], 0)
        size += np.where(inside, sizes[level][at], 0)
        at = np.where(inside, parents[at], -1)
    return np.asarray(total / np.sqrt(np.maximum(size, 1)) + weights.name_bias)


@lru_cache(20_000)
def _told(tag: str, names: str, weights: Weights) -> tuple[float, ...]:
    """For each level above a line the sum of the weights of what an element says, then how many they are."""
    places = name_places(tag, names)
    return (*(float(weights.names.take(level).sum(dtype=np.float64)) for level in places), *map(float, map(len, places)))
