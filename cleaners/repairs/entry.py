"""Normalise every text on entry: line ends become `\\n`; lone surrogates, control characters and inner BOMs are
replaced or removed.

No option switches this off: neither JSON nor the later steps can handle these characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import Gate, step

# C1 controls (U+0080-009F) stay until the end of the repairs, because they may be bytes of text that was read as Latin-1. NEL
# (U+0085) stays too, unless the text has no other C1 control and no Latin-1 letter is next to it: then it is a line end.
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
    """Turn line ends into `\\n` and lone surrogates into U+FFFD; remove control characters and inner BOMs."""
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
    """Number of line ends in a run. Old Mac text ends each line with one `\\r`, so each `\\r` of a run counts."""
    return len(run)
