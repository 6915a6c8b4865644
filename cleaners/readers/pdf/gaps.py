"""Gaps of a line that a later piece fills. A program that takes single characters from another font (quotation marks, rare
characters) writes the line first, with a gap for each of them, and the characters behind it."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.floating[Any]]

# A gap narrower than so many ems is spacing: half a quotation mark is the narrowest that a font has to fill.
MIN_GAP = 0.2
# How far what fills a gap may stand out of it, in ems: boxes are those of the fonts, not of the ink. Of 90 files (those of
# `benchmarks.pdf_layouts` and `benchmarks.readers`) all are read alike from .05 to .2; 0 misses gaps in 4, .3 fills others in 9.
OUT = 0.15
# Only the characters of pieces so short are asked: longer ones make gaps that part the line by their width alone.
MAX_PIECE = 8
# How far its middle stands from that of the line, in ems: bodies of fonts differ in height, and numbers of notes are raised. The
# same files are read alike from .1 to 1.
SHIFT, LEAST = 0.6, 4.0  # ems, points


class Lines(NamedTuple):
    """Sides, middles and sizes of the characters of a page that are seen, in the order of the file."""

    left: Floats
    right: Floats
    middle: Floats
    size: Floats


def filled_gaps(lines: Lines, ends: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Behind which characters, all but the last, a run ends because of what fills the gap there. `ends`: where runs end
    anyway."""
    left, right, middle, size = lines
    found = np.zeros(len(ends), np.bool_)
    gaps = np.flatnonzero(~ends & (left[1:] - right[:-1] > MIN_GAP * size[:-1]))
    bounds = np.flatnonzero(ends)
    if not len(gaps) or not len(bounds):
        return found
    gaps = gaps[np.argsort(middle[gaps], kind="stable")]
    heights = middle[gaps]
    starts, stops = np.concatenate(([0], bounds + 1)), np.concatenate((bounds, [len(left) - 1]))
    short = np.flatnonzero(stops - starts < MAX_PIECE)
    for first, last in zip(starts[short].tolist(), stops[short].tolist(), strict=True):
        for place in range(first, last + 1):  # what fills two gaps of a line may be written at once
            reach, out = max(SHIFT * size[place], LEAST), OUT * size[place]
            low, high = np.searchsorted(heights, (middle[place] - reach, middle[place] + reach)).tolist()
            near = gaps[low:high]
            filled = near[(right[near] < left[place] + out) & (left[near + 1] > right[place] - out)]
            if len(filled):
                found[filled] = True
                found[max(first, place - 1) : min(last, place + 1)] = True
    return found
