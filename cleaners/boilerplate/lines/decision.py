"""Which lines go, given how likely each is to be of a site's frame: how sure the judge must be, and what bounds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import Ints
from cleaners.boilerplate.lines.features import Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """The chance above which a line goes: where a site is plainly in the text, where there are only signs of one, and for a whole
    sentence, which looks least like a frame."""

    site: float
    doubt: float
    sentence: float


# Chosen on sites held out of training (`python -m benchmarks.frames`).
PROFILES: Mapping[str, Limits] = {
    "careful": Limits(0.97, 0.99, 0.99),
    "balanced": Limits(0.85, 0.95, 0.95),
    "greedy": Limits(0.6, 0.85, 0.9),
}
SURE = 0.97
"""A line that is so likely of a frame shows that there is one."""
FEWEST_SURE = 2
LONGEST = 400  # characters: no longer line goes
_SERIES = 3  # lines of a series (rows, items, verses) that must go together


def gone(
    lengths: Ints, sentence: Bools, kept: Bools, chances: Floats, removed: int, limits: Limits, series: Ints | None = None
) -> Bools:
    """`removed`: how many pieces the steps before took out. `series`: a number for each line that is part of a series of lines of
    one form, 0 for the others."""
    sure = int((chances > SURE).sum()) + removed
    limit = limits.site if sure >= FEWEST_SURE else limits.doubt
    needed = np.where(sentence, max(limit, limits.sentence), limit)
    goes = (chances > needed) & (lengths <= LONGEST) & ~kept
    if series is not None:
        goes = _whole_series(goes, series)
    if goes.all():  # of a text that is all frame the likeliest line stays: whether it is worth anything is decided elsewhere
        goes[int(np.argmin(chances))] = False
    return goes


def _whole_series(goes: Bools, series: Ints) -> Bools:
    """Of a series nothing goes from its middle: a stretch of it that goes has three lines, or is all of it."""
    group = np.concatenate(([0], np.cumsum((goes[1:] != goes[:-1]) | (series[1:] != series[:-1]))))
    sizes = np.bincount(group)[group]
    whole = np.bincount(series)[series]
    result: Bools = goes & ((series == 0) | (sizes >= np.minimum(_SERIES, whole)))
    return result
