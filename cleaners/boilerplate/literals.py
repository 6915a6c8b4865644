"""Find many short strings in a text at once, in either script, width and case: what decides which rules are tried where.

Each string is put in one of 64 buckets. Three tables give, for a character, the buckets in which it may stand first, second and
third; a place where the three have a bucket in common is looked at closely. (The idea is that of the "Teddy" matcher of the
Rust crate aho-corasick, with a table lookup in numpy in place of a shuffle.) The text itself is scanned, not its fold: the
tables hold every variant of a character, so clean text costs one table lookup a character.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cache
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.fold import fold, t2s

Owner = TypeVar("Owner", bound=Hashable)

_BUCKETS = 64
_DEPTH = 3
_CHUNK = 1 << 20  # characters scanned at a time: keeps memory flat on a line of 100 MB


@cache
def _variants() -> dict[str, tuple[str, ...]]:
    """Folded character -> the characters that fold to it, itself left aside."""
    found: dict[str, list[str]] = {}
    for old, new in t2s().items():
        found.setdefault(new, []).append(old)
    for code in range(0xFF01, 0xFF5F):
        found.setdefault(chr(code - 0xFEE0), []).append(chr(code))
    return {new: tuple(old) for new, old in found.items()}


def variants_of(char: str) -> set[str]:
    """Everything that matches `char` once folded, in either case."""
    cases = {char.lower(), char.upper()}
    return {wide for case in cases for wide in (case, *_variants().get(case, ())) if len(wide) == 1}


class Literals(Generic[Owner]):
    """An index of folded, lower-case strings, each with the owners that want to know where it stands."""

    def __init__(self, owners: Mapping[str, Iterable[Owner]]) -> None:
        self._owners = {literal: tuple(who) for literal, who in owners.items()}
        self._sizes = sorted({len(literal) for literal in self._owners})
        self._tables = np.zeros((_DEPTH, 0x10000), np.uint64)
        ordered = sorted(self._owners)  # equal beginnings share a bucket: fewer false alarms
        for number, literal in enumerate(ordered):
            bucket = np.uint64(1 << (number * _BUCKETS // len(ordered)))
            for depth in range(_DEPTH):
                table = self._tables[depth]
                if depth < len(literal):
                    for char in variants_of(literal[depth]):
                        table[min(ord(char), 0xFFFF)] |= bucket
                else:
                    table |= bucket
        self._first = self._tables[0] != 0

    def find(self, text: str) -> Iterator[tuple[int, Owner]]:
        """(position, owner) of every occurrence, in order of position; owners of one place in no certain order."""
        if not self._sizes:
            return
        for start in range(0, len(text), _CHUNK):
            for position in self._places(text[start : start + _CHUNK + _DEPTH - 1]):
                position += start
                if position >= start + _CHUNK:
                    break
                near = fold(text[position : position + self._sizes[-1]]).lower()
                for size in self._sizes:
                    for owner in self._owners.get(near[:size], ()):
                        if len(near) >= size:
                            yield position, owner

    def _places(self, text: str) -> list[int]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        if not len(codes):
            return []
        if codes.max() > 0xFFFF:
            codes = np.minimum(codes, 0xFFFF)
        places: NDArray[np.intp] = np.flatnonzero(self._first[codes])
        buckets = self._tables[0][codes[places]]
        for depth in range(1, _DEPTH):
            # Behind the end nothing stands: only strings that are short enough may match there.
            at = places + depth
            inside = at < len(codes)
            found = np.full(len(places), self._tables[depth][0], np.uint64)
            found[inside] = self._tables[depth][codes[at[inside]]]
            buckets &= found
        return places[buckets != 0].tolist()  # type: ignore[no-any-return]
