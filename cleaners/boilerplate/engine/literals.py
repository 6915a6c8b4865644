"""Find many short strings in a text at once, in either script, width and case: what decides which rules are tried where.

Two and three neighbours of the folded text are hashed to 16 bits, and a table of the hashes that the strings begin with tells
where to look closely: about 5 ns a character on one core, however many strings there are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import View
from cleaners.characters.fold import Codes, t2s

Owner = TypeVar("Owner", bound=Hashable)

ANY_LENGTH = 2**31 - 1
_CHUNK = 1 << 20  # characters scanned at a time: keeps memory flat on a text of 100 MB
_MIX = 40503  # of the hash: near 2**16 / golden ratio, as is usual for multiplicative hashing


@cache
def _variants() -> dict[str, tuple[str, ...]]:
    """Folded character -> the characters that fold to it, itself left aside."""
    found: dict[str, list[str]] = {}
    for old, new in t2s().items():
        found.setdefault(new, []).append(old)
    return {new: tuple(old) for new, old in found.items()}


def traditional_of(char: str) -> tuple[str, ...]:
    """The traditional characters that fold to `char`."""
    return _variants().get(char, ())


class Literals(Generic[Owner]):
    """An index of folded, lower-case strings of two characters or more, each with the owners that want to know of it, and with
    the longest line in which it matters (none: in any line)."""

    def __init__(self, owners: Mapping[str, Iterable[Owner]], longest: Mapping[str, int] | None = None) -> None:
        self._longest = max(map(len, owners), default=0)
        self._by_pair: dict[str, list[tuple[str, tuple[Owner, ...]]]] = {}
        pairs, whole_pairs, triples = set[int](), set[int](), set[int]()
        lines: dict[int, int] = {}
        for literal, who in owners.items():
            self._by_pair.setdefault(literal[:2], []).append((literal, tuple(who)))
            codes = [ord(char) & 0xFFFF for char in literal[:3]]
            pair = (codes[0] * _MIX + codes[1]) & 0xFFFF
            pairs.add(pair)
            if len(codes) == 2:
                whole_pairs.add(pair)
            else:
                triples.add((pair * _MIX + codes[2]) & 0xFFFF)
            if longest is not None:
                lines[pair] = max(lines.get(pair, 0), longest[literal])
        self._pairs, self._whole_pairs, self._triples = map(_table, (pairs, whole_pairs, triples))
        self._lines = np.zeros(0 if longest is None else 1 << 16, np.int64)
        if lines:
            self._lines[list(lines)] = list(lines.values())

    def find(self, view: View) -> Iterator[tuple[int, Owner]]:
        """(position, owner) of every occurrence, in order of position; owners of one place in no certain order."""
        longest = self._longest
        if not longest:
            return
        codes = view.codes
        for start in range(0, len(codes), _CHUNK):
            places = self._places(view, codes[start : start + _CHUNK + longest - 1], start)
            if not places:
                continue
            lower = view.lower
            for position in places:
                if position >= start + _CHUNK:
                    break
                for literal, owners in self._by_pair.get(lower[position : position + 2], ()):
                    if lower.startswith(literal, position):
                        for owner in owners:
                            yield position, owner

    def _places(self, view: View, codes: Codes, start: int) -> list[int]:
        """Where a string may begin, going by its first two or three characters and by the length of the line."""
        hashes = _pair_hashes(view) if len(codes) == len(view.codes) else _hashes(codes)
        places = self._pairs.take(hashes, mode="clip").nonzero()[0]
        if not len(places):
            return []
        pairs = hashes[places]
        triples = _mixed(pairs.astype(np.uint16), codes.take(places + 2, mode="clip"))
        found = (self._whole_pairs[pairs] | self._triples[triples]).nonzero()[0]
        places, pairs = places[found] + start, pairs[found]
        if len(self._lines):
            starts, ends = view.bounds
            line = ends.searchsorted(places)
            places = places[(ends - starts)[line] <= self._lines[pairs]]
        listed: list[int] = places.tolist()
        return listed


def _table(hashes: set[int]) -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, np.bool_)
    table[list(hashes)] = True
    return table


@lru_cache(maxsize=2)
def _pair_hashes(view: View) -> NDArray[np.intp]:
    """Those of a whole text: each index asks for them."""
    return _hashes(view.codes)


def _hashes(codes: Codes) -> NDArray[np.intp]:
    """The hash of every pair of neighbours."""
    return _mixed(codes[:-1], codes[1:]).astype(np.intp)


def _mixed(left: NDArray[np.uint16], right: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """A hash of 16 bits; the multiplication is meant to overflow."""
    return left * np.uint16(_MIX) + right
