"""Find out in one pass whether a text may need any repair. Every repair step asks here first.

One table gives the marks of each character, so clean text costs one table lookup per character and no step reads it again. The
tables are made beforehand by `training/repair_marks.py`; the model of characters is loaded only for suspicious text.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.characters.gbk import gbk
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import character_model, codepoints, utf16_units
from cleaners.characters.readings import LETTERS
from cleaners.repairs.prior import scored_as

Codes = npt.NDArray[np.uint32] | npt.NDArray[np.uint16]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float32]
Tenths = npt.NDArray[np.int16]

# A line is suspicious from this share of odd characters on (of its non-ASCII ones). Lines decoded wrongly have 40 to 100 %, good
# Chinese has 1 %.
MIN_ODD_SHARE = 0.12
MIN_ODD_CHARACTERS = 3

# An odd character may be one byte out of step if reading one byte later makes the characters around it more probable by so many
# nats: first scored without context, then in pairs. 0.8 % of the odd characters of good text pass, and 57 % of the damaged lines
# (the others are too short to tell). Rerun `benchmarks/repair.py` when one changes.
QUICK_GAIN = 6.0
QUICK_PAIR_GAIN = 10.0  # scored in pairs
REACH = 6  # characters to either side that are read
# Above this share of kana the text is Japanese, which the model of Chinese finds odd everywhere.
MAX_KANA = 0.01
NO_CHARACTER = -16.0


class Sign:
    """What kind of damage a character may be a sign of. The values are bits of one byte."""

    FIXABLE = np.uint8(1)  # looks like another character, or should not be seen
    PAIR = np.uint8(2)  # odd, and two bytes in GBK: may be made of the halves of two others
    ODD = np.uint8(4)  # odd in Chinese text: may be the bytes of another encoding
    ESCAPE = np.uint8(8)  # opens an escape, perhaps
    LOST = np.uint8(16)  # stands for what is lost
    KANA = np.uint8(32)
    BRACKET = np.uint8(64)  # opens an annotation, perhaps


@dataclass(frozen=True, eq=False, slots=True)
class Suspicions:
    """The kinds of damage that a text may have. All false and empty for clean text."""

    fixable: bool = False
    escapes: bool = False
    annotations: bool = False
    lost: bool = False
    shifted: bool = False
    """Some characters may be one byte out of step. Always false in text with more kana than MAX_KANA."""
    lines: tuple[tuple[int, int], ...] = ()
    """Spans of lines that were perhaps decoded wrongly."""
    kana: int = 0


_ESCAPE = lazy_pattern(r"&[a-zA-Z#]|\\u[0-9a-fA-F]{4}|%u?[0-9A-Fa-f]{2}|=[0-9A-F]{2}=")
_ANNOTATION = lazy_pattern(rf".[ \u3000]{{0,2}}[{LETTERS}]{{1,7}}[ \u3000]{{0,2}}[)）\]］〕】〗]")
# The characters that escapes and annotations begin with. They are in the table of marks, so one pass finds them too.
_ESCAPES, _BRACKETS = "&\\%=", "(（[［〔【〖"
_NOTHING = Suspicions()
_CHUNK = 1 << 20  # characters looked up at a time: keeps memory flat on a text of 100 MB


# The steps ask in turn, and clean text is the same object for all of them.
@lru_cache(maxsize=2)
def suspicions(text: str) -> Suspicions:
    if text.isascii():
        return Suspicions(escapes=True) if _ESCAPE.search(text) else _NOTHING
    codes: Codes = utf16_units(text)
    if len(codes) != len(text):  # some characters lie beyond the basic plane
        codes = codepoints(text)
    places, marks = marked(codes)
    seen = np.bitwise_or.reduce(marks)
    kana = int(np.count_nonzero(marks & Sign.KANA)) if seen & Sign.KANA else 0
    may_shift = bool(seen & Sign.PAIR) and kana <= MAX_KANA * len(codes)
    return Suspicions(
        fixable=bool(seen & Sign.FIXABLE) or (len(codes) > 0 and codes.dtype == np.uint32 and bool(codes.max() >= 0xE0000)),
        escapes=bool(seen & Sign.ESCAPE) and _any_at(_ESCAPE, text, places[(marks & Sign.ESCAPE) > 0]),
        annotations=bool(seen & Sign.BRACKET) and _any_at(_ANNOTATION, text, places[(marks & Sign.BRACKET) > 0]),
        lost=bool(seen & Sign.LOST),
        shifted=may_shift and len(shifting(codes, places[(marks & Sign.PAIR) > 0])) > 0,
        lines=tuple(suspicious_lines(codes, places[(marks & Sign.ODD) > 0])) if seen & Sign.ODD else (),
        kana=kana,
    )


def _any_at(pattern: re.Pattern[str], text: str, places: Places) -> bool:
    return any(map(pattern.match, repeat(text), places.tolist()))


def marked(codes: Codes) -> tuple[Places, Bytes]:
    """Where the characters stand that have marks, and their marks."""
    table, found = mark_table(), []
    for start in range(0, max(len(codes), 1), _CHUNK):
        # `take` wants indices of the machine's width, and makes them slowly.
        marks = table.take(codes[start : start + _CHUNK].astype(np.intp), mode="clip")
        places = (marks != 0).nonzero()[0]
        found.append((places + start, marks[places]))
    return found[0] if len(found) == 1 else (np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found]))


def places_with(codes: Codes, mark: np.uint8) -> Places:
    places, marks = marked(codes)
    return places[(marks & mark) > 0]


@cache
def _tables() -> Bytes:
    packed = files("cleaners.repairs").joinpath("marks.z").read_bytes()
    return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(2, 0x10000)


@cache
def mark_table() -> Bytes:
    """Marks by code point; what lies beyond the basic plane is usual, as is U+FFFF, which stands for it."""
    table: Bytes = _tables()[0].copy()
    for signs, mark in ((_ESCAPES, Sign.ESCAPE), (_BRACKETS, Sign.BRACKET)):
        table[[ord(sign) for sign in signs]] |= mark
    return table


class _Quick(NamedTuple):
    """What a quick look needs: small tables, which stay in the processor's cache. Costs are in tenths of a nat."""

    pairs: npt.NDArray[np.uint16]
    """Bytes in GBK by code point, with marks as they are in full width."""
    now: Tenths
    """Cost of a character, by code point."""
    then: Tenths
    """Cost of a character, by its bytes."""


@cache
def _quick() -> _Quick:
    now = _tables()[1].astype(np.int16)
    pairs = gbk().pairs.copy()
    for mark in ",:;?!().":
        pairs[ord(mark)] = 0xA380 | ord(mark)
    characters = gbk().characters
    return _Quick(pairs, now, np.where(characters > 0, now[characters], np.int16(-10 * NO_CHARACTER)))


def suspicious_lines(codes: Codes, odd: Places, every: bool = False) -> list[tuple[int, int]]:
    """Spans of the lines with enough `odd` characters to be suspicious; `every`: with at least one."""
    if len(odd) < MIN_ODD_CHARACTERS:
        return []
    ends = np.append((codes == 0x0A).nonzero()[0], len(codes))
    many = np.bincount(ends.searchsorted(odd), minlength=len(ends))
    spans = []
    for line in (many >= (1 if every else MIN_ODD_CHARACTERS)).nonzero()[0].tolist():
        start, end = int(ends[line - 1]) + 1 if line else 0, int(ends[line])
        if every or many[line] >= MIN_ODD_SHARE * np.count_nonzero(codes[start:end] > 0x7F):
            spans.append((start, end))
    return spans


_NEAR = np.arange(-REACH - 1, REACH + 2)[:, None]


def shifting(codes: Codes, odd: Places, doubt: float = 1.0) -> Places:
    """The places of `odd` where reading one byte later gives more common characters: a quick look, which may err.

    `doubt`: share of QUICK_GAIN that is needed; lower values let more places through.
    """
    if not len(odd):
        return odd
    quick = _quick()
    # A row for each distance: along the rows, of which there are few, sums cost a step each.
    near = codes.take(_NEAR + odd, mode="clip").astype(np.intp)
    pairs = quick.pairs.take(near, mode="clip")
    between = (pairs[:-1] << 8 | pairs[1:] >> 8).astype(np.intp)
    gains = quick.now.take(near[1:], mode="clip") - quick.then.take(between, mode="clip")
    kept = (_best_run(gains) >= 10 * QUICK_GAIN * doubt).nonzero()[0]
    if not len(kept):
        return odd[:0]
    gain = _gain_by_pairs(near[1:, kept], gbk().characters[between[:, kept]], gains[:, kept])
    return odd[kept[gain >= QUICK_PAIR_GAIN * doubt]]


def _gain_by_pairs(near: Places, between: npt.NDArray[np.uint32], tenths: Tenths) -> Floats | Tenths:
    """The same with pairs of characters."""
    both = scored_as(np.stack((near.astype(np.uint32), between)))
    now, then = character_model().conditional(both[:, :-1], both[:, 1:])
    known = between > 0
    alone = character_model().unigrams[both[1, 1:]]
    gains: Floats = tenths.astype(np.float32) / np.float32(10)
    gains[1:] = np.where(known[1:], np.where(known[:-1], then, alone), NO_CHARACTER) - now
    return _best_run(gains)


def _best_run(gains: Floats | Tenths) -> Floats | Tenths:
    """The best sum over neighbours around the middle of each column."""
    left = np.maximum.reduce(np.add.accumulate(gains[REACH::-1], dtype=gains.dtype))
    right = np.maximum.reduce(np.add.accumulate(gains[REACH + 1 :], dtype=gains.dtype))
    best: Floats | Tenths = np.maximum(left, 0) + np.maximum(right, 0)
    return best
