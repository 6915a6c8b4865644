"""Pages inside other documents (chapters of a book, parts of a Word package): their lines, without the tree about them."""

from __future__ import annotations

import email
import email.policy
from bisect import bisect_left
from collections.abc import Iterable
from typing import get_args

from selectolax.lexbor import LexborHTMLParser

from cleaners.decoding import decode
from cleaners.document import Mark
from cleaners.readers.dom import PageText, page_text
from cleaners.readers.flow import Line, LineKind
from cleaners.readers.guard import fit
from cleaners.sources.markup import is_page
from cleaners.sources.sniff import sniff

_KINDS = frozenset(get_args(LineKind))
_UNSEEN = frozenset({"hidden", "duplicate", "control", "line_number"})


def page_lines(data: bytes) -> list[Line]:
    """The lines of a page, of a saved page (MHT), or of plain text, as the content says."""
    if sniff(data) in ("mht", "eml"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                return page_lines(payload) if isinstance(payload, bytes) else []
        return []
    text = decode(data).text
    if not is_page(data):
        return [Line(line) for line in text.split("\n") if line.strip()]
    return lines_of(parsed(text))


def parsed(markup: str) -> PageText:
    return page_text(LexborHTMLParser(fit(markup).markup))


def lines_of(page: PageText) -> list[Line]:
    """The lines of a page. What is none of its words (other forms of a formula, numbers beside code) counts as hidden there."""
    spans = [mark for mark in page.marks if mark.kind in _UNSEEN or mark.kind == "formula"]
    starts = [mark.start for mark in spans]  # in order, and each within a line
    return [
        _line(page.text, mark, spans[bisect_left(starts, mark.start) : bisect_left(starts, mark.end)])
        for mark in page.marks
        if mark.kind in _KINDS
    ]


def _line(text: str, mark: Mark, spans: Iterable[Mark]) -> Line:
    hidden, formulas = list[tuple[int, int]](), list[tuple[int, int]]()
    for span in spans:
        (formulas if span.kind == "formula" else hidden).append((span.start - mark.start, min(span.end, mark.end) - mark.start))
    kind = next(kind for kind in get_args(LineKind) if kind == mark.kind)
    return Line(text[mark.start : mark.end], kind, int(mark.attributes.get("level", 0)), tuple(hidden), tuple(formulas))
