"""How likely each line of a text is to be of a site's frame, judged over the whole text in two stages.

    judge = load_judge()                        # loaded once, some milliseconds
    lines = read_lines(codes, starts, ends)     # of what is not blank
    chances = judge.chances(Page(lines, codes, text, *judge.scores(lines), removed))

The first stage knows words: two linear models sum the weights of a line's n-grams, one learned from the project's grammar of
frames, one from lines of real sites. The second sees both sums beside shape, place and all that stands round the line
(`context`): boosted trees. Built by `python -m training.judge`, which says from what; the file's header repeats it. numpy alone
at run time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.lines.context import Page, row_names, rows_of
from cleaners.boilerplate.lines.features import BITS, ORDERS, Floats, Lines, over_root
from cleaners.boilerplate.trees import Trees

FORMAT = 2
FIRST, OWN = 40, -2.5
"""Trees after which a line is the document's own if they sum to less. On sites and texts held out (a fifth of `site_lines`, a
twelfth of `plain_texts`) none of these lines would have come above -0.7 in the end, odds of a frame of 1 to 2."""


@dataclass(frozen=True, eq=False)
class Judge:
    """`weights` of n-grams in steps of `scales`, for the grammar and for the sites; then the trees."""

    weights: tuple[NDArray[np.int8], NDArray[np.int8]]
    scales: tuple[float, float]
    intercepts: tuple[float, float]
    trees: Trees
    header: dict[str, Any]

    def scores(self, lines: Lines) -> tuple[Floats, Floats]:
        """How much the words of each line are those of frames, by the grammar and by the lines of sites: above 0 rather so."""
        if not len(lines):
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        pairs = self._pairs.take(lines.grams.T.astype(np.intp))
        first, second = (
            over_root(np.add.reduceat(weights.sum(axis=0, dtype=np.int16), lines.first, dtype=np.int32), lines, scale)
            + np.float32(intercept)
            for weights, scale, intercept in zip((pairs.astype(np.int8), pairs >> 8), self.scales, self.intercepts, strict=True)
        )
        return first, second

    @cached_property
    def _pairs(self) -> NDArray[np.int16]:
        """Both weights of each n-gram beside each other: of a table of this size every look costs a miss of the cache."""
        return np.stack(self.weights, axis=1).view("<i2")[:, 0].astype(np.int16)

    def chances(self, page: Page) -> Floats:
        """How likely each line is to be of a frame, 0 to 1."""
        odds = self.trees.sums_above(rows_of(page), FIRST, OWN)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)

    def words(self, lines: Lines, text: str, chosen: NDArray[np.bool_]) -> list[str]:
        """For each of the chosen lines the n-gram of two signs or more that speaks most for a frame, "" where none does."""
        found = []
        for line in chosen.nonzero()[0].tolist():
            begin = int(lines.first[line])
            stop = begin + int(lines.counts[line])
            grams = lines.grams[begin:stop, 1:].astype(np.intp)
            values = self.weights[0].take(grams).astype(np.int32) + self.weights[1].take(grams)
            at, order = divmod(int(values.argmax()), ORDERS - 1)
            good = at > order and values[at, order] > 0
            found.append(text[lines.places[begin + at - order - 1] : lines.places[begin + at] + 1].strip() if good else "")
        return found


@cache
def load_judge() -> Judge:
    return read_judge(files("cleaners.boilerplate.lines").joinpath("model.zst").read_bytes())


def read_judge(data: bytes) -> Judge:
    """Of the bytes of a file. Raises ValueError for one of another version."""
    import zstandard

    raw = zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 26)
    head, _, body = raw.partition(b"\n")
    header = json.loads(head)
    if header.get("format") != FORMAT or header["rows"] != list(row_names()) or header["bits"] != BITS:
        raise ValueError("model.zst is of another version; run `python -m training.judge`")
    size, (trees, inner) = 1 << BITS, header["trees"]
    weights = np.frombuffer(body, np.int8, 2 * size)
    at = 2 * size
    threshold = np.frombuffer(body, np.float32, trees * inner, at).reshape(trees, inner)
    at += threshold.nbytes
    value = np.frombuffer(body, np.float32, trees * (inner + 1), at).reshape(trees, inner + 1)
    feature = np.frombuffer(body, np.int16, trees * inner, at + value.nbytes).reshape(trees, inner)
    (scale, other), (start, other_start) = header["scales"], header["intercepts"]
    found = Trees(feature, threshold, value)
    return Judge((weights[:size], weights[size:]), (scale, other), (start, other_start), found, header)
