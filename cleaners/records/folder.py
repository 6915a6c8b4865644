"""The output folder: where things lie, who may write, and writing so that nothing partial is ever seen.

documents/part-00000.jsonl   rejected/part-00000.jsonl   ledger/part-00000.jsonl (each with .gz or .zst where they are packed)
receipts/part-00000.json     manifest.json   README.md   runs/<run>.json
.work/                       files being written; whatever is left there belongs to a run that was killed
.lock                        held by the run that writes
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

from cleaners.records.packing import SUFFIX, Packing

__all__ = ["CleanFolder", "RunError", "told"]

Kind = Literal["documents", "rejected", "ledger", "receipts"]
KINDS: tuple[Kind, ...] = ("documents", "rejected", "ledger", "receipts")
_PART = re.compile(r"part-(\d{5,})\.json(?:l(?:\.gz|\.zst)?)?\Z")


class RunError(Exception):
    """A run that cannot go on. The message is one line that says what happened and what to do next."""


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Turn trouble with writing under `place` into a RunError."""
    try:
        yield
    except OSError as error:
        raise RunError(_explained(error, place)) from error


def _explained(error: OSError, place: Path) -> str:
    why = error.strerror or str(error)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return f"{place}: no room to write ({why}); free some space and run again: what is finished is kept"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{place}: cannot write there ({why}); change its permissions or choose another output folder"
        case errno.ENOTDIR | errno.EEXIST:
            return f"{place}: a file is in the way ({why}); choose another output folder"
    return f"{place}: writing failed ({why}); see to the disk and run again: what is finished is kept"


class CleanFolder:
    """The folder that a run writes to, its files of records packed as `packing` says."""

    def __init__(self, path: str | os.PathLike[str], packing: Packing = "none") -> None:
        self.packing = packing
        self.path = Path(path).absolute()
        self.work = self.path / ".work"
        self.manifest = self.path / "manifest.json"
        self.card = self.path / "README.md"
        self.runs = self.path / "runs"

    def part(self, kind: Kind, number: int) -> Path:
        """Where a part is written."""
        return self.path / kind / f"part-{number:05}.json{'' if kind == 'receipts' else 'l' + SUFFIX[self.packing]}"

    def parts(self, kind: Kind) -> dict[int, Path]:
        """The parts that are there, by number."""
        if not (self.path / kind).is_dir():
            return {}
        found = ((_PART.match(path.name), path) for path in (self.path / kind).iterdir())
        return {int(match[1]): path for match, path in sorted(found, key=lambda pair: pair[1].name) if match}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the one run that writes here. Raises RunError where another one is, or where nothing can be written. What a killed
        run left half written is swept away."""
        with told(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = _acquire(self.path / ".lock")
        try:
            with told(self.path):
                self.sweep()
                for kind in KINDS:
                    if kind != "ledger":
                        (self.path / kind).mkdir(exist_ok=True)
                self.runs.mkdir(exist_ok=True)
                self.work.mkdir(exist_ok=True)
            yield
        finally:
            with suppress(OSError):
                self.sweep()
                (self.path / ".lock").unlink()
            lock.close()

    def sweep(self) -> None:
        if self.work.exists():
            shutil.rmtree(self.work)

    @contextmanager
    def writing(self, target: Path) -> Iterator[IO[bytes]]:
        """Write `target` as a whole: it is there complete and on the disk when the block ends, or not touched at all. Nor is it
        touched where it holds the same bytes already."""
        descriptor, name = tempfile.mkstemp(dir=self.work, prefix=target.name + ".")
        written = Path(name)
        try:
            with open(descriptor, "wb") as stream:  # noqa: PTH123 -- a descriptor
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if not _same(written, target):
                written.chmod(0o666 & ~_umask())  # temporary files are for their owner alone
                written.replace(target)
                _sync_folder(target.parent)
        finally:
            written.unlink(missing_ok=True)

    def remove(self, target: Path) -> bool:
        """Remove a file so that it is gone after a power cut, too; False where it was not there."""
        try:
            target.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(target.parent)
        return True

    def remove_part(self, kind: Kind, number: int, *, but: Path | None = None) -> None:
        """Remove a part in whatever form it is there."""
        for packing in SUFFIX:
            path = CleanFolder(self.path, packing).part(kind, number)
            if path != but:
                self.remove(path)


def _same(one: Path, other: Path) -> bool:
    import filecmp

    try:
        return other.stat().st_size == one.stat().st_size and filecmp.cmp(one, other, shallow=False)
    except FileNotFoundError:
        return False


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened, and a rename is on the disk by itself
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _acquire(path: Path) -> IO[str]:
    """Lock `path` for this process. The system frees the lock when its process ends, however it ends: a file left behind by a
    killed run locks nobody out."""
    while True:
        lock = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8")  # noqa: PTH123, SIM115
        try:
            _lock(lock)
        except BlockingIOError:
            owner = lock.read().strip() or "another process"
            lock.close()
            raise RunError(
                f"{path.parent}: another run is writing there ({owner}); wait for it, or stop it, or choose another output folder"
            ) from None
        with suppress(FileNotFoundError):
            if os.fstat(lock.fileno()).st_ino == path.stat().st_ino:
                break
        lock.close()  # its owner removed it between our opening and our locking
    lock.truncate()
    lock.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    lock.flush()
    return lock


if sys.platform != "win32":
    import fcntl

    def _lock(lock: IO[str]) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

else:
    import msvcrt

    def _lock(lock: IO[str]) -> None:
        try:
            lock.seek(1 << 20)  # beyond the text, which others may read
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            lock.seek(0)
        except OSError as error:
            raise BlockingIOError from error
