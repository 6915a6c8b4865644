"""Zip archives, with names as Chinese systems write them."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.containers.names import decoded_names, normalised
from cleaners.sources.containers.pages import SavedPages
from cleaners.sources.item import Ignored
from cleaners.sources.streams import HEAD, Checked, CountedFile, FileStream, Stream, bounded

BROKEN = (zipfile.BadZipFile, RuntimeError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, struct.error, IndexError)

_UTF8, _ENCRYPTED = 0x800, 0x1
_UNIX = 3
_UNICODE_PATH = 0x7075


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    assert isinstance(stream, FileStream)
    try:
        packed = CountedFile(stream.rewound())
        archive = zipfile.ZipFile(packed)
    except BROKEN as error:
        raise Rejected("broken", f"zip archive: {error}") from None
    shares = _Shares(packed, stream.size)
    with archive:
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        names = _names(infos)
        saved = SavedPages(names)
        for info, member in zip(infos, names, strict=True):
            if _is_link(info):
                yield Ignored("link")
                continue
            if info.flag_bits & _ENCRYPTED:
                yield MemberRejected(Rejected("encrypted", "a password is needed"), member)
                continue
            try:
                file = archive.open(info)
            except NotImplementedError as error:
                yield MemberRejected(Rejected("unsupported", f"zip archive: {error}"), member)
                continue
            except BROKEN as error:
                yield MemberRejected(Rejected("broken", f"zip archive: {error}"), member)
                continue
            with file:
                yield Member(member, shares.stream(file, info.file_size), page_part=saved.has_part(member))


def _is_link(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a symbolic link, whose content is its target. Systems but Unix have no such mode."""
    return info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16)


class _Shares:
    """Members may share their compressed bytes, so all together are measured by the size of the archive, too. One that was found
    out as a bomb does not count: what stands beside it is innocent."""

    def __init__(self, packed: CountedFile, size: int) -> None:
        self._packed = packed
        self._size = size
        self._inflated = 0

    def stream(self, file: IO[bytes], size: int) -> Stream:
        before = self._packed.consumed
        check, check_all = bounded(lambda: self._packed.consumed - before), bounded(lambda: self._size)
        counted = 0

        def bound(produced: int) -> None:
            nonlocal counted
            try:
                check(produced)
            except Rejected:
                self._inflated -= counted
                counted = 0
                raise
            self._inflated += produced - counted
            counted = produced
            check_all(self._inflated)

        return Stream(Checked(file, BROKEN, "zip archive", bite=HEAD), bound=bound, size=size)


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """The names: those flagged as UTF-8, those with a Unicode name beside them, and the others by what they look like."""
    unknown = [info for info in infos if not info.flag_bits & _UTF8 and not _unicode_path(info)]
    decoded = dict(zip(map(id, unknown), decoded_names([_raw(info) for info in unknown]), strict=True))
    return [normalised(decoded.get(id(info)) or _unicode_path(info) or info.orig_filename) for info in infos]


def _raw(info: zipfile.ZipInfo) -> bytes:
    """The bytes that zipfile took for code page 437."""
    return info.orig_filename.encode("cp437", "replace")


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """The UTF-8 name of Info-ZIP's extra field, where it belongs to the name as it stands."""
    extra = info.extra
    if info.flag_bits & _UTF8:
        return ""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            if struct.unpack("<I", body[1:5])[0] == zlib.crc32(_raw(info)):
                return body[5:].decode("utf-8", "replace")
            return ""
    return ""
