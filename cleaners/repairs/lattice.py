"""A lattice of readings: groups of candidate characters, joined by the probability of their pairs (forward-backward, Viterbi).

This is the general part of byte repair. Damaged text has a set of possible originals. The same original always gives the same
damage, so a reading is as probable as its original text. The best path gives the text; the posterior of each character on it says
how certain that character is.
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
    """Candidates for one character of the original. It replaces `text[start:end]` of the damaged text, which may be empty."""

    codes: Codes
    keys: Codes
    start: int
    end: int
    repaired: bool
    sources: list[tuple[Group, float]]
    """Groups that may come before this one, each with the log prior of the step from it."""
    forward: Floats
    best: Floats
    via: Places
    """For each candidate the row of `steps` that its best path uses."""
    steps: Floats
    """Log-probability of each step: a column for each candidate, a row for each candidate of the sources, in their order."""
    backward: Floats | None = None


class Chosen(NamedTuple):
    """One character of the best path. `posterior`: probability that it is this character. `place`: probability that there is a
    character here at all, whichever it is."""

    code: int
    start: int
    end: int
    repaired: bool
    posterior: float
    place: float


Path = list[tuple[Group, int]]

# Up to this many steps (candidates before x candidates here) are scored one by one. Above, unlikely candidates are dropped first.
DENSE = 3000
_FIRST = np.zeros(1, np.intp)


class Lattice:
    """Groups in topological order. A group is scored when it is added, and its hopeless candidates are dropped at once."""

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
        """Add a group behind `sources`. Candidates with a summed log-probability below `floor` are dropped; None if
        none is left."""
        return self.add_each(((candidates, start, end),), repaired, sources, floor)[0]

    def add_each(
        self,
        parts: Sequence[tuple[Candidates, int, int]],
        repaired: bool,
        sources: list[tuple[Group, float]],
        floor: float = -np.inf,
    ) -> list[Group | None]:
        """Like `add`, for several groups behind the same sources. They share the calls of numpy, which cost more than the work
        itself for the usual small sets of candidates."""
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
        """All candidates if they are few, else the likeliest ones."""
        if len(left) * len(candidates) <= DENSE:
            return candidates
        bonus = candidates.bonus
        kept = _likeliest(self._arriving(left, forward, candidates.keys) + bonus, floor)
        return Candidates(candidates.codes[kept], candidates.keys[kept], bonus[kept] if isinstance(bonus, np.ndarray) else bonus)

    def follow(self, source: Group, code: int, start: int, end: int, step: float) -> Group:
        """Add an unrepaired character behind a group that has a single candidate. `step`: its log-probability, already known."""
        codes = np.array([code], np.uint32)
        sources = [(source, 0.0)]
        steps = np.array([[step]])
        group = Group(
            codes, scored_as(codes), start, end, False, sources, source.forward + step, source.best + step, _FIRST, steps
        )
        self.groups.append(group)
        return group

    def again(self, group: Group) -> Group:
        """Add a copy of a group, so that two paths can go on from it separately."""
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

    def steps(self, path: Path) -> list[Chosen]:
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
            found.append(Chosen(int(group.codes[node]), group.start, group.end, group.repaired, posterior, place))
        return found

    def _arriving(self, left: Codes, forward: Floats, right: Codes) -> Floats:
        """log of the summed probability of reaching each of `right` from all of `left`.

        Fast because nearly all pairs are unseen: those cost what their two characters cost alone, and are summed in one go. Only
        the seen pairs, which the model stores together for each left character, are looked up.
        """
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
    """By id of a left character: where its pairs begin in the model's arrays."""
    unigrams: Floats
    """Probability by id."""
    pairs: Floats
    """Probability of each pair, in the order of the model's keys."""


@cache
def _rows() -> _Rows:
    model = character_model()
    starts = model.keys.searchsorted(np.arange(len(model.backoff) + 1, dtype=np.uint32) << 16)
    unigrams = np.zeros(len(model.backoff))
    unigrams[model.ids] = np.exp(model.unigrams.astype(np.float64))
    return _Rows(starts, unigrams, np.exp(model.pairs.astype(np.float64)))


def _spread(starts: Places, ends: Places) -> tuple[Places, Places]:
    """Every index of the spans `starts[i]:ends[i]`, one after the other: (number of the span, index)."""
    sizes = ends - starts
    row = np.repeat(np.arange(len(sizes)), sizes)
    return row, (starts - np.cumsum(sizes) + sizes)[row] + np.arange(len(row))


def _joined(sources: list[tuple[Group, float]]) -> tuple[Codes, Floats, Floats]:
    """The candidates of all sources in one array, with the log-probability of all paths through each, and of the best path."""
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
