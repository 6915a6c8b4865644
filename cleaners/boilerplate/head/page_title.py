"""The title of a text that was a page, and the date, publisher and author beside it."""

from __future__ import annotations

from bisect import bisect_right

from cleaners.boilerplate.head.title_facts import facts_near
from cleaners.boilerplate.head.title_line import title_line
from cleaners.boilerplate.layout import View, view_of
from cleaners.boilerplate.lines.features import Floats
from cleaners.document import Document

_SOURCE = 200_000  # characters of the source in which by-lines are looked for


def of_dom(document: Document) -> bool:
    """Whether a DOM says what the parts of the page are."""
    return any(mark.kind == "element" for mark in document.marks)


def page_title(document: Document, view: View, chances: Floats) -> tuple[int, dict[str, str]] | None:
    """The title among the lines of the current text (its number among those that are not blank), and the fields of the record
    that it and the lines beside it in the source give, by-lines that other steps took included. None where no line is the title,
    and where the format says what is one: a page with its DOM, subtitles, the text of a wiki. `view`: of the current text;
    `chances`: how likely each line is to be of the site's frame."""
    if any(mark.kind in ("element", "markup") for mark in document.marks):
        return None
    line = title_line(view, chances)
    if line is None:
        return None
    start, end = view.filled[line]
    source = view_of(document.source_text[:_SOURCE])
    at = int(document.patch.to_source([start], [end])[0][0])
    place = bisect_right(source.filled, (at, len(source.text))) - 1
    facts = facts_near(source, place) if place >= 0 and at < len(source.text) else {}
    return line, {"title": view.text[start:end].strip(), **facts}
