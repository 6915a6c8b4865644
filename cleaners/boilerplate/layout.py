"""A text in the forms that the steps need: folded, as an array of code points, as lines.

Steps run one after the other and mostly see the same text, so these forms are made once, in a `View` that they share (`view_of`).
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.fold import Codes, fold_document, folded_codes

Ints = NDArray[np.int64]


class View:
    """One text, with everything that is asked of it again and again."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> str:
        return fold_document(self.text)

    @cached_property
    def codes(self) -> Codes:
        """The folded text in lower case, as numbers."""
        return folded_codes(self.text)

    @cached_property
    def indices(self) -> NDArray[np.intp]:
        """The codes as tables want them, which they make slowly."""
        return self.codes.astype(np.intp)

    @cached_property
    def lower(self) -> str:
        """The folded text in lower case; what lies outside the basic plane is NUL."""
        return str(self.codes.data, "utf-16-le")

    @cached_property
    def raw_lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def bounds(self) -> tuple[Ints, Ints]:
        """Start and end of every line."""
        breaks = (self.codes == ord("\n")).nonzero()[0]
        starts, ends = np.zeros(len(breaks) + 1, np.int64), np.empty(len(breaks) + 1, np.int64)
        starts[1:] = breaks + 1
        ends[:-1] = breaks
        ends[-1] = len(self.text)
        return starts, ends

    @cached_property
    def filled(self) -> list[tuple[int, int]]:
        """The spans of the lines that are not blank."""
        text = self.text
        starts, ends = self.bounds
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return [(start, end) for start, end in spans if start < end and not text[start:end].isspace()]

    @cached_property
    def filled_starts(self) -> list[int]:
        return [start for start, _ in self.filled]


@lru_cache(maxsize=2)
def view_of(text: str) -> View:
    return View(text)
