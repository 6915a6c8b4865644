"""The steps of this package that find things by run, number and place, and their order round the line rules.

Notices go first: one that stands between two pieces would keep them apart. Pieces are joined before runs are looked for, since
a piece is a line like any other only when it is whole. The title comes after all lines that are the site's, and the end of the
text can be judged only when nothing stands behind it.
"""

from __future__ import annotations

from cleaners.boilerplate.head.text_kind import text_kind
from cleaners.boilerplate.inserted.stray_signs import stray_signs
from cleaners.boilerplate.insertions import insertions
from cleaners.boilerplate.noise import noise
from cleaners.boilerplate.pieces.fragments import fragments
from cleaners.boilerplate.runs.step import runs
from cleaners.boilerplate.title import title
from cleaners.boilerplate.withheld.omissions import cut_off, omissions
from cleaners.document import Changes, Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.step import Gate, Step, step

_PAGE = "ad comment comments footer form header hidden nav other page_number related ruby share sidebar"
PAGE_RULES = tuple(f"page.{name}" for name in _PAGE.split())


@step(rules=PAGE_RULES, switch=("boilerplate",))
def strip_page(document: Document, context: Context) -> Changes | None:
    """`page.strip_page`, which is loaded for the first document that has marks."""
    if not document.marks:
        return None
    from cleaners.boilerplate.page import step as page

    return page.strip_page(document, posts=context.options.posts)


@step(switch=("boilerplate",), gate=Gate(marks=frozenset({"element"})))
def refuse_blocked(document: Document, _context: Context) -> None:
    """Raises Rejected("blocked") for a page that a verification, an error or the like stands in place of."""
    from cleaners.boilerplate.page.blocked import blocked_page

    if words := blocked_page(document):
        raise Rejected("blocked", words, document.origin)


STEPS_BEFORE_RULES: tuple[Step, ...] = (noise, stray_signs, omissions, fragments, insertions, runs)
STEPS_AFTER_RULES: tuple[Step, ...] = (title, cut_off, text_kind)
