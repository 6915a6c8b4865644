"""The members of a zip archive, by its directory or, where that is cut off or wrong, by the headers before the members."""

from __future__ import annotations

import struct
from typing import NamedTuple

_END, _ENTRY, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
# What packages of documents hold at the top.
_DOCUMENTS = frozenset({"mimetype", "META-INF/container.xml", "[Content_Types].xml", "OFD.xml"})
_UTF8, _ENCRYPTED = 0x800, 0x1
# Directories are read to this many members: beyond, an archive is no document and no honest one.
MAX_LISTED = 100_000


class Member(NamedTuple):
    """`data[start:end]` are its packed bytes, or all to the end of the archive where nobody says how many."""

    name: str
    raw_name: bytes
    method: int
    encrypted: bool
    start: int
    end: int
    size: int  # unpacked, as the archive says


def members(data: bytes) -> list[Member]:
    """All members that can be found, in the order of the directory."""
    return listed_members(data) or scanned_members(data)


def at_top(found: list[Member]) -> list[Member]:
    """A document that was packed with a folder round it: its members without the folder."""
    folder = found[0].name.partition("/")[0] + "/" if found else ""
    if len(folder) < 2 or not all(member.name.startswith(folder) for member in found):
        return found
    inside = [member._replace(name=member.name[len(folder) :]) for member in found if member.name != folder]
    return inside if _DOCUMENTS & {member.name for member in inside} else found


def listed_members(data: bytes) -> list[Member]:
    """By the directory; [] where it is missing or wrong."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        return []
    size, offset = struct.unpack_from("<II", data, end + 12)
    # What stands before the archive (a program that unpacks itself) moves all offsets.
    shift = end - size - offset if offset != 0xFFFFFFFF and size != 0xFFFFFFFF else 0
    at = end - size if shift >= 0 and data[end - size : end - size + 4] == _ENTRY else data.find(_ENTRY)
    shift = max(shift, 0) if at == end - size else 0
    found: list[Member] = []
    while at >= 0 and data[at : at + 4] == _ENTRY and len(found) < MAX_LISTED and at + 46 <= len(data):
        flags, method = struct.unpack_from("<HH", data, at + 8)
        packed, unpacked, names, extra, comment = struct.unpack_from("<IIHHH", data, at + 20)
        local = struct.unpack_from("<I", data, at + 42)[0] + shift
        raw = data[at + 46 : at + 46 + names]
        if packed == 0xFFFFFFFF or unpacked == 0xFFFFFFFF or local == 0xFFFFFFFF:
            packed, unpacked, local = _zip64(data[at + 46 + names : at + 46 + names + extra], packed, unpacked, local)
        at += 46 + names + extra + comment
        if data[local : local + 4] != _LOCAL or local + 30 > len(data):
            return []
        start = local + 30 + sum(struct.unpack_from("<HH", data, local + 26))
        found.append(Member(_name(raw, flags), raw, method, bool(flags & _ENCRYPTED), start, start + packed, unpacked))
    return found


def _zip64(extra: bytes, packed: int, unpacked: int, local: int) -> tuple[int, int, int]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            values = iter(struct.unpack_from(f"<{min(size, len(extra) - at - 4) // 8}Q", extra, at + 4))
            unpacked = next(values, unpacked) if unpacked == 0xFFFFFFFF else unpacked
            packed = next(values, packed) if packed == 0xFFFFFFFF else packed
            local = next(values, local) if local == 0xFFFFFFFF else local
        at += 4 + size
    return packed, unpacked, local


def scanned_members(data: bytes) -> list[Member]:
    """By the headers that stand before the members."""
    found: list[Member] = []
    at = data.find(_LOCAL)
    while at >= 0 and at + 30 <= len(data) and len(found) < MAX_LISTED:
        flags, method = struct.unpack_from("<HH", data, at + 6)
        packed, unpacked, names, extra = struct.unpack_from("<IIHH", data, at + 18)
        start = at + 30 + names + extra
        following = data.find(_LOCAL, start + (packed if not flags & 8 and packed != 0xFFFFFFFF else 0))
        end = start + packed if packed and packed != 0xFFFFFFFF and not flags & 8 else following if following >= 0 else len(data)
        raw = data[at + 30 : at + 30 + names]
        if method in (0, 8) and raw and b"\0" not in raw:
            found.append(Member(_name(raw, flags), raw, method, bool(flags & _ENCRYPTED), start, end, unpacked))
        at = following
    return found


def _name(raw: bytes, flags: int) -> str:
    """Names without the flag for UTF-8 are in the code page of whoever packed them: here, a Chinese one."""
    for encoding in ("utf-8",) if flags & _UTF8 else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437").replace("\\", "/")
