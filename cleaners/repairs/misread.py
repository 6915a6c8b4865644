"""Undo a wrong decoding: encode the text back to its bytes, and decode those with the right encoding.

If no byte was lost, the bytes prove the result. Otherwise the remaining bytes limit what each open place may be (`utf8_slots`,
`pair_slots`), and the model of characters chooses (`choice`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import codepoints
from cleaners.repairs.choice import Slot, choose, left_open
from cleaners.repairs.misread_bytes import DOUBLE, SINGLE, Misread, ReadAs, codec, knows, latin_bytes, to_bytes
from cleaners.repairs.pair_slots import pair_slots, quick_cost
from cleaners.repairs.utf8_slots import sound_share, utf8_slots

Really = Literal["utf-8", "gb18030", "big5"]

# A wrong reading is tried if at most this share of the characters could not come from it: a line may be damaged only in part.
MAX_FOREIGN = 0.15


@dataclass(frozen=True, slots=True)
class Chain:
    """A wrong reading: bytes in the encoding `really` that were decoded as `read_as`."""

    read_as: ReadAs
    really: Really

    def __str__(self) -> str:
        return f"{self.really} read as {'cp1252' if self.read_as == 'latin' else self.read_as}"


# UTF-8 first: what forms UTF-8 and reads well is nothing else.
CHAINS = tuple(
    Chain(read_as, really)
    for really in ("utf-8", "gb18030", "big5")
    for read_as in ("latin", *DOUBLE, *SINGLE)
    if read_as != really
)

Path = tuple[Chain, ...]
"""Readings to undo, one after the other: text may have been read wrongly more than once."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The repaired text. `lost` characters are U+FFFD, `guessed` ones were chosen by the model (the least certain with
    a posterior of `least`), and `broken` bytes are not part of any character."""

    text: str
    lost: int = 0
    guessed: int = 0
    broken: int = 0
    least: float = 1.0


def exactly(text: str, chain: Chain) -> str | None:
    """The original of a wrong reading, or None unless its bytes prove all of it."""
    try:
        return _all_bytes(text, chain.read_as).decode(codec(chain.really))
    except UnicodeError:
        return None


def _all_bytes(text: str, read_as: ReadAs) -> bytes:
    if read_as == "latin":
        return text.translate(latin_bytes()).encode("latin-1")
    try:
        return text.encode(codec(read_as))
    except UnicodeEncodeError:
        if read_as not in SINGLE or "\ufffd" in text:
            raise
    misread = to_bytes(text, read_as)  # with what the page leaves open and the reader passed through
    if misread.literals:
        raise UnicodeError("not from this page")
    return misread.data


_READ_AS = frozenset(chain.read_as for chain in CHAINS)


def possible(text: str) -> list[Chain]:
    """The wrong readings that can have produced nearly all characters of the text."""
    codes = codepoints(text)
    beyond = np.minimum(codes[(codes > 0x7F) & (codes != 0xFFFD)], 0xFFFF)
    if not len(beyond):
        return []
    least = (1 - MAX_FOREIGN) * len(beyond)
    known = {read_as: int(np.count_nonzero(knows(read_as).take(beyond))) >= least for read_as in _READ_AS}
    return [chain for chain in CHAINS if known[chain.read_as]]


# A chain is looked into when a quick look at its bytes shows so much: a wrong one has up to a third that form UTF-8 by chance;
# pairs that belong together cost 7 nats each, others 11, and those that loss put out of step lie between.
MIN_SOUND = 0.3
MIN_QUICK = -10.8


def promises(text: str, chain: Chain) -> bool:
    """Whether the chain is worth undoing: a quick look, several times as fast as that."""
    exact = exactly(text, chain) is not None
    if exact and chain.read_as in SINGLE:  # what it reads like then tells other languages
        return True
    if chain.really != "utf-8" and (_is_western(text) or _out_of_step(text, chain)):
        return False
    if exact:
        return True
    misread = to_bytes(text, chain.read_as)
    if chain.really == "utf-8":
        return sound_share(misread) >= MIN_SOUND
    return quick_cost(misread, chain.really) >= MIN_QUICK


# Small letters with accents beside other letters, as in `tête`, and words in Greek or Russian: bytes of Chinese that were read
# so stand together, or beside capitals and signs.
_IN_WORD = lazy_pattern("(?<=[a-z])[ß-öø-ÿœ]+|[ß-öø-ÿœ]+(?=[a-z])|[а-яё]{3,}|[ά-ώ]{3,}")
MAX_IN_WORDS = 0.2


def _is_western(text: str) -> bool:
    beyond = sum(not character.isascii() for character in text)
    return sum(map(len, _IN_WORD.findall(text))) > MAX_IN_WORDS * beyond


# Pairs read as other pairs fall out of step wherever one was lost. U+FFFD tells where that was; a `?` may also be one, and nearly
# every fourth character between two of them would be guessed wrong.
_QUESTIONS = lazy_pattern(r"(?<=[^\x00-\x7f])\?(?=[^\x00-\x7f])")
MAX_QUESTIONS = 0.01


def _out_of_step(text: str, chain: Chain) -> bool:
    return chain.read_as in ("big5", "gb18030") and len(_QUESTIONS.findall(text)) > MAX_QUESTIONS * len(text)


def undo(text: str, chain: Chain, quickly: bool = False) -> Undone | None:
    """`text` read rightly, or None where most of it cannot come from the chain. `quickly`: what is open stays open."""
    exact = exactly(text, chain)
    if exact is not None:
        return Undone(exact)
    misread = to_bytes(text, chain.read_as)
    if len(misread.literals) > MAX_FOREIGN * len(misread.data):
        return None
    slots, broken = _slots(misread, chain)
    if quickly:
        return Undone(left_open(slots), sum(not isinstance(slot, str) for slot in slots), 0, broken)
    chosen = choose(slots)
    return Undone(chosen.text, chosen.lost, chosen.guessed, broken, chosen.least)


def _slots(misread: Misread, chain: Chain) -> tuple[list[Slot], int]:
    if chain.really == "utf-8":
        return utf8_slots(misread, chain.read_as)
    return pair_slots(misread, chain.read_as, chain.really)


def undo_path(text: str, path: Path) -> Undone | None:
    """The same through several readings. Between them what is open stays open: only the last gives Chinese to choose from."""
    for chain in path[:-1]:
        undone = undo(text, chain, quickly=True)
        if undone is None:
            return None
        text = undone.text
    return undo(text, path[-1])
