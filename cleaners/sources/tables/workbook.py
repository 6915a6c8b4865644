"""The sheets of a workbook (xls, xlsx, xlsb, ods) with their rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import python_calamine as calamine

from cleaners.errors import Rejected
from cleaners.origin import Origin
from cleaners.sources.package import Package
from cleaners.sources.panics import panics_rejected
from cleaners.sources.tables.sparse import compacted
from cleaners.sources.tables.sparse_xls import compacted_xls

MAX_CELLS = 5_000_000
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
# Records of the workbook of a .xls ([MS-XLS] 2.3): how the rest is encrypted, and the end of what describes the workbook.
_FILE_PASS, _END = 0x2F, 0x0A
_HEAD = 1 << 16


class Sheet(NamedTuple):
    """One sheet that holds something."""

    name: str
    shown: bool
    rows: list[Sequence[object]]
    """Cells as they are kept: texts, numbers, dates. Rows without any are left out."""


def sheets_of(data: bytes, origin: Origin, *, most_rows: int | None = None) -> Iterator[Sheet]:
    """The sheets of a workbook, their first `most_rows` rows. Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    if data.startswith(_ZIP):
        package = Package.open(data, origin)
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise Rejected("encrypted", "a password is needed", origin)
        package.check()
        data = compacted(data, origin, MAX_CELLS)
    elif _is_locked(data):
        raise Rejected("encrypted", "a password is needed", origin)
    else:
        data = compacted_xls(data, origin, MAX_CELLS)
    try:
        with panics_rejected(origin), calamine.load_workbook(BytesIO(data)) as book:
            for found in book.sheets_metadata:
                rows = _rows(book, found, origin, most_rows) if found.typ == calamine.SheetTypeEnum.WorkSheet else []
                if rows:
                    yield Sheet(found.name.strip(), found.visible == calamine.SheetVisibleEnum.Visible, rows)
    except calamine.PasswordError:
        raise Rejected("encrypted", "a password is needed", origin) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Rejected("encrypted" if "assword" in str(error) else "broken", str(error), origin) from None


def _rows(
    book: calamine.CalamineWorkbook, found: calamine.SheetMetadata, origin: Origin, most_rows: int | None
) -> list[Sequence[object]]:
    sheet = book.get_sheet_by_name(found.name)
    if sheet.height * sheet.width > MAX_CELLS:
        raise Rejected("too_large", f"a sheet of {sheet.height:,} rows and {sheet.width:,} columns", origin)
    return [cells for cells in sheet.to_python(nrows=most_rows) if any(cell != "" and cell is not None for cell in cells)]


def _is_locked(data: bytes) -> bool:
    """Whether the stream of a .xls is encrypted from a record on."""
    if not data.startswith(_OLE):
        return False
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            name = next((name for name in ("Workbook", "Book") if ole.exists(name)), "")
            head = ole.openstream(name).read(_HEAD) if name else b""
    except (OSError, ValueError, IndexError, TypeError, struct.error):
        return False
    at = 0
    while at + 4 <= len(head):
        kind, size = struct.unpack_from("<HH", head, at)
        if kind in (_FILE_PASS, _END):
            return bool(kind == _FILE_PASS)
        at += 4 + size
    return False
