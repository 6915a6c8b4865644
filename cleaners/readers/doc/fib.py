"""The head of a Word file (FIB): which version it is, and where everything else lies."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

# Counts of characters of the parts of the text, which follow each other in this order.
PARTS: Final = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")

# Versions (nFib) from the first of Word 6 on are compound files; below the first of Word 97, text is 8-bit.
_WORD_6, _WORD_97 = 101, 193
_ENCRYPTED, _TABLE_1, _EXTENDED, _COMPLEX = 0x100, 0x200, 0x1000, 0x4

# Table -> its position in the FIB: Word 97 and later, Word 6 and 95 (0 where they have none that is known).
_TABLES: Final = {
    "styles": (0xA2, 0x60),
    "footnote_refs": (0xAA, 0x68),
    "footnote_texts": (0xB2, 0x70),
    "comment_refs": (0xBA, 0x78),
    "comment_texts": (0xC2, 0x80),
    "headers": (0xF2, 0xB0),
    "character_formats": (0xFA, 0xB8),
    "paragraph_formats": (0x102, 0xC0),
    "pieces": (0x1A2, 0x160),
    "endnote_refs": (0x20A, 0x1D2),
    "endnote_texts": (0x212, 0x1DA),
    "anchors": (0x1DA, 0),
    "fonts": (0x112, 0),
    "lists": (0x2E2, 0),
    "list_references": (0x2EA, 0),
    "box_texts": (0x25A, 0),
}
# The code page of 8-bit text, by the language in the head.
_CODE_PAGES: Final = {
    0x0404: "cp950", 0x0804: "gb18030", 0x0C04: "cp950", 0x1004: "gb18030", 0x1404: "cp950", 0x0411: "cp932", 0x0412: "cp949",
    0x0419: "cp1251", 0x0408: "cp1253", 0x041F: "cp1254", 0x040D: "cp1255", 0x0401: "cp1256", 0x0405: "cp1250", 0x0415: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fib:
    old: bool  # Word 6 or 95: 8-bit text, all in one stream
    encrypted: bool
    wide: bool  # an old file whose characters take two bytes each (East Asian editions of Word 95)
    complex: bool  # the text of an old file is in pieces
    table_stream: str
    code_page: str
    first: int  # position of the text of an old file that is not in pieces
    lengths: dict[str, int]  # characters of each part
    tables: dict[str, tuple[int, int]]  # position and length

    def start_of(self, part: str) -> int:
        return sum(self.lengths[name] for name in PARTS[: PARTS.index(part)])


def read_fib(data: bytes) -> Fib | None:
    """The head at the start of the stream `WordDocument`; None where there is none."""
    if len(data) < 0x200:
        return None
    magic, version = struct.unpack_from("<HH", data)
    if magic & 0xFF not in (0xEC, 0xDC, 0x9B) or version < _WORD_6:
        return None
    language, flags = struct.unpack_from("<H2xH", data, 6)
    old = version < _WORD_97
    counts = struct.unpack_from("<8i", data, 52 if old else 76)
    tables = {}
    for name, places in _TABLES.items():
        at = places[old]
        if at and at + 8 <= len(data):
            tables[name] = struct.unpack_from("<Ii", data, at)
    return Fib(
        old=old,
        encrypted=bool(flags & _ENCRYPTED),
        wide=old and bool(flags & _EXTENDED),
        complex=bool(flags & _COMPLEX),
        table_stream="1Table" if flags & _TABLE_1 else "0Table",
        code_page=_CODE_PAGES.get(language, "cp1252"),
        first=struct.unpack_from("<I", data, 0x18)[0],
        lengths={name: max(0, min(count, len(data))) for name, count in zip(PARTS, counts, strict=True)},
        tables={name: place for name, place in tables.items() if place[1] > 0},
    )
