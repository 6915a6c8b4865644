"""Outlook's messages (MSG, a compound file with a stream for each property) as the mail that they are, so that one reader and
one container serve both. Property numbers are those of MS-OXPROPS, the layout is MS-OXMSG's."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO

import olefile

from cleaners.decoding import decode
from cleaners.errors import Rejected
from cleaners.sources.compressed_rtf import unpacked

MAX_DEPTH = 10
"""Messages within messages."""

_SUBJECT, _SENT, _DELIVERED, _HEADERS = "0037", 0x0039, 0x0E06, "007D"
_NAMES, _ADDRESSES, _TO = ("0C1A", "0042"), ("5D01", "0C1F", "0065"), "0E04"
_BODY, _HTML, _RTF, _CLASS = "1000", "1013", "1009", "001A"
_DATA, _LONG_NAME, _SHORT_NAME, _MIME = "3701", "3707", "3704", "370E"
_TEXT_PAGE, _BODY_PAGE = 0x3FFD, 0x3FDE
_INTEGER, _TIME = 0x0003, 0x0040
_TRUSTED = frozenset(
    {"utf-8", "gb18030", "cp950", "cp932", "cp949"}
)  # the Western one is what a machine says that knows no other
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Storage:
    """A message or an attachment: the folder of its streams."""

    ole: olefile.OleFileIO[str]
    path: tuple[str, ...]
    header: int  # bytes before the first of the properties

    def stream(self, name: str) -> bytes:
        path = [*self.path, name]
        return self.ole.openstream(path).read() if self.ole.exists(path) else b""

    def fixed(self) -> dict[int, tuple[int, int]]:
        """Properties of eight bytes: number -> type, value."""
        data = self.stream("__properties_version1.0")
        entries = (struct.unpack_from("<HHIQ", data, at) for at in range(self.header, len(data) - 15, 16))
        return {number: (kind, value) for kind, number, _, value in entries}

    def page(self, number: int) -> str:
        kind, value = self.fixed().get(number, (0, 0))
        value &= 0xFFFFFFFF
        return {65001: "utf-8", 936: "gb18030", 54936: "gb18030"}.get(value, f"cp{value}") if kind == _INTEGER and value else ""

    def text(self, *numbers: str) -> str:
        """The first of the properties that is there."""
        for number in numbers:
            if data := self.stream(f"__substg1.0_{number}001F"):
                return data.decode("utf-16-le", "replace").rstrip("\0")
            if data := self.stream(f"__substg1.0_{number}001E"):
                return _text(data.rstrip(b"\0"), self.page(_TEXT_PAGE))
        return ""

    def attachments(self) -> Iterator[_Storage]:
        names = {path[len(self.path)] for path in self.ole.listdir() if tuple(path[: len(self.path)]) == self.path}
        for name in sorted(names):
            if name.lower().startswith("__attach_version1.0"):
                yield _Storage(self.ole, (*self.path, name), 8)


def as_mail(data: bytes) -> bytes:
    """The message in the form that it was sent in (RFC 5322): headers, body, attachments. Raises Rejected("broken")."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return _mail(_Storage(ole, (), 32), 0)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error) as error:
        raise Rejected("broken", f"Outlook message: {error}") from None


def _mail(message: _Storage, depth: int) -> bytes:
    if "smime" in message.text(_CLASS).lower() and "multipartsigned" not in message.text(_CLASS).lower():
        return b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime\n\n"
    parts = [*_bodies(message), *(part for entry in message.attachments() if (part := _attached(entry, depth)))]
    boundary = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    pieces = b"".join(b"--%s\n%s\n" % (boundary, part) for part in parts)
    head = b'%sMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="%s"\n\n' % (_headers(message), boundary)
    return head + pieces + b"--%s--\n" % boundary


def _headers(message: _Storage) -> bytes:
    name, address = message.text(*_NAMES), message.text(*_ADDRESSES)
    address = address if "@" in address else ""
    fixed = message.fixed()
    times = (value for number in (_SENT, _DELIVERED) for kind, value in [fixed.get(number, (0, 0))] if kind == _TIME and value)
    lines = [b"Subject: " + _word(message.text(_SUBJECT)), b"From: %s <%s>" % (_word(name), address.encode("utf-8", "replace"))]
    if to := message.text(_TO):
        lines.append(b"To: " + _word(to))
    lines += (b"Date: " + date.encode() for time in times if (date := _date(time)))
    return b"".join(b" ".join(line.split()) + b"\n" for line in lines)


def _date(ticks: int) -> str:
    try:
        return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10))
    except (OverflowError, ValueError):
        return ""


def _bodies(message: _Storage) -> Iterator[bytes]:
    """The text, plain rather than as a page, and that rather than as RTF."""
    html, page = message.stream(f"__substg1.0_{_HTML}0102"), message.page(_BODY_PAGE)
    if not html:
        html, page = message.text(_HTML).encode("utf-8", "replace"), "utf-8"
    if (plain := message.text(_BODY)).strip():
        yield _part("text/plain", plain.replace("\r\n", "\n").encode("utf-8", "replace"), "utf-8")
    elif html.strip():
        yield _part("text/html", html, page)
    elif packed := message.stream(f"__substg1.0_{_RTF}0102"):
        yield _part("text/rtf", unpacked(packed))


def _attached(entry: _Storage, depth: int) -> bytes:
    name = entry.text(_LONG_NAME, _SHORT_NAME)
    inner = (*entry.path, f"__substg1.0_{_DATA}000D")
    if entry.ole.exists([*inner, "__properties_version1.0"]):
        if depth >= MAX_DEPTH:
            return b""
        mail = _mail(_Storage(entry.ole, inner, 24), depth + 1)
        return _part("message/rfc822", mail, name=name or "message.eml")
    data = entry.stream(f"__substg1.0_{_DATA}0102")
    kind = "".join(sign for sign in entry.text(_MIME) if sign.isascii() and (sign.isalnum() or sign in "/.+-"))
    kind = kind if "/" in kind and not kind.startswith(("multipart/", "message/")) else "application/octet-stream"
    return _part(kind, data, name=name or "attachment") if data else b""


def _part(kind: str, body: bytes, charset: str = "", name: str = "") -> bytes:
    head = f"Content-Type: {kind}" + (f"; charset={charset}" if charset else "")
    if name:
        quoted = "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "replace"))
        head += f"\nContent-Disposition: attachment; filename*=utf-8''{quoted}"
    return head.encode() + b"\n\n" + body


def _word(text: str) -> bytes:
    return text.encode() if text.isascii() else b"=?utf-8?B?" + base64.b64encode(text.encode("utf-8", "replace")) + b"?="


def _text(data: bytes, page: str) -> str:
    """Old messages: the code page is that of the sender's machine, and at times a lie."""
    if page in _TRUSTED:
        with suppress(ValueError):
            return data.decode(page)
    return decode(data, declared=page or None).text
