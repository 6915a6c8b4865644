"""Text set one character a line, against copying or by a reader of vertical columns, becomes a line again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from re import MULTILINE, Pattern
from re import compile as compile_pattern

from cleaners.characters.fold import fold
from cleaners.characters.model import character_model, codepoints
from cleaners.chinese.line_joining import RULE
from cleaners.chinese.script import HAN
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.repairs.spaced import SERIES
from cleaners.step import CODE, Gate, step

MARKS = "，。、；：！？“”‘’「」『』《》（）…—,.!?;:()"
# Single characters also stand as items: stems, surnames, headwords of a dictionary, the lines of a poem, a copybook. Running text
# has marks, or at least the small words of modern prose; and its neighbours come together oftener than by chance. Of 8 characters
# of prose 95 of 100 do on average (recipes 73), of 8 drawn by lot 5 of 1,000, of 12 none. Of lists only pairs (大小多少) do, and
# these have neither mark nor small word. Answers (是 否 否 是) repeat few characters. Run tests/chinese/test_vertical.py when one
# changes.
MIN_MARKED, MIN_LINES = 8, 12
SMALL_WORDS = frozenset("的了是们着我你他她这那也都就还把被")
MAX_KINDS = 40  # different characters of which half are enough for any length
MIN_BOND = 0.0  # nats, mean of log P(right | left) - log P(right)


@cache
def _columns() -> Pattern[str]:
    one = rf"[ \t\u3000]*[{HAN}{MARKS}A-Za-z0-9][ \t\u3000]*"
    return compile_pattern(
        rf"^{one}(?P<between>\n(?:[ \t\u3000]*\n)?){one}(?:(?P=between){one}){{{MIN_MARKED - 2},4000}}$", MULTILINE
    )


@step(rules=(RULE,), switch=("spacing",), leaves=CODE, gate=Gate("\n"))
def join_columns(document: Document, _context: Context) -> Iterator[Edit] | None:
    """Join lines of one character each where they read as text."""
    return _edits(document.text) if document.text.count("\n") >= MIN_MARKED - 1 else None


def _edits(text: str) -> Iterator[Edit]:
    for match in _columns().finditer(text):
        if not _reads(fold("".join(match[0].split()))):
            continue
        done = -1
        for at, char in enumerate(match[0], match.start()):
            if not char.isspace():
                if 0 <= done < at:
                    yield Edit(done, at, "", RULE, "one character a line")
                done = at + 1


def _reads(line: str) -> bool:
    """Whether the characters one behind the other are running text."""
    codes = codepoints(line)
    han = (codes >= 0x3400) & (codes < 0xA000)
    marked = any(char in MARKS for char in line)
    if (
        SERIES.issuperset(line)
        or 2 * len(set(line)) < min(len(line), MAX_KINDS)
        or han.sum() < max(MIN_MARKED - 2, 0.6 * len(line))
    ):
        return False
    if not marked and (len(line) < MIN_LINES or SMALL_WORDS.isdisjoint(line)):
        return False
    model = character_model()
    pairs = han[:-1] & han[1:]
    bonds = model.conditional(codes[:-1], codes[1:])[pairs] - model.unigrams[codes[1:]][pairs]
    return len(bonds) > 0 and float(bonds.mean()) >= MIN_BOND
