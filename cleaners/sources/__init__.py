"""Where raw documents come from: a folder or a file becomes a listing, a listed file the raw documents in it, each bytes with an
origin and a format."""

from cleaners.sources.buckets import Buckets, shard_of
from cleaners.sources.discover import Found, Listing, RawFile, discover, walk
from cleaners.sources.item import Ignored, Opened, RawItem
from cleaners.sources.open_items import Item, open_items
from cleaners.sources.origin import captured_at, document_id
from cleaners.sources.selection import Selection
from cleaners.sources.sniff import sniff

__all__ = [
    "Buckets",
    "Found",
    "Ignored",
    "Item",
    "Listing",
    "Opened",
    "RawFile",
    "RawItem",
    "Selection",
    "captured_at",
    "discover",
    "document_id",
    "open_items",
    "shard_of",
    "sniff",
    "walk",
]
