"""The text of a wiki: the whole file is the source text, and marks say what of it is markup."""

from __future__ import annotations

from cleaners.document import Document, Mark
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.sources.item import RawItem
from cleaners.structure.wiki import wiki_marks


def read(item: RawItem, context: Context) -> Document:
    """The text with the marks of its markup."""
    decoded = decoded_item(item, context)
    damage = [Mark("damage", lost.at, lost.at + 1, {"bytes": lost.data.hex()}) for lost in decoded.damage]
    marks = (*damage, *wiki_marks(decoded.text))
    return Document.of(decoded.text, marks=marks, metadata=encoding_metadata(decoded), origin=item.origin)
