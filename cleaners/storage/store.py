"""What a collection asks of the place that it lies in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Protocol


class Store(Protocol):
    """Files by name, parts of the name joined by `/`. All methods raise OSError where the place does not do as it should."""

    @property
    def place(self) -> str:
        """The place as people name it."""

    @property
    def work(self) -> Path:
        """A folder of this machine for files that are being written; there as long as the lock is held."""

    def locked(self) -> AbstractContextManager[None]:
        """Be the only one who writes there. What a killed owner of the lock left half written is swept away. Raises RunError
        where somebody else holds it."""

    def hold(self) -> None:
        """Raise RunError where the lock that was taken has gone to somebody else meanwhile."""

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder, by their last names, with their sizes in bytes; none where there is no such folder."""

    def open(self, name: str) -> IO[bytes]:
        """Read a file."""

    def writing(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Write a file as a whole: it is there, complete and lasting, when the block ends, or not touched at all. Nor is it
        touched where it holds the same bytes already."""

    def remove(self, name: str) -> bool:
        """Remove a file for good; False where it was not there."""
