"""Sets of GBK characters that the original may have had, by what is known of their two bytes or their pinyin reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from cleaners.characters.gbk import LEADS, TRAILS, gbk
from cleaners.characters.readings import by_reading
from cleaners.repairs.prior import Codes, Floats, guess_bonus, scored_as


@dataclass(frozen=True, eq=False)
class Candidates:
    """The characters that a place may have had. `bonus`: log-probability added for each, apart from its neighbours."""

    codes: Codes
    keys: Codes
    """For each candidate the code point that the model scores (simplified, full-width marks)."""
    bonus: Floats | float = 0.0

    @classmethod
    def of(cls, codes: Codes, keys: Codes | None = None) -> Candidates:
        return cls(codes, scored_as(codes) if keys is None else keys)

    def __len__(self) -> int:
        return len(self.codes)

    def guessed(self, traditional: bool) -> Candidates:
        """The candidates that are common enough to be guessed, with the bonus for a guess."""
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


NONE = Candidates.of(np.zeros(0, np.uint32))


def known_by(leads: Sequence[int], trails: Sequence[int]) -> Candidates:
    """The GBK characters with a first byte of `leads` and a second byte of `trails`."""
    firsts = np.array([lead for lead in leads if lead > 0x80], np.int64)
    codes = gbk().characters[(firsts[:, None] << 8 | np.array(trails, np.int64)).ravel()]
    codes = np.unique(codes[codes > 0])
    return Candidates.of(codes) if len(codes) else NONE


def read_as(candidates: Candidates, reading: str) -> Candidates:
    """The candidates with the pinyin `reading`; all of them if it is empty."""
    if not reading:
        return candidates
    wanted = np.array(sorted(map(ord, by_reading().get(reading, ""))), np.uint32)
    place = candidates.codes.searchsorted(wanted)
    place = place[(candidates.codes.take(place, mode="clip") == wanted)] if len(candidates) else place[:0]
    return Candidates(candidates.codes[place], candidates.keys[place])


@cache
def single(code: int) -> Candidates:
    return Candidates.of(np.array([code], np.uint32))


@cache
def closing(leads: tuple[int, ...], trail: int) -> Candidates:
    return known_by(leads, (trail,))


@cache
def ending(trail: int) -> Candidates:
    return known_by(LEADS, (trail,))


@cache
def completions(leads: tuple[int, ...], every: bool = False) -> Candidates:
    """Characters with a first byte of `leads` whose second byte, left alone, is dropped: it is not ASCII. `every`: ASCII too."""
    return known_by(leads, [trail for trail in TRAILS if every or trail >= 0x80])


@dataclass(frozen=True, eq=False, slots=True)
class Dropped:
    """A part of GBK's user areas: a byte of `firsts` followed by one of `seconds` is a pair that decoders drop."""

    firsts: tuple[int, ...]
    seconds: tuple[int, ...]


DROPPED_PAIRS = (
    Dropped((*range(0xAA, 0xB0), *range(0xF8, 0xFF)), tuple(range(0xA1, 0xFF))),
    Dropped(tuple(range(0xA1, 0xA8)), tuple(trail for trail in TRAILS if trail <= 0xA0)),
    Dropped((0x80,), tuple(LEADS)),  # no pair begins with 80: it is dropped together with the next byte
)


@cache
def first_halves(leads: tuple[int, ...], dropped: Dropped) -> Candidates:
    """Characters whose second byte can be the first byte of a dropped pair."""
    return known_by(leads, dropped.firsts)


@cache
def second_halves(dropped: Dropped, trail: int = 0, every: bool = False) -> Candidates:
    """Characters whose first byte can be the second byte of a dropped pair. `trail`: their own second byte; 0 stands for any
    that would be dropped, or any at all if `every`."""
    return known_by(dropped.seconds, (trail,) if trail else [t for t in TRAILS if every or t >= 0x80])


@cache
def between(dropped: Dropped) -> Candidates:
    """Characters that are lost whole: each of their bytes is part of a dropped pair."""
    return known_by(dropped.seconds, dropped.firsts)
