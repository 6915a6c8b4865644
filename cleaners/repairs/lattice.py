"""A lattice of readings: groups of candidate characters, joined by the probability of their pairs.

The general part of repairing bytes: what was read wrongly has a set of possible originals, and the damage is deterministic, so
the probability of a reading is that of its original text alone. The best path gives the text, the posterior of each of its
characters says which of them are certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model
from cleaners.repairs.candidates import Candidates
from cleaners.repairs.local import Local, Places, transitions
from cleaners.repairs.prior import Codes, Floats, scored_as

# Candidates kept for one place. Twice as many changed no repair of the benchmark.
WIDTH = 16


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
        return self.add_each(((candidates, start, end),), repaired, sources, floor)[0]

    def add_each(
        self,
        parts: Sequence[tuple[Candidates, int, int]],
        repaired: bool,
        sources: list[tuple[Group, float]],
        floor: float = -np.inf,
    ) -> list[Group | None]:
        """As `add`, for several groups behind the same sources: most sets of candidates are so small that calling numpy for each
        costs more than its work."""
        if not sources or not any(len(candidates) for candidates, _, _ in parts):
            return [None] * len(parts)
        left, forward, best = _joined(sources)
        sets = [self._sifted(left, forward, candidates, floor) for candidates, _, _ in parts]
        keys = _concatenated([candidates.keys for candidates in sets])
        bonus = sets[0].bonus if len(sets) == 1 else np.concatenate([one.bonus + np.zeros(len(one)) for one in sets])
        steps = transitions(left[:, None], keys, self.local) + bonus
        arriving = _sum(forward[:, None] + steps, 0)
        paths = best[:, None] + steps
        via = paths.argmax(axis=0)
        top = paths[via, np.arange(len(keys))]
        made: list[Group | None] = []
        done = 0
        for candidates, (_, start, end) in zip(sets, parts, strict=True):
            columns = slice(done, done + len(candidates))
            done = columns.stop
            kept = _likeliest(arriving[columns], floor)
            if not len(kept):
                made.append(None)
                continue
            codes, its_keys, place = candidates.codes, candidates.keys, kept + columns.start
            if len(kept) < len(codes):
                codes, its_keys = codes[kept], its_keys[kept]
            group = Group(
                codes, its_keys, start, end, repaired, sources,
                arriving[place], top[place], via[place], steps.take(place, axis=1),
            )  # fmt: skip
            self.groups.append(group)
            made.append(group)
        return made

    def _sifted(self, left: Codes, forward: Floats, candidates: Candidates, floor: float) -> Candidates:
        """The candidates, of many only the likeliest."""
        if len(left) * len(candidates) <= DENSE:
            return candidates
        bonus = candidates.bonus
        kept = _likeliest(self._arriving(left, forward, candidates.keys) + bonus, floor)
        return Candidates(candidates.codes[kept], candidates.keys[kept], bonus[kept] if isinstance(bonus, np.ndarray) else bonus)

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
        more = by_model[row] * rows.pairs[place] - alone[row] * rows.unigrams[behind]
        sums = alone.sum() * np.exp(model.unigrams[right].astype(np.float64))
        if len(behind):
            sums += np.bincount(behind, more, len(rows.unigrams))[model.ids[right]]
        if len(self.local.keys):
            row, place = _spread(*self.local.rows(left))
            if len(place):
                numbers = self.local.numbers
                behind = numbers[self.local.keys[place] & 0xFFFF]
                shares = np.bincount(behind, (weight * vouched)[row] * self.local.shares[place], len(self.local.keys) + 1)
                sums += shares[numbers[right]]
        result: Floats = np.log(np.maximum(sums, 1e-300)) + top
        return result


class _Rows(NamedTuple):
    starts: Places
    """Where the pairs of a left neighbour begin among the model's, by id."""
    unigrams: Floats
    """Probability by id."""
    pairs: Floats
    """Probability of each pair, beside the model's."""


@cache
def _rows() -> _Rows:
    model = character_model()
    starts = model.keys.searchsorted(np.arange(len(model.backoff) + 1, dtype=np.uint32) << 16)
    unigrams = np.zeros(len(model.backoff))
    unigrams[model.ids] = np.exp(model.unigrams.astype(np.float64))
    return _Rows(starts, unigrams, np.exp(model.pairs.astype(np.float64)))


def _spread(starts: Places, ends: Places) -> tuple[Places, Places]:
    """All places of the spans one after the other, each with the number of its span."""
    sizes = ends - starts
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, (starts - np.cumsum(sizes) + sizes)[row] + np.arange(len(row))


def _joined(sources: list[tuple[Group, float]]) -> tuple[Codes, Floats, Floats]:
    """The candidates of all sources, and log-probabilities on arrival behind them: the sum of all paths, and the best."""
    return (
        _concatenated([source.keys for source, _ in sources]),
        _concatenated([source.forward + prior for source, prior in sources]),
        _concatenated([source.best + prior for source, prior in sources]),
    )


def _concatenated(arrays: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _likeliest(arriving: Floats, floor: float) -> Places:
    kept: Places = (arriving >= floor).nonzero()[0]
    if len(kept) > WIDTH:
        kept = np.sort(kept[np.argpartition(arriving[kept], -WIDTH)[-WIDTH:]])
    return kept


def _sum(values: Floats, axis: int) -> Floats:
    """log of the sum of exponentials along an axis; several times as fast as logaddexp.reduce."""
    if values.shape[axis] == 1:
        return values[0] if axis == 0 else values[:, 0]
    top = np.maximum.reduce(values, axis, keepdims=True)
    total: Floats = np.log(np.add.reduce(np.exp(values - top), axis)) + top.reshape(-1)
    return total


def _log_sum(values: Floats) -> float:
    top = values.max()
    return float(np.log(np.exp(values - top).sum()) + top)
