"""The collection that a run writes: where things lie in its folder or at its URL.

documents/part-00000.jsonl   rejected/part-00000.jsonl   ledger/part-00000.jsonl (each with .gz or .zst where they are packed)
receipts/part-00000.json     manifest.json   README.md   runs/<run>.json
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Literal

from cleaners.errors import RunError
from cleaners.records.packing import SUFFIX, Packing, unpacked
from cleaners.storage import store_at, told

__all__ = ["CleanFolder", "RunError", "told"]

Kind = Literal["documents", "rejected", "ledger", "receipts"]
KINDS: tuple[Kind, ...] = ("documents", "rejected", "ledger", "receipts")
MANIFEST, CARD, REPORT, RUNS = "manifest.json", "README.md", "report.html", "runs"
_PART = re.compile(r"\w+/part-(\d{5,})\.json(?:l(?:\.gz|\.zst)?)?\Z")


class CleanFolder:
    """The folder that a run writes to, its files of records packed as `packing` says. Files go by their names there."""

    def __init__(self, place: str | os.PathLike[str], packing: Packing = "none") -> None:
        self.packing = packing
        self.store = store_at(place)

    @property
    def place(self) -> str:
        """The folder as people name it."""
        return self.store.place

    def part(self, kind: Kind, number: int) -> str:
        """Where a part is written."""
        return part_name(kind, number, self.packing)

    def parts(self, kind: Kind) -> dict[int, str]:
        """The parts that are there, by number."""
        names = (f"{kind}/{name}" for name in sorted(self.store.sizes(kind)))
        return {number: name for name in names if (number := part_number(name)) is not None}

    def sizes(self) -> dict[str, int]:
        """The size in bytes of every file of the parts, by its name."""
        return {f"{kind}/{name}": size for kind in KINDS for name, size in self.store.sizes(kind).items()}

    def read(self, name: str) -> bytes:
        """A file as a whole. Raises OSError."""
        with self.store.open(name) as stream:
            return stream.read()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, unpacked as its name says."""
        with self.store.open(name) as stream:
            yield from unpacked(stream, name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the one run that writes here. Raises RunError where another one is, or where nothing can be written."""
        with self.store.locked():
            yield

    def writing(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Write a file as a whole: see `Store`."""
        return self.store.writing(name)

    def remove_part(self, kind: Kind, number: int, *, but: str = "") -> None:
        """Remove a part in whatever form it is there."""
        for packing in SUFFIX:
            name = part_name(kind, number, packing)
            if name != but:
                self.store.remove(name)


def part_name(kind: Kind, number: int, packing: Packing) -> str:
    """The name of a part."""
    return f"{kind}/part-{number:05}.json{'' if kind == 'receipts' else 'l' + SUFFIX[packing]}"


def part_number(name: str) -> int | None:
    """The number of a part, by its name; None for another file."""
    match = _PART.match(name)
    return int(match[1]) if match else None
