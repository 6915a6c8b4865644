# Paths are bytes here, which pathlib does not take.
# ruff: noqa: PTH120
"""The files of a folder: every one is attempted, ignored or rejected, and none is met twice."""

from __future__ import annotations

import errno
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from cleaners.errors import Rejected
from cleaners.origin import Origin
from cleaners.sources.frames import frames_of
from cleaners.sources.ignored import ignored_kind, is_page_folder, page_stems, page_stems_of
from cleaners.sources.item import Ignored
from cleaners.sources.markup import HEAD
from cleaners.sources.origin import captured_at
from cleaners.sources.tree import DirEntry, Stat, Tree, tree_of
from cleaners.storage import name_of
from cleaners.storage.trouble import reason

Root: TypeAlias = "str | bytes | os.PathLike[str] | os.PathLike[bytes]"

SYSTEM = (b"/proc", b"/sys", b"/dev", b"/run")
"""Folders that hold the state of the system, never documents: no link leads there."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to attempt. `path` is relative to the source, parts joined by `/`."""

    source: str
    path: bytes
    size: int
    mtime_ns: int
    absolute: bytes
    url: str = ""
    encoding: str = ""
    """The encoding, where somebody gives it who knows better than the bytes."""

    @property
    def origin(self) -> Origin:
        return Origin(self.source, self.path, url=self.url, captured=captured_at(self.mtime_ns))

    @property
    def name(self) -> str:
        """The file's name for messages and as a hint, with bytes that are no UTF-8 spelled out."""
        return self.path.rpartition(b"/")[2].decode("utf-8", "backslashreplace")


Found: TypeAlias = RawFile | Rejected | Ignored
"""What discovery says of a path: a file to attempt, one that cannot be had, or what is no document."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What discovery found, sorted by path. Files found = files + rejected + all that is ignored."""

    files: tuple[RawFile, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable[Found]) -> Listing:
        files, rejected, ignored = list[RawFile](), list[Rejected](), Counter[str]()
        for item in found:
            match item:
                case RawFile():
                    files.append(item)
                case Rejected():
                    rejected.append(item)
                case Ignored(kind):
                    ignored[kind] += 1
        files.sort(key=lambda file: file.path)
        rejected.sort(key=lambda rejected: rejected.origin.path)
        return cls(tuple(files), tuple(rejected), dict(sorted(ignored.items())))

    @property
    def found(self) -> int:
        return len(self.files) + len(self.rejected) + sum(self.ignored.values())


def discover(root: Root, *, source: str | None = None, follow_links: bool = False) -> Listing:
    """All that `walk` finds, in memory."""
    return Listing.of(walk(root, source=source, follow_links=follow_links))


def walk(root: Root, *, source: str | None = None, follow_links: bool = False) -> Iterator[Found]:
    """The files under a folder or URL, or the one file, in the order in which they are met. `source` names the collection;
    without, it is the folder's own name.

    A symbolic link out of `root` is ignored: whoever can put one into a crawl could have any file of this machine read. With
    `follow_links` links are followed once: what lies inside `root` anyway is not met a second time, a loop becomes one rejection,
    and the system's own folders (`SYSTEM`) stay closed.
    Raises FileNotFoundError where there is no `root`, and OSError where it cannot be listed.
    """
    tree = tree_of(root)
    found = tree.stat(tree.top)
    if stat.S_ISDIR(found.st_mode):
        tree.scan(tree.top)  # the root must be readable; folders in it need not be
        yield from _Walk(tree, _named(tree.top) if source is None else source, follow_links).run(found)
        return
    folder, name = os.path.split(tree.top)
    source = _named(folder) if source is None else source
    if stat.S_ISREG(found.st_mode):
        yield RawFile(source, name, found.st_size, found.st_mtime_ns, tree.top)
    else:
        yield Rejected("unreadable", "neither a file nor a folder", Origin(source, name))


def _named(folder: bytes) -> str:
    return name_of(folder).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


_Parts: TypeAlias = "set[bytes] | None"


class _Folder(NamedTuple):
    """A folder to walk: `parts` is None for an ordinary one; of one with the parts of a saved page, the paths to list."""

    absolute: bytes
    prefix: bytes
    parts: _Parts


class _Walk:
    """One walk over a tree. An explicit stack: trees may be deeper than Python's."""

    def __init__(self, tree: Tree, source: str, follow_links: bool = False) -> None:
        self.tree = tree
        self.follow_links = follow_links
        self.real_top = os.path.realpath(tree.top)
        self.source = source
        self.seen: set[object] = set()
        self.shells: set[bytes] = set()  # pages of nothing but frames
        self.kept: set[bytes] = set()  # their frames, where these lie among the parts of the page

    def run(self, found: Stat) -> Iterator[Found]:
        self.seen.add((found.st_dev, found.st_ino))
        # Links that leave the tree wait until the tree itself is done, so that the order of names does not decide by which way a
        # file is met.
        folders, outside = [_Folder(self.tree.top, b"", None)], list[_Folder]()
        while folders or outside:
            folder, prefix, parts = folders.pop() if folders else outside.pop(0)
            try:
                listed = sorted(self.tree.scan(folder), key=lambda entry: entry.name)
            except OSError as error:
                yield self.rejected(prefix.rstrip(b"/"), f"folder: {reason(error)}")
                continue
            pages = page_stems([entry.name for entry in listed])
            inner: list[_Folder] = []
            if pages and parts is None:
                self.frames(listed, prefix, pages)
            for entry in listed:
                path = prefix + entry.name
                try:
                    if entry.is_symlink():
                        met = self.link(entry, path, parts)
                    elif entry.is_dir(follow_symlinks=False):
                        kept = self.kept if is_page_folder(entry.name, pages) else None
                        met = self.folder(entry, path, kept if parts is None else parts)
                    else:
                        met = self.file(entry, path, entry.stat(follow_symlinks=False), parts)
                except OSError as error:
                    met = self.rejected(path, reason(error))
                if isinstance(met, _Folder):
                    (outside if entry.is_symlink() else inner).append(met)
                else:
                    yield met
            folders += reversed(inner)

    def frames(self, listed: list[DirEntry], prefix: bytes, pages: frozenset[bytes]) -> None:
        """Look for pages of frames among those that were saved with a folder of parts."""
        folders = {entry.name for entry in listed if is_page_folder(entry.name, pages)}
        stems = page_stems_of(folders)
        for entry in listed if folders else ():
            if entry.name.rpartition(b".")[0] not in stems or not entry.is_file(follow_symlinks=False):
                continue
            try:
                frames = frames_of(self.tree.head(entry.path, HEAD))
            except OSError:
                continue  # it will be rejected when its turn comes
            if found := [frame for frame in frames if frame.partition(b"/")[0] in folders]:
                self.shells.add(prefix + entry.name)
                self.kept.update(prefix + frame for frame in found)

    def folder(self, entry: DirEntry, path: bytes, parts: _Parts) -> Found | _Folder:
        found = entry.stat(follow_symlinks=False)
        if entry.name.startswith(b"."):
            return Ignored("hidden folder")
        if (found.st_dev, found.st_ino) in self.seen:  # a mount that leads back
            return self.rejected(path, "folder loop: it was met before on another path")
        self.seen.add((found.st_dev, found.st_ino))
        return _Folder(entry.path, path + b"/", parts)

    def link(self, entry: DirEntry, path: bytes, parts: _Parts) -> Found | _Folder:
        if entry.name.startswith(b"."):
            return Ignored("hidden file")
        try:
            found = self.tree.stat(entry.path)
        except OSError as error:
            loop = error.errno == errno.ELOOP
            return self.rejected(path, "symbolic link loop" if loop else f"symbolic link: {error.strerror}")
        target = os.path.realpath(entry.path)
        here = os.path.realpath(os.path.dirname(entry.path))
        if stat.S_ISDIR(found.st_mode) and _holds(target, here):
            return self.rejected(path, "symbolic link loop: it leads to a folder that it lies in")
        if _holds(self.real_top, target) or (found.st_dev, found.st_ino) in self.seen:
            return Ignored("link to what is listed")
        if not self.follow_links:
            return Ignored("link out of the folder")
        if stat.S_ISDIR(found.st_mode) and _holds(target, self.real_top):
            return self.rejected(path, "symbolic link loop: it leads to a folder that holds this collection")
        if any(_holds(folder, target) for folder in SYSTEM):
            return Ignored("link to the system")
        self.seen.add((found.st_dev, found.st_ino))
        if stat.S_ISDIR(found.st_mode):
            return _Folder(entry.path, path + b"/", parts)
        return self.file(entry, path, found, parts)

    def file(self, entry: DirEntry, path: bytes, found: Stat, parts: _Parts) -> Found:
        if not stat.S_ISREG(found.st_mode):
            return Ignored("special file")
        if path in self.shells:
            return Ignored("page of frames")
        if parts is not None and path not in parts:
            return Ignored("part of a saved page")
        if not entry.name:
            return self.rejected(path, "an object whose name ends with a slash")
        if kind := ignored_kind(entry.name, lambda size: self.tree.head(entry.path, size)):
            return Ignored(kind)
        return RawFile(self.source, path, found.st_size, found.st_mtime_ns, entry.path)

    def rejected(self, path: bytes, detail: str) -> Rejected:
        return Rejected("unreadable", detail, Origin(self.source, path))


def _holds(folder: bytes, path: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")
