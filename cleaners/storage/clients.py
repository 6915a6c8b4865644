"""Clients of object stores, through fsspec: what every one of them does in its own way, in one."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from cleaners.errors import RunError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

BLOCK = 1 << 20
"""Bytes that are fetched at a time where a file is read from its start; what fsspec takes by default is up to 50 MB."""

FETCHED = 4 << 20
"""The same where a file is brought here as a whole: in steps of 1 MB, waiting takes half of the time. Not by the client's own
`get_file`, which asks for ranges at once and stumbles over the checksums that some servers send with them (rclone 1.75)."""

EXTRAS = {"s3": "s3", "s3a": "s3"}
"""The extra of this project that brings what a protocol needs."""

_MODIFIED = ("LastModified", "mtime", "last_modified", "updated", "created")


def filesystem(url: str) -> tuple[AbstractFileSystem, str]:
    """The file system of a URL, and the path there. Raises RunError."""
    protocol = url.partition("://")[0]
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise RunError(f"{url}: URLs need fsspec: pip install fsspec") from None
    try:
        # What others write meanwhile must be seen, so no listing is kept.
        return cast("tuple[AbstractFileSystem, str]", url_to_fs(url, use_listings_cache=False))
    except ImportError as error:
        wanted = f'pip install "qingwen[{EXTRAS[protocol]}]"' if protocol in EXTRAS else str(error)
        raise RunError(f"{url}: a library is missing: {wanted}") from None
    except ValueError as error:
        raise RunError(f"{url}: {' '.join(str(error).split())}; write an address such as s3://bucket/folder") from None


@contextmanager
def reached() -> Iterator[None]:
    """Whatever the client of a store raises, as an OSError."""
    try:
        yield
    except (OSError, RunError):
        raise
    except Exception as error:  # each client has exceptions of its own, for the network and for what it is refused
        said = " ".join(str(error).split())
        raise OSError(errno.EHOSTUNREACH, f"{type(error).__name__}: {said}") from error


class Listed(NamedTuple):
    """An object, or a folder of objects. `mtime_ns` is when the store took the object in, 0 where it does not say."""

    name: str
    path: str
    is_folder: bool
    size: int
    mtime_ns: int


def listing(fs: AbstractFileSystem, folder: str) -> Iterator[Listed]:
    """What lies in a folder. A name is empty where an object's own ends with a slash, or has two in a row. Raises OSError."""
    with reached():
        entries = fs.ls(folder, detail=True)
    for entry in entries:
        path = cast(str, entry["name"])
        # File systems differ in whether paths begin with a slash.
        name = path.strip("/").removeprefix(folder.strip("/")).removeprefix("/")
        yield Listed(name, path, entry["type"] == "directory", entry.get("size") or 0, modified(entry))


def modified(entry: dict[str, Any]) -> int:
    """When an object was taken in, in nanoseconds since 1970; clients name it differently."""
    when = next((entry[name] for name in _MODIFIED if entry.get(name)), 0)
    if isinstance(when, str):
        with suppress(ValueError):
            when = datetime.fromisoformat(when)
    if isinstance(when, datetime):
        return round(when.timestamp() * 1000) * 1_000_000
    return round(when * 1_000_000_000) if isinstance(when, int | float) else 0


def fetch(fs: AbstractFileSystem, path: str, target: Path) -> None:
    """Bring an object to this machine. Raises OSError."""
    with reached(), fs.open(path, "rb", block_size=FETCHED) as stream, target.open("wb") as written:
        shutil.copyfileobj(stream, written, FETCHED)
