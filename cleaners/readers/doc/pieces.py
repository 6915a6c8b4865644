"""The text of a Word file: pieces of the file, in the order in which they are read."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaners.readers.doc.fib import Fib

_COMPRESSED = 0x40000000
# Where single bytes are no Latin-1 ([MS-DOC] 2.9.73): the code page of Western Windows.
_WESTERN = {n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xA0) if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters [start, end) of the text stand in the file from byte `at` on, `width` bytes each."""

    start: int
    end: int
    at: int
    width: int
    properties: bytes  # of the piece as a whole: a file saved fast notes changes here


@dataclass(frozen=True, slots=True)
class Text:
    """`text` has one character for each position that Word counts: half a pair of surrogates, or one byte of an old file."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...] = field(default=())

    def byte_of(self, position: int) -> int:
        """Where in the file the character at `position` stands; -1 where it does not."""
        number = bisect_right(self.starts, position) - 1
        if number < 0 or position >= self.pieces[number].end:
            return -1
        piece = self.pieces[number]
        return piece.at + (position - piece.start) * piece.width

    def spans_of(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The positions of the characters that stand in bytes [first, last) of the file."""
        for piece in self.pieces:
            start = max(piece.at, first)
            end = min(piece.at + (piece.end - piece.start) * piece.width, last)
            if start < end:
                yield (
                    piece.start + (start - piece.at + piece.width - 1) // piece.width,
                    piece.start + (end - piece.at + piece.width - 1) // piece.width,
                )

    def properties_at(self, position: int) -> bytes:
        number = bisect_right(self.starts, position) - 1
        return self.pieces[number].properties if number >= 0 else b""


def read_text(fib: Fib, document: bytes, table: bytes) -> Text | None:
    """The whole text, part after part; None where no piece of it can be found."""
    pieces = tuple(_pieces(fib, table, len(document)))
    if not pieces and fib.old:
        width = 2 if fib.wide else 1
        length = min(sum(fib.lengths.values()), (len(document) - fib.first) // width)
        pieces = (Piece(0, length, fib.first, width, b""),) if length > 0 else ()
    if not pieces:
        return None
    text = []
    at = 0
    for piece in pieces:
        text.append("\0" * (piece.start - at) + _characters(document, piece, fib.old))
        at = piece.end
    return Text("".join(text), pieces, tuple(piece.start for piece in pieces))


def _pieces(fib: Fib, table: bytes, size: int) -> Iterator[Piece]:
    if "pieces" not in fib.tables or (fib.old and not fib.complex):
        return
    at, length = fib.tables["pieces"]
    end = min(at + length, len(table))
    modifiers: list[bytes] = []
    while at + 3 <= end and table[at] == 1:
        count = struct.unpack_from("<H", table, at + 1)[0]
        modifiers.append(table[at + 3 : at + 3 + count])
        at += 3 + count
    if at + 5 > end or table[at] != 2:
        return
    length = struct.unpack_from("<I", table, at + 1)[0]
    at += 5
    count = (min(length, len(table) - at) - 4) // 12
    if count < 1:
        return
    positions = struct.unpack_from(f"<{count + 1}I", table, at)
    last = 0
    for number in range(count):
        start, stop = positions[number], positions[number + 1]
        place, modifier = struct.unpack_from("<IH", table, at + 4 * (count + 1) + 8 * number + 2)
        if fib.old:
            width = 2 if fib.wide else 1
        elif place & _COMPRESSED:
            place, width = (place & ~_COMPRESSED) // 2, 1
        else:
            width = 2
        stop = min(stop, start + max(0, size - place) // width)
        if start < last or stop <= start:
            continue
        grpprl = modifiers[modifier >> 1] if modifier & 1 and modifier >> 1 < len(modifiers) else b""
        last = stop
        yield Piece(start, stop, place, width, grpprl)


def _characters(document: bytes, piece: Piece, old: bool) -> str:
    data = document[piece.at : piece.at + (piece.end - piece.start) * piece.width]
    if piece.width == 1:
        text = data.decode("latin-1")
        return text if old else text.translate(_WESTERN)
    text = data.decode("utf-16-le", "surrogatepass") if len(data) % 2 == 0 else data[:-1].decode("utf-16-le", "surrogatepass")
    if len(text) != len(data) // 2:  # pairs of surrogates have become one character: each half keeps its place
        text = "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))
    return text
