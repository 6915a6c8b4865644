# Paths are bytes here, which pathlib does not take.
# ruff: noqa: PTH100, PTH116, PTH120
"""The files of a folder: every one is attempted, ignored or rejected, and none is met twice."""

from __future__ import annotations

import errno
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cleaners.origin import Origin, Rejected
from cleaners.sources.frames import saved_frames
from cleaners.sources.ignored import ignored_kind, is_page_folder, page_stems, page_stems_of
from cleaners.sources.origin import captured_at


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


@dataclass(frozen=True, slots=True)
class Listing:
    """What discovery found, sorted by path. Files found = files + rejected + all that is ignored."""

    files: tuple[RawFile, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)

    @property
    def found(self) -> int:
        return len(self.files) + len(self.rejected) + sum(self.ignored.values())


def discover(root: str | bytes | os.PathLike[str] | os.PathLike[bytes], *, source: str | None = None) -> Listing:
    """The files under a folder, or the one file. `source` names the collection; without, it is the folder's own name.

    Symbolic links are followed once: what lies inside `root` anyway is not met a second time, and a loop becomes one rejection.
    Raises FileNotFoundError where there is no `root`, and OSError where it cannot be listed.
    """
    top = os.path.abspath(os.fsencode(root))
    found = os.stat(top)
    if stat.S_ISDIR(found.st_mode):
        os.scandir(top).close()  # the root must be readable; folders in it need not be
        return _Walk(top, _name_of(top) if source is None else source).run(found)
    folder, name = os.path.split(top)
    source = _name_of(folder) if source is None else source
    if not stat.S_ISREG(found.st_mode):
        return Listing(rejected=(Rejected("unreadable", "neither a file nor a folder", Origin(source, name)),))
    return Listing((RawFile(source, name, found.st_size, found.st_mtime_ns, top),))


def _name_of(folder: bytes) -> str:
    return Path(os.fsdecode(os.path.realpath(folder))).name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


_Parts: TypeAlias = "set[bytes] | None"


class _Folder(NamedTuple):
    """A folder to walk: `parts` is None for an ordinary one; of one with the parts of a saved page, the paths to list."""

    absolute: bytes
    prefix: bytes
    parts: _Parts


class _Walk:
    """One walk over a tree. An explicit stack: trees may be deeper than Python's."""

    def __init__(self, top: bytes, source: str) -> None:
        self.top = top
        self.real_top = os.path.realpath(top)
        self.source = source
        self.files: list[RawFile] = []
        self.rejected: list[Rejected] = []
        self.ignored: Counter[str] = Counter()
        self.seen: set[tuple[int, int]] = set()
        self.shells: set[bytes] = set()  # pages of nothing but frames
        self.kept: set[bytes] = set()  # their frames, where these lie among the parts of the page

    def run(self, found: os.stat_result) -> Listing:
        self.seen.add((found.st_dev, found.st_ino))
        # Links that leave the tree wait until the tree itself is done, so that the order of names does not decide by which way a
        # file is met.
        folders, outside = [_Folder(self.top, b"", None)], list[_Folder]()
        while folders or outside:
            folder, prefix, parts = folders.pop() if folders else outside.pop(0)
            try:
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self.reject(prefix.rstrip(b"/"), f"folder: {error.strerror}")
                continue
            pages = page_stems([entry.name for entry in listed])
            inner: list[_Folder] = []
            if pages and parts is None:
                self.frames(listed, prefix, pages)
            for entry in listed:
                path = prefix + entry.name
                try:
                    if entry.is_symlink():
                        outside += self.link(entry, path, parts)
                    elif entry.is_dir(follow_symlinks=False):
                        kept = self.kept if is_page_folder(entry.name, pages) else None
                        inner += self.folder(entry, path, kept if parts is None else parts)
                    else:
                        self.file(entry, path, entry.stat(follow_symlinks=False), parts)
                except OSError as error:
                    self.reject(path, error.strerror or str(error))
            folders += reversed(inner)
        return Listing(
            tuple(sorted(self.files, key=lambda file: file.path)),
            tuple(sorted(self.rejected, key=lambda rejected: rejected.origin.path)),
            dict(sorted(self.ignored.items())),
        )

    def frames(self, listed: list[os.DirEntry[bytes]], prefix: bytes, pages: frozenset[bytes]) -> None:
        """Look for pages of frames among those that were saved with a folder of parts."""
        folders = {entry.name for entry in listed if is_page_folder(entry.name, pages)}
        stems = page_stems_of(folders)
        for entry in listed if folders else ():
            if entry.name.rpartition(b".")[0] not in stems or not entry.is_file(follow_symlinks=False):
                continue
            try:
                found = [frame for frame in saved_frames(entry.path) if frame.partition(b"/")[0] in folders]
            except OSError:
                continue  # it will be rejected when its turn comes
            if found:
                self.shells.add(prefix + entry.name)
                self.kept.update(prefix + frame for frame in found)

    def folder(self, entry: os.DirEntry[bytes], path: bytes, parts: _Parts) -> Iterator[_Folder]:
        found = entry.stat(follow_symlinks=False)
        if entry.name.startswith(b"."):
            self.ignored["hidden folder"] += 1
        elif (found.st_dev, found.st_ino) in self.seen:  # a mount that leads back
            self.reject(path, "folder loop: it was met before on another path")
        else:
            self.seen.add((found.st_dev, found.st_ino))
            yield _Folder(entry.path, path + b"/", parts)

    def link(self, entry: os.DirEntry[bytes], path: bytes, parts: _Parts) -> Iterator[_Folder]:
        if entry.name.startswith(b"."):
            self.ignored["hidden file"] += 1
            return
        try:
            found = os.stat(entry.path)
        except OSError as error:
            loop = error.errno == errno.ELOOP
            self.reject(path, "symbolic link loop" if loop else f"symbolic link: {error.strerror}")
            return
        target = os.path.realpath(entry.path)
        here = os.path.realpath(os.path.dirname(entry.path))
        if stat.S_ISDIR(found.st_mode) and _holds(target, here):
            self.reject(path, "symbolic link loop: it leads to a folder that it lies in")
        elif _holds(self.real_top, target) or (found.st_dev, found.st_ino) in self.seen:
            self.ignored["link to what is listed"] += 1
        elif stat.S_ISDIR(found.st_mode) and _holds(target, self.real_top):
            self.reject(path, "symbolic link loop: it leads to a folder that holds this collection")
        else:
            self.seen.add((found.st_dev, found.st_ino))
            if stat.S_ISDIR(found.st_mode):
                yield _Folder(entry.path, path + b"/", parts)
            else:
                self.file(entry, path, found, parts)

    def file(self, entry: os.DirEntry[bytes], path: bytes, found: os.stat_result, parts: _Parts) -> None:
        if not stat.S_ISREG(found.st_mode):
            self.ignored["special file"] += 1
        elif path in self.shells:
            self.ignored["page of frames"] += 1
        elif parts is not None and path not in parts:
            self.ignored["part of a saved page"] += 1
        elif kind := ignored_kind(entry.name, entry.path):
            self.ignored[kind] += 1
        else:
            self.files.append(RawFile(self.source, path, found.st_size, found.st_mtime_ns, entry.path))

    def reject(self, path: bytes, detail: str) -> None:
        self.rejected.append(Rejected("unreadable", detail, Origin(self.source, path)))


def _holds(folder: bytes, path: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")
