"""What every text loses at the door: line ends other than `\\n`, lone surrogates, control characters, a BOM inside.

Runs whatever the options say, since neither JSON nor the later steps could live with these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import Gate, step

# C1 controls (U+0080-009F) are left to the end of the repairs: they are the bytes of text that was read as Latin-1. So is NEL,
# unless the text has no other and it stands free of Latin-1's letters.
_NEL = r"(?<![\x80-\xff])\x85(?![\x80-\xff])"
_ENTRY = lazy_pattern(
    rf"""
    (?P<line_end> \r+\n? | [\x0b\x0c\u2028\u2029] | {_NEL} )
    | (?P<pair> [\ud800-\udbff][\udc00-\udfff] )
    | (?P<surrogate> [\ud800-\udfff] )
    | (?P<ansi> \x1b\[ [0-9;?]{{0,20}} [A-Za-z] )
    | (?P<control> [\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]+ )
    """,
    re.VERBOSE,
)
_OTHER_C1 = lazy_pattern("[\x80-\x84\x86-\x9f]")
# A single class is searched several times faster than the alternation.
_GATE = lazy_pattern("[\\x00-\\x08\\x0b-\\x1f\\x7f\\x85\\u2028\\u2029\\ufeff\\ufffe\\uffff\\ud800-\\udfff]")


@step(
    rules=("entry.line_end", "entry.surrogate", "entry.control"),
    gate=Gate("\x7f\x85\u2028\u2029\ufeff\ufffe\uffff", ranges=((0x00, 0x08), (0x0B, 0x1F), (0xD800, 0xDFFF))),
)
def scrub_entry(document: Document, context: Context) -> list[Edit] | None:  # noqa: ARG001
    """Line ends to `\\n`, lone surrogates to U+FFFD, control characters and inner BOMs out."""
    if not _GATE.search(document.text):
        return None
    return list(_edits(document.text))


def _edits(text: str) -> Iterator[Edit]:
    keeps_nel = "\x85" in text and bool(_OTHER_C1.search(text))
    for match in _ENTRY.finditer(text):
        start, end = match.span()
        match match.lastgroup:
            case "line_end" if keeps_nel and match[0] == "\x85":
                pass
            case "line_end" if text.endswith("\n", start, end):
                yield Edit(start, end - 1, "", "entry.line_end")
            case "line_end":
                yield Edit(start, end, "\n" * _line_ends(match[0]), "entry.line_end")
            case "pair":
                joined = match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
                yield Edit(start, end, joined, "entry.surrogate", "the two halves of one character")
            case "surrogate":
                yield Edit(start, end, "\ufffd", "entry.surrogate")
            case "ansi":
                yield Edit(start, end, "", "entry.control", "colours of a terminal")
            case _:
                yield Edit(start, end, "", "entry.control")


def _line_ends(run: str) -> int:
    """Old Mac text ends each line with one `\\r`: a run of them is so many lines."""
    return len(run)
