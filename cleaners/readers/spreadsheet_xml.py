"""The XML of Excel 2003 (SpreadsheetML), which programs still write under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Document, Origin
from cleaners.readers.flow import MAX_REPEATED, Line, assemble
from cleaners.readers.properties import properties
from cleaners.readers.xml_parts import Element, attribute, child, children, local, text_of
from cleaners.sources.tables.cells import row_text


def read_flat(root: Element, origin: Origin) -> Document:
    sheets = [(attribute(sheet, "Name"), list(_rows(child(sheet, "Table")))) for sheet in children(root, "Worksheet")]
    sheets = [(name, rows) for name, rows in sheets if rows]
    lines: list[Line] = []
    for name, rows in sheets:
        if len(sheets) > 1 and name:
            lines.append(Line(name, "heading", 1))
        lines += (Line(row, "table_row") for row in rows)
    said = child(root, "DocumentProperties")
    metadata = properties(
        title=text_of(child(said, "Title")),
        author=text_of(child(said, "Author")),
        created=text_of(child(said, "Created")),
        modified=text_of(child(said, "LastSaved")),
    )
    text, marks = assemble(lines)
    return Document.of(text, marks=marks, metadata=metadata, origin=origin)


def _rows(table: Element | None) -> Iterator[str]:
    for row in children(table, "Row"):
        cells: list[str] = []
        for cell in row:
            if local(cell) != "Cell":
                continue
            place = attribute(cell, "Index")
            if place.isdecimal() and int(place) - 1 > len(cells):
                cells += [""] * min(int(place) - 1 - len(cells), MAX_REPEATED)
            cells.append(_value(child(cell, "Data")))
            across = attribute(cell, "MergeAcross")
            cells += [""] * (min(int(across), MAX_REPEATED) if across.isdecimal() else 0)
        if text := row_text(cells):
            yield text


def _value(data: Element | None) -> str:
    text = text_of(data)
    if data is not None and attribute(data, "Type") == "DateTime":
        return text.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    return text
