"""What of the raw files is not as it was at the run before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

from cleaners.records.receipts import Receipt, path_key
from cleaners.records.schema import path_text
from cleaners.sources import RawFile


class Change(NamedTuple):
    what: Literal["added", "changed", "vanished"]
    file: str


@dataclass
class News:
    """Raw files that are not as they were at the run before, counted; the first `MOST` are named."""

    added: int = 0
    changed: int = 0
    vanished: int = 0
    rows: list[Change] = field(default_factory=list)

    MOST: ClassVar[int] = 50

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.changed:,} changed, {self.vanished:,} vanished"

    def compare(self, receipt: Receipt | None, files: Iterable[RawFile]) -> None:
        """Take in a shard: what its receipt says was read, and what is there."""
        before = {row.path: row[1:3] for row in receipt.inputs} if receipt else {}
        for file in files:
            known = before.pop(path_key(file.path), None)
            if known is None:
                self.added += 1
                self._name("added", file.path)
            elif known != (file.size, file.mtime_ns):
                self.changed += 1
                self._name("changed", file.path)
        for path in before:
            self.vanished += 1
            self._name("vanished", path.encode("utf-8", "surrogateescape"))

    def _name(self, what: Literal["added", "changed", "vanished"], path: bytes) -> None:
        if len(self.rows) < self.MOST:
            self.rows.append(Change(what, path_text(path)))
