"""Who has which properties: styles, paragraphs, runs of characters."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaners.readers.doc.fib import Fib
from cleaners.readers.doc.sprms import NOTHING, Properties, properties
from cleaners.readers.style_names import heading_level

_PAGE = 512
_BODY_LEVEL = 9  # outline levels below are headings
_NO_STYLE = 0xFFF
MAX_STYLE_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Style:
    level: int  # of headings, 0 for other paragraphs
    base: Properties


PLAIN = Style(0, NOTHING)


def read_styles(fib: Fib, table: bytes) -> list[Style]:
    """The styles by their numbers."""
    at, length = fib.tables.get("styles", (0, 0))
    data = table[at : at + length]
    if len(data) < 6:
        return []
    head, count, fixed = struct.unpack_from("<3H", data)
    raw: list[tuple[int, int, Properties] | None] = []
    at = 2 + head
    while len(raw) < count and at + 2 <= len(data):
        size = struct.unpack_from("<H", data, at)[0]
        raw.append(_style(data[at + 2 : at + 2 + size], fixed, fib.old))
        at += 2 + size + (size & 1)
    return [_inherited(raw, number) for number in range(len(raw))]


def _style(data: bytes, fixed: int, old: bool) -> tuple[int, int, Properties] | None:
    """The level that number and name give, the style it is based on, its own properties."""
    if len(data) < 8:
        return None
    number, base, count = struct.unpack_from("<3H", data)
    number, kind, base, count = number & 0xFFF, base & 0xF, base >> 4, count & 0xF
    at = fixed
    if at >= len(data):
        return None
    if old:
        size = data[at]
        name = data[at + 1 : at + 1 + size].decode("gb18030", "replace")
        at += 2 + size
    else:
        size = struct.unpack_from("<H", data, at)[0] if at + 2 <= len(data) else 0
        name = data[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
        at += 4 + 2 * size
    level = number if 1 <= number <= 9 else heading_level(name)
    found = NOTHING
    if kind == 1 and count and at + 4 <= len(data):
        at += at & 1
        size = struct.unpack_from("<H", data, at)[0]
        found = properties(data[at + 4 : at + 2 + size], old)
    return level, base, found


def _inherited(raw: list[tuple[int, int, Properties] | None], number: int) -> Style:
    level, found = 0, NOTHING
    for _ in range(MAX_STYLE_CHAIN):
        style = raw[number] if number < len(raw) else None
        if style is None:
            break
        own, base, props = style
        if not level and found.outline is None:
            level = own or (props.outline + 1 if props.outline is not None and props.outline < _BODY_LEVEL else 0)
        found = found.over(props)
        if base in (_NO_STYLE, number):
            break
        number = base
    return Style(level, found)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Properties of paragraphs, by where in the file they stand."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[tuple[int, Properties]] = field(default_factory=list)  # style, own properties

    def at(self, byte: int) -> tuple[int, Properties]:
        number = bisect_right(self.starts, byte) - 1
        return self.values[number] if number >= 0 and byte < self.ends[number] else (0, NOTHING)


def read_paragraphs(fib: Fib, document: bytes, table: bytes) -> Paragraphs:
    found: list[tuple[int, int, int, Properties]] = []
    for page in _pages(fib, document, table, "paragraph_formats"):
        count = page[-1]
        entry = 7 if fib.old else 13
        if 4 * (count + 1) + entry * count > _PAGE:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + entry * number]
            style, grpprl = 0, b""
            if at:
                size = 2 * page[at]
                if fib.old or size:
                    at, size = at + 1, size - 1
                elif at + 1 < _PAGE:
                    at, size = at + 2, 2 * page[at + 1]
                data = page[at : at + max(size, 0)]
                if len(data) >= 2:
                    style, grpprl = data[0] | data[1] << 8, data[2:]
            found.append((places[number], places[number + 1], style, properties(grpprl, fib.old)))
    found.sort(key=lambda item: item[0])
    return Paragraphs(
        [start for start, *_ in found], [end for _, end, *_ in found], [(style, props) for *_, style, props in found]
    )


def read_runs(fib: Fib, document: bytes, table: bytes) -> Iterator[tuple[int, int, Properties]]:
    """Bytes [start, end) of the file whose characters have properties that matter."""
    for page in _pages(fib, document, table, "character_formats"):
        count = page[-1]
        if 4 * (count + 1) + count > _PAGE:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        for number in range(count):
            at = 2 * page[4 * (count + 1) + number]
            if at and (props := properties(page[at + 1 : at + 1 + page[at]], fib.old)) is not NOTHING:
                yield places[number], places[number + 1], props


def _pages(fib: Fib, document: bytes, table: bytes, name: str) -> Iterator[bytes]:
    """The formatted disk pages that a bin table lists."""
    at, length = fib.tables.get(name, (0, 0))
    length = min(length, len(table) - at)
    width = 2 if fib.old else 4
    count = (length - 4) // (4 + width)
    for number in range(max(0, count)):
        place = int.from_bytes(table[at + 4 * (count + 1) + width * number :][:width], "little") & 0x3FFFFF
        page = document[place * _PAGE : (place + 1) * _PAGE]
        if len(page) == _PAGE:
            yield page
