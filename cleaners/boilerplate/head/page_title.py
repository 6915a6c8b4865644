"""The title of a text that was a page, and the date, publisher and author beside it, read from its source."""

from __future__ import annotations

from cleaners.boilerplate.head.title_facts import facts_near
from cleaners.boilerplate.head.title_line import title_line
from cleaners.boilerplate.layout import view_of
from cleaners.document import Document

MENU, WHOLE = 5, 0.97  # short lines of the head, and the share of the source that is left, which make a page
_SOURCE = 200_000  # characters of the source in which the title is looked for


def of_dom(document: Document) -> bool:
    """Whether a DOM says what the parts of the page are."""
    return any(mark.kind == "element" for mark in document.marks)


def chosen_line(document: Document, short: int) -> tuple[str | None, dict[str, str]]:
    """The line of the source that its form and neighbours make the title, and what stands beside it; "" where menus hide it,
    None where the text is none of a page. `short`: how many lines of the head are short."""
    if any(mark.kind == "markup" for mark in document.marks):  # subtitles, the text of a wiki
        return None, {}
    if _size(document.text) > WHOLE * _size(document.source_text):  # nothing of a site was found: no page
        return None, {}
    view = view_of(document.source_text[:_SOURCE])
    line = title_line(view)
    if line is None:
        return ("" if short >= MENU else None), {}
    return view.text[line.start : line.end], facts_near(view, line.line)


def _size(text: str) -> int:
    """Characters that are no blanks."""
    return len("".join(text[:_SOURCE].split()))
