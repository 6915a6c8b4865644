"""The prior probability of a character that has to be guessed, before its neighbours are looked at."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.fold import t2s
from cleaners.characters.gbk import gbk
from cleaners.characters.model import character_model

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]

REPLACEMENT = 0xFFFD


@cache
def _scored_as() -> Codes:
    """The code point that the model is asked for: simplified, with full-width marks. One table for both scripts, since
    traditional text from the mainland has the mainland's words."""
    table = np.arange(0x10000, dtype=np.uint32)
    for old, new in t2s().items():
        if ord(old) < 0x10000 and ord(new) < 0x10000:
            table[ord(old)] = ord(new)
    for mark in ",:;?!()":
        table[ord(mark)] = ord(mark) + 0xFEE0
    return table


def scored_as(codes: Codes) -> Codes:
    return _scored_as()[np.minimum(codes, 0xFFFF)]


OTHER_SCRIPT = -4.0  # log of the prior of a guessed character in the form of the other script
RAREST = -13.0  # a character that costs more (nats, without context) is not guessed


@cache
def guess_bonus(traditional: bool) -> Floats:
    """What speaks for a guessed character, by code point; minus infinity for those that are never guessed."""
    table = np.full(0x10000, -np.inf)
    codes = gbk().characters[gbk().characters > 0]
    table[codes[character_model().unigrams[scored_as(codes)] > RAREST]] = 0.0
    simplified = frozenset(t2s().values()) - frozenset(t2s())
    for character in simplified if traditional else t2s():
        if ord(character) < 0x10000:
            table[ord(character)] += OTHER_SCRIPT
    return table


def is_traditional(text: str) -> bool:
    """Whether guesses should be made in traditional characters."""
    head = [character for character in text[:20_000] if character >= "\u3400"]
    table = t2s()
    return sum(character in table for character in head) > 0.05 * len(head)
