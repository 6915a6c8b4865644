"""A text as lines, with what rules and runs ask of them: each line's span, its folded text without outer blanks, its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cleaners.characters.fold import fold


@dataclass(frozen=True, eq=False)
class Line:
    """One line without its `\\n`; offsets in the text. Blank lines are lines too."""

    start: int
    end: int
    raw: str

    @cached_property
    def text(self) -> str:
        """Folded (see `fold`) and stripped: what patterns match."""
        return fold(self.raw).strip()

    @property
    def blank(self) -> bool:
        return not self.raw or self.raw.isspace()


def lines_of(text: str) -> list[Line]:
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for raw in text.split("\n"):
        yield Line(start, start + len(raw), raw)
        start += len(raw) + 1
