"""Spans that go, and the holes in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaners.document import Edit

Span = tuple[int, int, str, str]


def split(spans: Iterable[Span], hole: tuple[int, int]) -> list[Span]:
    """The spans without the hole."""
    left = [(start, min(end, hole[0]), rule, words) for start, end, rule, words in spans if start < hole[0]]
    return left + [(max(start, hole[1]), end, rule, words) for start, end, rule, words in spans if end > hole[1]]


def disjoint(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Where two chains claim one place, the first in the text has it."""
    done = 0
    for edit in sorted(edits):
        if edit.start >= done and edit.end > edit.start:
            yield edit
            done = edit.end
