"""Spreadsheets (xls, xlsx, xlsb, ods): a row a line, cells parted by tabs; where there are several sheets, each
under its name."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from cleaners.document import Document, Scalar
from cleaners.options import Context
from cleaners.readers.flow import Line, assemble
from cleaners.readers.properties import properties
from cleaners.readers.xml_parts import descendants, parse, text_of
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package
from cleaners.sources.tables.cells import row_text
from cleaners.sources.tables.workbook import sheets_of

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    text, marks = assemble(_lines(item))
    zipped = item.data.startswith(_ZIP)
    metadata = _package_properties(Package.open(item.data, item.origin)) if zipped else _ole_properties(item.data)
    return Document.of(text, marks=marks, metadata=metadata, origin=item.origin)


def _lines(item: RawItem) -> Iterator[Line]:
    sheets = list(sheets_of(item.data, item.origin))
    for sheet in sheets:
        heading = [Line(sheet.name, "heading", 1)] if len(sheets) > 1 else []
        for line in (*heading, *(Line(row, "table_row") for cells in sheet.rows if (row := row_text(cells)).strip())):
            if not sheet.shown:
                line.hidden = ((0, len(line.text)),)
            yield line


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
