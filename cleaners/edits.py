"""Edits: what a step gives, and what it does to a text.

An edit replaces a span of the *current* text. A batch of them stands in parallel arrays, so that a million cost no Python loop.
All offsets are code points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import gt, itemgetter
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# Below this many characters of text for each edit, gathering code points with numpy beats joining slices (measured with
# `benchmarks/patch.py`: the two cross between 20 and 60).
DENSE = 32
# So few edits are faster joined, however dense they are (the two cross near 100).
FEW = 64


class Edit(NamedTuple):
    """Replace `text[start:end]` by `replacement`, in the name of `rule`; `evidence` says in words what made it certain."""

    start: int
    end: int
    replacement: str
    rule: str
    evidence: str = ""


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
        rows = [edit for edit in edits if edit[1] > edit[0] or edit[2]]
        if not rows:
            return _nothing()
        starts, ends, texts, names, words = zip(*rows, strict=True)
        # Rows in order are disjoint: each begins behind the end of the one before.
        if any(map(gt, ends, starts[1:])):
            rows.sort(key=itemgetter(0, 1))
            starts, ends, texts, names, words = zip(*rows, strict=True)
        rules = tuple(dict.fromkeys(names))
        code = {rule: number for number, rule in enumerate(rules)}
        return cls(
            starts=ints(starts),
            ends=ints(ends),
            text="".join(texts),
            lengths=ints(list(map(len, texts))),
            rules=rules,
            codes=ints(list(map(code.__getitem__, names))) if len(rules) > 1 else np.zeros(len(rows), np.int64),
            evidence={number: evidence for number, evidence in enumerate(words) if evidence} if any(words) else {},
        )

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
            return cls.uniform(ints([]), ints([]), "", ints([]), rule)
        breaks = np.flatnonzero(np.diff(differs) > 1)
        starts = differs[np.concatenate(([0], breaks + 1))]
        ends = differs[np.concatenate((breaks, [len(differs) - 1]))] + 1
        return cls.uniform(starts, ends, _text(_codes(new)[differs]), ends - starts, rule)

    def only(self, wanted: Callable[[str], bool]) -> Edits:
        """The edits under rules that are wanted; the same object when all are."""
        if all(map(wanted, self.rules)):
            return self
        return Edits.of(edit for edit in self if wanted(edit.rule))

    def __post_init__(self) -> None:
        """Raise ValueError unless the edits are sorted and disjoint."""
        if np.count_nonzero(self.starts > self.ends) or np.count_nonzero(self.starts[1:] < self.ends[:-1]):
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
        if len(self) <= FEW or len(self) * DENSE < len(text):
            pieces: list[str] = []
            done = used = 0
            for start, end, length in zip(self.starts.tolist(), self.ends.tolist(), self.lengths.tolist(), strict=True):
                pieces += (text[done:start], self.text[used : used + length])
                done, used = end, used + length
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


@cache
def _nothing() -> Edits:
    """The batch of no edits: half of all steps that look closer find nothing after all."""
    return Edits.uniform(ints([]), ints([]), "", ints([]), "")


def close_edit(text: str, start: int, end: int, replacement: str, rule: str, evidence: str = "") -> Edit:
    """The edit without what `text[start:end]` and `replacement` share at either end, so that it touches only what differs."""
    old = text[start:end]
    limit = min(len(old), len(replacement))
    head = next((n for n in range(limit) if old[n] != replacement[n]), limit)
    limit -= head
    tail = next((n for n in range(limit) if old[-1 - n] != replacement[-1 - n]), limit)
    return Edit(start + head, end - tail, replacement[head : len(replacement) - tail], rule, evidence)


def ints(values: Sequence[int]) -> Ints:
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
