"""Tar archives, read from front to back."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from typing import IO, cast

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member
from cleaners.sources.containers.names import decoded_names, normalised
from cleaners.sources.containers.pages import SavedPages
from cleaners.sources.item import Ignored
from cleaners.sources.streams import Checked, Stream

_BLOCK = 512
_EMPTY_READS = 16  # an archive that is whole takes two or three
_BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error, ValueError)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    saved = SavedPages()
    try:
        raw = cast(IO[bytes], _Ending(stream))
        with tarfile.open(fileobj=raw, mode="r|", encoding="utf-8", errors="surrogateescape") as archive:
            for info in archive:
                archive.members.clear()  # type: ignore[attr-defined] # it keeps them all, for a second look that there is not
                if info.isdir():
                    continue
                if not info.isreg():
                    yield Ignored("link" if info.issym() or info.islnk() else "special file")
                    continue
                member = normalised(decoded_names([info.name.encode("utf-8", "surrogateescape")])[0])
                saved.passed(member)
                file = archive.extractfile(info)
                assert file is not None
                yield Member(
                    member, Stream(Checked(file, _BROKEN, "tar archive"), size=info.size), page_part=saved.has_part(member)
                )
    except _BROKEN as error:
        raise Rejected("broken", f"tar archive: {error}") from None


class _Ending:
    """A stream that is not read on and on at its end: tarfile looks for what a header says is to come, as long as that may be."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._empty = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._empty = 0 if data else self._empty + 1
        if self._empty > _EMPTY_READS:
            raise EOFError("unexpected end of data")
        return data


def is_tar(head: bytes) -> bool:
    """Whether a block is the header of an archive, by its checksum: the oldest ones have no other sign."""
    block = head[:_BLOCK]
    if len(block) < _BLOCK or not block[0]:
        return False
    try:
        stated = int(block[148:156].rstrip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(block[:148]) + 8 * ord(" ") + sum(block[156:])
