"""Raised and lowered characters of lines: references to notes of the page, and what plain text writes as `10⁴` or `H₂O`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from cleaners.readers.markup.scripts import Script, script
from cleaners.readers.pdf.blocks import Column, Line
from cleaners.readers.pdf.lines import Segment

NOTE = re.compile(r"[\[［(（〔]?(?:\d{1,3}|[①-⓿㈠-㈩*＊†‡])[\]］)）〕]?(?![\d.．、])|[注註][\d①-⓿：:]|\*")
Span: TypeAlias = tuple[int, int]

_AROUND = "[]［］()（）〔〕 "
# Characters before a script by which it is told what it is.
BEFORE = 8


def set_scripts(columns: Iterable[Column]) -> None:
    """For the columns of one page: sets `references`, and rewrites the other scripts of lines."""
    columns = list(columns)
    matches = (NOTE.match(line.text) for column in columns for line in column.notes)
    signs = frozenset(match[0].strip(_AROUND) for match in matches if match)
    for column in columns:
        for line in (*column.lines, *column.notes):
            if line.raised or line.lowered:
                _write(line, signs)


def plain(part: Segment) -> str:
    """The text of a cell."""
    return _written(part.text, part.raised, part.lowered, frozenset())[0] if part.raised or part.lowered else part.text


def _write(line: Line, signs: frozenset[str]) -> None:
    line.text, line.references = _written(line.text, line.raised, line.lowered, signs)
    line.raised = tuple(span for span in line.raised if not span[0])
    line.lowered = ()


def _written(text: str, raised: Iterable[Span], lowered: Iterable[Span], signs: frozenset[str]) -> tuple[str, tuple[Span, ...]]:
    """The text with its scripts as plain text has them, and where references to notes with one of these `signs` stand."""
    spans: list[tuple[int, int, Script]] = [(*span, "sup") for span in raised]
    spans += [(*span, "sub") for span in lowered]
    out, references, done = "", [], 0
    for start, end, how in sorted(spans):
        out += text[done:start]
        inner = text[start:end]
        if start and how == "sup" and inner.strip(_AROUND) in signs:
            references.append((len(out), len(out) + len(inner)))
        elif start:  # at the head of a line stands a note's own number
            inner = script(inner, how, out[-BEFORE:], text[end : end + 2])
        out += inner
        done = end
    return out + text[done:], tuple(references)
