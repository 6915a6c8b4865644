"""What the line model sees of each line: its n-grams, its shape, its place and its neighbours, for all lines of a text at once.

Everything is computed on arrays over the folded codes that the other steps have made already, so a line costs some
microseconds and a text of a few lines costs no more than the calls themselves. Training uses the very same functions
(`training/line_model.py`).
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

BITS = 18  # of the table of n-grams
ORDERS = 4  # n-grams of 1 to 4 signs
PROSE = 40  # characters from which a line with commas or an end mark counts as running text

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
_NEIGHBOURS = (-2, -1, 1, 2)
_WINDOW = 4  # lines on either side whose scores are averaged


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
    first: Ints  # where the signs of each line begin in `grams`
    counts: Ints  # signs of each line
    kinds: NDArray[np.uint8]  # class of each sign, those included that `grams` has as one
    sizes: Ints  # how many of them each line has

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
    lengths = ends - starts
    sizes = np.minimum(lengths, HEAD + TAIL) + 1  # with the break behind the line
    last = sizes.cumsum()
    first = last - sizes
    places = np.repeat(starts - first, sizes)
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
    return Lines(starts, ends, _grams(signs), counts.cumsum() - counts, counts, kinds, sizes)


_RUNS = np.isin(NAMES, ("digit", "latin", "blank"))


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
    values = weights.take(lines.grams.astype(np.intp)).sum(axis=1, dtype=np.int32)
    sums = np.add.reduceat(values, lines.first)
    return (sums * (scale / np.sqrt(lines.counts * ORDERS))).astype(np.float32)


@cache
def feature_names() -> tuple[str, ...]:
    around = tuple(
        f"{what} of line {way:+}" for way in _NEIGHBOURS for what in ("score", "length", "end mark", "commas", "frame")
    )
    return (
        "score",
        "length",
        "long",
        *(f"share of {name}" for name in NAMES[:-1]),
        *(f"begins with {name}" for name in NAMES),
        *(f"ends with {name}" for name in NAMES),
        "pieces",
        "length of pieces",
        "from the head",
        "from the tail",
        "place",
        "lines",
        "before the prose",
        "behind the prose",
        "from prose before",
        "to prose behind",
        "score around",
        "removed before",
        "removed behind",
        *around,
    )


def features_of(lines: Lines, scores: Floats, removed: tuple[Ints, Ints] | None = None) -> Floats:
    """One row for each line, in the order of `feature_names`. `removed`: characters that were taken out right before and right
    behind each line."""
    total = len(lines)
    lengths = (lines.ends - lines.starts).astype(np.float32)
    read = np.maximum(lines.classes[:, :-1].sum(axis=1), 1)
    number = np.arange(total, dtype=np.float32)
    commas = lines.classes[:, _NUMBER["comma"]]
    ended = (lines.close == _NUMBER["end"]) | ((lines.close == _NUMBER["quote"]) & (commas > 0))
    prose = (lengths >= PROSE) & (ended | (commas >= 2)) & (scores < 1)
    at = prose.nonzero()[0]
    before_prose = number < (at[0] if len(at) else 0)
    behind_prose = number > (at[-1] if len(at) else -1) if len(at) else np.zeros(total, bool)
    since = number - np.maximum.accumulate(np.where(prose, number, -30))
    until = np.minimum.accumulate(np.where(prose, number, total + 30)[::-1])[::-1] - number
    pieces = lines.classes[:, _NUMBER["blank"]]
    table = np.empty((total, len(feature_names())), np.float32)
    identity = np.eye(len(NAMES), dtype=np.float32)
    log_length = np.log1p(lengths)
    columns = [
        scores,
        log_length,
        lengths > 100,
        *(lines.classes[:, :-1] / read[:, None]).T,
        *identity[lines.begin].T,
        *identity[lines.close].T,
        np.log1p(pieces),
        np.log1p(read / (pieces + 1)),
        np.log1p(number),
        np.log1p(total - 1 - number),
        number / max(1, total - 1),
        np.full(total, np.log1p(total)),
        before_prose,
        behind_prose,
        np.log1p(np.minimum(since, 30)),
        np.log1p(np.minimum(until, 30)),
        _around(scores),
        np.log1p(removed[0]) if removed else np.zeros(total),
        np.log1p(removed[1]) if removed else np.zeros(total),
    ]
    for way in _NEIGHBOURS:
        for values, outside in ((scores, 1.0), (log_length, 0.0), (ended, 0.0), (np.minimum(commas, 4), 0.0)):
            columns.append(_shifted(np.asarray(values, np.float32), way, outside))
        columns.append(_shifted((scores > 1).astype(np.float32), way, 1.0))
    for place, column in enumerate(columns):
        table[:, place] = column
    return table


def _shifted(values: Floats, way: int, outside: float) -> Floats:
    """For each line the value of the line `way` lines on."""
    found = np.full(len(values), outside, np.float32)
    if abs(way) < len(values):
        if way < 0:
            found[-way:] = values[:way]
        else:
            found[:-way] = values[way:]
    return found


def _around(scores: Floats) -> Floats:
    """The mean score of the neighbours, the line itself left out."""
    if len(scores) < 2:
        return np.zeros(len(scores), np.float32)
    sums = np.concatenate(([0.0], np.clip(scores, -4, 4).cumsum(dtype=np.float64)))
    low = np.maximum(np.arange(len(scores)) - _WINDOW, 0)
    high = np.minimum(np.arange(len(scores)) + _WINDOW + 1, len(scores))
    mean: Floats = ((sums[high] - sums[low] - np.clip(scores, -4, 4)) / (high - low - 1)).astype(np.float32)
    return mean
