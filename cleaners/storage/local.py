"""A folder of this machine, written so that nothing partial is ever seen.

.work/  files being written; whatever is left there belongs to a run that was killed
.lock   held by the run that writes
"""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cleaners.errors import HeldError, RunError
from cleaners.storage.locks import acquire
from cleaners.storage.trouble import told


class LocalStore:
    """See `Store`."""

    def __init__(self, place: str) -> None:
        self.path = Path(place).absolute()
        self.place = str(self.path)
        self.work = self.path / ".work"

    @contextmanager
    def locked(self) -> Iterator[None]:
        with told(self.place):
            self.path.mkdir(parents=True, exist_ok=True)
            try:
                lock = acquire(self.path / ".lock")
            except HeldError as owner:
                raise RunError(
                    f"{self.place}: another run is writing there ({owner}); wait for it, or stop it, or choose another output "
                    "folder"
                ) from None
        try:
            with told(self.place):
                self.begin()
            yield
        finally:
            with suppress(OSError):
                self._sweep()
                (self.path / ".lock").unlink()
            lock.close()

    def begin(self) -> None:
        """Make room for writing, without a lock: for a folder that nobody else knows."""
        self._sweep()
        self.work.mkdir(parents=True)

    def hold(self) -> None:
        pass  # the system holds it for us

    def _sweep(self) -> None:
        if self.work.exists():
            shutil.rmtree(self.work)

    def sizes(self, folder: str) -> dict[str, int]:
        try:
            with os.scandir(self.path / folder) as entries:
                return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}
        except FileNotFoundError:
            return {}

    def open(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        target = self.path / name
        descriptor, temporary = tempfile.mkstemp(dir=self.work, prefix=target.name + ".")
        written = Path(temporary)
        try:
            with open(descriptor, "wb") as stream:  # noqa: PTH123 -- a descriptor
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            if not _same(written, target):
                written.chmod(0o666 & ~_umask())  # temporary files are for their owner alone
                target.parent.mkdir(exist_ok=True)
                written.replace(target)
                _sync_folder(target.parent)
        finally:
            written.unlink(missing_ok=True)

    def remove(self, name: str) -> bool:
        target = self.path / name
        try:
            target.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(target.parent)
        return True


def _same(one: Path, other: Path) -> bool:
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
