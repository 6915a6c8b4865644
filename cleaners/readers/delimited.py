"""Tables as text (CSV, TSV): a row a line, cells parted by tabs."""

from __future__ import annotations

import re

from cleaners.document import Document, Mark
from cleaners.options import Context
from cleaners.readers import text as plain
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.readers.flow import Line, assemble
from cleaners.sources.item import RawItem
from cleaners.sources.tables.cells import row_text
from cleaners.sources.tables.rows import Shape, lines_of, rows_of, separator_of

SHAPE_ROWS = 10_000


def read(item: RawItem, context: Context) -> Document:
    """The rows; text whose lines have no cells in common is read as what it is."""
    decoded = decoded_item(item, context)
    separator = separator_of(decoded.text)
    if not separator:
        return plain.read(item, context)
    rows = aligned(list(rows_of(lines_of([decoded.text.removeprefix("\ufeff")]), separator)), separator)
    text, marks = assemble(Line(line, "table_row") for line in map(row_text, rows) if line)
    places = [found.start() for found in re.finditer("\ufffd", text)]
    if len(places) == len(decoded.damage):
        marks += [Mark("damage", at, at + 1, {"bytes": d.data.hex()}) for at, d in zip(places, decoded.damage, strict=True)]
    return Document.of(text, marks=marks, metadata=encoding_metadata(decoded), origin=item.origin)


def aligned(rows: list[list[str]], separator: str) -> list[list[str]]:
    """The rows; those with more cells than usual put together again (see `Shape.fit`)."""
    shape = Shape(rows[:SHAPE_ROWS])
    return [shape.fit(row, separator) for row in rows]
