"""Which module reads which format."""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Protocol, TypeAlias

from cleaners.document import Document, Omission, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.text import marks_in
from cleaners.sources.containers import COMPRESSED, CONTAINERS
from cleaners.sources.item import RawItem
from cleaners.sources.markup import HEAD as MARKUP_HEAD
from cleaners.sources.markup import is_page
from cleaners.sources.panics import panics_rejected
from cleaners.sources.sniff import sniff, text_format
from cleaners.structure.subtitles import subtitle_kind, subtitle_marks
from cleaners.structure.wiki import looks_like_wiki, wiki_marks


class Reader(Protocol):
    """What a module of this package offers as `read`. Raises Rejected."""

    def __call__(self, item: RawItem, context: Context) -> Document: ...


ReaderName: TypeAlias = str

# Format, as `sniff` names it -> module of this package. Modules are imported when the first document of theirs comes.
READERS: dict[str, ReaderName] = {
    "ass": "subtitles",
    "csv": "delimited",
    "doc": "doc",
    "docx": "docx",
    "epub": "epub",
    "html": "html",
    "eml": "eml",
    "ipynb": "notebook",
    "lrc": "subtitles",
    "md": "markdown",
    "mht": "mht",
    "mobi": "mobi",
    "msg": "msg",
    "odp": "anydoc_office",
    "ods": "sheets",
    "odt": "odt",
    "ofd": "ofd",
    "pdf": "pdf",
    "ppt": "anydoc_office",
    "pptx": "anydoc_office",
    "rtf": "rtf",
    "srt": "subtitles",
    "text": "text",
    "vtt": "subtitles",
    "wiki": "wiki",
    "xls": "sheets",
    "xlsx": "sheets",
    "xml": "xml",
}
# Formats without a structure that could be damaged: a fault there is ours.
TEXTS = frozenset({"ass", "csv", "html", "lrc", "md", "srt", "text", "vtt", "wiki"})
# Who tries when the reader above finds a document broken, or did not survive it.
FALLBACKS: dict[str, ReaderName] = {
    **dict.fromkeys(("doc", "docx", "epub", "ods", "odt", "rtf", "xls", "xlsx"), "anydoc_office"),
    "odp": "odt",
    "pdf": "anydoc_pdf",
    "ppt": "ppt",
}
# Decks in which the first reader may find nothing where there is something: the second one is asked, too.
ASKED_TWICE = frozenset({"odp", "ppt"})

# What people call the formats that no reader is there for.
UNSUPPORTED: dict[str, str] = {
    "binary": "binary data of unknown kind",
    "caj": "CAJ",
    "djvu": "DjVu",
    "font": "font",
    "hwp": "HWP",
    "hwpx": "HWPX",
    "image": "picture",
    "iwork": "iWork (Pages, Numbers, Keynote)",
    "media": "sound or film",
    "ole": "OLE file of unknown kind",
    "postscript": "PostScript",
    "program": "program",
    "sqlite": "database",
    "vsdx": "Visio",
    "works": "Microsoft Works",
    "xps": "XPS",
}
# No reader will ever come for these.
NO_DOCUMENTS = frozenset({"binary", "font", "image", "media", "program", "sqlite"})


def formats() -> tuple[str, ...]:
    """The formats that can be read."""
    return tuple(sorted(READERS))


@cache
def _reader(name: ReaderName) -> Callable[[RawItem, Context], Document]:
    read: Reader = import_module(f"cleaners.readers.{name}").read
    return read


def has_fallback(item: RawItem) -> bool:
    """Whether there is another way to read it."""
    return item.text is None and sniff(item.data, item.name) in FALLBACKS


def read(item: RawItem, context: Context, *, fallback: bool = False) -> Document:
    """The document that `item` holds, as its content says; with the `fallback` reader, where the format has one. Raises
    Rejected, always with the origin."""
    try:
        document = _read(item, context, fallback) if item.text is None else read_text(item.text, item.origin, item.name)
        known = {"sha256": item.sha256, **item.metadata}
        return replace(document, metadata={**document.metadata, **known})
    except Rejected as rejected:
        if not rejected.origin.path and item.origin.path:
            raise Rejected(rejected.reason, rejected.detail, item.origin) from None
        raise


def read_text(text: str, origin: Origin, name: str = "") -> Document:
    """The document for text that is decoded already: a page or plain text, as its content says. Raises Rejected."""
    if not text or text.isspace():
        raise Rejected("empty", "nothing but blanks" if text else "no text", origin)
    url = {"url": origin.url} if origin.url else {}
    kind = text_format(name)
    head = text[:MARKUP_HEAD].encode("utf-8", "replace") + text[MARKUP_HEAD:][-64:].encode("utf-8", "replace")
    if is_page(head, markdown=kind in ("md", "wiki")):
        from cleaners.readers.html import read_markup

        document = read_markup(text, origin)
        return replace(document, metadata={**document.metadata, **url, "format": "html"})
    if kind in ("md", "text") and (told := subtitle_kind(text[:MARKUP_HEAD], name)):
        found, known = subtitle_marks(text, told)
        return Document.of(text, marks=found, metadata={**known, **url, "format": told}, origin=origin)
    if kind == "wiki" or (kind == "text" and "[[" in text[:MARKUP_HEAD] and looks_like_wiki(text)):
        return Document.of(text, marks=wiki_marks(text), metadata={**url, "format": "wiki"}, origin=origin)
    marks = marks_in(text, markdown=True if kind == "md" else None) if kind in ("md", "text") else ()
    return Document.of(text, marks=marks, metadata={**url, "format": kind}, origin=origin)


def _read(item: RawItem, context: Context, fallback: bool) -> Document:
    kind = sniff(item.data, item.name)
    if kind == "empty":
        raise Rejected("empty", "no bytes" if not item.data else "nothing but blanks", item.origin)
    if kind == "encrypted":
        raise Rejected("encrypted", "a password is needed", item.origin)
    if kind in CONTAINERS or kind in COMPRESSED:
        name = CONTAINERS[kind].name if kind in CONTAINERS else f"{COMPRESSED[kind]} file"
        raise Rejected("unsupported", f"{name}: holds documents and is none; clean_path opens it", item.origin)
    if kind not in READERS:
        name = UNSUPPORTED.get(kind, kind)
        raise Rejected("unsupported", f"{name}: no document" if kind in NO_DOCUMENTS else f"{name}: no reader yet", item.origin)
    document = _second(kind, item, context) if fallback and kind in FALLBACKS else _first(kind, item, context)
    if kind in ASKED_TWICE and not document.source_text.strip():
        with suppress(Rejected):
            document = _second(kind, item, context)
    if not document.source_text or document.source_text.isspace():
        if document.omissions:
            raise Rejected("broken", "what could be read of it holds no text", item.origin)
        raise Rejected("empty", "no text in it", item.origin)
    url = {"url": item.origin.url} if item.origin.url else {}
    return replace(document, metadata={**document.metadata, **url, "format": kind})


def _first(kind: str, item: RawItem, context: Context) -> Document:
    if kind in TEXTS:
        return _reader(READERS[kind])(item, context)
    try:
        with panics_rejected(item.origin):
            return _reader(READERS[kind])(item, context)
    except Rejected as rejected:
        if rejected.reason != "broken" or kind not in FALLBACKS:
            raise
        detail = rejected.detail
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError, RecursionError, struct.error) as error:
        # What a damaged file can make of any structure is not foreseen; another reader may see more in it.
        detail = f"{type(error).__name__}: {error}"
    if kind not in FALLBACKS:
        raise Rejected("broken", detail, item.origin)
    try:
        document = _second(kind, item, context)
    except Rejected:
        raise Rejected("broken", detail, item.origin) from None
    *before, named = document.omissions
    named = replace(named, text=f"{named.text}, after: {detail}"[:200])
    return replace(document, omissions=(*before, named))


def _second(kind: str, item: RawItem, context: Context) -> Document:
    """What the second reader makes of a document that the first could not read: some of it, as the omission says."""
    name = FALLBACKS[kind]
    with panics_rejected(item.origin):
        document = _reader(name)(item, context)
    named = Omission("cut_off", at=len(document.source_text), text=f"read by {name}")
    return replace(document, omissions=(*document.omissions, named))
