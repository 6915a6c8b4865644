"""Files of lines, packed or not: their names, writing them so that equal lines give equal bytes, reading them back."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any, Literal, cast

Packing = Literal["none", "gz", "zst"]

SUFFIX: dict[Packing, str] = {"none": "", "gz": ".gz", "zst": ".zst"}

ZSTD_LEVEL = 6
"""Of Zstandard's levels the last before packing costs more than cleaning (about 100 MB/s)."""


class Digesting(io.RawIOBase):
    """Passes bytes on, and knows how many there were and their digest."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.length = 0
        self.digest = sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.length += len(data)
        self.digest.update(data)
        self._stream.write(data)
        return len(data)


@contextmanager
def packed(stream: IO[bytes] | Digesting, packing: Packing) -> Iterator[IO[bytes]]:
    """A stream that packs what is written to it. No names or times get in."""
    if packing == "gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=cast(IO[bytes], stream), compresslevel=6, mtime=0) as packer:
            yield cast(IO[bytes], packer)
    elif packing == "zst":
        import zstandard

        compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
        with compressor.stream_writer(cast(IO[bytes], stream), closefd=False) as writer:
            yield cast(IO[bytes], writer)
    else:
        yield cast(IO[bytes], stream)


def unpacked_lines(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """The lines of a file of this name."""
    if name.endswith(".gz"):
        yield from cast(IO[bytes], gzip.GzipFile(fileobj=stream))
    elif name.endswith(".zst"):
        import zstandard

        yield from io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True))
    else:
        yield from stream
