"""Text set one character a line, against copying or by a reader of vertical columns, becomes a line again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from re import MULTILINE, Pattern
from re import compile as compile_pattern

from cleaners.chinese.cohesion import cohesive
from cleaners.chinese.line_joining import RULE
from cleaners.chinese.script import HAN
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.repairs.spaced import SERIES
from cleaners.step import CODE, Gate, step

MARKS = "，。、；：！？“”《》（）"
# So many lines in a row, and of the neighbours so many that belong together in words: of single characters that stand as items
# (stems, surnames, headwords of a dictionary) next to none do, of running text every second pair does.
MIN_LINES = 6
MIN_COHESIVE = 0.35


@cache
def _columns() -> Pattern[str]:
    one = rf"[ \t\u3000]*[{HAN}{MARKS}][ \t\u3000]*"
    return compile_pattern(rf"^{one}(?:\n{one}){{{MIN_LINES - 1},2000}}$", MULTILINE)


@step(rules=(RULE,), switch=("spacing",), leaves=CODE, gate=Gate("\n"))
def join_columns(document: Document, _context: Context) -> Iterator[Edit] | None:
    """Join lines of one character each where they read as text."""
    return _edits(document.text) if document.text.count("\n") >= MIN_LINES - 1 else None


def _edits(text: str) -> Iterator[Edit]:
    for match in _columns().finditer(text):
        chars = [char for char in match[0] if not char.isspace()]
        pairs = [(one, other) for one, other in pairwise(chars) if one not in MARKS and other not in MARKS]
        if SERIES.issuperset(chars) or not pairs:
            continue
        if sum(cohesive(*pair) for pair in pairs) >= MIN_COHESIVE * len(pairs):
            done = match.start()
            for number, char in enumerate(chars):
                at = text.index(char, done)
                if number and at > done:
                    yield Edit(done, at, "", RULE, "one character a line")
                done = at + 1
