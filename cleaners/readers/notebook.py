"""Notebooks of Jupyter: the cells in their order. Text is Markdown, code is code; what the code printed is marked `output`, and
goes unless the rule `page.output` is off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cleaners.document import Document, Mark
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.sources.item import RawItem
from cleaners.structure import marks_of

_COLOURS = re.compile(r"\x1b\[[0-9;]{0,20}m")
_GAP = "\n\n"


def read(item: RawItem, context: Context) -> Document:
    """Raises Rejected: `broken` for what is no JSON, `empty` for a notebook without text."""
    decoded = decoded_item(item, context)
    try:
        book = json.loads(decoded.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Rejected("broken", f"no JSON: {error}", item.origin) from None
    texts, marks, at = list[str](), list[Mark](), 0
    for text, found in _pieces(book):
        texts.append(text)
        marks += (mark._replace(start=mark.start + at, end=mark.end + at) for mark in found)
        at += len(text) + len(_GAP)
    return Document.of(_GAP.join(texts), marks=marks, metadata=encoding_metadata(decoded), origin=item.origin)


def _pieces(book: Any) -> Iterator[tuple[str, list[Mark]]]:
    """The text of each cell and of each output, with its marks."""
    for cell in _cells(book):
        kind = cell.get("cell_type")
        text = _text(cell.get("source", cell.get("input"))).strip("\r\n")
        if text.strip():
            if kind == "code":
                yield text, [Mark("code", 0, len(text), {"form": "cell"})]
            elif kind == "heading":
                level = cell.get("level")
                yield text, [Mark("heading", 0, len(text), {"level": level if isinstance(level, int) else 1})]
            else:
                yield text, marks_of(text, markdown=True) if kind == "markdown" else []
        for output in _maps(cell.get("outputs")):
            if shown := _output(output):
                yield shown, [Mark("output", 0, len(shown))]


def _cells(book: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(book, dict):
        yield from _maps(book.get("cells"))
        for sheet in _maps(book.get("worksheets")):  # before version 4
            yield from _maps(sheet.get("cells"))


def _output(output: Mapping[str, Any]) -> str:
    """What an output shows as text: pictures and pages show none."""
    data = output.get("data")
    text = _text(output.get("text")) or (_text(data.get("text/plain")) if isinstance(data, dict) else "")
    return _COLOURS.sub("", text).strip("\r\n").rstrip()


def _maps(values: Any) -> list[Mapping[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _text(value: Any) -> str:
    """A text, or its lines."""
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
