"""Encode wrongly decoded text back to its bytes, as arrays. A byte that was lost keeps its place as the value LOST."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaners.characters.gbk import gbk
from cleaners.characters.model import codepoints

ReadAs = str
"""Name of the encoding that the bytes were read in: `latin` (cp1252 and Latin-1 in one), one of SINGLE or of DOUBLE."""

# Two control characters, which `entry` has removed from every text, stand for what is not a known byte.
LOST = 0x1A  # a byte that is not known
LITERAL = 0x0E  # a character that no byte gives

# Python's big5 is the standard without what all systems added to it, its gb2312 and shift_jis likewise.
CODECS = {"big5": "cp950", "latin": "cp1252"}
# One byte a character. Pages that differ in few places stand beside each other: the one that explains every character wins.
SINGLE = (
    "iso8859-15", "mac_roman", "cp1251", "cp437", "cp1250", "iso8859-2", "iso8859-16", "cp1254", "cp1253", "cp1257", "cp850",
    "cp852", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac_cyrillic", "iso8859-7", "cp874",
)  # fmt: skip
DOUBLE = ("gb18030", "big5", "cp932", "cp949")
_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes that cp1252 leaves open; some readers pass them through, some lose them

_TWICE = 0xED00  # cp932 has the characters of IBM's extension twice, at ED and at FA; the other pages have none so high


def codec(name: str) -> str:
    """What Python calls an encoding."""
    return CODECS.get(name, name)


@dataclass(frozen=True, slots=True)
class Misread:
    """`literals` are the characters that stand as LITERAL among the bytes, in order."""

    data: bytes
    literals: str


def to_bytes(text: str, read_as: ReadAs) -> Misread:
    """The bytes that give `text` when they are read so."""
    codes = codepoints(text)
    values = values_of(read_as)[np.minimum(codes, 0xFFFF)]
    foreign = values == 0
    values = np.where(foreign, LITERAL, values)
    double = values > 0xFF
    ends = np.cumsum(double.astype(np.intp) + 1)
    data = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    data[ends - 1] = values & 0xFF
    data[ends[double] - 2] = values[double] >> 8
    return Misread(data.tobytes(), codes[foreign].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"))


@cache
def latin_bytes() -> dict[int, int]:
    """The characters of cp1252 beyond Latin-1, as `str.translate` wants them."""
    return {ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in _HOLES}


@cache
def values_of(read_as: ReadAs) -> npt.NDArray[np.uint16]:
    """The byte, or `first << 8 | second`, by code point; 0 where the reading never gives it."""
    values = np.zeros(0x10000, np.uint16)
    values[:0x80] = np.arange(0x80)
    if read_as == "latin":
        values[:0x100] = np.arange(0x100)
        for code, byte in latin_bytes().items():
            values[code] = byte
    elif read_as == "gb18030":
        pairs = gbk().pairs
        values[0x80:] = pairs[0x80:]
        values[ord("€")] = 0x80  # the two-byte code pages of Windows have it alone at 80
    else:
        for number, code in _decoded(read_as):
            twice = values[code] >= _TWICE  # which of the two it was is not known
            values[code] = LOST << 8 | LOST if twice else values[code] or number
        if read_as in SINGLE:  # what a page leaves open, many readers pass through
            for byte in range(0x80, 0x100):
                if byte < 0xA0 or byte not in values:
                    values[byte] = values[byte] or byte
    values[[0, LITERAL, LOST, 0xFFFF]] = 0
    values[0xFFFD] = LOST
    return values


def _decoded(read_as: ReadAs) -> list[tuple[int, int]]:
    """Every single byte beyond ASCII and every pair that the reading knows, with the code point it gives."""
    pairs = () if read_as in SINGLE else range(0x80, 0x100)
    numbers = [*range(0x80, 0x100), *(first << 8 | second for first in pairs for second in range(0x40, 0x100))]
    found = []
    for number in numbers:
        try:
            text = number.to_bytes(1 if number < 0x100 else 2, "big").decode(codec(read_as))
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and ord(text) < 0x10000:
            found.append((number, ord(text)))
    return found


@cache
def knows(read_as: ReadAs) -> npt.NDArray[np.bool_]:
    """Whether the reading gives the character, by code point."""
    table: npt.NDArray[np.bool_] = values_of(read_as) != 0
    return table


@cache
def unreadable(read_as: ReadAs) -> npt.NDArray[np.bool_]:
    """Whether a byte followed by another is lost in the reading, by `first << 8 | second`."""
    if read_as.startswith("utf-16"):  # what is no character comes in pairs of surrogates, D8 to DF
        lost = np.zeros((0x100, 0x100), bool)
        lost[0xD8:0xE0] = lost[:, 0xD8:0xE0] = True
        return lost.ravel()
    if read_as == "latin":
        lost = np.zeros((0x100, 0x100), bool)
        lost[list(_HOLES)] = True
        return lost.ravel()
    readable = np.zeros((0x100, 0x100), bool)
    if read_as == "gb18030":
        # Readers of plain GBK know no private use, and are the ones that lose bytes there.
        readable = (gbk().characters > 0).reshape(0x100, 0x100).copy()
    else:
        for number, code in _decoded(read_as):
            if 0x80 <= code < 0xA0 or 0xE000 <= code < 0xF900:
                continue  # a control or private character, in which other readers of the same page see none
            if number < 0x100:
                readable[number] = True
            else:
                readable[number >> 8, number & 0xFF] = True
    return ~readable.ravel()
