"""Decode GBK or Big5 where some bytes are lost.

A byte does not show whether it is the first or the second of its character. So around a lost byte all ways of pairing the bytes
are compared: each costs the log-probability of its characters and a price for each loss.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model, codepoints
from cleaners.repairs.choice import OPEN, Codes, Floats, Open, Slot
from cleaners.repairs.local import transitions
from cleaners.repairs.misread_bytes import LITERAL, LOST, Misread, ReadAs, codec, unreadable
from cleaners.repairs.prior import scored_as
from cleaners.repairs.utf8_slots import UNUSUAL

TwoBytes = Literal["gb18030", "big5"]

# Prices in nats. About the log-probability of a usual character, and more for a loss that left no sign in the text.
ASCII = -7.0
HALF_LOST = -9.0
ALL_LOST = -10.0
NO_SIGN = -16.0
NO_CHARACTER = -30.0

_QUESTION = 0x3F


class _Tables(NamedTuple):
    characters: Codes
    """Code point by byte pair; 0 for none."""
    costs: Floats
    """What the character costs by itself, by byte pair."""


@cache
def _tables(really: TwoBytes) -> _Tables:
    characters = np.zeros(0x10000, np.uint32)
    if really == "gb18030":
        characters = gbk().characters
    else:
        for first in range(0x81, 0xFF):
            for second in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
                text = bytes((first, second)).decode(codec(really), "ignore")
                if len(text) == 1 and not "\ue000" <= text <= "\uf8ff":
                    characters[first << 8 | second] = ord(text)
    costs = np.where(characters > 0, character_model().unigrams[scored_as(characters)], NO_CHARACTER).astype(np.float64)
    return _Tables(characters, costs)


# `?` among high bytes may stand for a lost one.
_REGION = rb"(?:[\x1a\x40-\xff]|(?<=[\x80-\xff])\?)+"


@cache
def _regions() -> re.Pattern[bytes]:
    return re.compile(_REGION + rb"|[^\x1a\x40-\xff]+")


def pair_slots(misread: Misread, read_as: ReadAs, really: TwoBytes) -> tuple[list[Slot], int]:
    """The text with its open places, and how many bytes fit nowhere."""
    slots: list[Slot] = []
    broken = 0
    literals = iter(misread.literals)
    for line in re.split(rb"(?<=\n)", misread.data):
        try:
            if LOST in line or LITERAL in line:
                raise UnicodeError
            slots.append(line.decode(codec(really)))
        except UnicodeError:
            for match in _regions().finditer(line):
                if match[0][0] < 0x40 and match[0][0] != LOST:
                    plain = match[0].decode("ascii")
                    slots.append("".join(next(literals) if ord(sign) == LITERAL else sign for sign in plain))
                else:
                    behind = line[match.end()] if match.end() < len(line) else 0x0A
                    more, unfit = _region(match[0], behind, read_as, really)
                    slots += more
                    broken += unfit
    return slots, broken


def quick_cost(misread: Misread, really: TwoBytes) -> float:
    """What a character beyond ASCII costs on average when lost bytes are passed over: a quick look."""
    signs = bytes((LOST, LITERAL))
    text = misread.data.replace(signs[:1], b"\n").replace(signs[1:], b"\n").decode(codec(really), "ignore")
    codes = codepoints(text)
    codes = codes[codes > 0x7F]
    return float(character_model().unigrams[scored_as(codes)].mean()) if len(codes) else NO_CHARACTER


def _region(data: bytes, behind: int, read_as: ReadAs, really: TwoBytes) -> tuple[list[Slot], int]:
    if LOST not in data and _QUESTION not in data:
        try:
            return [data.decode(codec(really))], 0
        except UnicodeError:
            pass
    tables = _tables(really)
    values = np.frombuffer(data + bytes((behind,)), np.uint8).astype(np.intp)
    pairs = values[:-1] << 8 | values[1:]
    slots: list[Slot] = []
    broken = 0
    for start, size in _pairing(data, tables.costs[pairs], _pair_costs(tables.characters[pairs])):
        first, second = data[start], data[start + 1] if size == 2 else LOST
        behind_it = int(values[start + size])
        if size == 2 and LOST not in (first, second) and _QUESTION not in (first, second):
            slots.append(chr(int(tables.characters[first << 8 | second])))
        elif size == 1 and first < 0x80 and first != LOST:
            slots.append(chr(first))
        else:
            sign = size == 2 or first == LOST
            broken += not sign
            if first in (LOST, _QUESTION):
                slots.append(OPEN if second in (LOST, _QUESTION) else _by_second(second, read_as, really))
            else:
                slots.append(_by_first(first, behind_it, read_as, really))
    return slots, broken


def _pair_costs(characters: Codes) -> Floats:
    """What the character at each byte costs behind the one two bytes earlier."""
    keys = scored_as(characters)
    costs = np.full(len(keys), NO_CHARACTER)
    both = ((characters[2:] > 0) & (characters[:-2] > 0)).nonzero()[0] + 2
    costs[both] = transitions(keys[both - 2], keys[both])
    return costs


def _pairing(data: bytes, alone: Floats, behind: Floats) -> list[tuple[int, int]]:
    """The cheapest way to pair the bytes: start and size of each character. For each place the best way that ends there with a
    known character, and the best that ends with anything else."""
    count = len(data)
    never = -1e9
    ends = [(never, 0, False)] * (count + 1), [(never, 0, False)] * (count + 1)
    known, other = ends
    other[0] = (0.0, 0, False)
    single, double = alone.tolist(), behind.tolist()
    for at in range(count):
        by_known, by_other = known[at][0], other[at][0]
        best, from_known = (by_known, True) if by_known > by_other else (by_other, False)
        if best <= never:
            continue
        first = data[at]
        lost = first in (LOST, _QUESTION)
        if first == LOST:
            price = ALL_LOST
        elif first < 0x80:
            price = ASCII
        else:
            price = NO_SIGN
        if best + price > other[at + 1][0]:
            other[at + 1] = (best + price, at, from_known)
        if at + 1 == count:
            continue
        second = data[at + 1]
        if second in (LOST, _QUESTION) or lost:
            if (first >= 0x80 or first == LOST or second >= 0x80) and best + HALF_LOST > other[at + 2][0]:
                other[at + 2] = (best + HALF_LOST, at, from_known)
        elif first >= 0x80 and single[at] > NO_CHARACTER:
            fresh, onward = by_other + single[at], by_known + double[at]
            score, way = (onward, True) if onward > fresh else (fresh, False)
            if score > known[at + 2][0]:
                known[at + 2] = (score, at, way)
    steps = []
    place, in_known = count, known[count][0] > other[count][0]
    while place > 0:
        _, start, came_known = ends[0 if in_known else 1][place]
        steps.append((start, place - start))
        place, in_known = start, came_known
    return steps[::-1]


@lru_cache(maxsize=1 << 16)
def _by_first(first: int, behind: int, read_as: ReadAs, really: TwoBytes) -> Open:
    """Characters by their first byte; the second was lost in front of `behind`."""
    seconds = np.arange(0x40, 0xFF)
    return _open(first << 8 | seconds, seconds << 8 | behind, None if behind == LOST else read_as, really)


@lru_cache(maxsize=1 << 16)
def _by_second(second: int, read_as: ReadAs, really: TwoBytes) -> Open:
    """Characters by their second byte; the first was lost in front of it."""
    pairs = np.arange(0x81, 0xFF) << 8 | second
    return _open(pairs, pairs, read_as, really)


def _open(pairs: npt.NDArray[np.intp], lost: npt.NDArray[np.intp], read_as: ReadAs | None, really: TwoBytes) -> Open:
    codes = _tables(really).characters[pairs]
    kept = (codes >= 0x3000) & (codes < 0xA000) | (codes >= 0xFF00)
    usual = unreadable(read_as)[lost[kept]] if read_as else np.ones(np.count_nonzero(kept), bool)
    return Open(codes[kept], np.where(usual, 0.0, UNUSUAL))
