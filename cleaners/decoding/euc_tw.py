"""EUC-TW, and the planes of CNS 11643 that ISO-2022-CN shares with it. Python has no codec for either.

The table comes from `training/cns_table.py`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

PLANES = (1, 2, 3, 4, 5, 6, 7, 15)
EMPTY = " "
_CELLS = 94 * 94
_CODE = re.compile("\x8e[\xa1-\xaf][\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\x80-\xff]")


@cache
def cns_planes() -> dict[int, str]:
    """The cells of each plane, row by row; a cell without a character holds a blank."""
    import zstandard

    table = zstandard.decompress(files("cleaners.decoding").joinpath("cns11643.zst").read_bytes()).decode()
    return {plane: table[number * _CELLS : (number + 1) * _CELLS] for number, plane in enumerate(PLANES)}


@cache
def _codes() -> dict[str, str]:
    """Code, each byte as the character of the same number, -> character."""
    codes: dict[str, str] = {}
    pairs = [chr(row) + chr(cell) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF)]
    for plane, cells in cns_planes().items():
        prefixes = ("", "\x8e\xa1") if plane == 1 else (f"\x8e{chr(0xA0 + plane)}",)
        for prefix in prefixes:
            codes.update((prefix + pair, character) for pair, character in zip(pairs, cells, strict=True) if character != EMPTY)
    return codes


def decode_escaped(data: bytes) -> str:
    """The text, with bytes that do not fit as U+DC80 to U+DCFF (as Python's `surrogateescape` does)."""
    codes = _codes()

    def character(match: re.Match[str]) -> str:
        code = match[0]
        found = codes.get(code)
        return found if found is not None else code.encode("latin-1").decode("ascii", "surrogateescape")

    return _CODE.sub(character, data.decode("latin-1"))
