"""The patch that edits compose to.

The composition of all edits so far: a piece table over the source text and the text that edits put in, kept in parallel arrays
so that composing costs no Python loop. From it come the current positions of source spans, and the entries (source span,
replacement, rule, evidence) that a ledger stores.

Invariant: every character of the source text is either in a kept piece or in exactly one entry, under the rule that took it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.edits import Edits, Ints, ints


class Entry(NamedTuple):
    """One row of a ledger: where `taken` stood in the source, what stands in its place at `at` of the delivered text."""

    start: int
    taken: str
    at: int
    put: str
    rule: str
    evidence: str


class _Spans(NamedTuple):
    """Spans in one address space: the source text first, then everything that edits put in. `of` is the edit that put the
    span in, -1 for source text."""

    address: Ints
    size: Ints
    of: Ints


class ChangedSpans(NamedTuple):
    """The entries as arrays: source span, span of the current text, the edit that answers for it."""

    start: Ints
    end: Ints
    at: Ints
    to: Ints
    edit: Ints


@dataclass(frozen=True, eq=False)
class Patch:
    """The composed map from a source text to the current text. Immutable; `then` gives the next one."""

    source_length: int
    length: int
    pieces: _Spans
    removed: tuple[tuple[_Spans, Ints], ...] = ()  # spans taken out, with the edit that took each
    batches: tuple[Edits, ...] = ()

    @classmethod
    def identity(cls, length: int) -> Patch:
        size = ints([length] if length else [])
        return cls(length, length, _Spans(size * 0, size, size * 0 - 1))

    def then(self, edits: Edits) -> Patch:
        """The patch after `edits`, which are in the coordinates of the current text. Raises ValueError when one lies outside."""
        if not len(edits):
            return self
        edits.check()
        if edits.starts[0] < 0 or edits.ends[-1] > self.length:
            raise ValueError("an edit lies outside the text")
        at = self.pieces.size.cumsum() - self.pieces.size
        # Cut the pieces at the edges of the edits: the three sorted lists of edges are merged, and counting along the merged
        # list tells the piece and the edit that each cut span is in. (A search for each cut is six times as slow.)
        edges = np.concatenate((at, edits.starts, edits.ends))
        order = edges.argsort(kind="stable")
        edges = edges[order]
        is_last = edges < self.length
        is_last[:-1] &= edges[1:] != edges[:-1]  # of equal edges the last has counted all
        last = is_last.nonzero()[0]
        cuts = np.empty(len(last) + 1, np.int64)
        cuts[:-1], cuts[-1] = edges[last], self.length
        starts, sizes = cuts[:-1], cuts[1:] - cuts[:-1]
        piece = (order < len(at)).cumsum()[last] - 1
        edit = ((order >= len(at)) & (order < len(at) + len(edits))).cumsum()[last] - 1
        spans = _Spans(self.pieces.address[piece] + starts - at[piece], sizes, self.pieces.of[piece])
        is_gone = (starts < edits.ends[edit]) & (edit >= 0)
        gone, kept = is_gone.nonzero()[0], (~is_gone).nonzero()[0]
        # What the edits put in stands before the first kept span that begins at or after the edit's start.
        puts = edits.lengths.nonzero()[0]
        before = edit[kept]
        kept_place = np.arange(len(kept)) + (edits.lengths > 0).cumsum()[before] * (before >= 0)
        is_put = np.ones(len(kept) + len(puts), bool)
        is_put[kept_place] = False
        put_place = is_put.nonzero()[0]
        address = self.source_length + self._put_length + edits.lengths.cumsum() - edits.lengths
        put = _Spans(address[puts], edits.lengths[puts], self._edit_count + puts)
        pieces = _Spans(*(np.empty(len(is_put), np.int64) for _ in put))
        for column, new, old in zip(pieces, put, spans, strict=True):
            column[put_place], column[kept_place] = new, old[kept]
        return Patch(
            self.source_length,
            int(pieces.size.sum()),
            pieces,
            (*self.removed, (_Spans(*(column[gone] for column in spans)), self._edit_count + edit[gone])),
            (*self.batches, edits),
        )

    @cached_property
    def _edit_count(self) -> int:
        return sum(map(len, self.batches))

    @cached_property
    def _put_length(self) -> int:
        return sum(len(batch.text) for batch in self.batches)

    @cached_property
    def entries(self) -> ChangedSpans:
        """What changed, as arrays in the order of the source. A span taken out by one edit belongs to that edit; one that was
        replaced, and whose replacement later edits took out whole, belongs to the last of those."""
        if not self.batches:
            return ChangedSpans(*[ints([])] * 5)
        spans = _Spans(*(np.concatenate(column) for column in zip(*(spans for spans, _ in self.removed), strict=True)))
        by = np.concatenate([edit for _, edit in self.removed])
        owner = self._heirs(spans, by)
        source = spans.of < 0
        order = np.argsort(spans.address[source], kind="stable")
        start, edit = spans.address[source][order], owner[by[source]][order]
        end = start + spans.size[source][order]
        first = np.ones(len(start), bool)  # neighbours taken by one edit are one span
        first[1:] = (start[1:] != end[:-1]) | (edit[1:] != edit[:-1])
        end = end[np.append(first[1:], True)] if len(end) else end
        start, edit = start[first], edit[first]
        return self._attach(start, end, edit)

    def _heirs(self, spans: _Spans, by: Ints) -> Ints:
        """For each edit, the edit that answers for what it took: itself, unless all that it put in was taken out again."""
        owner = np.arange(self._edit_count)
        overwritten = spans.of >= 0
        if not overwritten.any():
            return owner
        heir = owner.copy()
        np.maximum.at(heir, spans.of[overwritten], by[overwritten])
        heir[self.pieces.of[self.pieces.of >= 0]] = -1  # some of it stands: no heir
        owner = np.where(heir < 0, owner, heir)
        while not np.array_equal(owner, owner[owner]):
            owner = owner[owner]
        return owner

    def _attach(self, start: Ints, end: Ints, edit: Ints) -> ChangedSpans:
        """Join the spans taken out with the texts put in: a text goes to the first span that its edit took, else it is an
        insertion of its own."""
        put = self.pieces.of >= 0
        # The source position behind everything kept before each piece: pieces never change their order.
        behind = np.maximum.accumulate(np.where(put, 0, self.pieces.address + self.pieces.size)) if len(put) else self.pieces.size
        put_edit, put_size, put_source = self.pieces.of[put], self.pieces.size[put], behind[put]
        first_span = np.full(self._edit_count, -1)
        first_span[edit[::-1]] = np.arange(len(edit))[::-1]
        target = first_span[put_edit]
        repeated = np.ones(len(put_edit), bool)
        repeated[np.unique(put_edit, return_index=True)[1]] = False
        target[repeated] = -1
        attached = target >= 0
        stop = put_source.copy()
        stop[attached] = end[target[attached]]
        floor = np.maximum.accumulate(np.concatenate(([0], stop)))[:-1]
        attached[attached] = start[target[attached]] >= floor[attached]  # never out of order
        size = np.zeros(len(start), np.int64)
        size[target[attached]] = put_size[attached]
        loose = np.maximum(put_source, floor)[~attached]
        starts = np.concatenate((loose, start))
        order = np.lexsort((np.arange(len(starts)), np.concatenate((loose, end)), starts))
        starts, ends = starts[order], np.concatenate((loose, end))[order]
        sizes = np.concatenate((put_size[~attached], size))[order]
        edits = np.concatenate((put_edit[~attached], edit))[order]
        grown = sizes - (ends - starts)
        at = starts + np.cumsum(grown) - grown
        return ChangedSpans(starts, ends, at, at + sizes, edits)

    @cached_property
    def _rules(self) -> tuple[tuple[str, ...], Ints]:
        """The rules of all batches, and for each edit the index of its rule."""
        rules = tuple(dict.fromkeys(rule for batch in self.batches for rule in batch.rules))
        number = {rule: index for index, rule in enumerate(rules)}
        codes = [ints([number[rule] for rule in batch.rules])[batch.codes] for batch in self.batches]
        return rules, np.concatenate(codes) if codes else ints([])

    def removals(self) -> NDArray[np.bool_]:
        """Which of `entries` took text out and put nothing in. An edit over a gap (an annotation was cut out of its text) is
        several entries, and its replacement stands at the first: the others are replaced, too, not removed."""
        spans = self.entries
        put = spans.to > spans.at
        return ~put & ~np.isin(spans.edit, spans.edit[put])

    def rules(self) -> tuple[tuple[str, ...], Ints]:
        """The names of the rules, and for each of `entries` the index of its rule."""
        names, codes = self._rules
        return names, codes[self.entries.edit]

    @cached_property
    def _evidence(self) -> dict[int, str]:
        evidence, base = {}, 0
        for batch in self.batches:
            evidence.update({base + number: words for number, words in batch.evidence.items()})
            base += len(batch)
        return evidence

    def ledger(self, source: str, text: str) -> Iterator[Entry]:
        """The entries with their texts: what is needed to put everything back."""
        names, codes = self._rules
        start, end, at, to, edit = (column.tolist() for column in self.entries)
        for s, e, a, t, n in zip(start, end, at, to, edit, strict=True):
            yield Entry(s, source[s:e], a, text[a:t], names[codes[n]], self._evidence.get(n, ""))

    def taken(self) -> dict[str, int]:
        """Characters of the source that each rule took out or replaced."""
        names, codes = self._rules
        sizes = np.bincount(codes[self.entries.edit], self.entries.end - self.entries.start, len(names))
        return {rule: int(size) for rule, size in zip(names, sizes, strict=True) if size}

    def to_current(self, starts: Sequence[int] | Ints, ends: Sequence[int] | Ints) -> tuple[Ints, Ints]:
        """Where source spans stand in the current text. What was taken out shrinks a span, at worst to an empty one; what was
        replaced inside a span, or across its edge, stays in it."""
        e = self.entries
        return _map(starts, ends, e.start, e.end, e.at, e.to)

    def to_source(self, starts: Sequence[int] | Ints, ends: Sequence[int] | Ints) -> tuple[Ints, Ints]:
        """Where spans of the current text stood in the source: the inverse of `to_current`."""
        e = self.entries
        return _map(starts, ends, e.at, e.to, e.start, e.end)


def restore(text: str, ledger: Iterable[Entry]) -> str:
    """Put everything back: the source text, from the delivered text and its ledger alone."""
    pieces: list[str] = []
    done = 0
    for entry in ledger:
        pieces += (text[done : entry.at], entry.taken)
        done = entry.at + len(entry.put)
    return "".join((*pieces, text[done:]))


def _map(
    starts: Sequence[int] | Ints,
    ends: Sequence[int] | Ints,
    from_start: Ints,
    from_end: Ints,
    to_start: Ints,
    to_end: Ints,
) -> tuple[Ints, Ints]:
    starts, ends = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
    if not len(from_start):
        return starts, ends
    grown = np.concatenate(([0], to_end - from_end))  # shift behind each entry
    entry = np.searchsorted(from_end, starts, "right")
    inside = entry < len(from_start)
    inside[inside] = from_start[entry[inside]] <= starts[inside]
    left = starts + grown[entry]
    left[inside] = to_start[entry[inside]]
    entry = np.searchsorted(from_start, ends, "left")
    right = ends + grown[entry]
    inside = entry > 0
    inside[inside] = from_end[entry[inside] - 1] >= ends[inside]
    right[inside] = to_end[entry[inside] - 1]
    return left, np.maximum(left, right)
