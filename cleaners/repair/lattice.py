"""A lattice of readings: groups of candidate characters, joined by the probability of their pairs.

The general part of repairing bytes: what was read wrongly has a set of possible originals, and the damage is deterministic, so
the probability of a reading is that of its original text alone. The best path gives the text, the posterior of each of its
characters says which of them are certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.characters.fold import t2s
from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


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
    """`left << 16 | right` of the pairs that come again, as the model is asked for them, ascending."""
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
        again = counts > 1
        keys = keys[again]
        return cls(keys, (counts[again] - 1) / totals[keys >> 16], seen / (seen + PRIOR))

    def mix(self, model: Floats, left: Codes, right: Codes) -> Floats:
        """log P(right | left) of the model and the document together."""
        if not len(self.weights):
            return model
        mixed: Floats = np.log1p(-self.weights[left]) + model
        if len(self.keys):
            wanted = left.astype(np.int64) << 16 | right
            place = self.keys.searchsorted(wanted)
            seen = (self.keys.take(place, mode="clip") == wanted).nonzero()
            if len(seen[0]):
                weight = self.weights[wanted[seen] >> 16]
                mixed[seen] = np.log((1 - weight) * np.exp(model[seen]) + weight * self.shares[place[seen]])
        return mixed

    def rows(self, left: Codes) -> tuple[Places, Places]:
        """Where the pairs with each left character begin and end."""
        first = left.astype(np.int64) << 16
        return self.keys.searchsorted(first), self.keys.searchsorted(first + 0x10000)


NO_PAIRS = Local(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Characters that a place may have had. `bonus`: what speaks for each beside its neighbours (log)."""

    codes: Codes
    keys: Codes
    """The code points that the model is asked for."""
    bonus: Floats | float = 0.0

    @classmethod
    def of(cls, codes: Codes, keys: Codes | None = None) -> Candidates:
        return cls(codes, scored_as(codes) if keys is None else keys)

    def __len__(self) -> int:
        return len(self.codes)

    def guessed(self, traditional: bool) -> Candidates:
        """Those that may be guessed."""
        return self._guessed_traditional if traditional else self._guessed_simplified

    @cached_property
    def _guessed_traditional(self) -> Candidates:
        return self._guessed(guess_bonus(True))

    @cached_property
    def _guessed_simplified(self) -> Candidates:
        return self._guessed(guess_bonus(False))

    def _guessed(self, table: Floats) -> Candidates:
        bonus = table[self.codes]
        kept = bonus > -np.inf
        return Candidates(self.codes[kept], self.keys[kept], bonus[kept])


@dataclass(eq=False, slots=True)
class Group:
    """Candidates for one character. `start:end` is the span of the damaged text that they account for (maybe empty)."""

    codes: Codes
    keys: Codes
    start: int
    end: int
    repaired: bool
    sources: list[tuple[Group, float]]
    """Groups that may stand before, each with the logarithm of the prior of this step."""
    forward: Floats
    best: Floats
    via: Places
    """The row of `steps` by which the best path to each candidate comes."""
    steps: Floats
    """Log-probability of each step, the candidates of all sources below each other."""
    backward: Floats | None = None


class Step(NamedTuple):
    """One character of the best path: `posterior` of the very character, `place` of there being a character here at all."""

    code: int
    start: int
    end: int
    repaired: bool
    posterior: float
    place: float


Path = list[tuple[Group, int]]

# Up to so many steps each is looked up; of more the candidates are sifted first.
DENSE = 3000
_FIRST = np.zeros(1, np.intp)


class Lattice:
    """Groups in topological order; each is scored when it is added, and hopeless candidates are left out at once."""

    def __init__(self, local: Local, first: int) -> None:
        self.local = local
        self.model = character_model()
        zeros = np.zeros(1)
        codes = np.array([first], np.uint32)
        self.first = Group(codes, scored_as(codes), -1, -1, False, [], zeros, zeros, _FIRST, np.zeros((0, 1)))
        self.groups = [self.first]

    def add(
        self,
        candidates: Candidates,
        start: int,
        end: int,
        repaired: bool,
        sources: list[tuple[Group, float]],
        floor: float = -np.inf,
    ) -> Group | None:
        """A group behind its `sources`; candidates whose paths are all less probable than `floor` (log) are left out, and None
        is the answer where none remains."""
        if not len(candidates) or not sources:
            return None
        left, forward, best = _joined(sources)
        codes, keys, bonus = candidates.codes, candidates.keys, candidates.bonus
        if len(left) * len(keys) > DENSE:
            arriving = self._arriving(left, forward, keys) + bonus
            kept = _likeliest(arriving, floor)
            codes, keys = codes[kept], keys[kept]
            bonus = bonus[kept] if isinstance(bonus, np.ndarray) else bonus
            if not len(codes):
                return None
        steps = self.transitions(left, keys) + bonus
        arriving = _sum(forward[:, None] + steps, 0)
        kept = _likeliest(arriving, floor)
        if len(kept) < len(codes):
            if not len(kept):
                return None
            codes, keys, arriving, steps = codes[kept], keys[kept], arriving[kept], steps[:, kept]
        paths = best[:, None] + steps
        via = paths.argmax(axis=0)
        group = Group(codes, keys, start, end, repaired, sources, arriving, paths[via, np.arange(len(codes))], via, steps)
        self.groups.append(group)
        return group

    def follow(self, source: Group, code: int, start: int, end: int, step: float) -> Group:
        """The one character behind a source of one, at a cost that is known; not repaired."""
        codes = np.array([code], np.uint32)
        sources = [(source, 0.0)]
        steps = np.array([[step]])
        group = Group(
            codes, scored_as(codes), start, end, False, sources, source.forward + step, source.best + step, _FIRST, steps
        )
        self.groups.append(group)
        return group

    def again(self, group: Group) -> Group:
        """The same group once more, for paths that part before it."""
        other = Group(
            group.codes, group.keys, group.start, group.end, group.repaired, group.sources,
            group.forward, group.best, group.via, group.steps,
        )  # fmt: skip
        self.groups.append(other)
        return other

    def best_path(self) -> tuple[Path, float]:
        """The best path to the group added last, and its log-probability."""
        group = self.groups[-1]
        node = int(group.best.argmax())
        score, path = float(group.best[node]), []
        while True:
            path.append((group, node))
            if not group.sources:
                return path[::-1], score
            row = int(group.via[node])
            for source, _ in group.sources:
                if row < len(source.codes):
                    break
                row -= len(source.codes)
            group, node = source, row

    def steps(self, path: Path) -> list[Step]:
        """The path with the posteriors of its characters."""
        last = self.groups[-1]
        last.backward = np.zeros(len(last.codes))
        for group in reversed(self.groups):
            if group.backward is None:
                continue  # a dead end
            behind = (group.steps + group.backward)[:, 0] if len(group.codes) == 1 else _sum(group.steps + group.backward, 1)
            row = 0
            for source, prior in group.sources:
                part = behind[row : row + len(source.codes)] + prior
                source.backward = part if source.backward is None else np.logaddexp(source.backward, part)
                row += len(source.codes)
        total = _log_sum(last.forward)
        found = []
        for group, node in path:
            assert group.backward is not None
            inside = group.forward + group.backward - total
            posterior, place = float(np.exp(inside[node])), float(np.exp(_log_sum(inside)))
            found.append(Step(int(group.codes[node]), group.start, group.end, group.repaired, posterior, place))
        return found

    def solve(self) -> list[Step]:
        """The best path to the group added last."""
        return self.steps(self.best_path()[0])

    def transitions(self, left: Codes, right: Codes) -> Floats:
        """log P(right | left) of each of the one behind each of the other."""
        model = self.model
        before, behind = model.ids[left].astype(np.uint32), model.ids[right]
        wanted = before[:, None] << 16 | behind
        costs = (model.backoff[before][:, None] + model.unigrams[right]).astype(np.float64)
        likely = _sieve()[wanted * _SPREAD >> _SIEVE_BITS].nonzero()
        wanted = wanted[likely]
        place = model.keys.searchsorted(wanted)
        costs[likely] = np.where(
            model.keys.take(place, mode="clip") == wanted, model.pairs.take(place, mode="clip"), costs[likely]
        )
        return self.local.mix(costs, left[:, None], right)

    def _arriving(self, left: Codes, forward: Floats, right: Codes) -> Floats:
        """log of the sum over `left` of arriving at each of `right`. Nearly all of their pairs are unseen and cost what the two
        cost by themselves; the seen ones of a left character stand together."""
        model, rows = self.model, _rows()
        top = float(forward.max())
        weight = np.exp(forward - top)
        vouched = self.local.weights[left] if len(self.local.weights) else np.zeros(len(left))
        by_model = weight * (1 - vouched)
        ids = model.ids[left]
        alone = np.exp(model.backoff[ids].astype(np.float64)) * by_model
        row, place = _spread(rows.starts[ids], rows.starts[ids + np.uint16(1)])
        behind = model.keys[place] & 0xFFFF
        more = by_model[row] * np.exp(model.pairs[place].astype(np.float64)) - alone[row] * rows.unigrams[behind]
        sums = alone.sum() * np.exp(model.unigrams[right].astype(np.float64))
        if len(behind):
            sums += np.bincount(behind, more, len(rows.unigrams))[model.ids[right]]
        if len(self.local.keys):
            row, place = _spread(*self.local.rows(left))
            shares = np.zeros(0x10000)
            np.add.at(shares, self.local.keys[place] & 0xFFFF, (weight * vouched)[row] * self.local.shares[place])
            sums += shares[right]
        result: Floats = np.log(np.maximum(sums, 1e-300)) + top
        return result


class _Rows(NamedTuple):
    starts: Places
    """Where the pairs of a left neighbour begin among the model's, by id."""
    unigrams: Floats
    """Probability by id."""


_SPREAD = np.uint32(2654435761)
_SIEVE_BITS = np.uint32(32 - 22)


@cache
def _sieve() -> npt.NDArray[np.bool_]:
    """Whether the model may have a pair, by its hash: ten times as fast as looking for the pair itself, which few then need."""
    sieve = np.zeros(1 << 22, bool)
    sieve[character_model().keys * _SPREAD >> _SIEVE_BITS] = True
    return sieve


@cache
def _rows() -> _Rows:
    model = character_model()
    starts = model.keys.searchsorted(np.arange(len(model.backoff) + 1, dtype=np.uint32) << 16)
    unigrams = np.zeros(len(model.backoff))
    unigrams[model.ids] = np.exp(model.unigrams.astype(np.float64))
    return _Rows(starts, unigrams)


def _spread(starts: Places, ends: Places) -> tuple[Places, Places]:
    """All places of the spans one after the other, each with the number of its span."""
    sizes = ends - starts
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, (starts - np.cumsum(sizes) + sizes)[row] + np.arange(len(row))


def _joined(sources: list[tuple[Group, float]]) -> tuple[Codes, Floats, Floats]:
    """The candidates of all sources, and log-probabilities on arrival behind them: the sum of all paths, and the best."""
    if len(sources) == 1:
        source, prior = sources[0]
        return source.keys, source.forward + prior, source.best + prior
    return (
        np.concatenate([source.keys for source, _ in sources]),
        np.concatenate([source.forward + prior for source, prior in sources]),
        np.concatenate([source.best + prior for source, prior in sources]),
    )


def _likeliest(arriving: Floats, floor: float) -> Places:
    kept: Places = (arriving >= floor).nonzero()[0]
    if len(kept) > WIDTH:
        kept = np.sort(kept[np.argpartition(arriving[kept], -WIDTH)[-WIDTH:]])
    return kept


def _sum(values: Floats, axis: int) -> Floats:
    """log of the sum of exponentials along an axis; several times as fast as logaddexp.reduce."""
    if values.shape[axis] == 1:
        return values[0] if axis == 0 else values[:, 0]
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total


def _log_sum(values: Floats) -> float:
    top = values.max()
    return float(np.log(np.exp(values - top).sum()) + top)
