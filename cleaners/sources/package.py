"""The parts of a document that is a zip archive, opened safely: counted by bytes really unpacked, never written to disk, and
read as far as they go where the file is cut off or damaged."""

from __future__ import annotations

import posixpath
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote

from cleaners.errors import Rejected
from cleaners.origin import Origin
from cleaners.sources.zip_directory import Member, at_top, listed_members, scanned_members

# A text of 16 MiB that shrinks to less than a two-hundredth is made, not written: XML of office documents shrinks to a tenth or
# a fiftieth. Limits hold for the document, all its parts together.
MAX_UNPACKED, MAX_PART, MAX_MEMBERS = 512 << 20, 128 << 20, 10_000
MAX_RATIO, MIN_RATIO_SIZE = 200, 16 << 20
_CHUNK, _SMALL_CHUNK = 1 << 20, 32
_STORED, _DEFLATED = 0, 8


@dataclass(slots=True)
class Package:
    """`damaged` after a part that ends too early has been read."""

    data: bytes
    origin: Origin
    damaged: bool = False
    unpacked: int = 0
    _members: dict[str, Member] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, origin: Origin) -> Package:
        """Raises Rejected: `bomb`, `encrypted`, `broken` where no member is found."""
        listed = listed_members(data)
        found = listed or scanned_members(data)
        if not found:
            raise Rejected("broken", "a zip archive without members", origin)
        if len(found) > MAX_MEMBERS:
            raise Rejected("bomb", f"{len(found):,} members, the limit is {MAX_MEMBERS:,}", origin)
        if all(member.encrypted for member in found if member.size) and any(member.encrypted for member in found):
            raise Rejected("encrypted", "a password is needed", origin)
        package = cls(data, origin, damaged=not listed)
        for member in at_top(found):
            package._members.setdefault(_key(member.name), member)
        return package

    def names(self) -> list[str]:
        return [member.name for member in self._members.values()]

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """A part's bytes, as many as can be unpacked; b"" for one that is not there. Raises Rejected: `bomb`, `too_large`."""
        member = self._members.get(_key(name)) or self._members.get(_key(unquote(name)))
        if member is None:
            return b""
        if member.encrypted:
            raise Rejected("encrypted", "a password is needed", self.origin)
        packed = memoryview(self.data)[member.start : member.end]
        if len(packed) < member.end - member.start:
            self.damaged = True
        if member.method == _STORED:
            self._count(len(packed), len(packed))
            return bytes(packed)
        if member.method != _DEFLATED:
            self.damaged = True
            return b""
        return self._inflate(packed)

    def check(self) -> None:
        """Unpack everything once, for a library that does not count. Raises Rejected as `read` does."""
        for member in self._members.values():
            if member.size > MIN_RATIO_SIZE or len(self.data) > MIN_RATIO_SIZE // MAX_RATIO:
                self.read(member.name)

    def _inflate(self, packed: memoryview) -> bytes:
        pieces: list[bytes] = []
        try:
            if not self._inflate_into(pieces, packed, _CHUNK):
                self.damaged = True
        except zlib.error:  # what came out of the piece with the fault is lost with it: once more in small pieces
            self.damaged = True
            pieces.clear()
            with suppress(zlib.error):
                self._inflate_into(pieces, packed, _SMALL_CHUNK)
        return b"".join(pieces)

    def _inflate_into(self, pieces: list[bytes], packed: memoryview, chunk: int) -> bool:
        """Whether all was unpacked."""
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        size = taken = 0
        for at in range(0, len(packed), chunk):
            pending = bytes(packed[at : at + chunk])
            while pending:
                piece = inflater.decompress(pending, _CHUNK)
                taken += len(pending) - len(inflater.unconsumed_tail)
                pending = inflater.unconsumed_tail
                pieces.append(piece)
                size += len(piece)
                self._count(len(piece), 0)
                self._judge(size, taken)
        return inflater.eof

    def _count(self, more: int, part: int) -> None:
        self.unpacked += more
        if self.unpacked > MAX_UNPACKED:
            raise Rejected("bomb", f"more than {MAX_UNPACKED >> 20} MiB unpacked", self.origin)
        if part > MAX_PART:
            raise Rejected("too_large", f"a part of more than {MAX_PART >> 20} MiB", self.origin)

    def _judge(self, size: int, packed: int) -> None:
        if size > MIN_RATIO_SIZE and size > MAX_RATIO * packed:
            raise Rejected("bomb", f"unpacks to more than {MAX_RATIO} times its size", self.origin)
        if size > MAX_PART:
            raise Rejected("too_large", f"a part of more than {MAX_PART >> 20} MiB", self.origin)


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def resolve(base: str, target: str) -> str:
    """The name of the part that `target` means, as written in the part `base`."""
    target = target.partition("#")[0].replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
