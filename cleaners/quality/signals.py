"""Cheap figures about a text, for whoever filters later. They describe; nothing is dropped because of them.

All ratios are shares of the characters that are not blank, from 0 to 1; an empty text has 0 everywhere.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GRAM = 13
"""Length of the repeated pieces: what CCNet's and ChineseWebText's recipes count for Chinese."""

LIMIT = 1 << 17
"""`repeat_ratio` is measured on this many characters from the start: the hashes of a whole book would not stay in the cache, and
would cost more than all other figures together."""

DIGITS = 4
"""Decimal places that are kept."""

# Han ideographs: extension A, the unified block, compatibility ideographs, the supplementary and tertiary planes, and 〇.
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x3007, 0x3007))
_HAN_FROM, _HAN_TO = 0x20000, 0x40000
_MARKS = "!\"'(),-./:;?[]{}·—–―‘’“”…‥、。〈〉《》「」『』【】〔〕〖〗！＂＇（），－．／：；？［］｛｝～﹏￥"
_BLANKS = "\t\n\x20\xa0\u3000"
# Lost bytes, private use, controls, non-characters.
_LOST = ((0xFFFD, 0xFFFD), (0xE000, 0xF8FF), (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xFDD0, 0xFDEF))

# What else is left of damage and markup: the characters without which there is none of it, and the pattern.
_LEFT = (
    ("<", re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>\n]{0,200})?/?>")),
    ("&", re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")),
    ("锟", re.compile("(?:锟斤拷)+")),  # U+FFFD in UTF-8, read as GBK
    ("烫", re.compile("(?:烫烫烫)+")),  # memory that was never set, read as GBK
    ("屯", re.compile("(?:屯屯屯)+")),
    ("ÃÂäåæçèé", re.compile(r"(?:[\xC2-\xEF][\x80-\xBFŒœŠšŽžƒˆ˜–—‘-„†‡•…‰‹›€™]{1,2}){2,}")),  # UTF-8 read as Latin-1
)


class Signals(NamedTuple):
    """See the fields of the same names in `cleaners.records.schema`."""

    han_ratio: float = 0.0
    punct_ratio: float = 0.0
    repeat_ratio: float = 0.0
    mean_line: float = 0.0
    residue: float = 0.0


def signals(text: str) -> Signals:
    """The figures of a text in canonical form (the only blanks are spaces, tabs and line ends)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _kinds().take(codes, mode="clip")
    other, blank, han, marks, lost, *leading = np.bincount(kinds, minlength=_FIRST_LEADING + len(_LEFT)).tolist()
    full = len(codes) - blank
    if not full:
        return Signals()
    if other:
        han += int(np.count_nonzero(codes >= _HAN_FROM) - np.count_nonzero(codes >= _HAN_TO))
    lines = sum(1 for line in text.split("\n") if line and not line.isspace())
    left = 0
    for count, (characters, pattern) in zip(leading, _LEFT, strict=True):
        if count:
            left += sum(len(found[0]) for found in pattern.finditer(text))
            han += count * (characters[0] >= "\u3400")
    measured = codes[kinds != _BLANK][:LIMIT] if blank else codes[:LIMIT]
    return Signals(
        han_ratio=_share(han, full),
        punct_ratio=_share(marks, full),
        repeat_ratio=_share(repeated(measured), len(measured)),
        mean_line=round(full / lines, 1) if lines else 0.0,
        residue=_share(lost + left, full),
    )


_OTHER, _BLANK, _IS_HAN, _MARK, _IS_LOST, _FIRST_LEADING = range(6)


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of every character of the basic plane; what lies beyond counts as U+FFFF. The characters that something of
    `_LEFT` begins with have kinds of their own: counting them tells which patterns to look for."""
    table = np.full(0x10000, _OTHER, np.uint8)
    for kind, ranges in ((_IS_HAN, _HAN), (_IS_LOST, _LOST)):
        for first, last in ranges:
            table[first : last + 1] = kind
    table[[ord(blank) for blank in _BLANKS]] = _BLANK
    table[[ord(mark) for mark in _MARKS]] = _MARK
    for kind, (characters, _) in enumerate(_LEFT, _FIRST_LEADING):
        table[[ord(character) for character in characters]] = kind
    return table


def repeated(codes: NDArray[np.uint32]) -> int:
    """How many characters stand in a piece of GRAM characters that occurs more than once."""
    if len(codes) <= GRAM:
        return 0
    hashes = _gram_hashes(codes)
    candidates = _sharing(hashes)
    if not len(candidates):
        return 0
    hashes = hashes[candidates]
    order = hashes.argsort()
    equal = hashes[order[1:]] == hashes[order[:-1]]
    if not np.count_nonzero(equal):
        return 0
    again = np.zeros(len(order) + 1, bool)
    again[1:-1] = equal
    starts = candidates[order[again[:-1] | again[1:]]]
    edges = np.bincount(starts, minlength=len(codes)) - np.bincount(starts + GRAM, minlength=len(codes) + 1)[: len(codes)]
    return int(np.count_nonzero(edges.cumsum()))


def _sharing(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Places of hashes among which all that are equal to another one are found. Sorting all would cost more than all the rest: a
    table of slots (the last writer stays) first leaves only those that share a slot with another one, which in text without
    repetition are one in eight."""
    count = len(hashes)
    bits = max(8, (8 * count).bit_length())
    slots = (hashes >> np.uint64(64 - bits)).astype(np.intp)
    places = np.arange(count, dtype=np.uint32)
    table = np.empty(1 << bits, np.uint32)
    table[slots] = places
    winners = table[slots]
    shared: NDArray[np.int64] = (winners != places).nonzero()[0]
    if len(shared):
        sharing = np.zeros(count, bool)
        sharing[shared] = sharing[winners[shared]] = True
        shared = sharing.nonzero()[0]
    return shared


def _gram_hashes(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """A 64-bit hash of every piece of GRAM characters: a polynomial over mixed codes, modulo 2**64. With sums from the start of
    the text each piece costs one subtraction; the inverse power of its place makes equal pieces equal."""
    powers, inverses = _powers()
    mixed = codes + np.uint64(1)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= powers[: len(codes)]
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.add.accumulate(mixed, out=sums[1:])
    pieces = sums[GRAM:] - sums[:-GRAM]
    pieces *= inverses[: len(codes) - GRAM + 1]
    pieces ^= pieces >> np.uint64(32)
    pieces *= np.uint64(0x94D049BB133111EB)  # the table of slots reads the upper bits
    return pieces


@cache
def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Powers of an odd number, and of its inverse, modulo 2**64."""
    base = 0xBF58476D1CE4E5B9
    found = [np.full(LIMIT, number, np.uint64) for number in (base, pow(base, -1, 1 << 64))]
    for array in found:
        array[0] = 1
        np.multiply.accumulate(array, out=array)
    return found[0], found[1]


def _share(part: int, whole: int) -> float:
    return round(min(part / whole, 1.0), DIGITS)
