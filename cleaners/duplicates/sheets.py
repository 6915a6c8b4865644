"""The signatures of a collection, part by part, kept beside it: only parts that changed are read again.

`duplicates/part-00000.npz` holds arrays alone (no pickles) and the digest of the part that it was made from.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaners.duplicates.clusters import Sheet
from cleaners.duplicates.signatures import RUN, SLOTS, compared
from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder

Told: TypeAlias = Callable[[int, int], None]
"""Hears how many parts are done, of how many."""

FORMAT = 1  # to be raised when a signature changes
LEAST_PARAGRAPH = 30
"""Characters from which a paragraph is counted: shorter ones (headings, answers) come again by chance."""


class PartSheet(NamedTuple):
    """A part of the collection. `paragraphs` has a row for each long paragraph: its hash and its document's place in the part."""

    ids: NDArray[np.bytes_]
    sheet: Sheet
    paragraphs: NDArray[np.uint64]


def read_sheets(folder: CleanFolder, told: Told | None = None) -> Iterator[PartSheet]:
    """The sheets of all parts, made where they are not there."""
    parts = folder.parts("documents")
    for number, (part, name) in enumerate(parts.items()):
        digest, place = folder.digest(name), f"duplicates/part-{part:05}.npz"
        found = _kept(folder, place, digest)
        if found is None:
            found = _made(folder, name)
            with folder.writing(place) as stream:
                _save(stream, found, digest)
        yield found
        if told is not None:
            told(number + 1, len(parts))


def joined(sheets: list[Sheet]) -> Sheet:
    return Sheet(*(np.concatenate(columns) for columns in zip(*sheets, strict=True)))


def _made(folder: CleanFolder, name: str) -> PartSheet:
    ids, digests, signatures, long = list[str](), list[bytes](), list[NDArray[np.uint16]](), list[bool]()
    complete, sizes, times, paragraphs = list[bool](), list[int](), list[str](), list[tuple[int, int]]()
    nothing = np.zeros(SLOTS, np.uint16)
    for place, record in enumerate(folder.records(name)):
        text: str = record["text"]
        one = compared(text)
        ids.append(record["id"])
        digests.append(one.digest)
        signatures.append(nothing if one.signature is None else one.signature)
        long.append(one.signature is not None)
        complete.append(bool(record["metadata"].get("complete", True)))
        sizes.append(one.size)
        times.append(str(record.get("created") or record.get("added") or "")[:24])
        paragraphs += ((paragraph_hash(line), place) for line in text.split("\n") if len(line) >= LEAST_PARAGRAPH)
    sheet = Sheet(
        np.frombuffer(b"".join(digests), "<u8").reshape(-1, 2),
        np.array(signatures, np.uint16).reshape(-1, SLOTS),
        np.array(long, bool),
        np.array(complete, bool),
        np.array(sizes, np.int64),
        np.array(times, "S24"),
    )
    return PartSheet(np.array(ids, "S32"), sheet, np.array(paragraphs, np.uint64).reshape(-1, 2))


def paragraph_hash(line: str) -> int:
    return int.from_bytes(blake2b(" ".join(line.split()).encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _save(stream: Any, part: PartSheet, digest: str) -> None:
    columns: dict[str, Any] = {**part.sheet._asdict(), "ids": part.ids, "paragraphs": part.paragraphs}
    packed = io.BytesIO()
    np.savez(packed, made_from=np.array(f"{FORMAT} {RUN} {digest}"), **columns)
    stream.write(packed.getvalue())


def _kept(folder: CleanFolder, place: str, digest: str) -> PartSheet | None:
    """The sheet that is there; None for none, for one of another part or form, and for a damaged one."""
    try:
        with np.load(io.BytesIO(folder.read(place)), allow_pickle=False) as found:
            if not digest or str(found["made_from"]) != f"{FORMAT} {RUN} {digest}":
                return None
            return PartSheet(found["ids"], Sheet(*(found[name] for name in Sheet._fields)), found["paragraphs"])
    except (OSError, ValueError, KeyError, EOFError, RunError):
        return None
