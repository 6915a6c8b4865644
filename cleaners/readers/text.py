"""Plain text and Markdown: the whole decoded file is the source text, and its shape says what stands where."""

from __future__ import annotations

from cleaners.document import Document, Mark
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.sources.item import RawItem
from cleaners.structure import looks_like_markdown, marks_of


def read(item: RawItem, context: Context) -> Document:
    """The text with the marks of its shape. Markdown without a name that says so is told by its signs."""
    return _read(item, context, None)


def read_markdown(item: RawItem, context: Context) -> Document:
    """The same for a file whose name says that it is Markdown."""
    return _read(item, context, True)


def marks_in(text: str, *, markdown: bool | None = None) -> list[Mark]:
    """The marks of a text that is decoded already; `None` asks the text whether it is Markdown."""
    return marks_of(text, markdown=looks_like_markdown(text) if markdown is None else markdown)


def _read(item: RawItem, context: Context, markdown: bool | None) -> Document:
    """A mark `damage` stands on each U+FFFD for bytes which did not decode (in hexadecimal digits)."""
    decoded = decoded_item(item, context)
    damage = [Mark("damage", lost.at, lost.at + 1, {"bytes": lost.data.hex()}) for lost in decoded.damage]
    marks = (*damage, *marks_in(decoded.text, markdown=markdown))
    return Document.of(decoded.text, marks=marks, metadata=encoding_metadata(decoded), origin=item.origin)
