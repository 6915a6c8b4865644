"""Workbooks of which each sheet has a column of text: each row is a record, as an object of JSON lines is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources.containers.member import Found
from cleaners.sources.containers.records import member_of
from cleaners.sources.streams import Stream
from cleaners.sources.tables.cells import plain_text
from cleaners.sources.tables.layout import SAMPLE_ROWS, Layout, layout_of
from cleaners.sources.tables.workbook import Sheet, sheets_of


def holds_records(data: bytes, options: CleanOptions) -> bool:
    """Whether all that the workbook holds are records: then no sheet is lost when its rows become documents. A sheet that is not
    shown, or one without texts, keeps the workbook one document; so does a workbook that cannot be read."""
    try:
        sheets = list(sheets_of(data, Origin(), most_rows=SAMPLE_ROWS))
    except Rejected:
        return False
    return bool(sheets) and all(sheet.shown and _layout(sheet, options) is not None for sheet in sheets)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001 - the shape of a container
    data = stream.read_all(options.max_bytes)
    for sheet in sheets_of(data, Origin()):
        layout = _layout(sheet, options)
        if layout is None:
            continue
        own = replace(options, text_field=layout.text_name)
        rows = (_cells(row) for row in sheet.rows)
        for number, record in enumerate(layout.records(rows), 1 + layout.header):
            yield member_of(record, f"{sheet.name} line-{number}", own)


def _layout(sheet: Sheet, options: CleanOptions) -> Layout | None:
    return layout_of([_cells(row) for row in sheet.rows[:SAMPLE_ROWS]], options.text_field)


def _cells(row: object) -> list[str]:
    assert isinstance(row, list | tuple)
    return [plain_text(cell) for cell in row]
