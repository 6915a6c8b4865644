"""Replace characters that only a site's own web font shows, by a table that the user gives (option `font_map`).

A line of the table is: the character in the file, a tab, the character that the font draws for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import step

RULE = "repair.font_map"


@cache
def _table(path: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Read the table: a pattern of its characters, and character -> what the font shows.

    Raises ValueError, with the number of the line, if a line is not in that form.
    """
    entries: dict[str, str] = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        old, tab, new = line.partition("\t")
        if re.fullmatch("(?:U\\+|0x|&#x)?[0-9A-Fa-f]{4,6};?", old) and len(old) > 1:
            old = chr(int(re.sub("^(?:U\\+|0x|&#x)|;$", "", old), 16))
        if len(old) != 1 or not tab:
            raise ValueError(f"{path}, line {number}: write one character (or its code point, as E123), a tab, what it shows")
        entries[old] = new
    return re.compile("[" + re.escape("".join(entries)) + "]+" if entries else "(?!)"), entries


@step(rules=(RULE,), switch=("repair", "font_map"))
def apply_font_map(document: Document, context: Context) -> Iterator[Edit] | None:
    """Replace the characters of the table by what the font shows. Does nothing without a table."""
    path = context.options.font_map
    return _edits(document.text, *_table(path)) if path else None


def _edits(text: str, pattern: re.Pattern[str], entries: dict[str, str]) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        yield Edit(*match.span(), "".join(entries[character] for character in match[0]), RULE, "the table of the site's font")
