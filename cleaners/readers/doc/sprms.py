"""Lists of property modifiers (grpprl): of the hundreds that Word knows, those that change what the text is."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

# Operand bytes by the three highest bits of the modifier; 0 where the operand tells.
_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_DEFINITIONS: Final = frozenset({0xD608, 0xD606})
_TABS: Final = 0xC615

_NAMES: Final = {
    0x2416: "in_table", 0x2417: "row_end", 0x244B: "inner_cell_end", 0x244C: "inner_row_end", 0x6649: "depth", 0x2640: "outline",
    0x460B: "list", 0x260A: "list_level", 0x083C: "hidden", 0x0800: "deleted", 0x0802: "field_hidden", 0x6A09: "symbol",
}  # fmt: skip
# Word 6 and 95: one byte each, with operands of these sizes (255: a byte that tells).
_OLD_NAMES: Final = {24: "in_table", 25: "row_end", 92: "hidden", 65: "deleted", 67: "field_hidden"}
_OLD_SIZES: Final = {
    **dict.fromkeys((4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 24, 25, 29, 37, 44, 50, 51, *range(57, 63), 65, 66, 67, 71, 75), 1),
    **dict.fromkeys((2, 16, 17, 18, 19, 21, 22, 26, 27, 28, *range(30, 37), *range(38, 44), 45, 46, 47, 48, 49, 69, 72, 80), 2),
    **dict.fromkeys((20, 70), 4), **dict.fromkeys((3, 12, 15, 23, 68, 73, 74, 81, 82, 103, 105, 106, 108, 120), 255), 83: 0,
    **dict.fromkeys((*range(85, 93), 94, 98, 99, 100, 101, 102, 104, 117, 118, 119), 1), 95: 3,
    **dict.fromkeys((93, 96, 97, 107, 109, 110, 121, 122, 123, 124), 2),
    **dict.fromkeys((182, 183, 184, 189), 2), 185: 1, 186: 1, 187: 12,
}  # fmt: skip


class Properties(NamedTuple):
    """What a list of modifiers says; None where it says nothing."""

    in_table: int | None = None
    row_end: int | None = None
    inner_cell_end: int | None = None
    inner_row_end: int | None = None
    depth: int | None = None
    outline: int | None = None
    list: int | None = None
    list_level: int | None = None
    hidden: int | None = None
    deleted: int | None = None
    field_hidden: int | None = None
    symbol: int | None = None  # number of the font, and of the character in the upper half

    def over(self, base: Properties) -> Properties:
        """These properties, and those of `base` where these say nothing."""
        if base is NOTHING:
            return self
        return Properties(*(mine if mine is not None else theirs for mine, theirs in zip(self, base, strict=True)))


NOTHING: Final = Properties()


@lru_cache(maxsize=4096)
def properties(grpprl: bytes, old: bool) -> Properties:
    found: dict[str, int] = {}
    for name, operand in _old(grpprl) if old else _new(grpprl):
        if name == "symbol":
            found[name] = struct.unpack("<I", operand[-4:])[0] if len(operand) >= 4 else 0
        else:
            found[name] = int.from_bytes(operand[:4], "little")
    return Properties(**found) if found else NOTHING


def _new(grpprl: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + 2 <= len(grpprl):
        code = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        size = _SIZES[code >> 13]
        if not size:
            if code in _TABLE_DEFINITIONS:
                size = int.from_bytes(grpprl[at : at + 2], "little") + 1
            elif at < len(grpprl) and not (code == _TABS and grpprl[at] == 255):
                size = grpprl[at] + 1
            else:
                return
        if name := _NAMES.get(code):
            yield name, grpprl[at : at + size]
        at += size


def _old(grpprl: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(grpprl):
        code = grpprl[at]
        size = _OLD_SIZES.get(code, -1)
        at += 1
        if size < 0 or at >= len(grpprl) + (size == 0):
            return
        if size == 255:
            size = grpprl[at] + 1
        if name := _OLD_NAMES.get(code):
            yield name, grpprl[at : at + size]
        at += size
