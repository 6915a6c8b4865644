"""What a worker does with a file."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Document
from cleaners.options import Context
from cleaners.pipeline import clean_item
from cleaners.records.schema import record_of
from cleaners.records.writer import json_line
from cleaners.sources import RawFile, RawItem, open_item


def clean_file(file: RawFile | RawItem, context: Context) -> Iterator[Document]:
    """The documents in one file, or in one that has been read. Raises Rejected."""
    yield clean_item(file if isinstance(file, RawItem) else open_item(file, context.options), context)


def clean_line(file: RawFile | RawItem, context: Context, text_only: bool) -> Iterator[bytes]:
    """The lines that the documents in one file are printed as: records, or their texts alone. Raises Rejected."""
    for document in clean_file(file, context):
        yield f"{document.text}\n".encode() if text_only else json_line(record_of(document, context.options))
