"""The probability of a pair of characters, by the model of the language and by what the document has elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.model import character_model
from cleaners.repair.prior import REPLACEMENT, Codes, Floats, scored_as

Places = npt.NDArray[np.intp]

MANY = 1000  # pairs from which sorting them pays

PRIOR = 10.0
LONGEST = 40.0
"""How many occurrences of a character in the document weigh as much as the model, and how many count at most (Dirichlet
smoothing). Chosen on the damage that `benchmarks/repair.py` makes."""


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


def transitions(left: Codes, right: Codes, local: Local = NO_PAIRS) -> Floats:
    """log P(right | left), of arrays that are spread against each other."""
    model = character_model()
    before, behind = model.ids[left].astype(np.uint32), model.ids[right]
    wanted = before << 16 | behind
    costs = (model.backoff[before] + model.unigrams[right]).astype(np.float64)
    likely = _sieve()[wanted * _SPREAD >> _SIEVE_BITS].nonzero()
    wanted = wanted[likely]
    if len(wanted) > MANY:
        order = np.argsort(wanted)  # neighbours in the table are looked up together
        place = np.empty(len(wanted), np.intp)
        place[order] = model.keys.searchsorted(wanted[order])
    else:
        place = model.keys.searchsorted(wanted)
    costs[likely] = np.where(model.keys.take(place, mode="clip") == wanted, model.pairs.take(place, mode="clip"), costs[likely])
    return local.mix(costs, left, right)


_SPREAD = np.uint32(2654435761)
_SIEVE_BITS = np.uint32(32 - 22)


@cache
def _sieve() -> npt.NDArray[np.bool_]:
    """Whether the model may have a pair, by its hash: ten times as fast as looking for the pair itself, which few then need."""
    sieve = np.zeros(1 << 22, bool)
    sieve[character_model().keys * _SPREAD >> _SIEVE_BITS] = True
    return sieve
