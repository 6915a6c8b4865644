"""What stands on the pages of a document and is none of its text: running headers and footers, page numbers, reviewers' comments,
what is hidden, readings beside words, signs that refer to notes. Readers mark them; `page.*` rules: header, footer, number,
comment, hidden, ruby, reference."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Document, Edit, Mark
from cleaners.options import Context
from cleaners.step import Gate, step

RULES = {
    "header": "page.header",
    "footer": "page.footer",
    "page_number": "page.number",
    "comment": "page.comment",
    "hidden": "page.hidden",
    "ruby": "page.ruby",
    "reference": "page.reference",
}
# On pages, what is hidden and read aloud is the page step's, which knows the lines that stay.
OF_PAGES = frozenset({"hidden", "ruby"})


@step(rules=RULES.values(), switch=("boilerplate",), gate=Gate(marks=frozenset(RULES)))
def furniture(document: Document, _context: Context) -> list[Edit] | None:
    kinds = {mark.kind for mark in document.marks}
    wanted = RULES.keys() & kinds
    if "element" in kinds:
        wanted -= OF_PAGES
    if not wanted:
        return None
    marks = sorted(document.marks_now(*wanted), key=lambda mark: (mark.start, -mark.end))
    return list(_removals(document.text, marks))


def _removals(text: str, marks: list[Mark]) -> Iterator[Edit]:
    """Each mark's text; with it the line end behind a line that goes as a whole, at the end of the text the one before it."""
    done = 0
    for mark in marks:
        start, end = max(mark.start, done), mark.end
        if start >= end:
            continue
        begins = start == 0 or text[start - 1] == "\n"
        if begins and text[end : end + 1] == "\n":
            end += 1
        elif begins and end == len(text) and start > done:
            start -= 1
        yield Edit(start, end, "", RULES[mark.kind])
        done = end
