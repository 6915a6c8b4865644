"""Big5: one name, several tables. The variant that leaves the fewest rare characters is taken.

`big5hkscs` (Python: HKSCS 2004, with ETEN's additions) and `cp950` (Windows) agree on all of Big5 proper and differ in signs,
in the boxes and Han of F9xx, and in what lies outside the old table. No structure tells them apart; what they make of the
codes does.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from cleaners.characters.model import LIMIT, Floats, character_model, codepoints
from cleaners.decoding.tolerant import Reading, decode_tolerant

VARIANTS = ("cp950", "big5hkscs")  # the commoner first: it wins ties

# Nats on top of the model's cost of U+FFFD: a code that only one variant knows is its, however rare the character.
_DAMAGE_COST = 4.0

_CHUNK = 1 << 17  # characters looked up at a time: small enough for the processor's cache


def decode_big5(data: bytes) -> tuple[str, Reading]:
    """Name and reading of the best variant; the name is `big5` where the variants agree."""
    reading = decode_tolerant(data, "cp950")
    if not reading[1]:
        disputed, gain = _gain(reading[0])
        if not disputed:
            return "big5", reading
        if gain <= 0:
            return "cp950", reading
    readings = {"cp950": reading, "big5hkscs": decode_tolerant(data, "big5hkscs")}
    if readings["cp950"][0] == readings["big5hkscs"][0]:
        return "big5", reading
    best = max(VARIANTS, key=lambda name: _score(readings[name][0]))
    return best, readings[best]


def _gain(text: str) -> tuple[bool, float]:
    """Whether `big5hkscs` would read anything of this text of `cp950` otherwise, and the nats that it would gain."""
    parts = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
    gains = [part[part != 0] for part in (_gains().take(codepoints(part), mode="clip") for part in parts)]
    return any(map(len, gains)), float(sum(part.sum(dtype=np.float64) for part in gains))


@cache
def _gains() -> Floats:
    """By code point that `cp950` gives for a code: the nats that `big5hkscs` gains there. Where they agree it is 0 exactly."""
    gains = np.zeros(0x10000, np.float32)
    codes = b"\n".join(bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    readings = (codes.decode(name, "replace").split("\n") for name in VARIANTS)
    for character, other in zip(*readings, strict=True):
        if len(character) == 1 and character != other:
            gains[ord(character)] = _score(other) - _score(character) or -1e-3
    return gains


@cache
def _costs() -> Floats:
    """By code point: characters beyond the BMP are free, since HKSCS has them where cp950 gives damage."""
    costs = character_model().unigrams.copy()
    costs[:0x80] = costs[0x10000:] = 0
    costs[0xFFFD] -= _DAMAGE_COST
    return costs


def _score(text: str) -> float:
    """By single characters: their neighbours are the same in both readings. What does not decode is the rarest of all."""
    return float(_costs()[np.minimum(codepoints(text), LIMIT - 1)].sum(dtype=np.float64))
