"""Plain text: the whole decoded file is the source text."""

from __future__ import annotations

from cleaners.document import Document, Mark
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.sources.item import RawItem
from cleaners.structure import message_marks


def read(item: RawItem, context: Context) -> Document:
    """The text, with a mark `damage` on each U+FFFD that stands for bytes which did not decode (in hexadecimal digits)."""
    decoded = decoded_item(item, context)
    marks = [Mark("damage", damage.at, damage.at + 1, {"bytes": damage.data.hex()}) for damage in decoded.damage]
    marks += message_marks(decoded.text)
    return Document.of(decoded.text, marks=marks, metadata=encoding_metadata(decoded), origin=item.origin)
