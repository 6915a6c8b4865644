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
from cleaners.characters.model import CharacterModel, character_model

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


@dataclass(eq=False)
class Group:
    """Candidates for one character. `start:end` is the span of the damaged text that they account for (maybe empty)."""

    codes: Codes
    start: int
    end: int
    repaired: bool
    sources: list[tuple[Group, float]]
    """Groups that may stand before, each with the logarithm of the prior of this step."""
    bonus: Floats | None = None
    """Logarithm of what speaks for each candidate beside its neighbours."""
    keys: Codes = field(init=False)
    forward: Floats = field(init=False)
    best: Floats = field(init=False)
    via_source: npt.NDArray[np.intp] = field(init=False)
    via_node: npt.NDArray[np.intp] = field(init=False)
    backward: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.keys = scored_as(self.codes)


@dataclass(frozen=True, slots=True)
class Step:
    """One character of the best path: `posterior` of the very character, `place` of there being a character here at all."""

    code: int
    start: int
    end: int
    repaired: bool
    posterior: float
    place: float


def solve(groups: list[Group]) -> tuple[list[Step], float]:
    """The best path through `groups`, which are in topological order from the first to the last, and its log-probability."""
    model = character_model()
    for group in groups:
        _arrive(group, model)
    last = groups[-1]
    for group in groups:
        group.backward = np.full(len(group.codes), -np.inf)
    last.backward = np.zeros(len(last.codes))
    for group in reversed(groups):
        for source, prior in group.sources:
            onward = _transitions(model, source, group) + (group.backward + _bonus(group))[None, :] + prior
            source.backward = np.logaddexp(source.backward, np.logaddexp.reduce(onward, axis=1))
    total = float(np.logaddexp.reduce(last.forward))
    steps: list[Step] = []
    group, node = last, int(np.argmax(last.best))
    score = float(last.best[node])
    while True:
        inside = group.forward + group.backward - total
        steps.append(
            Step(
                int(group.codes[node]),
                group.start,
                group.end,
                group.repaired,
                float(np.exp(min(0.0, inside[node]))),
                float(np.exp(min(0.0, np.logaddexp.reduce(inside)))),
            )
        )
        if not group.sources:
            return steps[::-1], score
        group, node = group.sources[int(group.via_source[node])][0], int(group.via_node[node])


def _arrive(group: Group, model: CharacterModel) -> None:
    if not group.sources:
        group.forward = group.best = _bonus(group)
        return
    totals, bests, nodes = [], [], []
    for source, prior in group.sources:
        step = _transitions(model, source, group) + prior
        totals.append(np.logaddexp.reduce(source.forward[:, None] + step, axis=0))
        arrived = source.best[:, None] + step
        nodes.append(arrived.argmax(axis=0))
        bests.append(arrived.max(axis=0))
    columns = np.arange(len(group.codes))
    bonus = _bonus(group)
    group.via_source = np.argmax(bests, axis=0)
    group.via_node = np.array(nodes)[group.via_source, columns]
    group.forward = np.logaddexp.reduce(totals, axis=0) + bonus
    group.best = np.array(bests)[group.via_source, columns] + bonus


def _transitions(model: CharacterModel, source: Group, group: Group) -> Floats:
    left, right = source.keys, group.keys
    pairs = model.conditional(np.repeat(left, len(right)), np.tile(right, len(left)))
    return pairs.reshape(len(left), len(right)).astype(np.float64)


def _bonus(group: Group) -> Floats:
    return np.zeros(len(group.codes)) if group.bonus is None else group.bonus
