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
# More unquoted separators in a row than these are no longer sorted out.
MAX_EXTRA = 6


def read(item: RawItem, context: Context) -> Document:
    """The rows; text whose lines have no cells in common is read as what it is."""
    decoded = decoded_item(item, context)
    separator = separator_of(decoded.text)
    if not separator:
        return plain.read(item, context)
    csv.field_size_limit(max(csv.field_size_limit(), len(decoded.text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(decoded.text.lstrip("\ufeff"), newline=""), delimiter=separator))
    except csv.Error:
        return plain.read(item, context)
    text, marks = assemble(Line(row, "table_row") for row in map(row_text, aligned(rows, separator)) if row)
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
        if counts and counts[0] == min(counts) > 0:  # a head that no row falls short of: cells hold the separator unquoted
            agreement = max(agreement, MIN_AGREEMENT) if counts.count(counts[0]) > 1 else agreement
        if usual and agreement >= MIN_AGREEMENT and agreement > most:
            best, most = separator, agreement
    return best


def aligned(rows: list[list[str]], separator: str) -> list[list[str]]:
    """Rows with more cells than usual hold the separator in their text, without quotes: cells are put together again so that as
    many as can be have the kind (number, word) of their column."""
    widths = [len(row) for row in rows if row]
    width = min(widths, default=0) if widths and widths[0] == min(widths) else max(set(widths), key=widths.count, default=0)
    if all(size <= width for size in widths) or width < 2:
        return rows
    usual = [row for row in rows if len(row) == width][1:]
    numeric = [2 * sum(_is_number(row[at]) for row in usual) > len(usual) for at in range(width)]
    return [_joined(row, numeric, separator) if width < len(row) <= width + MAX_EXTRA else row for row in rows]


def _joined(row: list[str], numeric: list[bool], separator: str) -> list[str]:
    """The best way to make `row` as many cells as there are columns: `best[n]` is that for its first n cells."""
    extra = len(row) - len(numeric)
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    for at, number in enumerate(numeric):
        found: dict[int, tuple[int, list[str]]] = {}
        for used, (score, cells) in best.items():
            for end in range(used + 1, min(used + extra, len(row) - len(numeric) + at) + 2):
                cell = separator.join(row[used:end])
                better = score + (_is_number(cell) == number)
                if end <= len(row) and (end not in found or better >= found[end][0]):
                    found[end] = better, [*cells, cell]
        best = found
    return best.get(len(row), (0, row))[1]


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("%", "").strip("-+ ").isdecimal()
