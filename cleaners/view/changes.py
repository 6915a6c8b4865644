"""A document as rows: source and delivered text side by side, and every change under its rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cleaners.document import Entry
from cleaners.patch import restore
from cleaners.records.explain import Piece, pieces_of

LONGEST = 5_000
"""Characters of one piece in a row: a line without end is cut into rows, so that a browser can show it."""


class Segment(NamedTuple):
    """A stretch of one side. `rule` is empty where both sides have it."""

    text: str
    rule: str = ""
    evidence: str = ""


class Row(NamedTuple):
    """What stands in one line on both sides; one side may have more lines, or none."""

    source: tuple[Segment, ...]
    delivered: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        return any(segment.rule for segment in (*self.source, *self.delivered))

    @property
    def chars(self) -> int:
        return sum(len(segment.text) for segment in (*self.source, *self.delivered))


def rows_of(source_text: str, ledger: Iterable[Entry]) -> Iterator[Row]:
    """The rows of a document, from the first character of the source to the last. Rows end where both sides end a line."""
    source, delivered = list[Segment](), list[Segment]()
    for piece in _short(pieces_of(source_text, ledger)):
        segments = [Segment(part, piece.rule, piece.evidence) for part in (piece.taken, piece.put)]
        source += segments[:1] if piece.taken else []
        delivered += segments[1:] if piece.put else []
        if _ends(source) and _ends(delivered):
            yield Row(tuple(source), tuple(delivered))
            source, delivered = [], []
    if source or delivered:
        yield Row(tuple(source), tuple(delivered))


def _short(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Kept text line by line; nothing longer than `LONGEST`."""
    for piece in pieces:
        if piece.rule:
            for at in range(0, max(len(piece.taken), len(piece.put)), LONGEST):
                yield piece._replace(taken=piece.taken[at : at + LONGEST], put=piece.put[at : at + LONGEST])
            continue
        for line in piece.taken.splitlines(keepends=True):
            for at in range(0, len(line), LONGEST):
                part = line[at : at + LONGEST]
                yield Piece(part, part)


def _ends(side: list[Segment]) -> bool:
    """Whether nothing is open on a side: it has no text yet, its line is at its end, or it is long enough."""
    return not side or side[-1].text.endswith("\n") or sum(len(segment.text) for segment in side) >= LONGEST


def with_removed(record: Mapping[str, Any]) -> tuple[str, list[Entry]]:
    """What a record alone tells of its source: the delivered text with the removed pieces back in their places. Characters that
    were replaced, and blanks, are as delivered."""
    entries, before = list[Entry](), 0
    for piece in record["removed"]:
        entries.append(Entry(piece["at"] + before, piece["text"], piece["at"], "", piece["rule"], ""))
        before += len(piece["text"])
    return restore(record["text"], entries), entries
