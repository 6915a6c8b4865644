"""Single compressed files: gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import Any

from cleaners.origin import Rejected
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


def _zstandard(raw: Counted) -> Readable:
    import zstandard

    # Archives of whole crawls are packed with windows up to 2 GiB; the worker's memory has the last word.
    return zstandard.ZstdDecompressor(max_window_size=1 << 31).stream_reader(raw, read_across_frames=True)  # type: ignore[arg-type]


_OPENERS: dict[str, Callable[[Any], Readable]] = {
    "gz": lambda raw: gzip.GzipFile(fileobj=raw, mode="rb"),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zst": _zstandard,
}
KINDS = frozenset(_OPENERS)
