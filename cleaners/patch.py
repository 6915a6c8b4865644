"""Edits, and the patch that they compose to.

An edit replaces a span of the *current* text. The patch is the composition of all edits so far: a piece table over the
source text and the text that edits put in, kept in parallel arrays so that composing costs no Python loop. From it come the
current positions of source spans, and the entries (source span, replacement, rule, evidence) that a ledger stores.

Invariant: every character of the source text is either in a kept piece or in exactly one entry, under the rule that took it out.
All offsets are code points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# Below this many characters of text for each edit, gathering code points with numpy beats joining slices (measured with
# `benchmarks/patch.py`: the two cross between 20 and 60).
DENSE = 32


class Edit(NamedTuple):
    """Replace `text[start:end]` by `replacement`, in the name of `rule`; `evidence` says in words what made it certain."""

    start: int
    end: int
    replacement: str
    rule: str
    evidence: str = ""


class Entry(NamedTuple):
    """One row of a ledger: where `taken` stood in the source, what stands in its place at `at` of the delivered text."""

    start: int
    taken: str
    at: int
    put: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True, eq=False)
class Edits:
    """A batch of edits in parallel arrays, sorted and disjoint, in the coordinates of one text.

    `text` joins all replacements, `lengths` cuts it; `codes` index `rules`; `evidence` is sparse, by position in the batch.
    """

    starts: Ints
    ends: Ints
    text: str
    lengths: Ints
    rules: tuple[str, ...]
    codes: Ints
    evidence: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Edits:
        """Sort `edits` into a batch. Raises ValueError where two of them overlap."""
        rows = sorted((edit for edit in edits if edit.end > edit.start or edit.replacement), key=itemgetter(0, 1))
        rules = tuple(dict.fromkeys(row.rule for row in rows))
        code = {rule: number for number, rule in enumerate(rules)}
        batch = cls(
            starts=_ints([row.start for row in rows]),
            ends=_ints([row.end for row in rows]),
            text="".join([row.replacement for row in rows]),
            lengths=_ints([len(row.replacement) for row in rows]),
            rules=rules,
            codes=_ints([code[row.rule] for row in rows]),
            evidence={number: row.evidence for number, row in enumerate(rows) if row.evidence},
        )
        batch.check()
        return batch

    @classmethod
    def uniform(cls, starts: Ints, ends: Ints, text: str, lengths: Ints, rule: str) -> Edits:
        """A sorted, disjoint batch under one rule; `text` joins the replacements that `lengths` cuts."""
        return cls(starts, ends, text, lengths, (rule,), np.zeros(len(starts), np.int64))

    @classmethod
    def between(cls, old: str, new: str, rule: str) -> Edits:
        """The closest edits that turn `old` into `new`, two texts of one length: runs of characters that differ."""
        if len(old) != len(new):
            raise ValueError("texts of different length: compare piece by piece")
        differs = np.flatnonzero(_codes(old) != _codes(new))
        if not len(differs):
            return cls.uniform(_ints([]), _ints([]), "", _ints([]), rule)
        breaks = np.flatnonzero(np.diff(differs) > 1)
        starts = differs[np.concatenate(([0], breaks + 1))]
        ends = differs[np.concatenate((breaks, [len(differs) - 1]))] + 1
        return cls.uniform(starts, ends, _text(_codes(new)[differs]), ends - starts, rule)

    def only(self, wanted: Callable[[str], bool]) -> Edits:
        """The edits under rules that are wanted; the same object when all are."""
        if all(map(wanted, self.rules)):
            return self
        return Edits.of(edit for edit in self if wanted(edit.rule))

    def check(self) -> None:
        """Raise ValueError unless the edits are sorted and disjoint."""
        if len(self.starts) and (np.any(self.starts > self.ends) or np.any(self.starts[1:] < self.ends[:-1])):
            raise ValueError("edits overlap or are out of order")

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Edit]:
        at = 0
        for number, (start, end, length, code) in enumerate(
            zip(self.starts.tolist(), self.ends.tolist(), self.lengths.tolist(), self.codes.tolist(), strict=True)
        ):
            yield Edit(start, end, self.text[at : at + length], self.rules[code], self.evidence.get(number, ""))
            at += length

    def apply(self, text: str) -> str:
        """The text after the edits. Raises ValueError when an edit lies outside it."""
        if not len(self):
            return text
        if self.starts[0] < 0 or self.ends[-1] > len(text):
            raise ValueError("an edit lies outside the text")
        if len(self) * DENSE < len(text):
            pieces: list[str] = []
            done = 0
            for start, end, replacement, _, _ in self:
                pieces += (text[done:start], replacement)
                done = end
            return "".join((*pieces, text[done:]))
        # Interleave the kept gaps with the replacements, each a run of consecutive places in text + self.text.
        gap_starts = np.concatenate(([0], self.ends))
        gap_sizes = np.concatenate((self.starts, [len(text)])) - gap_starts
        put_starts = len(text) + np.cumsum(self.lengths) - self.lengths
        bases, sizes = _interleave(gap_starts, put_starts), _interleave(gap_sizes, self.lengths)
        shift = bases - (np.cumsum(sizes) - sizes)
        places = np.repeat(shift, sizes)
        places += np.arange(len(places))
        return _text(np.concatenate((_codes(text), _codes(self.text)))[places])


def close_edit(text: str, start: int, end: int, replacement: str, rule: str, evidence: str = "") -> Edit:
    """The edit without what `text[start:end]` and `replacement` share at either end, so that it touches only what differs."""
    old = text[start:end]
    limit = min(len(old), len(replacement))
    head = next((n for n in range(limit) if old[n] != replacement[n]), limit)
    limit -= head
    tail = next((n for n in range(limit) if old[-1 - n] != replacement[-1 - n]), limit)
    return Edit(start + head, end - tail, replacement[head : len(replacement) - tail], rule, evidence)


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
        size = _ints([length] if length else [])
        return cls(length, length, _Spans(size * 0, size, size * 0 - 1))

    def then(self, edits: Edits) -> Patch:
        """The patch after `edits`, which are in the coordinates of the current text. Raises ValueError when one lies outside."""
        if not len(edits):
            return self
        edits.check()
        if edits.starts[0] < 0 or edits.ends[-1] > self.length:
            raise ValueError("an edit lies outside the text")
        at = np.cumsum(self.pieces.size) - self.pieces.size
        # Cut the pieces at the edges of the edits: the three sorted lists of edges are merged, and counting along the merged
        # list tells the piece and the edit that each cut span is in. (A search for each cut is six times as slow.)
        edges = np.concatenate((at, edits.starts, edits.ends))
        order = np.argsort(edges, kind="stable")
        edges = edges[order]
        # Of equal edges the last has counted all.
        last = np.flatnonzero(np.append(edges[1:] != edges[:-1], True) & (edges < self.length))
        cuts = edges[last]
        piece = np.cumsum(order < len(at))[last] - 1
        edit = np.cumsum((order >= len(at)) & (order < len(at) + len(edits)))[last] - 1
        spans = _Spans(self.pieces.address[piece] + cuts - at[piece], np.diff(cuts, append=self.length), self.pieces.of[piece])
        is_gone = cuts < np.append(edits.ends, -1)[edit]  # before the first edit, index -1 reads the -1
        gone, kept = np.flatnonzero(is_gone), np.flatnonzero(~is_gone)
        # What the edits put in stands before the first kept span that begins at or after the edit's start.
        puts = np.flatnonzero(edits.lengths)
        kept_place = np.arange(len(kept)) + np.append(np.cumsum(edits.lengths > 0), 0)[edit[kept]]
        is_put = np.ones(len(kept) + len(puts), bool)
        is_put[kept_place] = False
        put_place = np.flatnonzero(is_put)
        address = self.source_length + self._put_length + np.cumsum(edits.lengths) - edits.lengths
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
            return ChangedSpans(*[_ints([])] * 5)
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
        codes = [_ints([number[rule] for rule in batch.rules])[batch.codes] for batch in self.batches]
        return rules, np.concatenate(codes) if codes else _ints([])

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


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def _interleave(gaps: Ints, puts: Ints) -> Ints:
    both = np.empty(len(gaps) + len(puts), np.int64)
    both[0::2], both[1::2] = gaps, puts
    return both


_ORDER: Literal["utf-32-le"] = "utf-32-le"


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode(_ORDER, "surrogatepass"), "<u4")


def _text(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode(_ORDER, "surrogatepass")
