"""PalmDOC's packing: bytes as they are, pairs of a blank and a letter, and references to what stands up to 2 KiB before."""

from __future__ import annotations


def inflated(data: bytes) -> bytes:
    """One record unpacked; nonsense gives what there is before it."""
    out = bytearray()
    at, end = 0, len(data)
    while at < end:
        byte = data[at]
        at += 1
        if 1 <= byte <= 8:
            out += data[at : at + byte]
            at += byte
        elif byte < 0x80:
            out.append(byte)
        elif byte >= 0xC0:
            out += bytes((32, byte ^ 0x80))
        elif at < end:
            pair = byte << 8 | data[at]
            at += 1
            back, length = pair >> 3 & 0x7FF, (pair & 7) + 3
            if not 0 < back <= len(out):
                break
            if back >= length:
                start = len(out) - back
                out += out[start : start + length]
            else:
                for _ in range(length):
                    out.append(out[-back])
    return bytes(out)
