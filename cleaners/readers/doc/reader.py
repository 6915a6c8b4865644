"""A Word file as a document: its parts in the order in which people read them."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise

import olefile

from cleaners.decoding import decode
from cleaners.document import Document, Mark, Omission, Origin, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.doc.fib import Fib, read_fib
from cleaners.readers.doc.formatting import read_paragraphs, read_runs, read_styles
from cleaners.readers.doc.lists import read_lists
from cleaners.readers.doc.pieces import Text, read_text
from cleaners.readers.doc.sprms import properties
from cleaners.readers.doc.story import Book, Run
from cleaners.readers.flow import Line, LineKind, as_kind, assemble
from cleaners.readers.ole_properties import summary
from cleaners.sources.item import RawItem
from cleaners.sources.ole_directory import stream_start

_HEAD = b"\xec\xa5"
_BREAKS, _CONTROLS = re.compile("[\r\x07\x0b\x0c]"), re.compile("[\0-\x08\x0e-\x1f]")
MIN_COMMON = 0.5  # share of common Han characters, from which on bytes taken for text are text
# Letters of Hebrew to Mongolian, of Yi and what follows: where one of ten is such a letter, a text may be binary data. With the
# figures below none of the 3,772 texts of `benchmarks.false_repair` is, and of 114 pieces of 4 KiB of Word files' bytes 21 are.
# Lists of languages have many scripts, but none of their letters stands alone, and tables of letters have few scripts; binary
# data has a dozen, three letters of four alone: anything up to .7 and 12 finds the same pieces.
MAX_FAR, MAX_LONELY, MAX_SCRIPTS = 0.1, 0.3, 4
# Scripts of more than a block of 256: Ethiopic, syllables of Canada, Yi.
_BLOCKS = {0x13: 0x12, 0x15: 0x14, 0x16: 0x14, **dict.fromkeys(range(0xA1, 0xA5), 0xA0)}
_FAR = re.compile("[\u0590-\u1dff\ua000-\uabff]")
# Header stories come in sixes a section: even header, odd header, even footer, odd footer, header and footer of the first page.
# Before them stand six that part notes from text.
_STORIES, _HEADERS = 6, frozenset({0, 1, 4})


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `broken`."""
    try:
        with olefile.OleFileIO(BytesIO(item.data)) as ole:
            document = _stream(ole, "WordDocument")
            fib = read_fib(document)
            if fib is None:
                raise Rejected("broken", "no head of a Word file", item.origin)
            if fib.encrypted:
                raise Rejected("encrypted", "a password is needed", item.origin)
            table = document if fib.old else _stream(ole, fib.table_stream) or _stream(ole, _other(fib.table_stream))
            metadata = summary(ole)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
        return _salvaged(item, f"a damaged compound file: {error}")
    text, marks = document_text(fib, document, table, metadata, item.origin)
    if is_binary(text):
        raise Rejected("broken", "its text lies where other bytes are", item.origin)
    return Document.of(text, marks=marks, metadata=metadata, origin=item.origin)


def is_binary(text: str) -> bool:
    """Whether bytes of something else were taken for characters: they fall into all scripts of the world at once, where letters
    of a language stand beside their like."""
    sample = text[:4096]
    blocks = [_BLOCKS.get(ord(sign) >> 8, ord(sign) >> 8) if _FAR.match(sign) else -1 for sign in sample]
    far = [at for at, block in enumerate(blocks) if block >= 0]
    lonely = sum(blocks[at] not in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]) for at in far)
    return len(far) > MAX_FAR * len(sample) and lonely > MAX_LONELY * len(far) and len({blocks[at] for at in far}) > MAX_SCRIPTS


def _salvaged(item: RawItem, detail: str) -> Document:
    """The text of a file whose directory is gone. A stream is mostly one piece, and the text in it one run."""
    at = stream_start(item.data, _HEAD)
    document = item.data[at:] if at >= 0 else b""
    fib = read_fib(document)
    if fib is None or fib.encrypted or fib.old:
        raise Rejected("broken", detail, item.origin)
    raw = document[fib.first : fib.first + 2 * fib.lengths["main"]]
    text = raw[: len(raw) & ~1].decode("utf-16-le", "ignore")
    if not text or _common(text) < MIN_COMMON * len(text):
        raise Rejected("broken", detail, item.origin)
    lines = [Line(line) for line in _CONTROLS.sub("", _BREAKS.sub("\n", text)).split("\n") if line.strip()]
    text, marks = assemble(lines)
    return Document.of(text, marks=marks, omissions=(Omission("cut_off", at=len(text)),), origin=item.origin)


def _other(name: str) -> str:
    return "0Table" if name == "1Table" else "1Table"


def _stream(ole: olefile.OleFileIO[str], name: str) -> bytes:
    return ole.openstream(name).read() if ole.exists(name) else b""


def document_text(fib: Fib, document: bytes, table: bytes, metadata: dict[str, Scalar], origin: Origin) -> tuple[str, list[Mark]]:
    text = read_text(fib, document, table)
    if text is None:
        raise Rejected("broken", "no text found in the Word file", origin)
    try:
        return assemble(_lines(fib, text, _book(fib, text, document, table), table), metadata)
    except (struct.error, IndexError) as error:
        raise Rejected("broken", f"a damaged Word file: {error}", origin) from None


def _book(fib: Fib, text: Text, document: bytes, table: bytes) -> Book:
    runs = [
        Run(start, end, found)
        for first, last, found in read_runs(fib, document, table)
        for start, end in text.spans_of(first, last)
    ]
    for piece in text.pieces:
        if piece.properties and (found := properties(piece.properties, fib.old)) and (found.deleted or found.hidden):
            runs.append(Run(piece.start, piece.end, found))
    return Book(
        text, fib.old, _decoder(fib, text.text), read_styles(fib, table), read_paragraphs(fib, document, table),
        sorted(runs, key=lambda run: run.start), _fonts(fib, table), read_lists(fib, table),
    )  # fmt: skip


def _lines(fib: Fib, text: Text, book: Book, table: bytes) -> list[Line]:
    asides: dict[int, list[Line]] = {}

    def hang(place: int, lines: list[Line]) -> None:
        asides.setdefault(place, []).extend(lines)

    for part, size, kind in (("footnote", 2, "footnote"), ("endnote", 2, "footnote"), ("comment", 0, "comment")):
        begin, last = fib.start_of(f"{part}s"), fib.start_of(f"{part}s") + fib.lengths[f"{part}s"]
        data = size or (20 if fib.old else 30)
        places = [place for place, _ in _plex(fib, table, f"{part}_refs", data)]
        for place, (first, end) in zip(places, _spans(fib, table, f"{part}_texts"), strict=False):
            note = book.lines(begin + first, min(begin + end, last))
            hang(place, as_kind([Line(line.text.lstrip(), line.kind) for line in note if line.text.strip()], _kind(kind)))
    anchors = {struct.unpack_from("<I", data)[0]: place for place, data in _plex(fib, table, "anchors", 26)}
    begin, last = fib.start_of("boxes"), fib.start_of("boxes") + fib.lengths["boxes"]
    for (first, end), (_, box) in zip(_spans(fib, table, "box_texts", 22), _plex(fib, table, "box_texts", 22), strict=False):
        place = anchors.get(struct.unpack_from("<I", box, 14)[0], fib.lengths["main"])
        hang(place, book.lines(begin + first, min(begin + end, last)))
    main = book.lines(0, fib.lengths["main"] or len(text.text), asides)
    headers, footers = _running(fib, book, table)
    return [*headers, *main, *footers]


def _kind(name: str) -> LineKind:
    return "comment" if name == "comment" else "footnote"


def _running(fib: Fib, book: Book, table: bytes) -> tuple[list[Line], list[Line]]:
    """Lines of headers and of footers, each once."""
    headers: dict[str, Line] = {}
    footers: dict[str, Line] = {}
    begin = fib.start_of("headers")
    for number, (first, end) in enumerate(_spans(fib, table, "headers")):
        if not fib.old and number < _STORIES:
            continue
        header = fib.old or (number - _STORIES) % _STORIES in _HEADERS
        for line in book.lines(begin + first, begin + min(end, fib.lengths["headers"])):
            target, kind = (headers, "header") if header else (footers, "footer")
            target.setdefault(line.text, Line(line.text, "header" if kind == "header" else "footer"))
    begin = fib.start_of("header_boxes")
    for line in book.lines(begin, begin + fib.lengths["header_boxes"]):
        footers.setdefault(line.text, Line(line.text, "footer"))
    return list(headers.values()), list(footers.values())


def _plex(fib: Fib, table: bytes, name: str, size: int) -> Iterator[tuple[int, bytes]]:
    """A table of positions with data of `size` bytes for each."""
    at, length = fib.tables.get(name, (0, 0))
    count = (min(length, len(table) - at) - 4) // (4 + size)
    for number in range(max(0, count)):
        data = at + 4 * (count + 1) + size * number
        yield struct.unpack_from("<I", table, at + 4 * number)[0], table[data : data + size]


def _spans(fib: Fib, table: bytes, name: str, size: int = 0) -> list[tuple[int, int]]:
    """The stories that a table of positions parts, the last of them a dummy."""
    at, length = fib.tables.get(name, (0, 0))
    count = (min(length, len(table) - at) - 4) // (4 + size) + 1
    if count < 2:
        return []
    places = struct.unpack_from(f"<{count}I", table, at)
    return [(first, end) for first, end in pairwise(places) if first <= end]


def _fonts(fib: Fib, table: bytes) -> list[str]:
    at, length = fib.tables.get("fonts", (0, 0))
    data, found = table[at : at + length], []
    at = 4
    while at + 40 < len(data):
        size = data[at] + 1
        found.append(data[at + 40 : at + size].decode("utf-16-le", "replace").partition("\0")[0])
        at += size
    return found


def _decoder(fib: Fib, text: str) -> Callable[[str], str]:
    if not fib.old:
        return _joined_surrogates
    if fib.wide:
        return _wide_decoder(fib.code_page, text)
    sample = text.translate(dict.fromkeys((*range(9), 11, 12, *range(14, 32)), " "))[:65536].encode("latin-1", "replace")
    page = fib.code_page
    if not sample.isascii():
        found = decode(sample, declared=page).encoding
        try:
            "".encode(found)
            page = found if found != "utf-8" else page
        except LookupError:
            pass
    return lambda chunk: chunk.encode("latin-1", "replace").decode(page, "replace")


def _wide_decoder(page: str, text: str) -> Callable[[str], str]:
    """Characters of two bytes: code points, or characters of the code page with the first byte on top. Whichever are common."""

    def paged(chunk: str) -> str:
        units = (divmod(ord(sign), 256) for sign in chunk)
        return b"".join(bytes((high, low) if high else (low,)) for high, low in units).decode(page, "replace")

    sample = text[:20_000]
    return paged if _common(paged(sample)) > _common(sample) else _joined_surrogates


def _common(text: str) -> int:
    """Characters of the first level of GB 2312 or Big5, of which text in use is nearly wholly made."""
    count = 0
    for encoding, last in (("gb2312", 0xD7), ("big5", 0xC6)):
        encoded = [sign.encode(encoding, "ignore") for sign in text if "\u4e00" <= sign <= "\u9fff"]
        first = 0xB0 if encoding == "gb2312" else 0xA4
        count = max(count, sum(first <= code[0] <= last for code in encoded if code))
    return count


def _joined_surrogates(chunk: str) -> str:
    if chunk.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in chunk):
        return chunk
    return chunk.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
