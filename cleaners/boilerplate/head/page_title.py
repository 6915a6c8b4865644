"""The title of a text that was a page, and the date, publisher and author beside it."""

from __future__ import annotations

from bisect import bisect_right

from cleaners.boilerplate.head.title_facts import facts_near
from cleaners.boilerplate.head.title_line import title_line
from cleaners.boilerplate.layout import View, view_of
from cleaners.boilerplate.lines.features import Floats
from cleaners.document import Document

_SOURCE = 200_000  # characters of the source in which by-lines are looked for
_WHOLE = 0.97  # share of the source that is left, above which nothing of a site was found


def of_dom(document: Document) -> bool:
    """Whether a DOM says what the parts of the page are."""
    return "element" in document.marks.kinds


def was_page(document: Document) -> bool:
    """Whether a text was a page whose parts nothing but the text tells: something of a site was taken from it."""
    return not _is_told(document) and _size(document.text) <= _WHOLE * _size(document.source_text)


def _is_told(document: Document) -> bool:
    return not document.marks.kinds.isdisjoint(("element", "markup"))


def page_title(document: Document, view: View, chances: Floats) -> tuple[int, dict[str, str]] | None:
    """The title among the lines of the current text (its number among those that are not blank), and the fields of the record
    that it and the lines beside it give. None where no line is the title, and where the format says what is one: a page with
    its DOM, subtitles, the text of a wiki. `view` is of the current text; `chances` says how likely each line is of the frame."""
    if _is_told(document):
        return None
    line = title_line(view, chances)
    if line is None:
        return None
    start, end = view.filled[line]
    return line, {"title": view.text[start:end].strip(), **facts_beside(document, start)}


def facts_beside(document: Document, start: int) -> dict[str, str]:
    """`published`, `publisher` and `author` as the lines of the source say beside the title, which begins at `start` in the
    current text; by-lines that other steps took included."""
    source = view_of(document.source_text[:_SOURCE])
    at = int(document.patch.to_source([start], [start])[0][0])
    place = bisect_right(source.filled, (at, len(source.text))) - 1
    return facts_near(source, place) if place >= 0 and at < len(source.text) else {}


def _size(text: str) -> int:
    """Characters that are no blanks."""
    return len("".join(text[:_SOURCE].split()))
