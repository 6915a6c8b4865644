"""A place in an object store, through fsspec. An object is there as a whole or not at all: that is the store's own doing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from cleaners.storage.clients import BLOCK, filesystem, listing, reached
from cleaners.storage.lease import Lease
from cleaners.storage.scratch import scratch

if TYPE_CHECKING:
    pass


class ObjectStore:
    """See `Store`."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.fs, self.root = filesystem(place)
        self._lease: Any = None
        self._work: Path | None = None

    @property
    def work(self) -> Path:
        if self._work is None:
            raise RuntimeError("there is a folder for writing only while the lock is held")
        return self._work

    @contextmanager
    def locked(self) -> Iterator[None]:

        with ExitStack() as stack:
            self._lease = stack.enter_context(Lease(self.fs, f"{self.root}/.lock", self.place))
            self._work = stack.enter_context(scratch())
            try:
                yield
            finally:
                self._lease = self._work = None

    def hold(self) -> None:
        if self._lease:
            self._lease.check()

    def sizes(self, folder: str) -> dict[str, int]:
        try:
            found = list(listing(self.fs, f"{self.root}/{folder}"))
        except FileNotFoundError:
            return {}
        return {entry.name: entry.size for entry in found if entry.name and not entry.is_folder}

    def open(self, name: str) -> IO[bytes]:
        with reached():
            return cast("IO[bytes]", self.fs.open(f"{self.root}/{name}", "rb", block_size=BLOCK))

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        with tempfile.NamedTemporaryFile(dir=self.work) as written:
            yield cast("IO[bytes]", written)
            written.flush()
            self.put(Path(written.name), name)

    def put(self, written: Path, name: str) -> None:
        """Publish a file of this machine, where the store does not hold the same bytes already."""
        target = f"{self.root}/{name}"
        with reached():
            if not self._holds(written, target):
                self.fs.put_file(str(written), target)

    def _holds(self, written: Path, target: str) -> bool:
        try:
            if self.fs.size(target) != written.stat().st_size:
                return False
            with self.fs.open(target, "rb", block_size=BLOCK) as there, written.open("rb") as here:
                while (block := here.read(BLOCK)) == there.read(BLOCK):
                    if not block:
                        return True
        except FileNotFoundError:
            pass
        return False

    def remove(self, name: str) -> bool:
        target = f"{self.root}/{name}"
        with reached():
            try:
                if not self.fs.exists(target):
                    return False
                self.fs.rm_file(target)
            except FileNotFoundError:
                return False
        return True
