"""The names in the top folder of a compound file (OLE), by its directory; where that is damaged, by what looks like
its entries."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_ENTRY, _SECTOR = 128, 512
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_HEADER_SECTORS = 109
MAX_SECTORS = 4096  # of a directory: a million entries


def top_names(data: bytes) -> set[str]:
    """Names of streams and folders. What stands inside folders (objects put into a document) is another file's."""
    entries = _directory(data)
    names = set(_top(entries)) if entries else set()
    return names or {name for name, _ in _scanned(data)}


def _directory(data: bytes) -> list[bytes]:
    if len(data) < 512:
        return []
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return []
    size = 1 << shift
    table = struct.unpack_from(f"<{_HEADER_SECTORS}I", data, 76)
    entries: list[bytes] = []
    sector, seen = struct.unpack_from("<I", data, 48)[0], 0
    while sector < 0xFFFFFFFA and seen < MAX_SECTORS:
        at = (sector + 1) * size
        if at + size > len(data):
            break
        entries += (data[at + n : at + n + _ENTRY] for n in range(0, size, _ENTRY))
        block, place = divmod(sector, size // 4)
        if block >= _HEADER_SECTORS or (where := (table[block] + 1) * size + 4 * place) + 4 > len(data):
            break
        sector, seen = struct.unpack_from("<I", data, where)[0], seen + 1
    return entries


def _top(entries: list[bytes]) -> Iterator[str]:
    """The tree of names under the root: each entry has one before and one behind it."""
    if entries[0][66] != _ROOT:
        return
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set[int]()
    while waiting:
        number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        if (name := _name(entry)) and entry[66] in (_STORAGE, _STREAM):
            yield name
        waiting += struct.unpack_from("<II", entry, 68)


def _scanned(data: bytes) -> Iterator[tuple[str, int]]:
    for at in range(512, len(data) - _ENTRY + 1, _ENTRY):
        if data[at + 66] in (_STORAGE, _STREAM) and not data[at + 1] and (name := _name(data[at : at + _ENTRY])):
            yield name, at


def _name(entry: bytes) -> str:
    size = struct.unpack_from("<H", entry, 64)[0]
    if not 2 < size <= 64 or size % 2 or entry[size - 2 : size] != b"\0\0":
        return ""
    name = entry[: size - 2].decode("utf-16-le", "replace")
    return name if "\0" not in name else ""


def stream_start(data: bytes, head: bytes) -> int:
    """Where a stream with that head begins, for files that are cut off before their directory; -1 where none does."""
    at = data.find(head, _SECTOR)
    while at >= 0 and at % _SECTOR:
        at = data.find(head, at + 1)
    return at
