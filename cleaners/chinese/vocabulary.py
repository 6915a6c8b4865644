"""Taiwan's words to the mainland's, on request (`taiwan_vocabulary`): 軟體 -> 软件. Words are content: off by default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from cleaners.chinese.protect import protected_spans
from cleaners.chinese.script import simplified_only
from cleaners.chinese.spans import outside
from cleaners.document import Document
from cleaners.edits import Edit, close_edit
from cleaners.options import Context
from cleaners.step import CODE, NOT_ASCII, step

RULE = "script.vocabulary"


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = files("cleaners.chinese.data").joinpath("vocabulary.tsv").read_text("utf-8").splitlines()
    words = dict(row.split("\t") for row in rows)
    return re.compile("|".join(sorted(words, key=len, reverse=True))), words


@step(rules=(RULE,), switch=("taiwan_vocabulary",), leaves=CODE, gate=NOT_ASCII)
def convert_vocabulary(document: Document, context: Context) -> Iterator[Edit] | None:
    """Runs on text that is in simplified characters by now; on a document that came in them, it has nothing to do."""
    options = context.options
    if options.script == "keep" or document.metadata.get("script") == "ja":
        return None
    if document.metadata.get("script") == "hans" and not _undecided(document.source_text):
        return None
    return _edits(document.text)


def _undecided(source_text: str) -> bool:
    """Text with no character that is simplified alone (演算法) may be Taiwan's."""
    return simplified_only().search(source_text) is None


def _edits(text: str) -> Iterator[Edit]:
    pattern, words = _table()
    for start, end in outside((match.span() for match in pattern.finditer(text)), protected_spans(text)):
        yield close_edit(text, start, end, words[text[start:end]], RULE)
