"""Mail and saved pages (MIME) as a tree of parts. The standard library's parser feeds on lines, which costs a second for a few
pictures; here the bodies are cut at their boundaries and decoded when they are asked for."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from functools import cached_property

MAX_DEPTH = 20
"""Multiparts within multiparts; replies to replies reach five or so."""

MAX_PARTS = 10_000

_PACKED = ("base64", "quoted-printable")
MAX_HEAD = 1 << 20
"""Bytes of headers that are read: each costs the parser as much as 100 of the body, and mail that went through many hands has
50,000."""

_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_HEADER_LINE = re.compile(rb"\A(?:[!-9;-~]+[ \t]*:|[ \t]|From )")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True)
class Part:
    """One part: its headers and its body as they stand, or the parts in it."""

    headers: Message
    raw: bytes = b""
    parts: tuple[Part, ...] = field(default=())
    wide: bool = False  # the message was saved in Unicode: what is not packed is UTF-8 now, whatever the headers say

    @property
    def kind(self) -> str:
        """The media type in lower case."""
        return self.headers.get_content_type()

    @property
    def charset(self) -> str | None:
        """The encoding that the headers declare."""
        if self.wide and self._transfer not in _PACKED:
            return "utf-8"
        charset = self.headers.get_param("charset")
        return (charset[2] if isinstance(charset, tuple) else charset) or None

    @cached_property
    def file_name(self) -> str:
        """The name that an attachment has, whichever way it is written."""
        for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
            value = self.headers.get_param(parameter, header=header)
            if isinstance(value, tuple):  # RFC 2231
                return bytes_text(_sent(value[2]), value[0])
            if value:
                return header_text(value)
        return ""

    @property
    def is_attachment(self) -> bool:
        disposition = self.headers.get_content_disposition()
        return disposition == "attachment" or (bool(self.file_name) and not self.kind.startswith("text/"))

    def header(self, name: str) -> str:
        """A header as text, "" where there is none."""
        # Raw: the other ways put a mark of loss in the place of each byte that is not ASCII.
        return next((header_text(value) for found, value in self.headers.raw_items() if found.lower() == name), "")

    @property
    def _transfer(self) -> str:
        return str(self.headers.get("content-transfer-encoding", "")).strip().lower()

    @cached_property
    def body(self) -> bytes:
        """The bytes that were sent."""
        encoding = self._transfer
        if encoding == "quoted-printable":
            return quopri.decodestring(self.raw)
        if encoding == "base64":
            clean = _NO_BASE64.sub(b"", self.raw)
            try:
                return base64.b64decode(clean[: len(clean) - (len(clean) % 4 == 1)] + b"=" * (-len(clean) % 4))
            except binascii.Error:
                return b""
        return self.raw

    def walk(self) -> Iterator[Part]:
        """All parts that hold something themselves, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.walk()


def parse(data: bytes, depth: int = 0, wide: bool = False) -> Part:
    """The message. Nothing is refused: what makes no sense becomes a part with a body."""
    if not depth:
        wide = b"\0" in data[:8]  # a message that was saved as text of two or four bytes a character
        data = _narrow(data) if wide else data.lstrip(b"\xef\xbb\xbf\r\n")
    head, body = _divided(data)
    if len(head) > MAX_HEAD:
        head = head[: head.rfind(b"\n", 0, MAX_HEAD) + 1]
    headers = BytesHeaderParser(policy=compat32).parsebytes(head)
    boundary = headers.get_boundary() if headers.get_content_maintype() == "multipart" else None
    if not boundary or depth >= MAX_DEPTH:
        return Part(headers, body, wide=wide)
    pieces = _pieces(body, boundary.encode("utf-8", "surrogateescape"))
    return (
        Part(headers, parts=tuple(parse(piece, depth + 1, wide) for piece in pieces))
        if pieces
        else Part(headers, body, wide=wide)
    )


def _narrow(data: bytes) -> bytes:
    from cleaners.decoding import decode

    return decode(data).text.encode("utf-8", "replace").lstrip(b"\xef\xbb\xbf\r\n")


def _sent(value: str) -> bytes:
    """The bytes of a value in percents: the parser gives each as a character."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")


def _divided(data: bytes) -> tuple[bytes, bytes]:
    """Headers and body, either of which may be missing."""
    if data.startswith((b"\n", b"\r\n")):
        return b"", data.lstrip(b"\r\n")
    if not _HEADER_LINE.match(data):
        return b"", data
    found = _BLANK_LINE.search(data)
    return (data[: found.start()], data[found.end() :]) if found else (data, b"")


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the lines of the boundary; the last one need not be closed."""
    line = re.compile(rb"(?:\A|\r?\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r|\n|\Z)")
    pieces, start = list[bytes](), None
    for found in line.finditer(body):
        if start is not None:
            pieces.append(body[start : found.start()])
        start = None if found[1] else found.end()
        if found[1] or len(pieces) >= MAX_PARTS:
            break
    if start is not None and len(pieces) < MAX_PARTS:
        pieces.append(body[start:])
    return [re.sub(rb"\A[ \t]*\r?\n", b"", piece, count=1) for piece in pieces if piece.strip()]


def header_text(value: str) -> str:
    """A header with its encoded words and its raw bytes decoded, on one line."""
    try:
        pieces = decode_header(value)
    except (ValueError, binascii.Error):
        pieces = [(value, None)]
    # Words of one encoding next to each other are one string that was cut, at times within a character.
    joined = list[tuple[bytes | str, str | None]]()
    for piece, charset in pieces:
        if joined and charset and joined[-1][1] == charset and isinstance(piece, bytes) and isinstance(joined[-1][0], bytes):
            joined[-1] = (joined[-1][0] + piece, charset)
        else:
            joined.append((piece, charset))
    text = "".join(
        bytes_text(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape"), charset)
        for piece, charset in joined
    )
    return " ".join(text.split())


def bytes_text(data: bytes, charset: str | None) -> str:
    """A few words as text. Too short to tell their encoding: what is declared is believed where it fits."""
    if data.isascii() and b"\x1b" not in data and b"~{" not in data:
        return data.decode("ascii")
    name = (charset or "").lower().replace("_", "-")
    try:
        return data.decode("gb18030" if name in ("gb2312", "gbk", "x-gbk", "cp936") else name)
    except (LookupError, ValueError):
        from cleaners.decoding import decode

        return decode(data).text
