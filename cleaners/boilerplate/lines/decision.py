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
    """The chance above which a line goes: where much running text stands, which shows what the document is; where little does;
    where none does, so that the document may be a list, a form or a table; where nothing shows that there is a frame at all (then
    the words must say so, too: `WORDS`), of a line or two alone in running text, too; and, in any of them, of a whole sentence,
    which looks least like a frame."""

    text: float
    little: float
    none: float
    no_site: float
    alone: float
    worded: float
    sentence: float


# Chosen on sites held out of training (`python -m benchmarks.frames`).
PROFILES: Mapping[str, Limits] = {
    "careful": Limits(text=0.97, little=0.98, none=0.985, no_site=0.99, alone=0.96, worded=0.98, sentence=0.99),
    "balanced": Limits(text=0.9, little=0.93, none=0.96, no_site=0.95, alone=0.72, worded=0.8, sentence=0.97),
    "greedy": Limits(text=0.75, little=0.82, none=0.9, no_site=0.85, alone=0.6, worded=0.75, sentence=0.93),
}
LONGEST = 400  # characters: no longer line goes
LEFT = 0.5
"""A line that stays and is likelier than this to be of a frame counts as frame that is left."""
WORDS = 1.2  # of the score by the grammar of frames
_SURE, _FEWEST_SURE = 0.95, 2  # so many lines so likely of a frame show that there is one
_ALL_LINES = 4  # of so many lines, each sure, all may go
_OWN, _PROSE = 0.3, 25  # a line of so many characters that is less likely than this is the document's running text
_LITTLE, _MUCH = 150, 500  # characters of it
_SMALL, _LITTLE_OF = 25, 0.25  # in a text of so few lines the share counts
_RUNS_ON, _FEW = 0.75, 2  # of the characters are running text; lines in it that may be of a frame
_WORD = 2  # characters: a word so short says too little by itself (目录, 文学)
_SERIES = 3  # lines of a series (rows, items, verses) that must go together


def gone(
    lengths: Ints,
    sentence: Bools,
    kept: Bools,
    chances: Floats,
    words: Floats,
    removed: int,
    limits: Limits,
    series: Ints | None = None,
) -> Bools:
    """`words`: the score of each line by the grammar. `removed`: how many pieces the steps before took out. `series`: a number
    for each line that is part of a series of lines of one form, 0 for the others."""
    text = int(lengths[(chances < _OWN) & (lengths >= _PROSE)].sum())
    whole = int(lengths.sum())
    small, runs_on = len(lengths) <= _SMALL, text > _RUNS_ON * whole
    limit = limits.text if text >= _MUCH else limits.little if text >= (_LITTLE_OF * whole if small else _LITTLE) else limits.none
    if int((chances > _SURE).sum()) + removed < _FEWEST_SURE:
        # A line or two that say so plainly stand out in a text that runs on; in any other nothing goes by its looks.
        limit = limits.alone if runs_on and int((chances > limits.alone).sum()) <= _FEW else limits.no_site
        needed = np.where((words < WORDS) | (lengths <= _WORD), 1.0, limit)
    else:
        needed = np.where(words < WORDS, limit, min(limit, limits.worded) if small or runs_on else limit)
    needed = np.where(sentence, np.maximum(needed, limits.sentence), needed)
    goes: Bools = (chances > needed) & (lengths <= LONGEST) & ~kept
    if series is not None:
        goes = _whole_series(goes, series)
    if goes.all() and (len(goes) < _ALL_LINES or chances.min() < _SURE):
        goes[int(np.argmin(chances))] = False  # the line that is likeliest to be the document's; else all is frame
    return goes


def _whole_series(goes: Bools, series: Ints) -> Bools:
    """Of a series nothing goes from its middle: a stretch of it that goes has three lines, or is all of it."""
    group = np.concatenate(([0], np.cumsum((goes[1:] != goes[:-1]) | (series[1:] != series[:-1]))))
    sizes = np.bincount(group)[group]
    whole = np.bincount(series)[series]
    result: Bools = goes & ((series == 0) | (sizes >= np.minimum(_SERIES, whole)))
    return result


def left(lengths: Ints, goes: Bools, chances: Floats) -> float:
    """The share of what stays that is rather of a frame. On sites never seen it goes with the true share (rank correlation
    .77)."""
    stays = int(lengths[~goes].sum())
    return float(lengths[~goes & (chances > LEFT)].sum() / stays) if stays else 0.0
