"""What in a text is suspicious at all: one pass that every step of repair asks first.

Each character has its marks in one table, so that clean text costs a table lookup a character and no step looks at it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model, codepoints
from cleaners.characters.readings import LETTERS
from cleaners.repair.lattice import scored_as

Codes = npt.NDArray[np.uint32] | npt.NDArray[np.uint16]
Bools = npt.NDArray[np.bool_]

# A character is odd when it costs more than this without context (nats): 7 in 1,000 characters of good web text do.
ODD = -11.5

# A line was perhaps read wrongly when of its characters beyond ASCII this share is odd: lines out of wrong readings have 40 to
# 100 %, good Chinese has 1 %.
MIN_ODD_SHARE = 0.12
MIN_ODD_CHARACTERS = 3

# An odd character is perhaps out of step when reading one byte later gains so many nats over so many characters to either side,
# first without context, then by pairs. Of the odd characters of good text 0.8 % pass, of the damaged lines 57 % (the others have
# too little to go by); rerun `benchmarks/repair.py` when one changes.
QUICK_GAIN = 6.0
QUICK_PAIR_GAIN = 10.0  # the same with pairs of characters
REACH = 6
# More than this share of kana, and the text is Japanese, which the model of Chinese finds odd throughout.
MAX_KANA = 0.01
NO_CHARACTER = -16.0


class Mark:
    """What a character may be a sign of; bits of one byte."""

    FIXABLE = np.uint8(1)  # looks like another character, or should not be seen
    PAIR = np.uint8(2)  # odd, and two bytes in GBK: may be made of the halves of two others
    ODD = np.uint8(4)  # odd in Chinese text: may be the bytes of another encoding
    BEYOND = np.uint8(8)  # beyond ASCII
    LOST = np.uint8(16)  # stands for what is lost
    KANA = np.uint8(32)
    HALVES = np.uint8(64)  # half a pair of UTF-16


@dataclass(frozen=True, eq=False, slots=True)
class Suspicions:
    """What the steps may have to do with a text; all false and empty for clean text."""

    fixable: bool = False
    escapes: bool = False
    annotations: bool = False
    lost: bool = False
    shifted: bool = False
    """Some characters may be out of step; never in text with more than MAX_KANA."""
    lines: tuple[tuple[int, int], ...] = ()
    """Spans of lines that were perhaps read wrongly."""
    kana: int = 0


_ESCAPES = re.compile(r"&[a-zA-Z#]|\\u[0-9a-fA-F]{4}|%u?[0-9A-Fa-f]{2}|=[0-9A-F]{2}=")
_ANNOTATION = re.compile(rf"[(（][ \u3000]?[{LETTERS}]{{1,7}}[ \u3000]?[)）]")
_NOTHING = Suspicions()


# The steps ask in turn, and clean text is the same object for all of them.
@lru_cache(maxsize=1)
def suspicions(text: str) -> Suspicions:
    if text.isascii():
        return Suspicions(escapes=_may_escape(text)) if _may_escape(text) else _NOTHING
    codes: Codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    marks = mark_table()[codes]
    seen = np.bitwise_or.reduce(marks)
    if seen & Mark.HALVES:
        codes = codepoints(text)
        marks = mark_table()[np.minimum(codes, 0xFFFF)]
    kana = int(np.count_nonzero(marks & Mark.KANA)) if seen & Mark.KANA else 0
    may_shift = bool(seen & Mark.PAIR) and kana <= MAX_KANA * len(codes)
    return Suspicions(
        fixable=bool(seen & Mark.FIXABLE) or bool(seen & Mark.HALVES and codes.max() >= 0xE0000),
        escapes=_may_escape(text),
        annotations=("(" in text or "（" in text) and bool(_ANNOTATION.search(text)),
        lost=bool(seen & Mark.LOST),
        shifted=may_shift and bool(shifts_better(codes, (marks & Mark.PAIR) > 0).any()),
        lines=tuple(suspicious_lines(codes, marks)) if seen & Mark.ODD else (),
        kana=kana,
    )


def _may_escape(text: str) -> bool:
    return ("&" in text or "\\u" in text or "%" in text or "=" in text) and bool(_ESCAPES.search(text))


@cache
def mark_table() -> npt.NDArray[np.uint8]:
    """Marks by code point; what lies beyond the basic plane is usual."""
    codes = np.arange(0x10000, dtype=np.uint32)
    costs = character_model().unigrams[scored_as(codes)]
    rare = costs < ODD
    pairs = gbk().pairs
    odd = rare & (codes >= 0x3400) & (codes < 0xA000)
    # Letters and signs that wrong readings give, and those of GBK that are no marks.
    for start, end in ((0x80, 0x180), (0x192, 0x193), (0x2C6, 0x2DD), (0x370, 0x530), (0x2500, 0x2580), (0x3100, 0x3130)):
        odd[start:end] = True
    odd[0xE000:0xF900] = True
    odd |= rare & (pairs >= 0xA2A1) & (pairs < 0xB0A1) & (codes < 0x3000)
    odd[[ord(sign) for sign in "€‚ƒ„†‡ˆ‰Š‹Œ™š›œžŸ\ufffd"]] = True
    odd[[ord(sign) for sign in "·×°±§©®àáèéìíòóùúüāēīōū"]] = False
    table = np.zeros(0x10000, np.uint8)
    table[0x80:] |= Mark.BEYOND
    table[odd] |= Mark.ODD
    alphabets = (codes < 0x250) | (codes >= 0x370) & (codes < 0x530)  # they come in words of their own
    table[rare & ~alphabets & (pairs > 0)] |= Mark.PAIR
    table[[ord(sign) for sign in "\ufffd锟烫屯葺"]] |= Mark.LOST
    table[0x3041:0x3100] |= Mark.KANA
    table[0xD800:0xE000] |= Mark.HALVES
    for start, end in (
        (0x2E80, 0x2FD6), (0xAD, 0xAE), (0x180E, 0x180F), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0x61C, 0x61D),
        (0xFEFF, 0xFF00), (0xFE00, 0xFE10), (0x80, 0xA0), (0xFF61, 0xFFA0), (0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B),
        (0xE000, 0xFB00), (0xFB00, 0xFB07),
    ):  # fmt: skip
        table[start:end] |= Mark.FIXABLE
    return table


def suspicious_lines(codes: Codes, marks: npt.NDArray[np.uint8], every: bool = False) -> list[tuple[int, int]]:
    """Lines with so many odd characters that they were perhaps read wrongly; `every`: with any at all."""
    odd = np.flatnonzero(marks & Mark.ODD)
    if len(odd) < MIN_ODD_CHARACTERS:
        return []
    ends = np.append(np.flatnonzero(codes == 0x0A), len(codes))
    many = np.bincount(np.searchsorted(ends, odd), minlength=len(ends))
    spans = []
    for line in np.flatnonzero(many >= (1 if every else MIN_ODD_CHARACTERS)).tolist():
        start, end = int(ends[line - 1]) + 1 if line else 0, int(ends[line])
        if every or many[line] >= MIN_ODD_SHARE * np.count_nonzero(marks[start:end] & Mark.BEYOND):
            spans.append((start, end))
    return spans


_MARK_CODES = np.array([ord(mark) for mark in ",:;?!()."], np.uint32)


def shifts_better(codes: Codes, odd: Bools) -> Bools:
    """Which odd characters stand where reading one byte later gives commoner characters: a quick look, without context."""
    places = np.flatnonzero(odd)
    better = np.zeros(len(codes), bool)
    if not len(places):
        return better
    near = places[:, None] + np.arange(-REACH - 1, REACH + 2)
    row = np.minimum(codes[np.clip(near, 0, len(codes) - 1)], 0xFFFF)
    pairs = gbk().pairs[row].astype(np.int64)
    marks = np.isin(row, _MARK_CODES)
    pairs[marks] = 0xA380 | (row[marks].astype(np.int64) & 0x7F)
    between = gbk().characters[(pairs[:, :-1] & 0xFF) << 8 | pairs[:, 1:] >> 8]
    model, now, then = character_model(), scored_as(row[:, 1:]), scored_as(between)
    gains = np.where(between > 0, model.unigrams[then], NO_CHARACTER) - model.unigrams[now]
    kept = np.flatnonzero(_best_run(gains) >= QUICK_GAIN)
    places, now, then, between = places[kept], now[kept], then[kept], between[kept]
    gains = gains[kept]
    if len(kept):
        pair_now = model.conditional(now[:, :-1].ravel(), now[:, 1:].ravel()).reshape(len(kept), -1)
        pair_then = model.conditional(then[:, :-1].ravel(), then[:, 1:].ravel()).reshape(len(kept), -1)
        known = (between[:, :-1] > 0) & (between[:, 1:] > 0)
        gains[:, 1:] = (
            np.where(known, pair_then, np.where(between[:, 1:] > 0, model.unigrams[then[:, 1:]], NO_CHARACTER)) - pair_now
        )
        better[places[_best_run(gains) >= QUICK_PAIR_GAIN]] = True
    return better


def _best_run(gains: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The best sum over neighbours around the middle of each row."""
    left = np.cumsum(gains[:, REACH::-1], axis=1).max(axis=1)
    right = np.cumsum(gains[:, REACH + 1 :], axis=1).max(axis=1)
    best: npt.NDArray[np.float32] = np.maximum(left, 0) + np.maximum(right, 0)
    return best
