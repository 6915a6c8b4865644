"""Where raw documents come from: a folder or a file becomes a listing, a listed file bytes with an origin and a format."""

from cleaners.sources.discover import Listing, RawFile, discover
from cleaners.sources.item import RawItem, open_item
from cleaners.sources.origin import captured_at, document_id
from cleaners.sources.sniff import sniff

__all__ = ["Listing", "RawFile", "RawItem", "captured_at", "discover", "document_id", "open_item", "sniff"]
