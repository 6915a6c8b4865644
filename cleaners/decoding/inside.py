"""A passage in GBK or Big5 within a line of UTF-8: an advertisement or a name that a program put in without converting it.

No separator stands at its ends, and its bytes may form characters of UTF-8 by chance. So all ways of reading the bytes about the
damage are weighed, character by character, each change of encoding at a price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np

from cleaners.characters.model import LIMIT, character_model
from cleaners.decoding.result import REPLACEMENT, Damage
from cleaners.decoding.tolerant import Reading, decode_tolerant, join

# Nats: for a change of encoding, and for a byte that fits nowhere. A character of right text costs 6 to 9, one by chance 12.
CHANGE = -9.0
INVALID = -24.0
# What the two-byte characters must gain over leaving their bytes as damage, and what one may cost.
MIN_PAIRS = 2
MAX_COST = 9.5
# Damage so near to each other is of one passage; so many bytes about it may belong to it.
NEAR, AROUND = 24, 18
LARGEST = 60_000  # bytes looked at: a file with more damage is no text with passages

_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)


def reread_inside(data: bytes, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading of a UTF-8 file with passages in two-byte encodings in their own, and the names of those encodings."""
    if len(reading[1]) < 2:
        return reading, ()
    regions = list(_regions(data))
    if not regions or sum(end - start for start, end in regions) > LARGEST:
        return reading, ()
    parts: list[Reading] = []
    others: dict[str, None] = {}
    done = 0
    for start, end in regions:
        best = max((_read(data[start:end], name) for name in ("gb18030", "big5hkscs")), key=lambda found: found[0])
        if not best[2]:
            continue
        parts += (decode_tolerant(data[done:start], "utf-8"), best[1])
        others[best[2]] = None
        done = end
    if not others:
        return reading, ()
    parts.append(decode_tolerant(data[done:], "utf-8"))
    return join(parts), tuple(others)


_PARTS = re.compile(rb"(?:[\x00-\x7f]|" + _CHARACTER.pattern + rb")++|([\x80-\xff])")


def _regions(data: bytes) -> Iterator[tuple[int, int]]:
    """Spans of bytes about damage, each from one character of UTF-8 to another."""
    bad = [match.start() for match in _PARTS.finditer(data) if match[1] is not None]
    if len(bad) < 2:
        return
    first = bad[0]
    for place, following in pairwise([*bad, len(data) + NEAR + 1]):
        if following - place <= NEAR:
            continue
        start = max(0, first - AROUND)
        start = max(data.rfind(b"\n", start, first) + 1, start)
        while start < first and 0x80 <= data[start] < 0xC0:
            start += 1
        end = data.find(b"\n", place, place + AROUND)
        end = min(len(data), place + AROUND) if end < 0 else end
        while end < len(data) and 0x80 <= data[end] < 0xC0 and end < place + AROUND + 3:
            end += 1
        yield start, end
        first = following


@cache
def _pairs(encoding: str) -> dict[bytes, tuple[str, float]]:
    """Character and log-probability by byte pair."""
    found = {}
    unigrams = character_model().unigrams
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            pair = bytes((lead, trail))
            character = pair.decode(encoding, "ignore")
            if len(character) == 1 and not "\ue000" <= character <= "\uf8ff":
                found[pair] = character, float(unigrams[min(ord(character), LIMIT - 1)])
    return found


def _read(data: bytes, encoding: str) -> tuple[float, Reading, str]:
    """Score of the best way to read the bytes, that reading, and the encoding where the way has a passage in it."""
    pairs, unigrams = _pairs(encoding), character_model().unigrams
    count = len(data)
    never = -1e9
    scores = np.full((2, count + 1), never).tolist()  # in UTF-8, in the other
    back: list[list[tuple[int, int]]] = [[(0, 0)] * (count + 1), [(0, 0)] * (count + 1)]
    scores[0][0] = 0.0
    scores[1][0] = CHANGE
    for at in range(count):
        for mode in (0, 1):
            here = scores[mode][at]
            if scores[1 - mode][at] + CHANGE > here:
                here = scores[1 - mode][at] + CHANGE
                scores[mode][at] = here
                back[mode][at] = (at, 1 - mode)
            if here <= never:
                continue
            byte = data[at]
            if byte < 0x80:
                steps = [(1, 0.0)]
            elif mode:
                known = pairs.get(data[at : at + 2])
                steps = [(2, known[1])] if known else []
            else:
                match = _CHARACTER.match(data, at)
                steps = [(len(match[0]), float(unigrams[min(ord(match[0].decode("utf-8")), LIMIT - 1)]))] if match else []
            if byte >= 0x80:
                steps.append((1, INVALID))
            for size, score in steps:
                if here + score > scores[mode][at + size]:
                    scores[mode][at + size] = here + score
                    back[mode][at + size] = (at, mode)
    best = max(scores[0][count], scores[1][count])
    mode = 0 if scores[0][count] >= scores[1][count] else 1
    parts: list[tuple[int, int, int]] = []
    place = count
    while place > 0:
        before, came = back[mode][place]
        if before != place:
            parts.append((before, place, mode))
        place, mode = before, came
    parts.reverse()
    return best, *_written(data, parts, pairs, encoding)


def _written(
    data: bytes, parts: list[tuple[int, int, int]], pairs: dict[bytes, tuple[str, float]], encoding: str
) -> tuple[Reading, str]:
    text: list[str] = []
    damage: list[Damage] = []
    costs: list[float] = []
    for start, end, mode in parts:
        piece = data[start:end]
        if mode and piece in pairs:
            text.append(pairs[piece][0])
            costs.append(-pairs[piece][1])
        elif end - start == 1 and piece[0] >= 0x80:
            damage.append(Damage(len(text), piece))
            text.append(REPLACEMENT)
        else:
            text.append(piece.decode("utf-8"))
    sure = len(costs) >= MIN_PAIRS and sum(costs) <= MAX_COST * len(costs)
    return ("".join(text), tuple(damage)), encoding if sure else ""
