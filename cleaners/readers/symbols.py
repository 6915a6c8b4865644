"""Characters of fonts with a code of their own (Symbol, Wingdings), as Unicode."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# Programs put the codes of such fonts into this part of the private use area.
_PRIVATE = 0xF000


@cache
def _table() -> dict[tuple[str, int], str]:
    lines = files("cleaners.readers").joinpath("symbol_fonts.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(font, int(code, 16) + at): sign for font, code, signs in rows for at, sign in enumerate(signs)}


def symbol(code: int, font: str) -> str:
    """The character of that code in the font; "" where nobody knows it."""
    name = font.strip().lower()
    low = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    if name in ("symbol", "wingdings", "wingdings 2"):
        return _table().get((name, low), "")
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0x110000 else ""
