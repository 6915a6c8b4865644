"""A view of text for matching: simplified characters, ASCII marks and blanks, one character for each character.

Because the length stays, a span found in the folded text is the same span of the text itself. Rules are written once, in
simplified characters with ASCII marks, and match either script and either width.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@cache
def t2s() -> dict[str, str]:
    """Traditional character -> simplified character, as OpenCC converts single characters (`training/fold_table.py`)."""
    old, new = files("cleaners.characters").joinpath("t2s.txt").read_text(encoding="utf-8").split()
    return dict(zip(old, new, strict=True))


# Below so many characters a dictionary is faster than an array (they cross at 20 to 40).
SHORT = 30


@cache
def _table() -> dict[int, str]:
    widths = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # FULLWIDTH FORMS -> ASCII
    blanks = dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), " ")
    return {ord(old): new for old, new in t2s().items()} | widths | blanks


Codes = NDArray[np.uint16]

_CHUNK = 1 << 20  # characters folded at a time: keeps memory flat on a text of 100 MB


@cache
def _array() -> Codes:
    """The table by UTF-16 unit; no character outside the BMP has a place in it."""
    array = np.arange(1 << 16, dtype=np.uint16)
    for code, new in _table().items():
        array[code] = ord(new)
    return array


@cache
def _lower_array() -> Codes:
    """The same in lower case; surrogates, which are no characters, become NUL."""
    array = _array().copy()
    array[(array >= ord("A")) & (array <= ord("Z"))] += 32
    array[0xD800:0xE000] = 0
    return array


def fold(text: str) -> str:
    """`text` in simplified characters with ASCII marks, of the same length."""
    if text.isascii():
        return text
    if len(text) < SHORT:
        return text.translate(_table())
    if len(text) > _CHUNK:
        return "".join(fold(text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK))
    # `take` wants indices of the machine's width, and makes them slowly; out of range is nothing here.
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16).astype(np.intp)
    return str(_array().take(units, mode="clip").data, "utf-16-le", "surrogatepass")


def folded_codes(text: str) -> Codes:
    """The folded characters as numbers, in lower case, one for each character; 0 for what is outside the basic plane."""
    if len(text) > _CHUNK:
        return np.concatenate([folded_codes(text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)])
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(units) != len(text):
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        units = np.where(points > 0xFFFF, 0, points).astype(np.uint16)
    return _lower_array().take(units.astype(np.intp), mode="clip")


@lru_cache(maxsize=2)
def fold_document(text: str) -> str:
    """As `fold`, for the whole text of a document: the steps that look at the same text share one view of it."""
    return fold(text)
