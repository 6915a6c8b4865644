"""Text of strangers (file names, titles, reasons) on its way to a terminal."""

from __future__ import annotations

import re

# Everything that a terminal obeys instead of showing: controls, and marks that turn the direction of writing.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text with such characters spelled out; blanks, tabs and line ends stay."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
