"""Find many short strings in a text at once, in either script, width and case: what decides which rules are tried where.

The text is folded by a table, two and three neighbours are hashed to 16 bits, and a table of the hashes that the strings begin
with tells where to look closely: about 7 ns a character on one core, most of it lookups, however many strings there are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.fold import fold, t2s

Owner = TypeVar("Owner", bound=Hashable)
Codes = NDArray[np.uint16]

_CHUNK = 1 << 20  # characters scanned at a time: keeps memory flat on a line of 100 MB


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


@cache
def _folded() -> NDArray[np.uint16]:
    """Folded, lower-case code of each code of the basic plane."""
    plain = "".join(map(chr, range(0xD800))) + "\0" * 0x800 + "".join(map(chr, range(0xE000, 0x10000)))
    wide = np.frombuffer(fold(plain).encode("utf-32-le"), "<u4")
    # A few rare characters have simplified forms outside the plane: they stay as they are.
    codes = np.where(wide > 0xFFFF, np.arange(0x10000), wide).astype(np.uint16)
    codes[ord("A") : ord("Z") + 1] += 32
    codes[0xFF21:0xFF3B] = codes[0x61:0x7B]
    return codes


def folded_lower(text: str) -> str:
    """`fold` in lower case, ten times as fast on a line; what lies outside the basic plane becomes NUL."""
    return _folded_codes(text).tobytes().decode("utf-16-le")


class Literals(Generic[Owner]):
    """An index of folded, lower-case strings of two characters or more, each with the owners that want to know of it."""

    def __init__(self, owners: Mapping[str, Iterable[Owner]]) -> None:
        self._longest = max(map(len, owners), default=0)
        self._by_pair: dict[str, list[tuple[str, tuple[Owner, ...]]]] = {}
        self._pairs, self._whole_pairs, self._triples = (np.zeros(0x10000, bool) for _ in range(3))
        for literal, who in owners.items():
            self._by_pair.setdefault(literal[:2], []).append((literal, tuple(who)))
            codes = np.array([ord(char) & 0xFFFF for char in literal[:3]], np.uint16)
            pair = _mixed(codes[:1], codes[1:2])
            self._pairs[pair] = True
            if len(literal) == 2:
                self._whole_pairs[pair] = True
            else:
                self._triples[_mixed(pair, codes[2:])] = True

    def find(self, text: str) -> Iterator[tuple[int, Owner]]:
        """(position, owner) of every occurrence, in order of position; owners of one place in no certain order."""
        longest = self._longest
        if not longest:
            return
        for start in range(0, len(text), _CHUNK):
            codes = _folded_codes(text[start : start + _CHUNK + longest - 1])
            folded = codes.tobytes().decode("utf-16-le")
            for position in self._places(codes):
                if position >= _CHUNK:
                    break
                for literal, owners in self._by_pair.get(folded[position : position + 2], ()):
                    if folded.startswith(literal, position):
                        for owner in owners:
                            yield start + position, owner

    def _places(self, codes: Codes) -> list[int]:
        """Where a string may begin, going by its first two or three characters."""
        pairs = _mixed(codes[:-1], codes[1:])
        places = np.flatnonzero(self._pairs[pairs])
        third = codes[np.minimum(places + 2, len(codes) - 1)]
        pairs = pairs[places]
        found: list[int] = places[self._whole_pairs[pairs] | self._triples[_mixed(pairs, third)]].tolist()
        return found


def _mixed(left: Codes, right: Codes) -> Codes:
    """A hash of 16 bits; the multiplication is meant to overflow."""
    return left * np.uint16(40503) + right


def _folded_codes(text: str) -> Codes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    if len(codes) and codes.max() > 0xFFFF:
        codes = np.where(codes > 0xFFFF, 0, codes)
    folded: Codes = _folded()[codes]
    return folded
