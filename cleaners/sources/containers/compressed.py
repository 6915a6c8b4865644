"""Single compressed files: gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import Any

from cleaners.errors import Rejected
from cleaners.sources.streams import Counted, Readable, Stream, bounded

# Names lose these endings; `.tgz` and the like name a tar archive.
_ENDINGS = {
    ".gz": "",
    ".bz2": "",
    ".xz": "",
    ".zst": "",
    ".lzma": "",
    ".tgz": ".tar",
    ".tbz": ".tar",
    ".tbz2": ".tar",
    ".txz": ".tar",
}


def inflated(kind: str, raw: Stream) -> Stream:
    """What is inside. Reading it raises Rejected: `broken` where it ends too soon or is damaged, `bomb`."""
    counted = Counted(raw)
    return Stream(_Told(_OPENERS[kind](counted), kind), bound=bounded(lambda: counted.consumed))


def inner_name(name: str) -> str:
    for ending, instead in _ENDINGS.items():
        if name.lower().endswith(ending):
            return name[: -len(ending)] + instead
    return name


class _Told:
    """A decompressor whose errors are rejections."""

    def __init__(self, file: Any, kind: str) -> None:
        self._file = file
        self._kind = kind

    def read(self, size: int, /) -> bytes:
        import zstandard

        try:
            return self._file.read1(size)  # type: ignore[no-any-return] # not more at a time than before an error
        except (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as error:
            raise Rejected("broken", f"{self._kind}: {error}") from None


class _Zstandard:
    """The library's own reader does not tell a stream that is cut off from one that ends."""

    # A block of four bytes can stand for 128 KiB: so many bytes at a time stay below 32 MiB.
    BITE = 1024
    # Archives of whole crawls are packed with windows of up to 2 GiB; the worker's memory has the last word.
    WINDOW = 1 << 31

    def __init__(self, raw: Readable) -> None:
        import zstandard

        self._raw = raw
        self._library = zstandard.ZstdDecompressor(max_window_size=self.WINDOW)
        self._frame: Any = None
        self._packed = self._ready = b""

    def read1(self, size: int) -> bytes:
        while not self._ready:
            if not self._packed and not (data := self._raw.read(self.BITE)):
                if self._frame:
                    raise EOFError("compressed data ended before its end mark")
                return b""
            packed, self._packed = self._packed or data, b""
            frame = self._frame = self._frame or self._library.decompressobj()
            self._ready = frame.decompress(packed)
            if frame.eof:
                self._frame, self._packed = None, frame.unused_data
        ready, self._ready = self._ready[:size], self._ready[size:]
        return ready


_OPENERS: dict[str, Callable[[Any], Any]] = {
    "gz": lambda raw: gzip.GzipFile(fileobj=raw, mode="rb"),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zst": _Zstandard,
}
KINDS = frozenset(_OPENERS)
