"""Find many short strings in a text at once, in either script, width and case: what decides which rules are tried where.

A table tells of each character whether one of the strings begins with it; where one may, two or three characters, folded and
packed into a number, are looked up among the beginnings of the strings. So clean text costs one table lookup a character,
and only places where a whole beginning stands are looked at in Python.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.fold import fold, t2s

Owner = TypeVar("Owner", bound=Hashable)
Numbers = NDArray[np.uint64]

_DEPTH = 3  # characters of a string that are packed into a number
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
    codes = np.where(wide > 0xFFFF, 0, wide).astype(np.uint16)  # a few rare characters have simplified forms outside the plane
    codes[ord("A") : ord("Z") + 1] += 32
    codes[0xFF21:0xFF3B] = codes[0x61:0x7B]
    return codes


class Literals(Generic[Owner]):
    """An index of folded, lower-case strings, each with the owners that want to know where it stands."""

    def __init__(self, owners: Mapping[str, Iterable[Owner]]) -> None:
        self._owners = {literal: tuple(who) for literal, who in owners.items() if literal}
        self._sizes = sorted({len(literal) for literal in self._owners})
        beginnings = {literal[:_DEPTH] for literal in self._owners}
        first = np.zeros(0x10000, bool)
        first[[ord(beginning[0]) for beginning in beginnings]] = True
        self._first = first[_folded()]
        # Sorted numbers of the beginnings of one, two and three characters.
        self._beginnings = [
            np.array(sorted(_packed(beginning) for beginning in beginnings if len(beginning) == size), np.uint64)
            for size in range(1, _DEPTH + 1)
        ]

    def find(self, text: str) -> Iterator[tuple[int, Owner]]:
        """(position, owner) of every occurrence, in order of position; owners of one place in no certain order."""
        if not self._sizes:
            return
        for start in range(0, len(text), _CHUNK):
            for position in self._places(text[start : start + _CHUNK + _DEPTH - 1]):
                if position >= _CHUNK:
                    break
                position += start
                near = fold(text[position : position + self._sizes[-1]]).lower()
                for size in self._sizes:
                    owners = self._owners.get(near[:size])
                    if owners and len(near) >= size:
                        for owner in owners:
                            yield position, owner

    def _places(self, text: str) -> list[int]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        if len(codes) and codes.max() > 0xFFFF:
            codes = np.where(codes > 0xFFFF, 0, codes)
        places = np.flatnonzero(self._first[codes])
        if not len(places):
            return []
        ahead = np.concatenate((codes, np.zeros(_DEPTH, codes.dtype)))
        packed = np.zeros(len(places), np.uint64)
        found = np.zeros(len(places), bool)
        for depth, beginnings in enumerate(self._beginnings):
            packed = packed << np.uint64(16) | _folded()[ahead[places + depth]]
            if len(beginnings):
                at = np.minimum(np.searchsorted(beginnings, packed), len(beginnings) - 1)
                found |= beginnings[at] == packed
        result: list[int] = places[found].tolist()
        return result


def _packed(beginning: str) -> int:
    number = 0
    for char in beginning:
        number = number << 16 | ord(char)
    return number
