"""A view of text for matching: simplified characters, ASCII marks and blanks, one character for each character.

Because the length stays, a span found in the folded text is the same span of the text itself. Rules are written once, in
simplified characters with ASCII marks, and match either script and either width.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def t2s() -> dict[str, str]:
    """Traditional character -> simplified character, as OpenCC converts single characters (`training/fold_table.py`)."""
    old, new = files("cleaners.characters").joinpath("t2s.txt").read_text(encoding="utf-8").split()
    return dict(zip(old, new, strict=True))


@cache
def _table() -> dict[int, str]:
    widths = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # FULLWIDTH FORMS -> ASCII
    blanks = dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), " ")
    return {ord(old): new for old, new in t2s().items()} | widths | blanks


def fold(text: str) -> str:
    """`text` in simplified characters with ASCII marks, of the same length."""
    return text if text.isascii() else text.translate(_table())
