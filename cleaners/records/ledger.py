"""The ledger: for every delivered document all its changes. With the delivered text it gives the source text back exactly.

A line is `{"id", "chars", "sha256", "changes": [[start, taken, at, put, rule, evidence], ...]}`: `start` and `taken` in the
source text, `at` and `put` in the delivered one, offsets in code points; `chars` and `sha256` (of its UTF-8, lone surrogates
included) are those of the source text, so that it can be told whether what comes back is it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

from cleaners.document import Document, Entry
from cleaners.errors import NotRestoredError
from cleaners.patch import restore
from cleaners.records.folder import CleanFolder, Kind


def ledger_line(identity: str, document: Document) -> bytes:
    """The line of a document."""
    row = {
        "id": identity,
        "chars": len(document.source_text),
        "sha256": _digest(document.source_text),
        "changes": [list(entry) for entry in document.ledger()],
    }
    try:
        return orjson.dumps(row) + b"\n"
    except orjson.JSONEncodeError:  # a lone surrogate in the source, which only escapes carry
        return json.dumps(row, separators=(",", ":")).encode("ascii") + b"\n"


def source_text(folder: CleanFolder, identity: str) -> str:
    """The source text of a delivered document, by its id. Raises NotRestoredError."""
    line = find(folder, "documents", identity)
    if line is None:
        if find(folder, "rejected", identity):
            raise NotRestoredError(f"{identity}: was rejected; there is no text whose changes could be undone")
        raise NotRestoredError(f"{identity}: no document of this id is in {folder.place}; ids stand at the start of each record")
    changes = find(folder, "ledger", identity)
    if changes is None:
        raise NotRestoredError(f"{folder.place}: holds no ledger; set ledger = true under [clean] in qingwen.toml and run again")
    try:
        text = restored(json.loads(line)["text"], json.loads(changes))
    except (ValueError, KeyError, RecursionError):  # damaged
        text = None
    if text is None:
        raise NotRestoredError(f"{identity}: record and ledger do not fit each other; run again with --fresh")
    return text


def restored(text: str, row: Mapping[str, Any]) -> str | None:
    """The source text, from the delivered one and its line of the ledger; None where they do not fit each other."""
    try:
        source = restore(text, (Entry(*change) for change in row["changes"]))
        fits = (len(source), _digest(source)) == (row["chars"], row["sha256"])
    except (KeyError, TypeError, IndexError):  # damaged
        return None
    return source if fits else None


def find(folder: CleanFolder, kind: Kind, identity: str) -> bytes | None:
    """The line of a record. Parts are sorted by id: in each the search ends where it would stand."""
    for part in folder.parts(kind).values():
        if line := _find_in(folder.lines(part), b'{"id":' + json.dumps(identity).encode()):
            return line
    return None


def _find_in(lines: Iterator[bytes], start: bytes) -> bytes | None:
    for line in lines:
        head = line[: len(start)]
        if head == start:
            return line
        if head > start:
            return None
    return None


def records(folder: CleanFolder, kind: Kind = "documents") -> Iterator[dict[str, Any]]:
    """The records of a collection, part by part."""
    for part in folder.parts(kind).values():
        yield from folder.records(part)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
