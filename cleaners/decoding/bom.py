"""Stage 1: a byte order mark."""

from __future__ import annotations

import codecs

from cleaners.decoding.result import Decoded
from cleaners.decoding.tolerant import decode_tolerant

# UTF-32 before UTF-16: the little-endian mark of UTF-32 begins with that of UTF-16.
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# A mark before text of another encoding (an editor's, or a page glued from two files) is a mistake: real damage is rarer than
# one place in 20 characters, text of another encoding fails in every third or more.
MAX_DAMAGED = 0.05


def split_mark(data: bytes) -> tuple[str, bytes]:
    """The encoding that the mark names (empty where there is none) and the bytes after it."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    return "", data


def detect_marked(data: bytes) -> Decoded | None:
    """The answer where a mark stands and what follows it bears it out."""
    encoding, rest = split_mark(data)
    if not encoding:
        return None
    text, damage = decode_tolerant(rest, encoding)
    if len(damage) > max(1, MAX_DAMAGED * len(text)):
        return None
    return Decoded(text, encoding, 1.0 if text else 0.9, damage, f"byte order mark of {encoding}")
