"""Archives built byte by byte, or by the libraries that have writers: every one the way some program writes it."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Sequence

import zstandard

Files = Sequence[tuple[str, bytes]]


def zip_of(files: Files, *, names: str = "", encrypted: bool = False, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive. With `names`, an encoding, its names are bytes of that encoding without the flag for UTF-8."""
    if not names and not encrypted:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, data in files:
                archive.writestr(zipfile.ZipInfo(name), data, method)
        return buffer.getvalue()
    body, directory = b"", b""
    for name, data in files:
        raw, packed = name.encode(names or "utf-8"), zlib.compress(data, 9)[2:-4]
        flags = 1 if encrypted else 0
        sizes = struct.pack("<IIIHH", zlib.crc32(data), len(packed), len(data), len(raw), 0)
        place = len(body)
        body += struct.pack("<4sHHHHH", b"PK\3\4", 20, flags, 8, 0, 0x5821) + sizes + raw + packed
        directory += struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, flags, 8, 0, 0x5821) + sizes
        directory += struct.pack("<HHHII", 0, 0, 0, 32, place) + raw
    return body + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(body), 0)


def tar_of(files: Files, *, names: str = "utf-8", form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding=names) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def sevenzip_of(files: Files, *, password: str | None = None) -> bytes:
    import py7zr

    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, data in files:
            archive.writestr(data, name)
    return buffer.getvalue()


COMPRESSORS = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


def warc_record(kind: str, url: str, body: bytes, *, number: int, http: str = "", status: str = "200 OK") -> bytes:
    """A record; `http` is the content type of an answer, or "" for a record without."""
    block, content_type = body, "text/plain"
    if http:
        block = f"HTTP/1.1 {status}\r\nContent-Type: {http}\r\n\r\n".encode() + body
        content_type = "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:032d}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2023-05-06T07:08:09Z\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc_gz(records: Iterable[bytes]) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def rar4_of(files: Files, *, encrypted: bool = False) -> bytes:
    """A RAR 4 archive whose members are stored."""

    def block(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    archive = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in files:
        raw = name.encode("utf-8")
        fixed = struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0x5821 << 16, 29, 0x30, len(raw), 0x20)
        archive += block(0x74, 0x8000 | (0x4 if encrypted else 0), fixed + raw, data)
    return archive + block(0x7B, 0x4000, b"")


def _vint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def rar5_of(files: Files) -> bytes:
    """A RAR 5 archive whose members are stored."""

    def block(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
        content = _vint(kind) + _vint(flags) + (_vint(len(data)) if flags & 2 else b"") + body
        head = _vint(len(content)) + content
        return struct.pack("<I", zlib.crc32(head)) + head + data

    archive = b"Rar!\x1a\x07\x01\x00" + block(1, 0, _vint(0))
    for name, data in files:
        raw = name.encode("utf-8")
        body = _vint(4) + _vint(len(data)) + _vint(0) + struct.pack("<I", zlib.crc32(data)) + _vint(0) + _vint(1)
        archive += block(2, 2, body + _vint(len(raw)) + raw, data)
    return archive + block(5, 0, _vint(0))


def chm_of(files: Files) -> bytes:
    """Compiled help whose members are stored, in one listing chunk."""
    chunk_size = 4096
    entries, content = b"", b""
    for name, data in sorted(files, key=lambda pair: pair[0].lower()):
        raw = f"/{name}".encode()
        entries += _big_endian(len(raw)) + raw + _big_endian(0) + _big_endian(len(content)) + _big_endian(len(data))
        content += data
    count = len(files)
    quick = struct.pack("<H", count)
    assert len(entries) <= chunk_size - 0x14 - len(quick)
    free = chunk_size - 0x14 - len(entries)
    chunk = b"PMGL" + struct.pack("<IIii", free, 0, -1, -1) + entries
    chunk += bytes(chunk_size - len(chunk) - len(quick)) + quick
    guid = bytes.fromhex("10fd017caa7bd0119e0c00a0c922e6ec")
    directory = b"ITSP" + struct.pack("<IIIIIIiIIiI", 1, 0x54, 0x0A, chunk_size, 2, 1, -1, 0, 0, -1, 1)
    directory += (
        struct.pack("<I", 0x0804) + bytes.fromhex("6a92025d2e21d0119df900a0c922e6ec") + struct.pack("<Iiii", 0x54, -1, -1, -1)
    )
    assert len(directory) == 0x54
    head_length = 0x60
    first = struct.pack("<IIQII", 0x01FE, 0, 0, 0, 0)
    place = head_length + len(first)
    start = place + len(directory) + len(chunk)
    first = struct.pack("<IIQII", 0x01FE, 0, start + len(content), 0, 0)
    head = b"ITSF" + struct.pack("<IIII", 3, head_length, 1, 0) + struct.pack("<I", 0x0804)
    head += guid + bytes.fromhex("11fd017caa7bd0119e0c00a0c922e6ec")
    head += struct.pack("<QQQQQ", head_length, len(first), place, len(directory) + len(chunk), start)
    return head + first + directory + chunk + content


def _big_endian(value: int) -> bytes:
    """A number in groups of seven bits, the highest first."""
    out = bytes([value & 0x7F])
    while value := value >> 7:
        out = bytes([value & 0x7F | 0x80]) + out
    return out


def mail_of(subject: str, body: str, attachments: Files = (), *, charset: str = "gb2312", html: str = "") -> bytes:
    """A message with its text in base64, as mailers in China write it."""

    def word(text: str) -> str:
        return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="

    def part(kind: str, text: str) -> str:
        packed = base64.encodebytes(text.encode(charset)).decode()
        return f'Content-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: base64\n\n{packed}'

    sender = f"From: {word('小周')} <zhou@example.org>\nSubject: {word(subject)}\n"
    head = sender + "Date: Tue, 2 May 2017 08:30:00 +0800\nMIME-Version: 1.0\n"
    text = part("text/plain", body)
    if html:
        text = (
            'Content-Type: multipart/alternative; boundary="inner"\n\n'
            f"--inner\n{text}\n--inner\n{part('text/html', html)}\n--inner--\n"
        )
    if not attachments:
        return (head + text).encode()
    out = head + f'Content-Type: multipart/mixed; boundary="outer"\n\nThis is a message in parts.\n--outer\n{text}\n'
    for name, data in attachments:
        out += (
            f'--outer\nContent-Type: application/octet-stream; name="{word(name)}"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{word(name)}"\n\n{base64.encodebytes(data).decode()}\n'
        )
    return (out + "--outer--\n").encode()


def mht_of(pages: Sequence[tuple[str, str]], *, charset: str = "gb2312") -> bytes:
    """A saved page: (address, markup) of it and of its frames, and a picture."""
    out = (
        "From: <Saved by Blink>\nSubject: =?utf-8?B?"
        + base64.b64encode("保存的网页".encode()).decode()
        + '?=\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="=_x"\n\n'
    ).encode()
    for address, markup in pages:
        out += f'--=_x\nContent-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: 8bit\n'.encode()
        out += f"Content-Location: {address}\n\n".encode() + markup.encode(charset) + b"\n"
    picture = base64.encodebytes(b"\x89PNG\r\n\x1a\n" + bytes(300)).decode()
    out += f"--=_x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{picture}\n--=_x--\n".encode()
    return out
