"""Streams that inflate to more than any page holds, found before PDFium unpacks them whole."""

from __future__ import annotations

import re
import zlib

from cleaners.errors import Rejected

# Bytes of one stream, inflated. Pages of dense tables have a few hundred kilobytes; maps reach ten million.
MAX_STREAM = 64 << 20
# A stream with fewer bytes cannot become so many: deflate packs a thousand to one at most.
MIN_PACKED = MAX_STREAM // 1100
# What packs the first bytes less than this is no bomb.
MIN_RATIO = 100
PROBE = 4096

_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")


def refuse_bombs(data: bytes) -> None:
    """Raise Rejected("bomb")."""
    if len(data) < MIN_PACKED:
        return
    for match in _STREAM.finditer(data):
        start = match.end()
        if data[start : start + 1] not in (b"x", b"h", b"8", b"X", b"H") or data.startswith(b"end", match.start() - 3):
            continue
        probe = zlib.decompressobj()
        try:
            first = len(probe.decompress(data[start : start + PROBE], MAX_STREAM))
        except zlib.error:
            continue
        if first < MIN_RATIO * PROBE:
            continue
        head = data[max(0, start - 400) : start]
        if _PICTURE.search(head[head.rfind(b"obj") + 3 :]):
            continue  # a white page packs as well, and pictures are not unpacked
        if _inflates(data, start) > MAX_STREAM:
            raise Rejected("bomb", f"a stream of more than {MAX_STREAM >> 20} MiB")


def _inflates(data: bytes, start: int) -> int:
    """How many bytes come out, counted no farther than the limit."""
    unpack = zlib.decompressobj()
    total, at, step = 0, start, 1 << 16
    pending = b""
    try:
        while total <= MAX_STREAM and not unpack.eof:
            if not pending:
                pending = data[at : at + step]
                at += step
                if not pending:
                    break
            total += len(unpack.decompress(pending, 1 << 20))
            pending = unpack.unconsumed_tail
    except zlib.error:
        pass
    return total
