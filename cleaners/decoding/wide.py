"""Stage 4: UTF-16 and UTF-32 without a byte order mark."""

from __future__ import annotations

import numpy as np

from cleaners.decoding.confidence import HOPELESS_COST, confidence_of
from cleaners.decoding.result import Decoded
from cleaners.decoding.scoring import language_score
from cleaners.decoding.tolerant import decode_from, decode_tolerant

# Units looked at: the head and the middle of the file, since a head of mark-up alone says less.
_WINDOW = 2048

# Share of UTF-16 units that lie where text of any living script has them. Chinese in GBK or Big5, ASCII and UTF-8 read as
# UTF-16 mostly stay under .6, text in UTF-16 above .9; the scores decide on what is left.
_MIN_SHARE = 0.75

# Different bytes at even and at odd places in a window of text: above 40 already in a sentence.
_FEW_VALUES, _REPEATED, _REPEATED_CONFIDENCE = 8, 16, 0.3

# Code with a few comments in GBK may read as Han in UTF-16, pair by pair. Of text in UTF-16 half the bytes are printable ASCII.
_SENTENCE, _MOSTLY_ASCII = 40, 0.85

# Nats per ASCII character, so that wide and narrow readings of the same bytes compare, and per control character.
_ASCII_COST, _CONTROL_COST = 4.5, 20.0

# A reading in UTF-16 must be better than the best in an encoding of bytes by so many nats: short GBK fields of even length
# are far more common than UTF-16 without a mark.
_LEAD = 12.0


def detect_wide(data: bytes) -> Decoded | None:
    """The answer where pairs or quadruples of bytes read as text and bytes do not."""
    if len(data) < 4:
        return None
    return _detect_utf32(data) or _detect_utf16(data)


def _detect_utf32(data: bytes) -> Decoded | None:
    head = data[: min(len(data) & ~3, 4 * _WINDOW)]
    for encoding, kind in (("utf-32-le", "<u4"), ("utf-32-be", ">u4")):
        units = np.frombuffer(head, kind)
        if (units < 0x30000).mean() > 0.95 and (units > 0).mean() > 0.95 and ((units < 0xD800) | (units > 0xDFFF)).all():
            text, damage = decode_tolerant(data, encoding)
            return Decoded(text, encoding, 0.99 if len(text) > 1 else 0.7, damage, "every fourth byte is zero")
    return None


def _detect_utf16(data: bytes) -> Decoded | None:
    window = _window(data)
    nulls = b"\0" in window
    if not nulls and len(window) >= _SENTENCE and _printable_share(window) >= _MOSTLY_ASCII:
        return None
    best: tuple[float, str, int] | None = None
    for skipped in (0, 1) if len(data) % 2 else (0,):
        part = _pairs(window, skipped)
        for encoding, kind in (("utf-16-le", "<u2"), ("utf-16-be", ">u2")):
            if _plausible_share(np.frombuffer(part, kind)) >= _MIN_SHARE:
                score = _score(part.decode(encoding, "replace"))
                if best is None or score > best[0]:
                    best = (score, encoding, skipped)
    if best is None:
        return None
    score, encoding, skipped = best
    lead = score - _score_of_bytes(_pairs(window, skipped))
    if lead < (0.0 if nulls else _LEAD):
        return None
    if _is_utf8(data):
        return None
    cost = -score / max(1, len(window) // 2)
    if cost > HOPELESS_COST and not nulls:
        return None
    text, damage = decode_from(data, skipped, encoding)
    repeated = len(window) <= _REPEATED < len(data)
    confidence = _REPEATED_CONFIDENCE if repeated else confidence_of(lead, cost)
    return Decoded(text, encoding, confidence, damage, f"pairs of bytes read as text, {lead:.0f} nats better than bytes")


def _printable_share(window: bytes) -> float:
    values = np.frombuffer(window, np.uint8)
    return float(((values >= 0x20) & (values < 0x7F) | (values == 0x0A) | (values == 0x0D) | (values == 0x09)).mean())


def _is_utf8(data: bytes) -> bool:
    """Whether all bytes are UTF-8 with characters beyond ASCII: those of UTF-16 hardly ever are, however short."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _pairs(window: bytes, skipped: int) -> bytes:
    return window[skipped : skipped + (len(window) - skipped & ~1)]


def _window(data: bytes) -> bytes:
    """What is looked at; of what is repeated over and over only a little, since repetition is no evidence."""
    window = _head_and_middle(data)
    return window if len(set(window[::2])) + len(set(window[1::2])) > _FEW_VALUES else window[:_REPEATED]


def _head_and_middle(data: bytes) -> bytes:
    if len(data) <= 4 * _WINDOW:
        return data[: 4 * _WINDOW]
    middle = len(data) // 2 & ~1
    return data[: 2 * _WINDOW] + data[middle : middle + 2 * _WINDOW]


def _plausible_share(units: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> float:
    plain = (units >= 0x20) & (units < 0x7F) | (units == 0x0A) | (units == 0x0D) | (units == 0x09)
    scripts = (units >= 0xA0) & (units < 0x600) | (units >= 0x2010) & (units < 0x2030)
    han = (units >= 0x3000) & (units < 0x3100) | (units >= 0x4E00) & (units < 0x9FA6) | (units >= 0xFF00) & (units < 0xFF66)
    hangul = (units >= 0xAC00) & (units < 0xD7A4)
    return float((plain | scripts | han | hangul).mean()) if len(units) else 0.0


def _score(text: str) -> float:
    ascii_count = sum(map(text.count, map(chr, range(0x20, 0x7F)))) + text.count("\n") + text.count("\r") + text.count("\t")
    controls = sum(map(text.count, map(chr, (*range(9), 11, 12, *range(14, 32), 127))))
    return language_score(text) - _ASCII_COST * ascii_count - _CONTROL_COST * controls


def _score_of_bytes(part: bytes) -> float:
    return max(_score(part.decode(encoding, "replace")) for encoding in ("utf-8", "gb18030", "big5hkscs", "cp1252"))
