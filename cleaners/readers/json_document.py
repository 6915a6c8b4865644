"""JSON that is one document: the text in its field for text, with the fields beside it that the record knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cleaners.document import Document, Origin, Rejected, Scalar
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.readers.flow import Line, assemble
from cleaners.readers.html_metadata import iso_date
from cleaners.sources.item import RawItem
from cleaners.sources.markup import is_page

# Fields by what crawlers and corpora call them, the usual name first.
TEXT_FIELDS = ("text", "content", "body", "article", "正文", "内容", "raw_content", "text_content", "html", "raw_html", "data")
_KNOWN = {
    "title": ("title", "headline", "标题"),
    "author": ("author", "authors", "byline", "作者"),
    "publisher": ("publisher", "source", "site", "来源"),
    "published": ("published", "publish_time", "pub_time", "date", "time", "created", "created_at", "发布时间", "时间"),
    "url": ("url", "link", "href"),
}
MAX_FIELD = 300
MAX_DEPTH = 50


def read(item: RawItem, context: Context) -> Document:
    """Raises Rejected: `broken`, or `unsupported` for a list of records, which is no document."""
    decoded = decoded_item(item, context)
    try:
        value = json.loads(decoded.text.lstrip("\ufeff").rstrip("\0 \r\n\t"), strict=False)
    except (ValueError, RecursionError) as error:
        raise Rejected("broken", f"no JSON: {error}", item.origin) from None
    return _with(document_of(value, item.origin), encoding_metadata(decoded))


def _with(document: Document, more: Mapping[str, Scalar]) -> Document:
    return replace(document, metadata={**document.metadata, **more})


def document_of(value: Any, origin: Origin) -> Document:
    """The document that a JSON value is: its field of text (a page, where that is one), else all its strings."""
    fields = value if isinstance(value, dict) else {}
    metadata: dict[str, Scalar] = {name: text for name, keys in _KNOWN.items() if (text := _field(fields, keys))}
    if date := metadata.pop("published", ""):
        metadata |= {"published": found} if (found := iso_date(str(date))) else {}
    for name in TEXT_FIELDS:
        said = fields.get(name)
        if isinstance(said, str) and said.strip():
            if is_page(said.encode("utf-8", "replace")):
                from cleaners.readers.html import read_markup

                return _with(read_markup(said, origin), metadata)
            return Document.of(said, metadata=metadata, origin=origin)
    text, marks = assemble(Line(line) for string in _strings(value) for line in string.split("\n") if line.strip())
    return Document.of(text, marks=marks, metadata=dict(metadata), origin=origin)


def _field(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value: Any = fields.get(key)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "、".join(map(str, value[:5]))
        if isinstance(value, str) and value.strip() and len(value) < MAX_FIELD:
            return " ".join(value.split())
    return ""


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    """All strings that are prose by the look of them: not keys, numbers, addresses."""
    if isinstance(value, str):
        if not value.isascii():
            yield value
    elif depth < MAX_DEPTH and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)
