"""Spreadsheets (xls, xlsx, xlsb, ods): a row a line, cells parted by tabs; where there are several sheets, each
under its name."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from io import BytesIO

import python_calamine as calamine

from cleaners.document import Document, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.flow import Line, assemble
from cleaners.readers.package import Package
from cleaners.readers.properties import properties
from cleaners.readers.xml_parts import descendants, parse, text_of
from cleaners.sources.item import RawItem

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
MAX_CELLS = 5_000_000
_MIDNIGHT = dt.time()


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    package = None
    if item.data.startswith(_ZIP):
        package = Package.open(item.data, item.origin)
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise Rejected("encrypted", "a password is needed", item.origin)
        package.check()
    try:
        with calamine.load_workbook(BytesIO(item.data)) as book:
            lines = list(_lines(book, item))
    except calamine.PasswordError:
        raise Rejected("encrypted", "a password is needed", item.origin) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Rejected("encrypted" if "assword" in str(error) else "broken", str(error), item.origin) from None
    metadata = _package_properties(package) if package else _ole_properties(item.data)
    text, marks = assemble(lines)
    return Document.of(text, marks=marks, metadata=metadata, origin=item.origin)


def _lines(book: calamine.CalamineWorkbook, item: RawItem) -> Iterator[Line]:
    sheets = [(found, rows) for found in book.sheets_metadata if (rows := _rows(book, found, item))]
    for found, rows in sheets:
        shown = found.visible == calamine.SheetVisibleEnum.Visible
        heading = [Line(found.name.strip(), "heading", 1)] if len(sheets) > 1 else []
        for line in (*heading, *(Line(row, "table_row") for row in rows)):
            if not shown:
                line.hidden = ((0, len(line.text)),)
            yield line


def _rows(book: calamine.CalamineWorkbook, found: calamine.SheetMetadata, item: RawItem) -> list[str]:
    if found.typ != calamine.SheetTypeEnum.WorkSheet:
        return []
    sheet = book.get_sheet_by_name(found.name)
    if sheet.height * sheet.width > MAX_CELLS:
        raise Rejected("too_large", f"a sheet of {sheet.height:,} rows and {sheet.width:,} columns", item.origin)
    return [row for cells in sheet.to_python() if (row := row_text(cells)).strip()]


def row_text(cells: Sequence[object]) -> str:
    """The cells of a row, parted by tabs, without those at its end that are empty."""
    return "\t".join(map(cell_text, cells)).rstrip("\t ")


def cell_text(value: object) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _number(value: float) -> str:
    """As a spreadsheet shows it: 15 digits, no exponent."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.15g}"
    return f"{value:.0f}" if "e+" in text else f"{value:.15f}".rstrip("0") if "e-" in text else text


def _package_properties(package: Package) -> dict[str, Scalar]:
    values: dict[str, str] = {}
    for part, names in _NAMES.items():
        root = parse(package.read(part))
        for name, tag in names.items():
            values.setdefault(name, text_of(next(descendants(root, tag), None)))
    return properties(**{name: value for name, value in values.items() if value})


_NAMES = {
    "docProps/core.xml": {"title": "title", "author": "creator", "created": "created", "modified": "modified"},
    "meta.xml": {"title": "title", "author": "initial-creator", "created": "creation-date", "modified": "date"},
}


def _ole_properties(data: bytes) -> dict[str, Scalar]:
    if not data.startswith(_OLE):
        return {}
    import olefile

    from cleaners.readers.ole_properties import summary

    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return summary(ole)
    except (OSError, ValueError, IndexError, TypeError):
        return {}
