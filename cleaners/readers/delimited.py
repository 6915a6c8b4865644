"""Tables as text (CSV, TSV): a row a line, cells parted by tabs."""

from __future__ import annotations

import csv
import io
import re

from cleaners.document import Document, Mark
from cleaners.options import Context
from cleaners.readers import text as plain
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.readers.flow import Line, assemble
from cleaners.readers.sheets import row_text
from cleaners.sources.item import RawItem

_SEPARATORS = "\t,;|"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
SAMPLE_LINES = 50
# So large a share of the lines must have as many cells as most lines have.
MIN_AGREEMENT = 0.6


def read(item: RawItem, context: Context) -> Document:
    """The rows; text whose lines have no cells in common is read as what it is."""
    decoded = decoded_item(item, context)
    separator = separator_of(decoded.text)
    if not separator:
        return plain.read(item, context)
    csv.field_size_limit(len(decoded.text) + 1)
    try:
        rows = [row_text(row) for row in csv.reader(io.StringIO(decoded.text.lstrip("\ufeff"), newline=""), delimiter=separator)]
    except csv.Error:
        return plain.read(item, context)
    text, marks = assemble(Line(row, "table_row") for row in rows if row)
    places = [found.start() for found in re.finditer("\ufffd", text)]
    if len(places) == len(decoded.damage):
        marks += [Mark("damage", at, at + 1, {"bytes": d.data.hex()}) for at, d in zip(places, decoded.damage, strict=True)]
    return Document.of(text, marks=marks, metadata=encoding_metadata(decoded), origin=item.origin)


def separator_of(text: str) -> str:
    """What parts the cells; "" for text that is no table."""
    head = _QUOTED.sub("x", text[:200_000])
    lines = [line for line in head.splitlines() if line.strip()][:SAMPLE_LINES]
    best, most = "", 0.0
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        agreement = counts.count(usual) / len(counts) if counts else 0.0
        if usual and agreement >= MIN_AGREEMENT and agreement > most:
            best, most = separator, agreement
    return best
