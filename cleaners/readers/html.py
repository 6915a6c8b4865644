"""HTML pages: all text of the page as source text, with marks for what every part of it is."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from cleaners.document import Document, Omission, Origin, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.readers.dom import PageText, page_text
from cleaners.readers.guard import expected_han, fit, han_count, without_openers
from cleaners.readers.html_metadata import page_metadata
from cleaners.readers.html_state import state_markup
from cleaners.sources.item import RawItem

# The parse is doubted where it gives less than the first share of the page's Han characters (half of a usual page's stand in
# attributes and scripts), and replaced where it gives less than the second share of those outside tags and scripts.
DOUBTED, LOST = 0.3, 0.7
MIN_HAN = 100
# A page with fewer may have its text in embedded data.
FEW_HAN = 300
# A page with fewer characters may have its text in what browsers without scripts show, if that has so many more.
FEW_CHARACTERS, MIN_SPARE = 300, 300

_HEADING = frozenset({"heading"})
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NOSCRIPT = re.compile(r"<(/?)noscript\b")
_FRAMES = re.compile(r"<i?frame\b", re.IGNORECASE)


def read(item: RawItem, context: Context) -> Document:
    """The page as a document. Raises Rejected("empty") for pages without text."""
    decoded = decoded_item(item, context)
    return read_markup(decoded.text, item.origin, encoding_metadata(decoded))


def read_markup(markup: str, origin: Origin, metadata: dict[str, Scalar] | None = None) -> Document:
    """The same for markup that is decoded already."""
    fitted = fit(markup if _encodes(markup) else _LONE_SURROGATE.sub("\ufffd", markup))
    tree, page = _parse(fitted.markup)
    if han_count(page.text) < FEW_HAN and (state := state_markup(tree)):
        stated = page_text(LexborHTMLParser(state))
        if han_count(stated.text) > 2 * han_count(page.text):
            page = stated
    if len(page.text) < FEW_CHARACTERS and "<noscript" in markup:  # some forums show their posts to scripts and to nobody else
        spare = page_text(LexborHTMLParser(_NOSCRIPT.sub(r"<\1div", fitted.markup)))
        if len(spare.text) > len(page.text) + MIN_SPARE:
            page = spare
    if not page.text:
        detail = "a page of frames: its text is on other pages" if _FRAMES.search(markup) else "a page without text"
        raise Rejected("empty", detail, origin)
    headings = [page.text[mark.start : mark.end] for mark in page.marks.of(_HEADING).marks]
    omissions = (Omission("cut_off", fitted.cut, at=len(page.text)),) if fitted.cut else ()
    return Document.of(
        page.text,
        marks=page.marks,
        metadata={**page_metadata(tree, headings), **(metadata or {})},
        omissions=omissions,
        origin=origin,
    )


def _encodes(text: str) -> bool:
    """Whether there is no lone surrogate: a tenth of the time of a search."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parse(markup: str) -> tuple[LexborHTMLParser, PageText]:
    """One fast parse; where it lost text, whichever second try has the most."""
    tree = LexborHTMLParser(markup)
    page = page_text(tree)
    there = han_count(page.text)
    if there >= DOUBTED * 8 * han_count(markup[::8]) or (expected := expected_han(markup)) < MIN_HAN or there >= LOST * expected:
        if page.text or (mended := without_openers(markup)) is None:
            return tree, page
        tree = LexborHTMLParser(mended)
        return tree, page_text(tree)
    best = tree, page
    for mended in filter(None, (without_openers(markup), _reparsed(markup))):
        tree = LexborHTMLParser(mended)
        page = page_text(tree)
        if han_count(page.text) > 1.2 * there:
            best, there = (tree, page), han_count(page.text)
    return best


def _reparsed(markup: str) -> str | None:
    """The page as lxml understands it, written out anew."""
    try:
        from bs4 import BeautifulSoup

        return str(BeautifulSoup(markup, "lxml"))
    except (ImportError, ValueError, RecursionError):
        return None
