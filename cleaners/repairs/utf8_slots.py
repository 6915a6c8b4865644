"""Decode UTF-8 where some bytes are lost. The structure of UTF-8 shows where bytes are missing, and how many.

A lost byte shows as LOST or `?`, or not at all. It was lost because the wrong encoding has no character for it together with the
byte behind it. That leaves only a few of the 64 values that UTF-8 allows there.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np

from cleaners.repairs.choice import OPEN, Codes, Open, Slot
from cleaners.repairs.misread_bytes import LOST, Misread, ReadAs, unreadable

# Log prior of a byte that the usual decoders would have kept: some decoders lose more, or two bytes at a time.
UNUSUAL = -5.0


_BEYOND_ASCII = rb"""
    [\xc2-\xdf][\x80-\xbf] | \xe0[\xa0-\xbf][\x80-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
    | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3} | \xf4[\x80-\x8f][\x80-\xbf]{2}
"""
_PARTS = (
    rb"(?P<sound> (?: [\x00-\x0d\x0f-\x19\x1b-\x3e\x40-\x7f] | \?(?![\x80-\xbf]) |"
    + _BEYOND_ASCII
    + rb""" )+ )
    | (?P<literal> \x0e )
    | (?P<three> [\xe1-\xef][\x80-\xbf][\x1a?] | [\xe1-\xef][\x1a?][\x80-\xbf\x1a?] | [\x1a?][\x80-\xbf]{2}
        | \x1a[\x80-\xbf\x1a]{2} )
    | (?P<short> [\xe1-\xef][\x80-\xbf] )
    | (?P<tails> [\x80-\xbf]{2} )
    | (?P<lost> \x1a+ )
    | (?P<broken> [\xf0-\xf4]?[\x80-\xbf]+ | . )
    """
)


@cache
def _parts() -> re.Pattern[bytes]:
    return re.compile(_PARTS, re.VERBOSE | re.DOTALL)


@cache
def _runs() -> re.Pattern[bytes]:
    return re.compile(rb"(?:" + _BEYOND_ASCII + rb")+", re.VERBOSE)


def sound_share(misread: Misread) -> float:
    """Share of the bytes beyond ASCII that form characters of UTF-8: a quick look."""
    beyond = len(misread.data.translate(None, bytes(range(0x80))))
    return sum(map(len, _runs().findall(misread.data))) / beyond if beyond else 0.0


def utf8_slots(misread: Misread, read_as: ReadAs) -> tuple[list[Slot], int]:
    """The text with its open places, and how many bytes fit nowhere."""
    data, literals = misread.data, iter(misread.literals)
    slots: list[Slot] = []
    broken = 0
    for match in _parts().finditer(data):
        part = match[0]
        behind = data[match.end()] if match.end() < len(data) else 0x0A
        match match.lastgroup:
            case "sound":
                slots.append(part.decode("utf-8"))
            case "literal":
                slots.append(next(literals))
            case "three":
                first, second, third = (-1 if byte in (LOST, 0x3F) else byte for byte in part)
                slots.append(_three(first, second, third, behind, read_as))
            case "short":
                slots.append(_either(part[0], part[1], behind, read_as))
            case "tails":
                slots.append(_three(-1, part[0], part[1], behind, read_as))
            case "lost":
                slots.append(OPEN)
            case _:
                slots.append(OPEN)
                broken += 1
    return slots, broken


@lru_cache(maxsize=1 << 16)
def _either(first: int, other: int, behind: int, read_as: ReadAs) -> Open:
    """Characters of three bytes with the first one and one of the others, it is not known which."""
    one, two = _three(first, other, -1, behind, read_as), _three(first, -1, other, behind, read_as)
    codes, places = np.unique(np.concatenate((one.codes, two.codes)), return_index=True)
    return Open(codes, np.concatenate((one.bonus, two.bonus))[places])


@lru_cache(maxsize=1 << 16)
def _three(first: int, second: int, third: int, behind: int, read_as: ReadAs) -> Open:
    """Characters of three bytes in UTF-8, of which those below 0 are lost; `behind`: the byte behind them."""
    bytes_ = np.meshgrid(
        np.arange(0xE2, 0xF0) if first < 0 else np.array([first]),
        np.arange(0x80, 0xC0) if second < 0 else np.array([second]),
        np.arange(0x80, 0xC0) if third < 0 else np.array([third]),
        indexing="ij",
    )
    one, two, three = (values.ravel() for values in bytes_)
    codes = ((one & 0xF) << 12 | (two & 0x3F) << 6 | three & 0x3F).astype(np.uint32)
    kept = _plausible(codes)
    one, two, three, codes = one[kept], two[kept], three[kept], codes[kept]
    lost = unreadable(read_as)
    usual = np.ones(len(codes), bool)
    if first < 0:
        usual &= lost[one << 8 | two]
    if second < 0:
        usual &= lost[two << 8 | three]
    if third < 0 and behind != LOST:
        usual &= lost[three << 8 | behind]
    return Open(codes, np.where(usual, 0.0, UNUSUAL) if usual.any() else np.zeros(len(codes)))


def _plausible(codes: Codes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.zeros(len(codes), bool)
    for start, end in ((0x2010, 0x203C), (0x3000, 0x3012), (0x4E00, 0x9FA6), (0xFF00, 0xFF5F)):
        result |= (codes >= start) & (codes < end)
    return result
