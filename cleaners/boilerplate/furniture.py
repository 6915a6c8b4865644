"""Remove what readers have marked as not part of the text (rules `page.*`).

In documents: running headers and footers, page numbers, reviewers' comments, hidden text, ruby, note references. In web pages
also: line numbers and buttons beside code, edit links, and second forms of a formula. In notebooks: what
code printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

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
    "line_number": "page.line_number",
    "control": "page.control",
    "duplicate": "page.duplicate",
    "output": "page.output",
}
# What stands within the lines of a page: it goes before the page step looks at them.
OF_LINES = frozenset({"line_number", "control", "duplicate"})
# On pages, what is hidden and read aloud is the page step's, which knows the lines that stay.
_BLANKS = frozenset(" \t\u00a0")
OF_PAGES = frozenset({"hidden", "ruby"})


@step(rules=[RULES[kind] for kind in sorted(OF_LINES)], switch=("boilerplate",), gate=Gate(marks=OF_LINES))
def asides(document: Document, _context: Context) -> list[Edit] | None:
    """Remove marked pieces within the lines of a web page: line numbers, controls, duplicates."""
    return without(document, OF_LINES & document.marks.kinds)


@step(rules=RULES.values(), switch=("boilerplate",), gate=Gate(marks=frozenset(RULES)))
def furniture(document: Document, _context: Context) -> list[Edit] | None:
    kinds = document.marks.kinds
    wanted = RULES.keys() & kinds - OF_LINES
    if "element" in kinds:
        wanted -= OF_PAGES
    return without(document, wanted)


def without(document: Document, wanted: Set[str]) -> list[Edit] | None:
    """Edits that take out the text of these kinds of marks."""
    if not wanted:
        return None
    marks = sorted(document.marks_now(*wanted), key=lambda mark: (mark.start, -mark.end))
    return list(_removals(document.text, marks))


def _removals(text: str, marks: list[Mark]) -> Iterator[Edit]:
    """Each mark's text; with it the line end behind a line that goes as a whole, at the end of the text the one before it. What
    stands side by side under one rule goes in one edit."""
    last: Edit | None = None
    begins, floor = False, 0  # whether what goes begins its line; where the edit before the last one ends
    for mark in marks:
        done = last.end if last is not None else 0
        start, end, rule = max(mark.start, done), mark.end, RULES[mark.kind]
        if start >= end:
            continue
        begins = start == 0 or text[start - 1] == "\n" or (begins and start == done)
        if begins and text[end : end + 1] == "\n":
            end += 1
        if last is not None and start == done and rule == last.rule:
            last = last._replace(end=end)
            continue
        if last is not None:
            last = _with_blanks(text, last, floor)
            floor = last.end
            yield last
        last = Edit(start, end, "", rule)
    if last is not None:
        last = _with_blanks(text, last, floor)
        if last.end == len(text) and last.start > floor and text[last.start - 1] == "\n":
            last = last._replace(start=last.start - 1)
        yield last


def _with_blanks(text: str, edit: Edit, floor: int) -> Edit:
    """The edit with the blanks about it, where it takes buttons or links from either end of a line."""
    if edit.rule != RULES["control"]:
        return edit
    start, end = edit.start, edit.end
    if start == 0 or text[start - 1] == "\n":
        while text[end : end + 1] in _BLANKS:
            end += 1
    elif text[end : end + 1] in ("\n", ""):
        while start > floor and text[start - 1] in _BLANKS:
            start -= 1
    return edit._replace(start=start, end=end)
