"""Books in Palm databases (PalmDOC, MOBI, AZW3), put together from the parts that a test is about."""

from __future__ import annotations

import struct


def database(records: list[bytes], kind: bytes = b"BOOKMOBI") -> bytes:
    """The file: a name, a table of where records begin, the records."""
    start = 78 + 8 * len(records) + 2
    table, at = b"", start
    for number, record in enumerate(records):
        table += struct.pack(">II", at, number)
        at += len(record)
    return (
        struct.pack(">32sHHIIIIII8sIIH", b"book", 0, 0, 0, 0, 0, 0, 0, 0, kind, 0, 0, len(records))
        + table
        + b"\0\0"
        + b"".join(records)
    )


def packed(data: bytes) -> bytes:
    """PalmDOC's packing by its simplest means: runs of bytes as they are, and blanks joined to a letter."""
    out, at = b"", 0
    while at < len(data):
        if data[at] == 32 and at + 1 < len(data) and 0x40 <= data[at + 1] < 0x80:
            out, at = out + bytes((data[at + 1] | 0x80,)), at + 2
        elif 9 <= data[at] < 0x80 or not data[at]:
            out, at = out + data[at : at + 1], at + 1
        else:
            piece = data[at : at + 8]
            out, at = out + bytes((len(piece),)) + piece, at + len(piece)
    return out


def mobi(
    text: bytes, *, packing: int = 2, encoding: int = 65001, version: int = 6, drm: int = 0, size: int = 4096, trailers: int = 0,
    extra: dict[int, bytes] | None = None, flows: int = 0,
) -> list[bytes]:  # fmt: skip
    """The records of a book: its header, its text, for one of the new kind the table of its flows (`flows` bytes are text)."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    # The bytes of a cut character stand behind the text, other entries, with their sizes at their ends, behind them.
    tail = b"\0" * (trailers & 1) + b"\x01\x02\x83" * (trailers >> 1)
    body = [(packed(piece) if packing == 2 else piece) + tail for piece in pieces]
    title, length = "茶经新编".encode(), 232
    values = b"".join(struct.pack(">II", number, len(value) + 8) + value for number, value in (extra or {}).items())
    exth = b"EXTH" + struct.pack(">II", 12 + len(values), len(extra or {})) + values
    header = bytearray(16 + length)
    struct.pack_into(">HHIHHHH", header, 0, packing, 0, len(text), len(pieces), size, drm, 0)
    struct.pack_into(">4sIIII", header, 16, b"MOBI", length, 2, encoding, 1)
    struct.pack_into(">I", header, 36, version)
    struct.pack_into(">II", header, 84, 16 + length + len(exth), len(title))
    struct.pack_into(">I", header, 128, 0x40)
    struct.pack_into(">I", header, 192, len(pieces) + 1 if flows else 0xFFFFFFFF)
    struct.pack_into(">H", header, 242, trailers)
    table = [b"FDST" + struct.pack(">IIIIII", 12, 2, 0, flows, flows, len(text))] if flows else []
    return [bytes(header) + exth + title, *body, *table]
