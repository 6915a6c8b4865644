"""Pages saved as one file (MHT): the page among its pictures and styles; of a page of frames, the frames."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

from cleaners.document import Document, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.eml import part_document
from cleaners.readers.pieces import joined
from cleaners.sources.item import RawItem
from cleaners.sources.mime import Part, parse

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/octet-stream"})
_FRAME = re.compile(rb"""<frame\b[^>]{0,2000}?\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def read(item: RawItem, context: Context) -> Document:
    """The page. Raises Rejected("empty") where no part holds text."""
    message = parse(item.data)
    parts = [part for part in message.walk() if part.kind in _PAGES]
    root = _root(message, parts)
    if root is None:
        raise Rejected("empty", "a saved page without a page in it", item.origin)
    shown = [root, *_frames(root, parts)]
    pieces = [piece for part in shown if (piece := part_document(part, item, context))]
    if not pieces:
        raise Rejected("empty", "a saved page without text", item.origin)
    document = joined(pieces, item.origin)
    known: dict[str, Scalar] = {}
    if not document.metadata.get("title") and (title := message.header("subject")):
        known["title"] = title
    address = root.header("content-location") or message.header("snapshot-content-location")
    if address.startswith("http"):
        known["url"] = address
    return replace(document, metadata={**document.metadata, **known})


def _root(message: Part, parts: list[Part]) -> Part | None:
    """The page: the part that the headers name, else the first one that is a page."""
    start = message.headers.get_param("start")
    pages = [part for part in parts if part.kind in ("text/html", "application/xhtml+xml")] or parts
    named = (part for part in pages if isinstance(start, str) and part.header("content-id") == start)
    return next(named, next(iter(pages), None))


def _frames(root: Part, parts: list[Part]) -> list[Part]:
    """The parts that a page of frames shows, in its order. Matched by their whole address, else by its end, since programs
    write one of them absolute and the other one not."""
    base = root.header("content-location")
    shown = list[Part]()
    for raw in _FRAME.findall(root.body):
        source = raw.decode("utf-8", "replace")
        wanted = urljoin(base, source)
        for part in parts:
            place = part.header("content-location")
            if (
                part is not root
                and part not in shown
                and (
                    place in (source, wanted)
                    or (place and place.rpartition("/")[2] == wanted.rpartition("/")[2])
                    or (source.startswith("cid:") and part.header("content-id") == f"<{source[4:]}>")
                )
            ):
                shown.append(part)
                break
    return shown
