"""Readings of characters in pinyin, as annotations and glosses write them."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

# Letters that a syllable is written with: vowels with their tone marks, ü, ê, the rare syllabic ḿ and ń, the letters
# ɑ and ɡ of phonetic fonts, and tone marks that were taken off their vowels.
LETTERS = "a-zāáǎàɑēéěèêếềīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡ\u0300-\u030c"

_PHONETIC = str.maketrans("ɑɡ", "ag")


@cache
def by_reading() -> dict[str, str]:
    """Syllable with its tone -> the characters of GBK that are read so (`training/readings.py`)."""
    table = files("cleaners.characters").joinpath("readings.txt").read_text(encoding="utf-8")
    return dict(line.split(" ", 1) for line in table.splitlines())


def normal_reading(written: str) -> str:
    """A syllable as the table spells it: composed, with the plain letters a and g."""
    return unicodedata.normalize("NFC", written).translate(_PHONETIC)


def is_reading(character: str, reading: str) -> bool:
    """Whether `reading`, in normal spelling, is one of the readings of `character`."""
    return character in by_reading().get(reading, "")


@cache
def _without_tones() -> dict[str, frozenset[str]]:
    """Syllable without its tone -> the characters that are read so in any tone."""
    table: dict[str, set[str]] = {}
    for reading, characters in by_reading().items():
        plain = "".join(sign for sign in unicodedata.normalize("NFD", reading.replace("ü", "v")) if sign.isascii())
        table.setdefault(plain, set()).update(characters)
    return {reading: frozenset(characters) for reading, characters in table.items()}


def is_toneless_reading(character: str, reading: str) -> bool:
    """The same for a syllable written without its tone, `nv` for `nü`."""
    return character in _without_tones().get(reading, "")
