"""Stage 3: strict UTF-8 over the whole file; the tail may be cut inside a character."""

from __future__ import annotations

import re

from cleaners.decoding.result import Decoded
from cleaners.decoding.tolerant import decode_tolerant

# Bytes of UTF-16 and UTF-32 without a mark can be valid UTF-8; text has no such control characters.
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_CONTROL_WINDOW = 4096

_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")

ENOUGH_HIGH_BYTES = 32
"""From so many bytes above 127 on, bytes that are valid UTF-8 are nothing else: GBK words that happen to be valid (the famous
联通) have four to eight. With fewer, the scoring compares."""


def control_share(data: bytes) -> float:
    """Share of control characters that text does not have, in the head of the data."""
    window = data[:_CONTROL_WINDOW]
    return 1 - len(window.translate(None, _CONTROLS)) / max(1, len(window))


def detect_utf8(data: bytes) -> Decoded | None:
    """The answer where the bytes are valid UTF-8 beyond doubt."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _SURROGATE.match(data, error.start) is not None and (found := _detect_cesu(data)) is not None:
            return found
        cut = error.reason == "unexpected end of data" and error.end == len(data)
        if not cut or _high_bytes(data[: error.start]) < ENOUGH_HIGH_BYTES:
            return None
        text, damage = decode_tolerant(data, "utf-8")
        return Decoded(text, "utf-8", 0.99, damage, "valid UTF-8 up to the last character, which is cut")
    if len(text) == len(data):
        return Decoded(text, "ascii", 1.0, (), "ASCII only")
    if len(data) - len(text) >= ENOUGH_HIGH_BYTES or _high_bytes(data) >= ENOUGH_HIGH_BYTES:
        return Decoded(text, "utf-8", 1.0, (), "valid UTF-8")
    return None


def _detect_cesu(data: bytes) -> Decoded | None:
    """UTF-8 whose only faults are surrogates written as characters: pairs are one character, lone ones damage."""
    try:
        _SURROGATE.sub(b"", data).decode("utf-8")
    except UnicodeDecodeError:
        return None
    text, damage = decode_tolerant(data, "utf-8")
    return Decoded(text, "utf-8", 0.98, damage, "valid UTF-8 but for surrogates written as characters (CESU-8)")


def _high_bytes(data: bytes) -> int:
    return len(data.translate(None, bytes(range(0x80))))
