"""The bytes of one document, with what is known about them from outside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cleaners.options import CleanOptions
from cleaners.origin import Origin, Rejected
from cleaners.sources.discover import RawFile


@dataclass(frozen=True)
class RawItem:
    """One raw document. `declared` is what somebody outside says of its encoding (HTTP); what the bytes declare themselves is
    read from them. `name` is a hint that only breaks ties."""

    origin: Origin
    data: bytes
    name: str = ""
    declared: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes, in hexadecimal digits."""
        return sha256(self.data).hexdigest()


def open_item(file: RawFile, options: CleanOptions) -> RawItem:
    """Read a listed file. Raises Rejected: `unreadable` (gone, no permission, a broken disk), `too_large` before reading."""
    if file.size > options.max_bytes:
        raise _too_large(file, file.size, options)
    try:
        with open(file.absolute, "rb") as stream:  # noqa: PTH123 -- a path of bytes
            data = stream.read(options.max_bytes + 1)
    except FileNotFoundError:
        raise Rejected("unreadable", "the file vanished during the run", file.origin) from None
    except OSError as error:
        raise Rejected("unreadable", error.strerror or str(error), file.origin) from None
    if len(data) > options.max_bytes:
        raise _too_large(file, len(data), options)
    return RawItem(file.origin, data, file.name)


def _too_large(file: RawFile, size: int, options: CleanOptions) -> Rejected:
    return Rejected("too_large", f"{size:,} bytes, the limit is {options.max_bytes:,} (max_bytes)", file.origin)
