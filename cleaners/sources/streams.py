"""Streams out of hostile files: what is really inflated counts, whatever a header says."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import IO, Protocol

from cleaners.errors import Rejected

RATIO = 200
"""Bytes inflated for one that was read: 20 is much for text, 50 for tables; what people send to break readers has 1,000 and
more. Zeros in a bitmap or a disk image reach it, too, and hold no text either."""

FREE = 16 * 1024 * 1024
"""Below so many bytes the ratio does not count: they cost nothing."""

HEAD = 65536
"""Bytes that are enough to tell what a stream is."""

_BLOCK = 1 << 20


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Stream:
    """Bytes in order, with a look ahead. `bound`, where there is one, is asked after each read (see `inflating`)."""

    def __init__(self, raw: Readable, *, bound: Callable[[int], None] | None = None, size: int = 0) -> None:
        self._raw = raw
        self._ahead = b""
        self._bound = bound
        self._produced = 0
        self._error: Rejected | None = None
        self.size = size
        """Bytes that are expected; 0 where nobody knows. Not to be trusted."""
        self.encoding = ""
        """Of the text in it, where somebody gives it who knows better than the bytes."""

    def _next(self, size: int) -> bytes:
        if self._error:
            raise self._error
        try:
            data = self._raw.read(size)
            self._produced += len(data)
            if self._bound:
                self._bound(self._produced)
        except Rejected as rejected:
            self._error = rejected
            raise
        return data

    def complain(self) -> None:
        """Raise again what reading raised: for parsers that take an error for the end."""
        if self._error:
            raise self._error

    def head(self, size: int = HEAD) -> bytes:
        """The next `size` bytes, or fewer at the end; they stay to be read."""
        try:
            while len(self._ahead) < size and (data := self._next(size - len(self._ahead))):
                self._ahead += data
        except Rejected:
            if not self._ahead:
                raise
            # What came before it is still to be had; the next read raises it again.
        return self._ahead[:size]

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            raise ValueError("a stream of unknown length is not read whole: see read_all")
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        return self._next(size)

    def read_all(self, limit: int) -> bytes:
        """The rest. Raises Rejected("too_large") for more than `limit` bytes."""
        pieces, length = list[bytes](), 0
        while data := self.read(min(_BLOCK, limit + 1 - length)):
            pieces.append(data)
            length += len(data)
            if length > limit:
                raise Rejected("too_large", f"more than {limit:,} bytes, the limit (max_bytes)")
        return b"".join(pieces)

    def tell(self) -> int:
        return self._produced - len(self._ahead)

    def readable(self) -> bool:
        return True


class FileStream(Stream):
    """A file, or bytes in memory, that can be opened by containers which jump to and fro: `file` is at its start."""

    def __init__(self, file: IO[bytes], path: bytes | None = None) -> None:
        self.file = file
        self.path = path
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        super().__init__(file, size=size)

    @classmethod
    def of(cls, data: bytes) -> FileStream:
        return cls(io.BytesIO(data))

    def rewound(self) -> IO[bytes]:
        """The file, to be read anew from its start."""
        self._ahead = b""
        self.file.seek(0)
        return self.file


class Checked:
    """A stream whose own `errors` become rejections; `what` it is, for the message. Reads at most `bite` bytes at a time: what is
    taken in for them is as little."""

    def __init__(self, raw: Readable, errors: tuple[type[Exception], ...], what: str, *, bite: int = _BLOCK) -> None:
        self._raw = raw
        self._errors = errors
        self._what = what
        self._bite = bite

    def read(self, size: int, /) -> bytes:
        try:
            return bytes(self._raw.read(min(size, self._bite)))
        except self._errors as error:
            raise Rejected("broken", f"{self._what}: {error}") from None


class Counted:
    """A stream that counts what is read of it."""

    def __init__(self, raw: Readable) -> None:
        self._raw = raw
        self.consumed = 0

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(_BLOCK if size < 0 else size)
        self.consumed += len(data)
        return data


class CountedFile(io.BufferedIOBase):
    """A file that counts what is read of it, for those that jump to and fro in it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.consumed = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._file.read(-1 if size is None else size)
        self.consumed += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def bounded(consumed: Callable[[], int]) -> Callable[[int], None]:
    """A check on what comes out of a decompressor that has taken in `consumed()` bytes. It raises Rejected("bomb")."""

    def check(produced: int) -> None:
        if produced > FREE and produced > RATIO * max(1, consumed()):
            raise Rejected("bomb", f"inflates to more than {RATIO} times its size")

    return check
