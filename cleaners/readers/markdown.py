"""Markdown: the text as it stands, with marks for what its signs say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cleaners.document import Document, Mark, Scalar
from cleaners.options import Context
from cleaners.readers import text as plain
from cleaners.sources.item import RawItem

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_QUOTE = re.compile(r" {0,3}>")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")


def read(item: RawItem, context: Context) -> Document:
    document = plain.read(item, context)
    return replace(document, marks=(*document.marks, *line_marks(document.source_text)))


def line_marks(text: str) -> Iterator[Mark]:
    """Marks of the lines that are more than prose, which may be wrapped."""
    at, fence = 0, ""
    last: tuple[int, int] | None = None  # the line before, where it is prose
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip("\r\n"))
        body = text[at:end]
        kind, attributes = "", dict[str, Scalar]()
        if fence:
            kind = "code"
            if body.strip().startswith(fence) and not body.strip().strip(fence[0]):
                fence = ""
        elif found := _FENCE.match(body):
            kind, fence = "code", found[1]
        elif found := _HEADING.match(body):
            kind, attributes = "heading", {"level": len(found[1])}
        elif last and (found := _UNDERLINE.match(body)):
            yield Mark("heading", *last, {"level": 1 if found[1][0] == "=" else 2})
        elif _ROW.match(body):
            kind = "table_row"
        elif _ITEM.match(body):
            kind = "list_item"
        elif _QUOTE.match(body):
            kind = "quote"
        if kind and at < end:
            yield Mark(kind, at, end, attributes)
        last = (at, end) if not kind and body.strip() else None
        at += len(line)
