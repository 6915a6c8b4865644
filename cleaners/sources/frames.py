"""Pages that are nothing but frames: their text lies in other pages, which a browser saves among the page's pictures."""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import unquote_to_bytes

from cleaners.sources.markup import ascii_view

_FRAMESET = re.compile(rb"<frameset\b", re.IGNORECASE)
_SOURCE = re.compile(rb"""<frame\b[^>]{0,2000}?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)


def frames_of(data: bytes) -> list[bytes]:
    """Where the frames of a page lie, relative to it; none for a page that has a text of its own."""
    head = ascii_view(data)
    return [_path(next(filter(None, found), b"")) for found in _SOURCE.findall(head)] if _FRAMESET.search(head) else []


def _path(source: bytes) -> bytes:
    """An address in markup as a path."""
    plain = html.unescape(source.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    path = unquote_to_bytes(plain.partition(b"?")[0].partition(b"#")[0]).replace(b"\\", b"/")
    try:
        path.decode("utf-8")
    except UnicodeDecodeError:  # written in the page's own encoding, while the file system's is another
        path = path.decode("gb18030", "replace").encode()
    return posixpath.normpath(path)
