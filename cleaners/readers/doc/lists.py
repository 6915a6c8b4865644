"""The lists of a Word file: definitions (PlfLst), and what paragraphs refer to them by (PlfLfo)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from cleaners.readers.doc.fib import Fib
from cleaners.readers.numbering import Counters, Level, number_style

_DEFINITION, _LEVEL, _REFERENCE = 28, 28, 16  # bytes
_LEVELS = 9
_SIMPLE = 1
MAX_LISTS = 4096

_NOTHING = 2  # what stands behind a number: 0 a tab, 1 a blank


def read_lists(fib: Fib, table: bytes) -> Counters:
    """Lists by the number that paragraphs have for them; none where the tables are damaged."""
    counters = Counters()
    try:
        definitions = list(_definitions(fib, table))
        references = list(_references(fib, table))
    except (struct.error, IndexError):
        return counters
    for name, levels in definitions:
        counters.levels[str(name)] = dict(enumerate(levels))
    counters.lists = {str(number): str(name) for number, name in enumerate(references, 1)}
    return counters


def _references(fib: Fib, table: bytes) -> Iterator[int]:
    at, length = fib.tables.get("list_references", (0, 0))
    count = struct.unpack_from("<I", table, at)[0] if length >= 4 else 0
    for number in range(min(count, MAX_LISTS)):
        yield struct.unpack_from("<i", table, at + 4 + _REFERENCE * number)[0]


def _definitions(fib: Fib, table: bytes) -> Iterator[tuple[int, list[Level]]]:
    at, length = fib.tables.get("lists", (0, 0))
    count = min(struct.unpack_from("<H", table, at)[0], MAX_LISTS) if length >= 2 else 0
    place = at + 2 + _DEFINITION * count  # the levels of all lists stand behind the table
    for number in range(count):
        start = at + 2 + _DEFINITION * number
        name, flags = struct.unpack_from("<i", table, start)[0], table[start + 26]
        levels = []
        for _ in range(1 if flags & _SIMPLE else _LEVELS):
            level, place = _level(table, place)
            levels.append(level)
        yield name, levels


def _level(table: bytes, at: int) -> tuple[Level, int]:
    start, style = struct.unpack_from("<iB", table, at)
    glued = table[at + 15] == _NOTHING
    characters, paragraph = table[at + 24], table[at + 25]
    at += _LEVEL + characters + paragraph
    size = struct.unpack_from("<H", table, at)[0]
    text = table[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
    # The numbers stand as characters: 0 for that of the first level.
    pattern = "".join(f"%{ord(sign) + 1}" if ord(sign) < _LEVELS else sign for sign in text)
    return Level(max(0, min(start, 9999)), number_style(str(style)), pattern, glued), at + 2 + 2 * size
