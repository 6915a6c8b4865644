"""The collection that a run writes: where things lie in its folder or at its URL.

documents/part-00000.jsonl   rejected/part-00000.jsonl   ledger/part-00000.jsonl (each with .gz or .zst where they are packed)
receipts/part-00000.json     manifest.json   README.md   runs/<run>.json
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any, Literal

import orjson
import zstandard

from cleaners.errors import RunError
from cleaners.records.packing import SUFFIX, Packing, unpacked_lines
from cleaners.records.schema import unpacked
from cleaners.storage import store_at, told

__all__ = ["CleanFolder", "RunError", "told"]

Kind = Literal["documents", "rejected", "ledger", "receipts"]
KINDS: tuple[Kind, ...] = ("documents", "rejected", "ledger", "receipts")
MANIFEST, CARD, REPORT, RUNS, METRICS = "manifest.json", "README.md", "report.html", "runs", "metrics.prom"
_IN_EACH = {"id", "text", "metadata", "removed", "omissions"}
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
        """The lines of a file, unpacked as its name says. Raises RunError where it is damaged."""
        with self.store.open(name) as stream:
            try:
                yield from unpacked_lines(stream, name)
            except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
                raise self.damaged(name, str(error)) from None

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """The records in a file. Raises RunError where it is damaged."""
        for number, line in enumerate(self.lines(name), 1):
            yield self.record(name, line, number)

    def record(self, name: str, line: bytes, number: int = 0) -> dict[str, Any]:
        """The record that a line of a file holds, its rows as lists (see `schema.unpacked`). Raises RunError where it is none."""
        where = f"line {number}: " if number else ""
        try:
            found = orjson.loads(line)
            if isinstance(found, dict) and found.keys() >= _IN_EACH:
                return unpacked(found)
        except ValueError as error:
            raise self.damaged(name, f"{where}{error}") from None
        raise self.damaged(name, f"{where}no record")

    def manifest(self) -> dict[str, Any]:
        """The manifest. Raises RunError where there is none or it is damaged."""
        try:
            found = orjson.loads(self.read(MANIFEST))
        except OSError:
            raise RunError(f"{self.place}: holds no finished collection (manifest.json); run `qingwen run` first") from None
        except ValueError as error:
            raise self.damaged(MANIFEST, str(error)) from None
        if not isinstance(found, dict) or not all(
            isinstance(found.get(name), dict) for name in ("documents", "files", "versions")
        ):
            raise self.damaged(MANIFEST, "no manifest")
        return found

    def damaged(self, name: str, why: str) -> RunError:
        """What to raise for a file that is not as it was written."""
        return RunError(f"{self.place}/{name}: is damaged ({' '.join(why.split())}); `qingwen run --verify` writes it anew")

    def digest(self, name: str) -> str:
        """The digest of a file; "" for one that cannot be read."""
        try:
            with self.store.open(name) as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        except OSError:
            return ""

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
        for name in part_names(kind, number):
            if name != but:
                self.store.remove(name)


def part_name(kind: Kind, number: int, packing: Packing) -> str:
    """The name of a part."""
    return f"{kind}/part-{number:05}.json{'' if kind == 'receipts' else 'l' + SUFFIX[packing]}"


def part_names(kind: Kind, number: int) -> list[str]:
    """The names that a part can have, packed in one way or another."""
    return [part_name(kind, number, packing) for packing in SUFFIX]


def part_number(name: str) -> int | None:
    """The number of a part, by its name; None for another file."""
    match = _PART.match(name)
    return int(match[1]) if match else None
