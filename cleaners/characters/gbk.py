"""The two-byte characters of GBK, as tables between code points and byte pairs."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))


class GbkTables(NamedTuple):
    """Byte pairs are numbers, `lead << 8 | trail`; 0 stands for none."""

    pairs: npt.NDArray[np.uint16]
    """Byte pair by code point (BMP), private use included."""
    characters: Codes
    """Code point by byte pair; 0 where the pair is free or for private use."""


@cache
def gbk() -> GbkTables:
    numbers = (np.array(LEADS, np.uint16)[:, None] << 8 | np.array(TRAILS, np.uint16)).ravel()
    # Decoding with the larger GB18030 gives each pair exactly one character, for private use where GBK has none.
    text = numbers.astype(">u2").tobytes().decode("gb18030")
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    pairs = np.zeros(0x10000, np.uint16)
    characters = np.zeros(0x10000, np.uint32)
    plane = codes < 0x10000
    pairs[codes[plane]] = numbers[plane]
    known = plane & ((codes < 0xE000) | (codes > 0xF8FF))
    characters[numbers[known]] = codes[known]
    return GbkTables(pairs, characters)
