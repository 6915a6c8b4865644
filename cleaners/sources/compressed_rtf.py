"""RTF as mail programs pack it (MS-OXRTFCP): a window of 4 KiB that begins with what every RTF begins with."""

from __future__ import annotations

import struct

from cleaners.errors import Rejected

_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D  # "LZFu", "MELA"


def unpacked(data: bytes) -> bytes:
    """The RTF; as much of it as there is. Raises Rejected("broken") for what is no such stream."""
    if len(data) < 16:
        raise Rejected("broken", "a packed RTF body without its header")
    size, kind = struct.unpack_from("<4xII", data)
    if kind == _PLAIN:
        return data[16:]
    if kind != _PACKED:
        raise Rejected("broken", "an RTF body packed in an unknown way")
    # Everything ever written, of which the last 4 KiB are the window. A reference makes at most 17 bytes of two.
    out = bytearray(_START)
    wanted, at = len(_START) + min(size, 9 * len(data)), 16
    while at < len(data) and len(out) < wanted:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            place, length = divmod(int.from_bytes(data[at : at + 2], "big"), 16)
            at += 2
            back = (len(out) - place) % _WINDOW
            if not back or back > len(out):  # the mark of the end, or nonsense
                return bytes(out[len(_START) : wanted])
            for _ in range(length + 2):
                out.append(out[-back])
    return bytes(out[len(_START) : wanted])
