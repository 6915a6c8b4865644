"""A shard's receipt: what was read, what was written, and the counts. It is written last: where it stands, its shard is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import NamedTuple

from cleaners.records.folder import CleanFolder, Kind, part_names
from cleaners.records.tally import Tally
from cleaners.records.writer import Written

FORMAT = 3


class Input(NamedTuple):
    """A raw file as it was read. Without a digest, it could not be read or its outcome hung on the load: it is tried again."""

    path: str  # bytes that are no UTF-8 as lone surrogates
    size: int
    mtime_ns: int
    sha256: str


class Refused(NamedTuple):
    """A path that discovery could not list."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True)
class Receipt:
    shard: int
    fingerprint: str
    started_ns: int
    """When the first file was read. A file changed less than a moment before that may have changed again without a trace in its
    time, whose steps are coarse."""
    inputs: tuple[Input, ...] = ()
    refused: tuple[Refused, ...] = ()
    documents: Written = field(default_factory=Written)
    rejected: Written = field(default_factory=Written)
    ledger: Written = field(default_factory=Written)
    hints: str = ""
    """Digest of what a side table said of the files."""
    tally: Tally = field(default_factory=dict)

    def holds(self, folder: CleanFolder, sizes: Mapping[str, int], *, verify: bool = False) -> bool:
        """Whether the shard's files are there, and no others of its number, with the size they had; `sizes` are those of all
        files there. `verify`: with the digest they had."""
        for kind, written in self.parts:
            name = folder.part(kind, self.shard)
            if sizes.get(name) != (written.bytes if written.lines else None):
                return False
            if any(other != name and other in sizes for other in part_names(kind, self.shard)):
                return False
            if verify and written.lines and folder.digest(name) != written.sha256:
                return False
        return True

    @property
    def parts(self) -> tuple[tuple[Kind, Written], ...]:
        """What was written, by kind."""
        return ("documents", self.documents), ("rejected", self.rejected), ("ledger", self.ledger)

    @property
    def done(self) -> ShardDone:
        """What a run keeps of it."""
        digest = sha256()
        for row in self.inputs:
            digest.update(f"{row.path}\0{row.sha256}\n".encode("utf-8", "surrogateescape"))
        parts = tuple((kind, written) for kind, written in self.parts if written.lines)
        return ShardDone(self.shard, len(self.inputs), len(self.refused), digest.hexdigest(), parts, self.tally)

    def encoded(self) -> bytes:
        # The standard library's encoder, since it alone writes lone surrogates (as \udcNN) and reads them back.
        values = {"format": FORMAT, **asdict(self)}
        return _encoded({**values, "sha256": _digest(values)}) + b"\n"


def _encoded(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, separators=(",", ":"), sort_keys=True).encode()


def _digest(values: Mapping[str, object]) -> str:
    return sha256(_encoded(values)).hexdigest()


class ShardDone(NamedTuple):
    """A shard that is done, without its rows: what the manifest needs of it."""

    shard: int
    files: int
    refused: int
    inputs_sha256: str
    """Of path and digest of each raw file."""
    parts: tuple[tuple[Kind, Written], ...]
    tally: Tally


def path_key(path: bytes) -> str:
    """A path for JSON, from which `path.encode("utf-8", "surrogateescape")` gives the bytes back."""
    return path.decode("utf-8", "surrogateescape")


def read_receipt(folder: CleanFolder, shard: int) -> Receipt | None:
    """The receipt of a shard; None where there is none that can be used."""
    try:
        values = json.loads(folder.read(folder.part("receipts", shard)))
        if not isinstance(values, dict) or values.get("format") != FORMAT or values.pop("sha256", "") != _digest(values):
            return None
        return Receipt(
            shard=values["shard"],
            fingerprint=values["fingerprint"],
            started_ns=values["started_ns"],
            inputs=tuple(Input(*row) for row in values["inputs"]),
            refused=tuple(Refused(*row) for row in values["refused"]),
            documents=Written(*values["documents"]),
            rejected=Written(*values["rejected"]),
            ledger=Written(*values["ledger"]),
            hints=values["hints"],
            tally=values["tally"],
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return None
