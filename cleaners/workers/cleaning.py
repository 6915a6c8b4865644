"""What a worker does with a file."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Document
from cleaners.options import Context
from cleaners.pipeline import clean_item
from cleaners.sources import RawFile, open_item


def clean_file(file: RawFile, context: Context) -> Iterator[Document]:
    """The documents in one file. Raises Rejected."""
    yield clean_item(open_item(file, context.options), context)
