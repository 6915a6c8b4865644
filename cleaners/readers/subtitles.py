"""Subtitles and lyrics: the whole file is the source text, and marks say what of it is no word."""

from __future__ import annotations

from cleaners.document import Document, Mark
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.sources.item import RawItem
from cleaners.structure.subtitles import subtitle_kind, subtitle_marks


def read(item: RawItem, context: Context) -> Document:
    """The lines that are spoken or sung, speakers before them; times and styles are marked."""
    decoded = decoded_item(item, context)
    marks, known = subtitle_marks(decoded.text, subtitle_kind(decoded.text[:65536], item.name) or "srt")
    damage = [Mark("damage", lost.at, lost.at + 1, {"bytes": lost.data.hex()}) for lost in decoded.damage]
    metadata = {**encoding_metadata(decoded), **known}
    return Document.of(decoded.text, marks=(*damage, *marks), metadata=metadata, origin=item.origin)
