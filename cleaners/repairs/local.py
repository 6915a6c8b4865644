"""The probability of a pair of characters: the language model mixed with the pairs that the document itself has elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model
from cleaners.repairs.prior import REPLACEMENT, Codes, Floats, scored_as

Places = npt.NDArray[np.intp]

MANY = 1000  # pairs from which sorting them pays

PRIOR = 10.0
LONGEST = 40.0
"""Dirichlet smoothing. PRIOR: so many occurrences of a character in the document weigh as much as the model. LONGEST: more
occurrences than this add no weight. Chosen on the damage that `benchmarks/repair.py` makes; rerun it when one changes."""


@dataclass(frozen=True, eq=False)
class Local:
    """Pairs that the document itself has: a reading that it spells out elsewhere is the likelier one."""

    keys: Codes
    """`left << 16 | right` of the pairs that come again, as the model is asked for them, ascending."""
    shares: Floats
    """Share of the pair among all that follow its left character in the document."""
    weights: Floats
    """Weight of the document against the model, by left character."""
    doubts: Floats
    """Log of the weight that is left for the model, by left character."""

    @classmethod
    def of(cls, codes: Codes) -> Local:
        scored = scored_as(codes)
        known = scored != REPLACEMENT
        keys, counts = np.unique((scored[:-1] << 16 | scored[1:])[known[:-1] & known[1:]], return_counts=True)
        signs, totals = np.unique(scored, return_counts=True)
        seen = np.minimum(totals, LONGEST)
        weight = seen / (seen + PRIOR)
        weights, doubts = np.zeros(0x10000), np.zeros(0x10000)
        weights[signs], doubts[signs] = weight, np.log1p(-weight)
        # One is subtracted from each count, because the text in question is itself part of the document.
        again = counts > 1
        keys = keys[again]
        return cls(keys, (counts[again] - 1) / totals[signs.searchsorted(keys >> 16)], weights, doubts)

    def mix(self, model: Floats, left: Codes, right: Codes) -> Floats:
        """log P(right | left) of the model and the document together."""
        if not len(self.weights):
            return model
        mixed: Floats = self.doubts[left] + model
        if len(self.keys):
            wanted = (left << 16 | right).reshape(-1)
            place = self.keys.searchsorted(wanted)
            seen = (self.keys.take(place, mode="clip") == wanted).nonzero()[0]
            if len(seen):
                weight = self.weights[wanted[seen] >> 16]
                by_model = np.exp(model.reshape(-1)[seen])
                mixed.reshape(-1)[seen] = np.log((1 - weight) * by_model + weight * self.shares[place[seen]])
        return mixed

    def rows(self, left: Codes) -> tuple[Places, Places]:
        """Where the pairs with each left character begin and end."""
        first = left << 16
        return self.keys.searchsorted(first), self.keys.searchsorted(first | 0xFFFF, "right")

    @cached_property
    def numbers(self) -> npt.NDArray[np.intp]:
        """A number from 1 for each character that stands on the right of a pair, by character; 0 for the others."""
        numbers = np.zeros(0x10000, np.intp)
        behind = np.unique(self.keys & 0xFFFF)
        numbers[behind] = np.arange(1, len(behind) + 1)
        return numbers


NO_PAIRS = Local(np.zeros(0, np.uint32), np.zeros(0), np.zeros(0), np.zeros(0))


def transitions(left: Codes, right: Codes, local: Local = NO_PAIRS) -> Floats:
    """log P(right | left), of arrays that are spread against each other."""
    model = character_model()
    before = model.ids[left].astype(np.uint32)
    wanted = (before << 16 | model.ids[right]).reshape(-1)
    costs = (model.backoff[before] + model.unigrams[right]).astype(np.float64)
    likely = _sieve().take(np.right_shift(wanted * _SPREAD, _SIEVE_BITS, dtype=np.intp)).nonzero()[0]
    wanted = wanted[likely]
    if len(wanted) > MANY:
        order = np.argsort(wanted)  # neighbours in the table are looked up together
        place = np.empty(len(wanted), np.intp)
        place[order] = model.keys.searchsorted(wanted[order])
    else:
        place = model.keys.searchsorted(wanted)
    seen = (model.keys.take(place, mode="clip") == wanted).nonzero()[0]
    costs.reshape(-1)[likely[seen]] = model.pairs[place[seen]]
    return local.mix(costs, left, right)


_SPREAD = np.uint32(2654435761)
_SIEVE_BITS = np.uint32(32 - 22)


@cache
def _sieve() -> npt.NDArray[np.bool_]:
    """Whether the model may have a pair, by its hash: ten times as fast as looking for the pair itself, which few then need."""
    sieve = np.zeros(1 << 22, bool)
    sieve[character_model().keys * _SPREAD >> _SIEVE_BITS] = True
    return sieve
