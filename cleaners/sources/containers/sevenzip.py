"""7z archives (extra `[archive]`)."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Iterator
from itertools import repeat

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zIO, WriterFactory

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.containers.names import normalised
from cleaners.sources.containers.pages import SavedPages
from cleaners.sources.item import Ignored
from cleaners.sources.streams import FileStream, Stream, bounded

BATCH = 64 * 1024 * 1024
"""Bytes of members that are unpacked at a time. A solid archive is one stream that has to be unpacked from its start for each
batch; all at once would need memory for all."""

_BROKEN = (ArchiveError, EOFError, OSError, ValueError, KeyError, IndexError, TypeError, struct.error, lzma.LZMAError, zlib.error)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    assert isinstance(stream, FileStream)
    try:
        with py7zr.SevenZipFile(stream.rewound()) as archive:
            if archive.needs_password():
                raise Rejected("encrypted", "a password is needed")
            listed = [file for file in archive.list() if not file.is_directory]
        files = [(file.filename, file.uncompressed) for file in listed if not file.is_symlink]
        yield from repeat(Ignored("link"), len(listed) - len(files))
        names = [normalised(name) for name, _ in files]
        saved = SavedPages(names)
        waiting: list[tuple[str, str]] = []
        size = 0
        for (raw, length), member in zip(files, names, strict=True):
            if length > options.max_bytes:
                detail = f"{length:,} bytes, the limit is {options.max_bytes:,} (max_bytes)"
                yield MemberRejected(Rejected("too_large", detail), member)
                continue
            if waiting and size + length > BATCH:
                yield from _unpacked(stream, waiting, options, saved)
                waiting, size = [], 0
            waiting.append((raw, member))
            size += length
        if waiting:
            yield from _unpacked(stream, waiting, options, saved)
    except PasswordRequired:
        raise Rejected("encrypted", "a password is needed") from None
    except UnsupportedCompressionMethodError as error:
        raise Rejected("unsupported", f"7z archive: {error}") from None
    except _BROKEN as error:
        raise Rejected("broken", f"7z archive: {error}") from None


def _unpacked(stream: FileStream, files: list[tuple[str, str]], options: CleanOptions, saved: SavedPages) -> Iterator[Found]:
    shelf = _Shelf(options.max_bytes, stream.size)
    with py7zr.SevenZipFile(stream.rewound()) as archive:
        archive.extract(targets=[raw for raw, _ in files], factory=shelf)
    for raw, member in files:
        product = shelf.products.pop(raw, None)
        yield Member(member, FileStream.of(product.data() if product else b""), page_part=saved.has_part(member))


class _Shelf(WriterFactory):
    """Keeps what is unpacked in memory, within limits."""

    def __init__(self, limit: int, packed: int) -> None:
        self.products: dict[str, _Product] = {}
        self._limit = limit
        self._bound = bounded(lambda: packed)
        self._produced = 0

    def create(self, filename: str) -> Py7zIO:
        self.products[filename] = product = _Product(self)
        return product

    def took(self, size: int, held: int) -> None:
        self._produced += size
        self._bound(self._produced)
        if held > self._limit:  # its header lied
            raise Rejected("too_large", f"more than {self._limit:,} bytes, the limit (max_bytes)")


class _Product(Py7zIO):
    def __init__(self, shelf: _Shelf) -> None:
        self._buffer = io.BytesIO()
        self._shelf = shelf

    def write(self, s: bytes | bytearray) -> int:
        self._shelf.took(len(s), self._buffer.tell() + len(s))
        return self._buffer.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._buffer.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._buffer.seek(offset, whence)

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self._buffer.getbuffer().nbytes

    def data(self) -> bytes:
        return self._buffer.getvalue()
