"""Big5: one name, several tables. The variant that leaves the fewest rare characters is taken.

`big5hkscs` (Python: HKSCS 2004, with ETEN's additions) and `cp950` (Windows) agree on all of Big5 proper and differ in signs, in
the boxes and Han of F9xx, and in what lies outside the old table. No structure tells them apart; what they make of the codes does.
"""

from __future__ import annotations

from cleaners.characters.model import character_model, codepoints
from cleaners.decoding.tolerant import Reading, decode_tolerant

VARIANTS = ("cp950", "big5hkscs")  # the commoner first: it wins ties


def decode_big5(data: bytes) -> tuple[str, Reading]:
    """Name and reading of the best variant; the name is `big5` where the variants agree."""
    readings = {name: decode_tolerant(data, name) for name in VARIANTS}
    cp950, hkscs = readings["cp950"], readings["big5hkscs"]
    if cp950[0] == hkscs[0]:
        return "big5", cp950
    best = max(VARIANTS, key=lambda name: _score_of_difference(readings[name][0], readings[VARIANTS[name == VARIANTS[0]]][0]))
    return best, readings[best]


def _score_of_difference(text: str, other: str) -> float:
    """The score of what only this variant reads, by single characters: the neighbours are the same or as doubtful."""
    only = sorted(set(text) - set(other))
    unigrams = character_model().unigrams
    return sum(float(unigrams[min(ord(character), len(unigrams) - 1)]) * text.count(character) for character in only[:200])
