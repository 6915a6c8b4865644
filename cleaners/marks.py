"""Marks: what a reader knows of spans of the source text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias, overload

import numpy as np

from cleaners.edits import Ints

__all__ = ["Mark", "Marks", "PageColumns", "PageMarks", "Picked", "Scalar"]

Scalar: TypeAlias = str | int | float | bool
_NOTHING: Mapping[str, Scalar] = {}


class Mark(NamedTuple):
    """What a reader knows of a span of the source text: a kind such as heading, list_item, table_row, hidden, link."""

    kind: str
    start: int
    end: int
    attributes: Mapping[str, Scalar] = _NOTHING


@dataclass(frozen=True, eq=False)
class Picked:
    """The marks of some kinds, with where they start and end in the source text."""

    of: Marks
    places: Ints  # among all marks
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Asked for seldom: most steps want to know where they are."""
        return tuple(map(self.of.__getitem__, self.places.tolist()))


class Marks(Sequence[Mark]):
    """All marks of a document. Every later state of it shares them, and so what was found out about them."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._given = tuple(marks)

    @overload
    def __getitem__(self, place: int) -> Mark: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mark]: ...
    def __getitem__(self, place: int | slice) -> Mark | Sequence[Mark]:
        return self._given[place]

    def __len__(self) -> int:
        return len(self._given)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._given)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(self._kinds)

    @property
    def _kinds(self) -> Sequence[str]:
        return [mark.kind for mark in self._given]

    @cached_property
    def _spans(self) -> tuple[Ints, Ints]:
        starts, ends = np.array([(mark.start, mark.end) for mark in self._given], np.int64).reshape(-1, 2).T
        return starts, ends

    @cached_property
    def _picked(self) -> dict[frozenset[str], Picked]:
        return {}

    def of(self, kinds: frozenset[str]) -> Picked:
        """Those of these kinds; of no kinds, all."""
        found = self._picked.get(kinds)
        if found is None:
            if kinds and kinds.isdisjoint(self.kinds):
                places = np.zeros(0, np.int64)
            elif kinds:
                places = np.array([place for place, kind in enumerate(self._kinds) if kind in kinds], np.int64)
            else:
                places = np.arange(len(self))
            starts, ends = self._spans
            found = self._picked[kinds] = Picked(self, places, starts[places], ends[places])
        return found


@dataclass(slots=True)
class PageColumns:
    """The marks of a page as its reader writes them, a list for each of their fields: the elements, the lines, then spans within
    lines. A page has thousands, and hardly one is ever looked at by itself."""

    tags: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)  # positions among the elements
    kinds: list[str] = field(default_factory=list)  # of lines
    elements: list[int] = field(default_factory=list)  # that lines stand in
    links: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)  # of lines that are headings
    spans: list[str] = field(default_factory=list)  # kinds
    starts: list[int] = field(default_factory=list)  # of all of them
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.starts)


class PageMarks(Marks):
    """The same, of columns."""

    def __init__(self, columns: PageColumns) -> None:
        self.columns = columns

    @cached_property
    def _given(self) -> tuple[Mark, ...]:  # type: ignore[override]
        return tuple(map(self._mark, range(len(self.columns))))

    def __getitem__(self, place: int | slice) -> Mark | Sequence[Mark]:  # type: ignore[override]
        if isinstance(place, slice):
            return self._given[place]
        return self._mark(place if place >= 0 else place + len(self))

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def kinds(self) -> frozenset[str]:
        columns = self.columns
        return frozenset((*columns.kinds, *columns.spans, *(("element",) if columns.tags else ())))

    @property
    def _kinds(self) -> Sequence[str]:
        columns = self.columns
        return [*(["element"] * len(columns.tags)), *columns.kinds, *columns.spans]

    @cached_property
    def _spans(self) -> tuple[Ints, Ints]:
        return np.array(self.columns.starts, np.int64), np.array(self.columns.ends, np.int64)

    def _mark(self, place: int) -> Mark:
        columns = self.columns
        start, end = columns.starts[place], columns.ends[place]
        if place < len(columns.tags):
            about: dict[str, Scalar] = {"tag": columns.tags[place], "words": columns.words[place]}
            return Mark("element", start, end, {**about, "parent": columns.parents[place]})
        line = place - len(columns.tags)
        if line >= len(columns.kinds):
            return Mark(columns.spans[line - len(columns.kinds)], start, end)
        found: dict[str, Scalar] = {"element": columns.elements[line], "links": columns.links[line]}
        if line in columns.levels:
            found["level"] = columns.levels[line]
        if columns.hidden[line]:
            found["hidden"] = True
        return Mark(columns.kinds[line], start, end, found)
