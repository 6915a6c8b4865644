"""What the line model sees of each line: its n-grams, its shape, its place and its neighbours, for all lines of a text at once.

Everything is computed on arrays over the folded codes that the other steps have made already, so a line costs some
microseconds and a text of a few lines costs no more than the calls themselves. Training uses the very same functions
(`training/judge/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import Ints
from cleaners.characters.fold import Codes

Floats = NDArray[np.float32]

HEAD, TAIL = 44, 20
"""Characters of a line that are read, from its start and from its end: frames are told there, and a long line costs no more."""

BITS = 19  # of the table of n-grams
ORDERS = 4  # n-grams of 1 to 4 signs

# Classes of signs; the number of a class is its place here. What is in none of them is `other`, Han is told by its block.
_CLASSES = (
    ("han", ""),
    ("function", "的了是在和有不这我他她们你也就都而被把与对为以从着过要会能到说地得很还又但却因那之其所"),
    ("digit", "0123456789"),
    ("latin", "abcdefghijklmnopqrstuvwxyz"),
    ("blank", " \t\u3000\xa0\u200b\ufeff"),
    ("comma", ",、"),
    ("end", "。!?"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("bracket", "()[]{}【】〔〕〖〗「」『』<"),
    ("quote", "“”\"'‘’《》"),
    ("bar", "|>»›→←┊│/\\-_·=~+"),
    ("bullet", "•●○◆◇■□▪★☆※▲▼△▽►▶↑↓©×√#@&*▏丨"),
    ("dots", "….—"),
    ("other", ""),
    ("break", "\n"),
)
NAMES = tuple(name for name, _ in _CLASSES)
_NUMBER = {name: number for number, name in enumerate(NAMES)}
_MARKERS = "-*+•·●○◆◇■□▪★☆※►▶> \t"  # of lists in dumps of pages; what stands behind them is what the line says


@cache
def _tables() -> tuple[Codes, NDArray[np.uint8]]:
    """The sign that each code counts as in n-grams (any digit is one, so is any letter, so is any blank), and its class."""
    signs = np.arange(1 << 16, dtype=np.uint16)
    classes = np.full(1 << 16, _NUMBER["other"], np.uint8)
    classes[0x3400:0xA000] = _NUMBER["han"]
    for number, (_, members) in enumerate(_CLASSES):
        classes[[ord(sign) for sign in members]] = number
    for name, sign in (("digit", "0"), ("latin", "a"), ("blank", " ")):
        signs[classes == _NUMBER[name]] = ord(sign)
    return signs, classes


@dataclass(frozen=True)
class Lines:
    """Lines of a text, not blank, with the signs of each that are read. Most texts are done with when the n-grams are known:
    classes are counted when they are asked for."""

    starts: Ints
    ends: Ints
    grams: NDArray[np.uint32]  # places in the table of n-grams, `ORDERS` for each sign; 0 stands for none
    places: Ints  # where in the text each sign stands
    first: Ints  # where the signs of each line begin in `grams`
    counts: Ints  # signs of each line
    kinds: NDArray[np.uint8]  # class of each sign, those included that `grams` has as one
    sizes: Ints  # how many of them each line has
    bullets: NDArray[np.bool_]  # whether the line begins with the sign of a list

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def classes(self) -> Floats:
        """Lines x classes: how many signs of each."""
        cells = np.repeat(np.arange(len(self)) * len(NAMES), self.sizes) + self.kinds
        counts = np.bincount(cells, minlength=len(self) * len(NAMES))
        return counts.reshape(len(self), len(NAMES)).astype(np.float32)

    @cached_property
    def solid(self) -> Ints:
        """Where what is no blank stands. Each line has one: its break."""
        places: Ints = (self.kinds != _NUMBER["blank"]).nonzero()[0]
        return places

    @cached_property
    def begin(self) -> NDArray[np.uint8]:
        """Class of the first sign, blanks aside."""
        return self.kinds[self.solid[self.solid.searchsorted(self.sizes.cumsum() - self.sizes)]]

    @cached_property
    def close(self) -> NDArray[np.uint8]:
        """Class of the last sign, blanks aside."""
        return self.kinds[self.solid[np.maximum(self.solid.searchsorted(self.sizes.cumsum() - 1) - 1, 0)]]


def read_lines(codes: Codes, starts: Ints, ends: Ints) -> Lines:
    """The lines from `starts` to `ends` of a text given by its folded codes; blank lines must be left out."""
    signs_of, classes_of = _tables()
    total = len(starts)
    begins = _behind_markers(codes, starts, ends)
    lengths = ends - begins
    sizes = np.minimum(lengths, HEAD + TAIL) + 1  # with the break behind the line
    last = sizes.cumsum()
    first = last - sizes
    places = np.repeat(begins - first, sizes)
    places += np.arange(len(places))
    skipped = lengths - HEAD - TAIL
    for line in (skipped > 0).nonzero()[0].tolist():  # of a long line the tail follows the head
        places[first[line] + HEAD : last[line]] += skipped[line]
    raw = codes.take(places, mode="clip")
    raw[last - 1] = 10  # the end of the text has no break of its own
    raw = raw.astype(np.intp)
    kinds, signs = classes_of.take(raw), signs_of.take(raw)
    kept = np.ones(len(signs), bool)  # of a run of digits, letters or blanks one
    kept[1:] = (signs[1:] != signs[:-1]) | ~_RUNS.take(kinds[1:])
    counts = np.add.reduceat(kept, first, dtype=np.int64) if total else sizes
    signs = signs[kept]
    return Lines(starts, ends, _grams(signs), places[kept], counts.cumsum() - counts, counts, kinds, sizes, begins > starts)


_RUNS = np.isin(NAMES, ("digit", "latin", "blank"))


@cache
def _marker() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in _MARKERS]] = True
    return table


def _behind_markers(codes: Codes, starts: Ints, ends: Ints) -> Ints:
    """Where each line begins behind its indent and the sign of its list, of which no more than twelve signs are looked at."""
    begins = starts.copy()
    for _ in range(12):
        on = (begins < ends - 1) & _marker().take(codes.take(begins, mode="clip"))
        if not on.any():
            return begins
        begins[on] += 1
    return begins


def _grams(signs: Codes) -> NDArray[np.uint32]:
    """For each sign the places of the n-grams that end with it. None goes over a break into another line."""
    found = np.empty((ORDERS, len(signs)), np.uint32)
    padded = np.full(len(signs) + ORDERS - 1, 10, np.uint32)
    padded[ORDERS - 1 :] = signs
    is_sign = padded != 10
    mixers = padded * np.uint32(0x85EBCA6B)
    mixed = padded[ORDERS - 1 :]
    for order, row in enumerate(found):
        if order:
            mixed = (mixed * np.uint32(0x9E3779B1)) ^ (mixers[ORDERS - 1 - order : -order] + np.uint32(order))
        np.multiply(mixed, np.uint32(0x2545F491), out=row)
        row >>= np.uint32(32 - BITS)
        row |= np.uint32(1)
        for between in range(1, order):  # no break
            row *= is_sign[ORDERS - 1 - between : -between]
    return found.T


def scores_of(lines: Lines, weights: NDArray[np.int8], scale: float) -> Floats:
    """The sum of the weights of each line's n-grams, over the root of their number."""
    if not len(lines):
        return np.zeros(0, np.float32)
    values = weights.take(lines.grams.T.astype(np.intp)).sum(axis=0, dtype=np.int16)
    return over_root(np.add.reduceat(values, lines.first, dtype=np.int32), lines, scale)


def over_root(sums: Ints, lines: Lines, scale: float) -> Floats:
    """Sums of weights over the root of their number: long lines weigh no more than short ones."""
    return (sums * (scale / np.sqrt(lines.counts * ORDERS))).astype(np.float32)
