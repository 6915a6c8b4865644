"""The title as a page shows it: the heading over its text."""

from __future__ import annotations

import re

import numpy as np

from cleaners.boilerplate.page.names import line_pattern
from cleaners.boilerplate.page.view import Bools, PageView

# Lines that may stand between a title and the text.
NEAR_TITLE = 6
# Characters of a site's name in a title's place, and of the heading that is the title.
MAX_SITE_NAME, MIN_TITLE, MAX_TITLE = 16, 5, 80
# What a site adds to the title of a page.
_ADDED = re.compile(r"\s?[【\[@|_]|\s[-–—·]\s")


def shown_title(page: PageView, body: Bools, kind: str, known: str) -> str:
    """The title as the page shows it, where its head (`known`) has none, has more behind it, or has one that stands nowhere on
    the page: the site's."""
    if not body.any() or (known and kind in ("list", "other", "thread")):
        return ""
    begin = int(np.argmax(body))
    own = page.lines[begin].kind == "heading" if known else is_heading(page, begin)
    over = begin if own else heading_before(page, begin, linked=bool(known))
    texts = [page.lines[number].text.strip() for number in (over, page.title_line) if number >= 0]
    if known:
        for text in texts:
            if len(text) >= MIN_TITLE and known.startswith(text) and _ADDED.match(known, len(text)):
                return text
        texts = [text for text in texts if MIN_TITLE <= len(text) <= MAX_TITLE and len(known) <= MAX_SITE_NAME]
    return texts[0] if texts and page.title_line < 0 else ""


def heading_before(page: PageView, begin: int, *, linked: bool = False) -> int:
    """The heading over the text, with nothing but a by-line between; -1 where there is none. It may be a link to the page
    itself, where that is asked for."""
    byline = line_pattern("byline")
    for number in range(begin - 1, max(-1, begin - 1 - NEAR_TITLE), -1):
        if not page.shown[number]:
            continue
        if is_heading(page, number) or (linked and page.lines[number].kind == "heading"):
            return number
        if not byline.search(page.lines[number].text):
            break
    return -1


def is_heading(page: PageView, number: int) -> bool:
    line = page.lines[number]
    return line.kind == "heading" and 2 * line.links < len(line.text)
