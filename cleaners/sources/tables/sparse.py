"""Sheets whose cells lie far apart: a library that lays a sheet out whole needs memory for all between A1 and XFD1048576."""

from __future__ import annotations

import io
import re
import zipfile

from cleaners.errors import Rejected
from cleaners.origin import Origin
from cleaners.sources.package import Package

# Cells that a sheet may span as it stands. Beyond it, and where so few of them are written, rows and columns without any go.
MAX_SPAN, MIN_FILLED = 2_000_000, 0.02
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CELL = re.compile(rb"""(<(?:\w{1,20}:)?c\s(?:[^<>]{0,200}?\s)?r=["'])([A-Z]{1,3})([0-9]{1,7})(?=["'])""", re.IGNORECASE)
_ROW = re.compile(rb"""(<(?:\w{1,20}:)?row\s(?:[^<>]{0,200}?\s)?r=["'])([0-9]{1,7})(?=["'])""")
_EXTENT = re.compile(rb"<(?:\w{1,20}:)?(?:dimension|mergeCell)\s[^<>]{0,300}>(?:</(?:\w{1,20}:)?(?:dimension|mergeCell)>)?")
# Widths that a sheet can have, by the letters of the cell farthest to the right.
_WIDTHS = (
    (re.compile(rb"""r=["'][A-Z]{3}[0-9]""", re.IGNORECASE), 16384),
    (re.compile(rb"""r=["'][A-Z]{2}[0-9]""", re.IGNORECASE), 702),
    (re.compile(rb""), 26),
)


def compacted(data: bytes, origin: Origin, most: int) -> bytes:
    """The workbook, its sparse sheets (xlsx) without the rows and columns that hold nothing; others as they are. Raises Rejected
    as packages do, and `too_large` for a sheet that is larger than `most` cells all the same."""
    package = Package.open(data, origin)
    changed: dict[str, bytes] = {}
    for name in package.names():
        if _SHEET.fullmatch(name) and (less := _compacted(package.read(name), origin, most)) is not None:
            changed[name] = less
    if not changed:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in package.names():
            archive.writestr(name, changed[name] if name in changed else package.read(name))
    return out.getvalue()


def _compacted(sheet: bytes, origin: Origin, most: int) -> bytes | None:
    """None where the sheet is not sparse."""
    last = max((int(match[2]) for match in _ROW.finditer(sheet)), default=0)
    if last * next(width for pattern, width in _WIDTHS if pattern.search(sheet)) <= MAX_SPAN:
        return None
    cells = [(match[2].upper(), int(match[3])) for match in _CELL.finditer(sheet)]
    if not cells:
        return None
    columns = sorted({column for column, _ in cells}, key=_number)
    rows = sorted({row for _, row in cells} | {int(match[2]) for match in _ROW.finditer(sheet)})
    span = (rows[-1] - rows[0] + 1) * (_number(columns[-1]) - _number(columns[0]) + 1)
    if span <= MAX_SPAN or (span <= most and len(cells) > MIN_FILLED * span):
        return None
    if len(rows) * len(columns) > most:
        raise Rejected("too_large", f"a sheet of {len(rows):,} rows and {len(columns):,} columns with cells", origin)
    column_of = {column: _letters(at) for at, column in enumerate(columns, 1)}
    row_of = {row: at for at, row in enumerate(rows, 1)}
    sheet = _EXTENT.sub(b"", sheet)
    sheet = _ROW.sub(lambda match: b"%s%d" % (match[1], row_of[int(match[2])]), sheet)
    return _CELL.sub(lambda match: b"%s%s%d" % (match[1], column_of[match[2].upper()], row_of[int(match[3])]), sheet)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> bytes:
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes((65 + rest,)) + letters
    return letters
