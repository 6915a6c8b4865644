"""A lattice of readings: groups of candidate characters, joined by the probability of their pairs.

The general part of repairing bytes: what was read wrongly has a set of possible originals, and the damage is deterministic, so
the probability of a reading is that of its original text alone. The best path gives the text, the posterior of each of its
characters says which of them are certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.fold import t2s
from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]


@cache
def _scored_as() -> Codes:
    """The code point that the model is asked for: simplified, with full-width marks. One table for both scripts, since
    traditional text from the mainland has the mainland's words."""
    table = np.arange(0x10000, dtype=np.uint32)
    for old, new in t2s().items():
        if ord(old) < 0x10000 and ord(new) < 0x10000:
            table[ord(old)] = ord(new)
    for mark in ",:;?!()":
        table[ord(mark)] = ord(mark) + 0xFEE0
    return table


def scored_as(codes: Codes) -> Codes:
    return _scored_as()[np.minimum(codes, 0xFFFF)]


OTHER_SCRIPT = -4.0  # log of the prior of a guessed character in the form of the other script
RAREST = -13.0  # a character that costs more (nats, without context) is not guessed


@cache
def guess_bonus(traditional: bool) -> Floats:
    """What speaks for a guessed character, by code point; minus infinity for those that are never guessed."""
    table = np.full(0x10000, -np.inf)
    codes = gbk().characters[gbk().characters > 0]
    table[codes[character_model().unigrams[scored_as(codes)] > RAREST]] = 0.0
    simplified = frozenset(t2s().values()) - frozenset(t2s())
    for character in simplified if traditional else t2s():
        if ord(character) < 0x10000:
            table[ord(character)] += OTHER_SCRIPT
    return table


def is_traditional(text: str) -> bool:
    """Whether guesses should be made in traditional characters."""
    head = [character for character in text[:20_000] if character >= "\u3400"]
    table = t2s()
    return sum(character in table for character in head) > 0.05 * len(head)


PRIOR = 10.0
LONGEST = 40.0
"""How many occurrences of a character in the document weigh as much as the model, and how many count at most (Dirichlet
smoothing). Chosen on the damage that `benchmarks/repair.py` makes."""

REPLACEMENT = 0xFFFD

# Candidates kept for one place. Twice as many changed no repair of the benchmark.
WIDTH = 32


@dataclass(frozen=True, eq=False)
class Local:
    """Pairs that the document itself has: a reading that it spells out elsewhere is the likelier one."""

    keys: npt.NDArray[np.int64]
    """`left << 16 | right` of the pairs, as the model is asked for them, ascending."""
    shares: Floats
    """Share of the pair among all that follow its left character in the document."""
    weights: Floats
    """Weight of the document against the model, by left character."""

    @classmethod
    def of(cls, codes: Codes) -> Local:
        scored = scored_as(codes).astype(np.int64)
        known = scored != REPLACEMENT
        keys, counts = np.unique((scored[:-1] << 16 | scored[1:])[known[:-1] & known[1:]], return_counts=True)
        totals = np.bincount(scored, minlength=0x10000).astype(np.float64)
        seen = np.minimum(totals, LONGEST)
        # One is taken off each count: the text that is asked about is itself part of the document.
        return cls(keys, (counts - 1) / totals[keys >> 16], seen / (seen + PRIOR))

    def mix(self, model: Floats, left: Codes, right: Codes) -> Floats:
        """log P(right | left) of the model and the document together."""
        if not len(self.keys):
            return model
        wanted = left.astype(np.int64) << 16 | right
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        share = np.where(self.keys[place] == wanted, self.shares[place], 0.0)
        weight = self.weights[left]
        mixed: Floats = np.log((1 - weight) * np.exp(model) + weight * share)
        return mixed


NO_PAIRS = Local(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


@dataclass(eq=False)
class Group:
    """Candidates for one character. `start:end` is the span of the damaged text that they account for (maybe empty)."""

    codes: Codes
    start: int
    end: int
    repaired: bool
    sources: list[tuple[Group, float]]
    """Groups that may stand before, each with the logarithm of the prior of this step."""
    keys: Codes
    forward: Floats
    best: Floats
    via_source: npt.NDArray[np.intp]
    via_node: npt.NDArray[np.intp]
    steps: list[Floats]
    """Log-probability of each step from a source, by source."""
    backward: Floats = field(init=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One character of the best path: `posterior` of the very character, `place` of there being a character here at all."""

    code: int
    start: int
    end: int
    repaired: bool
    posterior: float
    place: float


class Lattice:
    """Groups in topological order; each is scored when it is added, and hopeless candidates are left out at once."""

    def __init__(self, local: Local, first: int) -> None:
        self.local = local
        self.model = character_model()
        zeros, none = np.zeros(1), np.zeros(0, np.intp)
        codes = np.array([first], np.uint32)
        self.first = Group(codes, -1, -1, False, [], scored_as(codes), zeros, zeros, none, none, [])
        self.groups = [self.first]

    def add(
        self,
        codes: Codes,
        start: int,
        end: int,
        repaired: bool,
        sources: list[tuple[Group, float]],
        bonus: Floats | float = 0.0,
        floor: float = -np.inf,
        keys: Codes | None = None,
    ) -> Group | None:
        """A group behind its `sources`; candidates whose paths are all less probable than `floor` (log) are left out, and None
        is the answer where none remains."""
        if not len(codes) or not sources:
            return None
        keys = scored_as(codes) if keys is None else keys
        totals, bests, nodes, steps = [], [], [], []
        for source, prior in sources:
            step = self._transitions(source.keys, keys) + prior + bonus
            steps.append(step)
            totals.append(_sum(source.forward[:, None] + step, 0))
            arrived = source.best[:, None] + step
            nodes.append(arrived.argmax(axis=0))
            bests.append(arrived.max(axis=0))
        forward = totals[0] if len(totals) == 1 else np.logaddexp.reduce(totals, axis=0)
        kept = np.flatnonzero(forward >= floor)
        if not len(kept):
            return None
        if len(kept) > WIDTH:
            kept = np.sort(kept[np.argpartition(forward[kept], -WIDTH)[-WIDTH:]])
        via = np.argmax(bests, axis=0)
        group = Group(
            codes[kept], start, end, repaired, sources, keys[kept], forward[kept],
            np.array(bests)[via, np.arange(len(codes))][kept],
            via[kept], np.array(nodes)[via, np.arange(len(codes))][kept], [step[:, kept] for step in steps],
        )  # fmt: skip
        self.groups.append(group)
        return group

    def solve(self) -> tuple[list[Step], float]:
        """The best path to the group added last, and its log-probability."""
        for group in self.groups:
            group.backward = np.full(len(group.codes), -np.inf)
        last = self.groups[-1]
        last.backward = np.zeros(len(last.codes))
        for group in reversed(self.groups):
            if not np.isfinite(group.backward).any():
                continue
            for (source, _), step in zip(group.sources, group.steps, strict=True):
                source.backward = np.logaddexp(source.backward, _sum(step + group.backward, 1))
        total = float(np.logaddexp.reduce(last.forward))
        group, node = last, int(np.argmax(last.best))
        score = float(last.best[node])
        steps: list[Step] = []
        while True:
            inside = group.forward + group.backward - total
            posterior, place = float(np.exp(inside[node])), float(np.exp(np.logaddexp.reduce(inside)))
            steps.append(Step(int(group.codes[node]), group.start, group.end, group.repaired, posterior, place))
            if not group.sources:
                return steps[::-1], score
            group, node = group.sources[int(group.via_source[node])][0], int(group.via_node[node])

    def _transitions(self, left: Codes, right: Codes) -> Floats:
        lefts, rights = np.repeat(left, len(right)), np.tile(right, len(left))
        model = self.model.conditional(lefts, rights).astype(np.float64)
        return self.local.mix(model, lefts, rights).reshape(len(left), len(right))


def _sum(values: Floats, axis: int) -> Floats:
    """log of the sum of exponentials along an axis; several times as fast as logaddexp.reduce."""
    top = values.max(axis=axis, keepdims=True)
    top[~np.isfinite(top)] = 0.0
    with np.errstate(divide="ignore"):
        total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total
