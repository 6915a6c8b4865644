"""Tables as text (CSV, TSV) of which one column holds a text: each row is a record, as an object of JSON lines is."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from cleaners.decoding import decode, decode_as
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.fields import TEXT_FIELDS
from cleaners.sources.containers.member import Found
from cleaners.sources.containers.records import KNOWN_FIELDS, member_of
from cleaners.sources.streams import Stream
from cleaners.sources.tables.layout import SAMPLE_ROWS, Layout, layout_of
from cleaners.sources.tables.rows import SEPARATORS, lines_of, rows_of, separator_of

HEAD = 1 << 18
"""Bytes in which the columns are told."""

_BLOCK = 1 << 18
_WIDE = ("utf-16", "utf-32")


def layout_in(head: bytes, options: CleanOptions, encoding: str = "") -> tuple[Layout, str] | None:
    """The layout of the table that begins with `head`, and what parts its cells; None for what is no table of records."""
    if len(head) >= HEAD:  # the last line may be cut off within a character
        head = head[: head.rfind(b"\n") + 1] or head
    text = _decoded(head, encoding).removeprefix("\ufeff")
    separator = separator_of(text, named=True)
    if not separator:
        return None
    rows = list(islice(rows_of(lines_of([text]), separator), SAMPLE_ROWS))
    found = layout_of(rows, options.text_field, separator)
    return (found, separator) if found else None


def names_columns(head: bytes, encoding: str = "") -> bool:
    """Whether the first line of a file without a name that tells is the header of a table of records: two names or more that
    records have, one of them that of a text."""
    first = _decoded(head[: head.find(b"\n") + 1], encoding).strip().removeprefix("\ufeff")
    separator = max(SEPARATORS, key=first.count)
    cells = [cell.strip().strip('"').lower() for cell in first.split(separator)]
    known = sum(cell in KNOWN_FIELDS for cell in cells)
    return known > 1 and 2 * known >= len(cells) and any(cell in TEXT_FIELDS for cell in cells)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001 - the shape of a container
    head = stream.head(HEAD)
    found = layout_in(head, options, stream.encoding)
    if found is None:
        raise Rejected("broken", "no table of records")
    layout, separator = found
    options = replace(options, text_field=layout.text_name)
    rows = rows_of(lines_of(_text(stream, head, options.max_bytes)), separator)
    for number, record in enumerate(layout.records(rows, separator), 1 + layout.header):
        yield member_of(record, f"line-{number}", options)


def _text(stream: Stream, head: bytes, limit: int) -> Iterator[str]:
    """The text, a piece at a time. What is plain ASCII at first may turn out to be in another encoding further on."""
    encoding = stream.encoding or _encoding(head)
    if encoding.startswith(_WIDE):  # whose line ends no single byte tells; it comes in small files only
        yield _decoded(stream.read_all(limit), stream.encoding).removeprefix("\ufeff")
        return
    first = True
    for block in _blocks(stream, limit):
        text = _decoded(block, "" if encoding == "utf-8" and not _is_utf8(block) else encoding)
        yield text.removeprefix("\ufeff") if first else text
        first = False


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes) -> str:
    return "utf-8" if head.isascii() else decode(head).encoding


def _blocks(stream: Stream, limit: int) -> Iterator[bytes]:
    """The bytes, cut behind line ends."""
    waiting: list[bytes] = []
    while block := stream.read(_BLOCK):
        cut = block.rfind(b"\n") + 1
        if not cut:
            waiting.append(block)
            if len(waiting) * _BLOCK > limit + _BLOCK:
                raise Rejected("too_large", f"a line of more than {limit:,} bytes, the limit (max_bytes)")
            continue
        yield b"".join([*waiting, block[:cut]])
        waiting = [block[cut:]]
    if last := b"".join(waiting):
        yield last


def _decoded(data: bytes, encoding: str) -> str:
    if encoding:
        try:
            codecs.lookup(encoding)
        except LookupError:
            encoding = ""
    return decode_as(data, encoding).text if encoding else decode(data).text
