"""The code pages of RTF: of the document, and of fonts by the character set that they name."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

# Font character sets of Windows; what is not here is the document's own.
CHARSETS: Final = {
    77: "mac-roman", 78: "cp932", 79: "cp949", 80: "gb18030", 81: "cp950", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp437",
}  # fmt: skip
SYMBOL: Final = 2
WESTERN: Final = "cp1252"
EAST_ASIAN: Final = frozenset({"gb18030", "cp950", "cp932", "cp949", "johab"})
_PAIRS: Final = re.compile(rb"(?:[\x00-\x7f]|[\x81-\xfe][\x40-\x7e\xa1-\xfe])*")
_HIGH_PAIRS: Final = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")


@dataclass(slots=True)
class Font:
    page: str = ""
    name: str = ""
    symbols: bool = False


def code_page(number: int) -> str:
    """The codec of a Windows code page."""
    if number == 936:
        return "gb18030"
    if number == 65001:
        return "utf-8"
    if number == 10000:
        return "mac-roman"
    name = f"cp{number}"
    try:
        codecs.lookup(name)
    except LookupError:
        return WESTERN
    return name


def decoded(data: bytes, font: str, document: str) -> str:
    """8-bit text in the code page of its font, or of the document where the font names none (""). A Western font may hold the
    document's East Asian text: where all its high bytes come in pairs, it does."""
    if data.isascii():
        return data.decode("ascii")
    page = font or document
    if page == WESTERN:
        east = document if document in EAST_ASIAN else "gb18030"
        if _HIGH_PAIRS.fullmatch(data):
            text = data.decode(east, "replace")
            if document in EAST_ASIAN or _is_common(text):
                page = east
    return data.decode(page, "replace")


def _is_common(text: str) -> bool:
    """Whether its Han characters are of the first level of GB 2312: Western letters in a row read as Chinese are not."""
    rest = [sign for sign in text if ord(sign) > 0x7F]
    common = sum(0xB0 <= (sign.encode("gb2312", "ignore") or b"\0")[0] <= 0xD7 for sign in rest)
    return len(rest) >= 2 and common > 0.6 * len(rest)
