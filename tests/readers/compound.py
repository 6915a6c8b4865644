"""Compound files (OLE) put together from streams, for tests of what is kept in them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TypeAlias

Tree: TypeAlias = "dict[str, bytes | Tree]"
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _SMALL = 512, 64, 4096


@dataclass
class _Entry:
    name: str
    kind: int  # 1 a folder, 2 a stream, 5 the root
    content: bytes = b""
    child: int = _FREE
    right: int = _FREE
    start: int = _END
    size: int = 0
    children: list[int] = field(default_factory=list)


def compound(tree: Tree) -> bytes:
    """The file. Brothers stand in a chain, which readers take for a tree that is out of balance."""
    entries = [_Entry("Root Entry", 5)]
    _listed(tree, entries, 0)
    mini, mini_next = b"", list[int]()
    sectors, following = list[bytes](), list[int]()

    def put(data: bytes) -> int:
        first, count = len(sectors), -(-len(data) // _SECTOR)
        sectors.extend(data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR))
        following.extend([*range(first + 1, first + count), _END])
        return first

    for entry in entries[1:]:
        if entry.kind == 2 and entry.content:
            entry.size = len(entry.content)
            if entry.size >= _SMALL:
                entry.start = put(entry.content)
                continue
            entry.start, count = len(mini_next), -(-entry.size // _MINI)
            mini += entry.content.ljust(_MINI * count, b"\0")
            mini_next.extend([*range(entry.start + 1, entry.start + count), _END])
    if mini:
        entries[0].start, entries[0].size = put(mini), len(mini)
    small_table = put(struct.pack(f"<{len(mini_next)}I", *mini_next)) if mini_next else _END
    small_count = -(-4 * len(mini_next) // _SECTOR)
    directory = put(b"".join(map(_packed, entries)))
    tables = -(-(len(sectors) + 4) // 128)
    table_at = [len(sectors) + n for n in range(tables)]
    following += [_TABLE] * tables
    following += [_FREE] * (128 * tables - len(following))
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, directory, 0, _SMALL, small_table, small_count, _END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *(table_at + [_FREE] * (109 - tables)))
    return head + b"".join(sectors) + struct.pack(f"<{len(following)}I", *following)


def _listed(tree: Tree, entries: list[_Entry], parent: int) -> None:
    last = None
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        content, number = tree[name], len(entries)
        entries.append(_Entry(name, 2 if isinstance(content, bytes) else 1, content if isinstance(content, bytes) else b""))
        if last is None:
            entries[parent].child = number
        else:
            entries[last].right = number
        last = number
        if not isinstance(content, bytes):
            _listed(content, entries, number)


def _packed(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI16sIQ",
        name,
        len(name),
        entry.kind,
        1,
        _FREE,
        entry.right,
        entry.child,
        b"",
        0,
        b"",
        entry.start,
        entry.size,
    )
