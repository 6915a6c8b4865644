# Paths are bytes here, which pathlib does not take.
# ruff: noqa: PTH100, PTH116
"""Trees of raw files: folders of this machine, and object stores, whose objects are files by their names alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import IO, NamedTuple, Protocol, cast

from cleaners.storage.clients import BLOCK, filesystem, listing, modified, reached
from cleaners.storage.place import is_url, plain


class Stat(Protocol):
    """What is asked of `os.stat_result`. `(st_dev, st_ino)` is the identity of a file or folder."""

    @property
    def st_dev(self) -> int: ...
    @property
    def st_ino(self) -> object: ...
    @property
    def st_mode(self) -> int: ...
    @property
    def st_size(self) -> int: ...
    @property
    def st_mtime_ns(self) -> int: ...


class DirEntry(Protocol):
    """What is asked of `os.DirEntry`."""

    @property
    def name(self) -> bytes: ...
    @property
    def path(self) -> bytes: ...
    def is_symlink(self) -> bool: ...
    def is_dir(self, *, follow_symlinks: bool) -> bool: ...
    def is_file(self, *, follow_symlinks: bool) -> bool: ...
    def stat(self, *, follow_symlinks: bool) -> Stat: ...


class Tree(Protocol):
    """All methods raise OSError."""

    top: bytes

    def scan(self, folder: bytes) -> Iterable[DirEntry]:
        """What lies in a folder."""

    def stat(self, path: bytes) -> Stat: ...

    def head(self, path: bytes, size: int) -> bytes:
        """The first bytes of a file."""


def tree_of(root: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> Tree:
    """The tree under a folder or URL. Raises RunError for a URL that cannot be used here."""
    return ObjectTree(plain(root)) if is_url(plain(root)) else FolderTree(plain(root))


def open_raw(path: bytes) -> IO[bytes]:
    """A raw file of either kind, by its absolute path or URL. Raises OSError."""
    if not is_url(path):
        return open(path, "rb")  # noqa: PTH123
    fs, inner = filesystem(os.fsdecode(path))
    with reached():
        return cast("IO[bytes]", fs.open(inner, "rb", block_size=BLOCK))


class FolderTree:
    """A folder of this machine."""

    def __init__(self, root: str) -> None:
        self.top = os.path.abspath(os.fsencode(root))

    def scan(self, folder: bytes) -> Iterable[DirEntry]:
        with os.scandir(folder) as entries:
            return cast("list[DirEntry]", list(entries))

    def stat(self, path: bytes) -> Stat:
        return os.stat(path)

    def head(self, path: bytes, size: int) -> bytes:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123
            return stream.read(size)


class ObjectStat(NamedTuple):
    st_ino: str
    st_mode: int
    st_size: int = 0
    st_mtime_ns: int = 0
    st_dev: int = 0


class ObjectEntry(NamedTuple):
    """An object, or a folder, which is what names have in common."""

    name: bytes
    path: bytes
    found: ObjectStat

    def is_symlink(self) -> bool:
        return False

    def is_dir(self, *, follow_symlinks: bool) -> bool:  # noqa: ARG002
        return stat.S_ISDIR(self.found.st_mode)

    def is_file(self, *, follow_symlinks: bool) -> bool:  # noqa: ARG002
        return not stat.S_ISDIR(self.found.st_mode)

    def stat(self, *, follow_symlinks: bool) -> Stat:  # noqa: ARG002
        return self.found


class ObjectTree:
    """A place in an object store. Paths are URLs."""

    def __init__(self, url: str) -> None:
        self.fs, self.root = filesystem(url)
        self.url = url
        self.top = os.fsencode(url)

    def scan(self, folder: bytes) -> Iterable[DirEntry]:
        entries = list[DirEntry]()
        for entry in listing(self.fs, self._inner(folder)):
            if not entry.name and not entry.size:
                continue  # an empty object stands for the folder itself in consoles of stores
            mode = stat.S_IFDIR if entry.is_folder else stat.S_IFREG
            found = ObjectStat(entry.path, mode, entry.size, entry.mtime_ns)
            name = os.fsencode(entry.name)
            entries.append(ObjectEntry(name, folder + b"/" + name, found))
        return entries

    def stat(self, path: bytes) -> Stat:
        inner = self._inner(path)
        with reached():
            entry = self.fs.info(inner)
        if entry["type"] == "directory":
            return ObjectStat(inner, stat.S_IFDIR)
        return ObjectStat(inner, stat.S_IFREG, entry.get("size") or 0, modified(entry))

    def head(self, path: bytes, size: int) -> bytes:
        with reached():
            return cast(bytes, self.fs.cat_file(self._inner(path), start=0, end=size))

    def _inner(self, path: bytes) -> str:
        return self.root + os.fsdecode(path).removeprefix(self.url)
