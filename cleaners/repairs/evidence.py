"""Compare a damaged text with its repair, line by line: which one does the model of characters find more probable?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model, codepoints
from cleaners.repairs.prior import REPLACEMENT, scored_as

Counts = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

# Signs of Chinese text: marks, kana, ideographs. Full-width letters and digits are none: rows of ①②③ read as another encoding
# become rows of them.
_CHINESE = (
    (0x2018, 0x201E), (0x3001, 0x3012), (0x3041, 0x3100), (0x3400, 0xA000), (0xFF01, 0xFF02), (0xFF08, 0xFF0A), (0xFF0C, 0xFF0D),
    (0xFF1A, 0xFF1C), (0xFF1F, 0xFF20),
)  # fmt: skip

# Lowest mean log-probability (nats per non-ASCII character) of legible text. Good text has -4 to -6.5, a wrong reading below -10.
LEGIBLE = -9.0
# The limit where the bytes form UTF-8 without exception: that is no accident, and the line may be made of rare words.
LEGIBLE_PROVEN = -12.5
MAX_LOST = 0.35
MIN_CHINESE = 0.5
OPEN_PLACE = -6.0  # an open place (U+FFFD) counts as a character of usual log-probability, because there was one


class Lines(NamedTuple):
    """Figures of each line of a text. Only non-ASCII characters are counted."""

    characters: Counts
    costs: npt.NDArray[np.float64]
    chinese: Counts
    lost: Counts

    def total(self) -> Lines:
        return Lines(*(values.sum(keepdims=True) for values in self))


def by_line(text: str) -> Lines:
    codes = codepoints(text)
    if not len(codes):
        none = np.zeros(1, np.intp)
        return Lines(none, np.zeros(1), none, none)
    lost = codes == REPLACEMENT
    beyond = (codes > 0x7F) & ~lost
    costs = np.zeros(len(codes))
    # Without what stands between, so that a lost or foreign character does not count against its neighbours.
    costs[beyond] = character_model().costs(scored_as(codes[beyond]))
    chinese = np.zeros(len(codes), bool)
    for start, end in _CHINESE:
        chinese |= (codes >= start) & (codes < end)
    starts = np.concatenate(([0], (codes == 0x0A).nonzero()[0]))
    return Lines(
        np.add.reduceat(beyond.astype(np.intp), starts),
        np.add.reduceat(costs, starts),
        np.add.reduceat(chinese.astype(np.intp), starts),
        np.add.reduceat(lost.astype(np.intp), starts),
    )


def gains(before: Lines, after: Lines) -> npt.NDArray[np.float64]:
    """By how many nats each line of `after` is more probable than the same line of `before`."""
    result: npt.NDArray[np.float64] = after.costs - before.costs + OPEN_PLACE * after.lost
    return result


def legible(after: Lines, least: float, max_lost: float = MAX_LOST) -> Flags:
    """Which lines read as Chinese: a mean log-probability of at least `least`, and a share of open places of at most
    `max_lost`."""
    flags: Flags = (
        (after.characters > 0)
        & (after.lost <= max_lost * after.characters + 1)
        & (after.chinese >= MIN_CHINESE * after.characters)
        & (after.costs >= least * after.characters)
    )
    return flags
