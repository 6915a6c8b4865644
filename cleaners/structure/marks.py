"""All kinds of structure of a text, each looked for in what the ones before it left."""

from __future__ import annotations

from cleaners.document import Mark
from cleaners.structure.code import code
from cleaners.structure.definitions import definitions
from cleaners.structure.fences import fences
from cleaners.structure.formulas import chains, formulas
from cleaners.structure.front_matter import front_matter
from cleaners.structure.headings import headings
from cleaners.structure.lines import Lines
from cleaners.structure.lists import lists
from cleaners.structure.markdown import indented_code, inline_code, markup, notes_and_quotes
from cleaners.structure.messages import messages
from cleaners.structure.references import references
from cleaners.structure.tables import bars, columns
from cleaners.structure.timed import timed
from cleaners.structure.verse import verse


def marks_of(text: str, *, markdown: bool = False) -> list[Mark]:
    """The marks of a text, in order, in its own coordinates (code points).

    Lines are marked one by one; code, front matter and formulas from their first character to their last. A line has one kind
    at most; formulas, and code of the form `inline`, are spans within lines. The attribute `form` says by what a thing was told.

    >>> [(mark.kind, mark.start, mark.end) for mark in marks_of("- 米\\n- 面\\n")]
    [('list_item', 0, 3), ('list_item', 4, 7)]
    """
    lines = Lines(text)
    found = [*front_matter(lines), *fences(lines, markdown=markdown)]
    in_tex = formulas(lines)
    if markdown:
        found += markup(lines)
        found += indented_code(lines)
    found += messages(lines)
    found += timed(lines)
    found += bars(lines, markdown=markdown)
    found += code(lines)
    found += (mark for mark in in_tex if lines.kind_at(mark.start) != "code")
    found += headings(lines, markdown=markdown)
    found += references(lines)
    found += lists(lines, markdown=markdown)
    found += notes_and_quotes(lines) if markdown else columns(lines)
    found += definitions(lines)
    found += verse(lines)
    if markdown:
        found += list(inline_code(lines, found))
    found += list(chains(lines, [mark for mark in found if mark.kind in ("formula", "code")]))
    found.sort(key=lambda mark: (mark.start, -mark.end))
    return found
