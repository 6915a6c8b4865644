"""What a text is compared by: a digest of what it says, and a MinHash signature of its runs of five characters.

Blanks and marks count nothing, width, case and script neither: copies differ in these first. The signature is one-permutation
hashing with the gaps filled by rotation (Li, Owen and Zhang 2012; Shrivastava and Li 2014): each run is hashed once, the hashes
are dealt out to `SLOTS` slots by their first bits, and the least of each slot stays. The share of equal slots of two texts is
their Jaccard similarity, give or take .035 for one of .8.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.fold import fold

SLOTS = 128
BANDS, ROWS = 16, 8
"""Texts are compared that agree in all rows of a band: .947 of those with a similarity of .8, .9999 with .9, .06 with .5."""

RUN = 5  # characters
LEAST_RUNS = 40
"""A text with fewer different runs is compared by its digest alone: two short texts are alike by chance."""

_SLOT_BITS = SLOTS.bit_length() - 1
_BASE, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

Signature = NDArray[np.uint16]


class Compared(NamedTuple):
    """`digest` has 16 bytes; `signature` is None for a text that is too short."""

    digest: bytes
    signature: Signature | None
    size: int  # characters that count


def compared(text: str) -> Compared:
    codes = said(text)
    return Compared(blake2b(codes.tobytes(), digest_size=16).digest(), signature(codes), len(codes))


def said(text: str) -> NDArray[np.uint32]:
    """The letters and digits of a text, folded, as code points.

    >>> bytes(said("「雪停了」，Ａ 1。").astype("<u4")).decode("utf-32-le")
    '雪停了a1'
    """
    codes = np.frombuffer(fold(text).lower().encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes[_counts().take(np.minimum(codes, 0xFFFF))]


@cache
def _counts() -> NDArray[np.bool_]:
    """By code point: letters and digits. What is beyond the first plane counts."""
    table = np.array([chr(code).isalnum() for code in range(0x10000)])
    table[0xFFFF] = True
    return table


def signature(codes: NDArray[np.uint32]) -> Signature | None:
    """Of code points; None where they have too few different runs."""
    if len(codes) < LEAST_RUNS + RUN - 1:
        return None
    hashes = np.zeros(len(codes) - RUN + 1, np.uint64)
    for at in range(RUN):
        hashes = hashes * _BASE + codes[at : at + len(hashes)]
    hashes = (hashes ^ hashes >> np.uint64(30)) * _FIRST
    hashes = (hashes ^ hashes >> np.uint64(27)) * _SECOND
    hashes ^= hashes >> np.uint64(31)
    hashes.sort()
    first = np.concatenate(([True], hashes[1:] != hashes[:-1]))
    if np.count_nonzero(first) < LEAST_RUNS:
        return None
    # The hashes are in order, so the least of each slot is the first that is not below its border.
    borders = np.arange(SLOTS, dtype=np.uint64) << np.uint64(64 - _SLOT_BITS)
    found = np.minimum(hashes.searchsorted(borders), len(hashes) - 1)
    least = hashes[found]
    filled = least >> np.uint64(64 - _SLOT_BITS) == np.arange(SLOTS, dtype=np.uint64)
    # An empty slot takes what the next one to the right has, with how far that is: texts that share the one share the other.
    right = filled.nonzero()[0]
    source = right[right.searchsorted(np.arange(SLOTS)) % len(right)]
    far = ((source - np.arange(SLOTS)) % SLOTS).astype(np.uint64)
    return np.asarray((least[source] + far * _FIRST) >> np.uint64(40), np.uint64).astype(np.uint16)


def bands(signatures: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """The key of each band (a column) of each signature (a row)."""
    rows = signatures.reshape(len(signatures), BANDS, ROWS).astype(np.uint64)
    keys = np.zeros(rows.shape[:2], np.uint64)
    for row in range(ROWS):
        keys = (keys ^ rows[:, :, row]) * _FIRST
        keys ^= keys >> np.uint64(29)
    return keys
