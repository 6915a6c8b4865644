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
from typing import NamedTuple, TypeAlias

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


class ChangedSpans(NamedTuple):
    """The entries as arrays: source span, span of the current text, the edit that answers for it."""

    start: Ints
    end: Ints
    at: Ints
    to: Ints
    edit: Ints


# Spans in one address space: the source text first, then everything that edits put in. Three rows: the address, the size, and
# the edit that put the span in, -1 for source text.
_Spans: TypeAlias = Ints


@dataclass(frozen=True, eq=False)
class Patch:
    """The composed map from a source text to the current text. Immutable; `then` gives the next one."""

    source_length: int
    length: int
    pieces: _Spans
    removed: tuple[tuple[_Spans, Ints], ...] = ()  # spans taken out, with the edit that took each
    batches: tuple[Edits, ...] = ()
    edit_count: int = 0  # of all batches
    put_length: int = 0

    @classmethod
    def identity(cls, length: int) -> Patch:
        return cls(length, length, np.array([[0], [length], [-1]], np.int64)[:, : length > 0])

    def then(self, edits: Edits) -> Patch:
        """The patch after `edits`, which are in the coordinates of the current text. Raises ValueError when one lies outside."""
        if not len(edits):
            return self
        if edits.starts[0] < 0 or edits.ends[-1] > self.length:
            raise ValueError("an edit lies outside the text")
        pieces = self.pieces
        at = _befores(pieces[1])
        # Cut the pieces at the edges of the edits: the three sorted lists of edges are merged, and counting along the merged
        # list tells the piece and the edit that each cut span is in. (A search for each cut is six times as slow.)
        edges = np.concatenate((at, edits.starts, edits.ends, (self.length,)))
        order = edges.argsort(kind="stable")
        edges = edges[order]
        sizes = edges[1:] - edges[:-1]
        last = sizes.nonzero()[0]  # of equal edges the last has counted all
        cuts = edges[last]
        begun = (order < len(at)).cumsum()[last]  # pieces
        opened = (order < len(at) + len(edits)).cumsum()[last] - begun  # edits
        is_gone = opened + opened + begun > last + 1  # more of them opened than closed
        piece = begun - 1
        spans = pieces.take(piece, axis=1)
        spans[0] += cuts - at[piece]
        spans[1] = sizes[last]
        gone, kept = is_gone.nonzero()[0], (~is_gone).nonzero()[0]
        # What the edits put in stands before the first kept span that begins at or after the edit's start.
        puts = edits.lengths.nonzero()[0]
        put = np.empty((3, len(puts)), np.int64)
        put[0] = _befores(edits.lengths)[puts]
        put[0] += self.source_length + self.put_length
        put[1] = edits.lengths[puts]
        put[2] = puts
        put[2] += self.edit_count
        order = np.concatenate((edits.starts[puts], cuts[kept])).argsort(kind="stable")
        grown = len(edits.text) - int((edits.ends - edits.starts).sum())
        return Patch(
            self.source_length,
            self.length + grown,
            np.concatenate((put, spans.take(kept, axis=1)), axis=1).take(order, axis=1),
            (*self.removed, (spans.take(gone, axis=1), opened[gone] + (self.edit_count - 1))),
            (*self.batches, edits),
            self.edit_count + len(edits),
            self.put_length + len(edits.text),
        )

    @classmethod
    def joined(cls, parts: Sequence[Patch]) -> Patch:
        """The patch of texts that stand one behind the other, each with a patch of its own."""
        source = sum(part.source_length for part in parts)
        begin = put = edits = 0
        pieces, removed = list[_Spans](), list[tuple[_Spans, Ints]]()
        for part in parts:
            moves = (begin, source + put - part.source_length, edits)
            pieces.append(_moved(part.pieces, *moves))
            removed += [(_moved(spans, *moves), by + edits) for spans, by in part.removed]
            begin, put, edits = begin + part.source_length, put + part.put_length, edits + part.edit_count
        batches = tuple(batch for part in parts for batch in part.batches)
        length = sum(part.length for part in parts)
        return cls(source, length, np.concatenate(pieces, axis=1), tuple(removed), batches, edits, put)

    @cached_property
    def entries(self) -> ChangedSpans:
        """What changed, as arrays in the order of the source. A span taken out by one edit belongs to that edit; one that was
        replaced, and whose replacement later edits took out whole, belongs to the last of those."""
        if not self.batches:
            return ChangedSpans(*[ints([])] * 5)
        address, size, of = np.concatenate([spans for spans, _ in self.removed], axis=1)
        by = np.concatenate([edit for _, edit in self.removed])
        owner = self._heirs(of, by)
        source = (of < 0).nonzero()[0]
        source = source[address[source].argsort(kind="stable")]
        start, edit = address[source], owner[by[source]]
        end = start + size[source]
        first = np.ones(len(start) + 1, bool)  # neighbours taken by one edit are one span
        first[1:-1] = (start[1:] != end[:-1]) | (edit[1:] != edit[:-1])
        end = end[first[1:]]
        start, edit = start[first[:-1]], edit[first[:-1]]
        return self._attach(start, end, edit)

    def _heirs(self, of: Ints, by: Ints) -> Ints:
        """For each edit, the edit that answers for what it took: itself, unless all that it put in was taken out again. `of`: who
        put in the spans taken out, `by`: who took them."""
        owner = np.arange(self.edit_count)
        overwritten = (of >= 0).nonzero()[0]
        if not len(overwritten):
            return owner
        heir = owner.copy()
        np.maximum.at(heir, of[overwritten], by[overwritten])
        stands = self.pieces[2]
        heir[stands[stands >= 0]] = -1  # some of it stands: no heir
        owner = np.where(heir < 0, owner, heir)
        while not np.array_equal(owner, owner[owner]):
            owner = owner[owner]
        return owner

    def _attach(self, start: Ints, end: Ints, edit: Ints) -> ChangedSpans:
        """Join the spans taken out with the texts put in: a text goes to the first span that its edit took, else it is an
        insertion of its own."""
        address, size, of = self.pieces
        put = (of >= 0).nonzero()[0]
        # The source position behind everything kept before each piece: pieces never change their order.
        behind = np.maximum.accumulate(np.where(of >= 0, 0, address + size)) if len(of) else size
        put_edit, put_size, put_source = of[put], size[put], behind[put]
        target = _first_places(edit, self.edit_count)[put_edit]
        number = np.arange(len(put))
        target[_first_places(put_edit, self.edit_count)[put_edit] != number] = -1  # what an edit put in went to its first part
        attached = target >= 0
        stop = put_source.copy()
        stop[attached] = end[target[attached]]
        floor = np.zeros(len(stop) + 1, np.int64)
        np.maximum.accumulate(stop, out=floor[1:])
        floor = floor[:-1]
        attached[attached] = start[target[attached]] >= floor[attached]  # never out of order
        is_loose = ~attached
        sizes = np.zeros(len(start), np.int64)
        sizes[target[attached]] = put_size[attached]
        loose = np.maximum(put_source, floor)[is_loose]
        starts, ends = np.concatenate((loose, start)), np.concatenate((loose, end))
        sizes, edits = np.concatenate((put_size[is_loose], sizes)), np.concatenate((put_edit[is_loose], edit))
        if len(loose):
            order = np.lexsort((ends, starts))
            starts, ends, sizes, edits = starts[order], ends[order], sizes[order], edits[order]
        grown = sizes - (ends - starts)
        at = starts + grown.cumsum() - grown
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
        replaced = np.zeros(self.edit_count, bool)
        replaced[spans.edit[put]] = True
        return ~replaced[spans.edit]

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


def _moved(spans: _Spans, of_source: int, of_put: int, of_edits: int) -> _Spans:
    """Spans of one patch among those of several."""
    address, size, edit = spans
    kept = edit < 0
    return np.stack((address + np.where(kept, of_source, of_put), size, np.where(kept, -1, edit + of_edits)))


def restore(text: str, ledger: Iterable[Entry]) -> str:
    """Put everything back: the source text, from the delivered text and its ledger alone."""
    pieces: list[str] = []
    done = 0
    for entry in ledger:
        pieces += (text[done : entry.at], entry.taken)
        done = entry.at + len(entry.put)
    return "".join((*pieces, text[done:]))


def _befores(sizes: Ints) -> Ints:
    """For each size the sum of those before it."""
    return np.add.accumulate(sizes) - sizes


def _first_places(numbers: Ints, count: int) -> Ints:
    """For each number below `count` the place where it stands first, -1 where it stands nowhere."""
    first = np.full(count, -1)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return first


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
