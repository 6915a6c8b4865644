"""Books for the Kindle (MOBI, AZW3) and PalmDOC: one stream of markup or of plain text, cut into packed records."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import date

from cleaners.decoding import decode
from cleaners.document import Document, Omission, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.embedded import lines_of, parsed
from cleaners.readers.flow import Line, assemble
from cleaners.readers.palmdoc import inflated
from cleaners.readers.properties import properties
from cleaners.sources.item import RawItem

MAX_TEXT = 128 << 20
_PLAIN, _PALMDOC, _HUFFMAN = 1, 2, 17480
_ENCODINGS = {65001: "utf-8", 1252: ""}  # the other one is written by whatever stood on the machine
_EXTH = {100: "author", 101: "publisher", 106: "published", 503: "title"}
_BOUNDARY, _NO_RECORD = 121, 0xFFFFFFFF
# KF8 keeps a shell for each page before what stands in the page; the shells hold no text but the name of the page.
_SHELL = re.compile(
    r"<\?xml[^<>]{0,200}\?>|<!DOCTYPE[^<>]{0,300}>|<head\b[^<>]{0,200}>.{0,20000}?</head\s*>|</?(?:html|body)\b[^<>]{0,500}>",
    re.I | re.S,
)
_PAGE_BREAK = re.compile(r"<mbp:pagebreak\b[^<>]{0,200}>(?:\s*</mbp:pagebreak>)?", re.I)
_GUIDE = re.compile(r"<guide>.{0,20000}?</guide>", re.I | re.S)


@dataclass(frozen=True, slots=True)
class _Book:
    """The records of the file from one header on: AZW3 for new readers may stand behind MOBI for old ones."""

    records: list[bytes]
    start: int = 0

    @property
    def header(self) -> bytes:
        return self.records[self.start]

    def number(self, at: int, form: str = ">I", missing: int = 0) -> int:
        header = self.header
        inside = at < 16 or at + struct.calcsize(form) <= 16 + self._length
        if not inside or at + struct.calcsize(form) > len(header):
            return missing
        return int(struct.unpack_from(form, header, at)[0])

    @property
    def _length(self) -> int:
        return int.from_bytes(self.header[20:24], "big") if self.header[16:20] == b"MOBI" else 0

    def extra(self) -> dict[int, bytes]:
        """The block of metadata (EXTH): number -> first value."""
        at = 16 + self._length
        if not self._length or not self.number(128) & 0x40 or self.header[at : at + 4] != b"EXTH":
            return {}
        found, count, at = dict[int, bytes](), int.from_bytes(self.header[at + 8 : at + 12], "big"), at + 12
        for _ in range(min(count, 1000)):
            kind, size = int.from_bytes(self.header[at : at + 4], "big"), int.from_bytes(self.header[at + 4 : at + 8], "big")
            if size < 8:
                break
            found.setdefault(kind, self.header[at + 8 : at + size])
            at += size
        return found


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `unsupported`, `broken`, `too_large`."""
    book = _newest(_Book(_records(item)))
    if book.number(12, ">H"):
        raise Rejected("encrypted", "the book is locked (DRM)", item.origin)
    packing = book.number(0, ">H")
    if packing == _HUFFMAN:
        raise Rejected("unsupported", "MOBI or AZW3 packed with HUFF/CDIC: no reader yet", item.origin)
    if packing not in (_PLAIN, _PALMDOC):
        raise Rejected("broken", "a book packed in an unknown way", item.origin)
    data, whole = _text(book, packing, item)
    encoding = _ENCODINGS.get(book.number(28), "")
    decoded = decode(data, declared=encoding or None)
    text = data.decode("utf-8", "replace") if encoding else decoded.text
    lines = _lines(text, book.header[16:20] == b"MOBI" or "<p" in text[:4096].lower())
    text, marks = assemble(lines)
    omissions = () if whole else (Omission("cut_off", at=len(text)),)
    return Document.of(text, marks=marks, metadata=_metadata(book, encoding), omissions=omissions, origin=item.origin)


def _records(item: RawItem) -> list[bytes]:
    data = item.data
    count = int.from_bytes(data[76:78], "big")
    starts = [int.from_bytes(data[at : at + 4], "big") for at in range(78, min(78 + 8 * count, len(data) - 4), 8)]
    ends = [*starts[1:], len(data)]
    records = [data[start:end] for start, end in zip(starts, ends, strict=True)]
    if not records or len(records[0]) < 16 or len(data) < starts[0]:
        raise Rejected("broken", "a book without its first record", item.origin)
    return records


def _newest(book: _Book) -> _Book:
    """The part for new readers, where there are two: the same book, with better markup."""
    at = int.from_bytes(book.extra().get(_BOUNDARY, b"")[:4] or b"\xff" * 4, "big")
    there = at != _NO_RECORD and 0 < at < len(book.records) and book.records[at][16:20] == b"MOBI"
    return _Book(book.records, at) if there else book


def _text(book: _Book, packing: int, item: RawItem) -> tuple[bytes, bool]:
    """The stream of the text, and whether all of it is there."""
    count, trailers = book.number(8, ">H"), book.number(242, ">H")
    out = bytearray()
    for record in book.records[book.start + 1 : book.start + 1 + count]:
        body = _body(record, trailers)
        out += inflated(body) if packing == _PALMDOC else body
        if len(out) > MAX_TEXT:
            raise Rejected("too_large", f"more than {MAX_TEXT:,} bytes of text", item.origin)
    length = book.number(4)
    end = _first_flow(book, length)
    text = bytes(out[: end or length or MAX_TEXT])
    return text if end else _without_styles(text), len(out) >= length - 1 and end > 0


def _first_flow(book: _Book, length: int) -> int:
    """Where the text ends: style sheets and drawings stand behind it in a book of the new kind. 0 where their table is lost."""
    table = book.number(192, missing=_NO_RECORD) if book.number(36) >= 8 else _NO_RECORD
    if table == _NO_RECORD:
        return length or MAX_TEXT
    at = book.start + table
    return int.from_bytes(book.records[at][16:20], "big") if at < len(book.records) and book.records[at][:4] == b"FDST" else 0


def _without_styles(text: bytes) -> bytes:
    """Up to the last tag, where rules of a style sheet stand behind it."""
    last = text.rfind(b">") + 1
    return text[:last] if b"{" in text[last:] and b"}" in text[last:] else text


def _body(record: bytes, trailers: int) -> bytes:
    """A record without what stands behind its text: an entry for each bit, with its size at its end, and the bytes of a
    character that goes on in the next record."""
    for _ in range((trailers >> 1).bit_count()):
        size, shift = 0, 0
        for byte in reversed(record[-4:]):
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte & 0x80:
                break
        record = record[: max(0, len(record) - max(1, size))]
    if trailers & 1 and record:
        record = record[: max(0, len(record) - (record[-1] & 3) - 1)]
    return record


def _lines(text: str, markup: bool) -> list[Line]:
    if not markup:
        return [Line(line) for line in text.replace("\0", "").split("\n") if line.strip()]
    return lines_of(parsed(_PAGE_BREAK.sub("<hr>", _GUIDE.sub("", _SHELL.sub("", text)))))


def _metadata(book: _Book, encoding: str) -> dict[str, Scalar]:
    extra = book.extra()
    at, size = book.number(84), book.number(88)
    said = {_EXTH[number]: _string(value, encoding) for number, value in extra.items() if number in _EXTH}
    title = said.get("title") or _string(book.header[at : at + size] if at else b"", encoding)
    found = properties(title=title, author=said.get("author", ""))
    published = said.get("published", "")[:10]
    try:
        published = date.fromisoformat(published).isoformat()
    except ValueError:
        published = ""
    known = {"publisher": said.get("publisher", ""), "published": published}
    return {**found, **{name: value for name, value in known.items() if value}}


def _string(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace") if encoding else decode(data).text if data else ""
