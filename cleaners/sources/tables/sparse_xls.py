"""The same for .xls: its library makes room for what a sheet says that it spans, and for all between its first and last cell.

The records of a workbook ([MS-XLS] 2.4) are changed where they stand: rows and columns without cells go, what is said of the
span becomes what is true.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from cleaners.errors import Rejected
from cleaners.origin import Origin

_OLE = b"\xd0\xcf\x11\xe0"
_BEGIN, _DIMENSIONS, _MANY_NUMBERS = (0x809, 0x409, 0x209, 0x009), 0x200, 0xBD
# Formula, label, number, short number, text of the common table, truth value or error, formatted text; a run of short numbers.
_CELLS = frozenset((0x06, 0x204, 0x203, 0x27E, 0xFD, 0x205, 0xD6, _MANY_NUMBERS))
_NUMBER = 6  # bytes of one in a run


class _Cell(NamedTuple):
    """A record of cells: where its row stands in the stream, how long it is, and what it says."""

    place: int
    size: int
    row: int
    first: int
    last: int
    many: bool


class _Sheet(NamedTuple):
    cells: list[_Cell]
    extents: list[tuple[int, int]]
    """Place and size of the records that say what the sheet spans."""


def compacted_xls(data: bytes, origin: Origin, most: int) -> bytes:
    """The workbook, its sheets that span or claim to span more than `most` cells without rows and columns that hold nothing.
    Raises Rejected("too_large") where even so a sheet is larger."""
    import olefile

    if not data.startswith(_OLE):
        return data
    try:
        copy = BytesIO(data)
        with olefile.OleFileIO(copy, write_mode=True) as ole:
            for name in ("Workbook", "Book"):
                if ole.exists(name) and (less := _compacted(ole.openstream(name).read(), origin, most)) is not None:
                    ole.write_stream(name, less)
            return copy.getvalue()
    except (OSError, ValueError, IndexError, TypeError, AssertionError, struct.error):
        return data  # the reader will say what is wrong with it


def _compacted(stream: bytes, origin: Origin, most: int) -> bytes | None:
    """None where no sheet is sparse."""
    changed = bytearray(stream)
    for sheet in _sheets(stream):
        rows = {row: at for at, row in enumerate(sorted({cell.row for cell in sheet.cells}))}
        columns = sorted({column for cell in sheet.cells for column in range(cell.first, cell.last + 1)})
        span = (max(rows) - min(rows) + 1) * (columns[-1] - columns[0] + 1) if columns else 0
        told = max((_span(stream, *extent) for extent in sheet.extents), default=0)
        if max(span, told) <= most:
            continue
        if len(rows) * len(columns) > most:
            raise Rejected("too_large", f"a sheet of {len(rows):,} rows and {len(columns):,} columns with cells", origin)
        column_of = {column: at for at, column in enumerate(columns)}
        for cell in sheet.cells:
            struct.pack_into("<HH", changed, cell.place, rows[cell.row], column_of[cell.first])
            if cell.many:
                struct.pack_into("<H", changed, cell.place + cell.size - 2, column_of[cell.last])
        for place, size in sheet.extents:
            form = "<IIHH" if size >= 12 else "<HHHH"
            struct.pack_into(form, changed, place, 0, len(rows), 0, len(columns))
    return bytes(changed) if changed != stream else None


def _span(stream: bytes, place: int, size: int) -> int:
    first, last, left, right = struct.unpack_from("<IIHH" if size >= 12 else "<HHHH", stream, place)
    return int(max(0, last - first) * max(0, right - left))


def _sheets(stream: bytes) -> Iterator[_Sheet]:
    sheet = _Sheet([], [])
    for kind, place, size in _records(stream):
        if kind in _BEGIN:
            yield sheet
            sheet = _Sheet([], [])
        elif kind == _DIMENSIONS and size >= 8:
            sheet.extents.append((place, size))
        elif kind in _CELLS and size >= 6:
            row, first = struct.unpack_from("<HH", stream, place)
            many = kind == _MANY_NUMBERS
            # The library believes the length of a run, not the column that it says it ends in.
            last = first + max(0, (size - 6) // _NUMBER - 1) if many else first
            sheet.cells.append(_Cell(place, size, row, first, last, many))
    yield sheet


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if at + 4 + size > len(stream):
            return
        yield kind, at + 4, size
        at += 4 + size
