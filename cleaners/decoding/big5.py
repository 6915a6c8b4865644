"""Big5: one name, several tables. The variant that leaves the fewest rare characters is taken.

`big5hkscs` (Python: HKSCS 2004, with ETEN's additions) and `cp950` (Windows) agree on all of Big5 proper and differ in signs,
in the boxes and Han of F9xx, and in what lies outside the old table. No structure tells them apart; what they make of the
codes does.
"""

from __future__ import annotations

import numpy as np

from cleaners.characters.model import character_model, utf16_units
from cleaners.decoding.tolerant import Reading, decode_tolerant

VARIANTS = ("cp950", "big5hkscs")  # the commoner first: it wins ties


def decode_big5(data: bytes) -> tuple[str, Reading]:
    """Name and reading of the best variant; the name is `big5` where the variants agree."""
    readings = {name: decode_tolerant(data, name) for name in VARIANTS}
    if readings["cp950"][0] == readings["big5hkscs"][0]:
        return "big5", readings["cp950"]
    best = max(VARIANTS, key=lambda name: _score(readings[name][0]))
    return best, readings[best]


def _score(text: str) -> float:
    """By single characters: their neighbours are the same in both readings. What does not decode is the rarest of all."""
    numbers = np.bincount(utf16_units(text), minlength=0x10000)
    numbers[:0x80] = 0
    numbers[0xD800:0xE000] = 0  # halves of characters beyond the BMP: HKSCS has them, cp950 gives damage instead
    damaged = int(numbers[0xFFFD])
    return float(numbers @ character_model().unigrams[:0x10000].astype(np.float64)) - _DAMAGE_COST * damaged


# Nats on top of the model's cost of U+FFFD: a code that only one variant knows is its, however rare the character.
_DAMAGE_COST = 4.0
