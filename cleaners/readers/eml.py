"""E-mail: the text of a message. What is attached to it are documents of their own (`cleaners.sources.containers.mail`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr, parsedate_to_datetime

from cleaners.document import Document, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import html, rtf, text
from cleaners.readers.pieces import joined
from cleaners.sources.item import RawItem
from cleaners.sources.mime import Part, parse


def read(item: RawItem, context: Context) -> Document:
    """The body, plain text rather than the same as a page. Raises Rejected("empty") for a message that has none."""
    message = parse(item.data)
    if message.kind in ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"):
        raise Rejected("encrypted", "an encrypted message", item.origin)
    pieces = [piece for part in _body(message) if (piece := part_document(part, item, context))]
    if not pieces:
        raise Rejected("empty", "a message without text", item.origin)
    document = joined(pieces, item.origin)
    return replace(document, metadata={**document.metadata, **_metadata(message)})


_BODIES = ("text/plain", "text/html", "text/rtf")


def _body(part: Part) -> Iterator[Part]:
    """The parts that a mail program would show one below the other."""
    if not part.parts:
        if part.kind in _BODIES and not part.is_attachment:
            yield part
    elif part.kind == "multipart/alternative":
        # The same text in several forms: the plain one, unless it is but a stub.
        forms = [list(_body(form)) for form in part.parts]
        plain = [form for form in forms if form and all(inner.kind == "text/plain" and inner.body.strip() for inner in form)]
        yield from next(iter(plain or [form for form in reversed(forms) if form]), [])
    elif part.kind in ("multipart/related", "multipart/signed"):
        yield from next((form for inner in part.parts if (form := list(_body(inner)))), [])
    else:
        for inner in part.parts:
            yield from _body(inner)


def part_document(part: Part, item: RawItem, context: Context) -> Document | None:
    """The document in one part; None where it has no text."""
    inner = replace(item, data=part.body, declared=part.charset)
    if not inner.data.strip():
        return None
    try:
        reader = {"text/plain": text, "text/rtf": rtf}.get(part.kind, html)
        document = reader.read(inner, context)
    except Rejected:
        return None
    return document if document.source_text.strip() else None


def _metadata(message: Part) -> dict[str, Scalar]:
    name, address = parseaddr(message.header("from"))
    known: dict[str, Scalar] = {"title": message.header("subject"), "author": name or address}
    try:
        date = parsedate_to_datetime(str(message.headers.get("date", "")))
        known["published"] = date.isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return {name: value for name, value in known.items() if value}
