"""A look into a collection: removed text by rule and category, incomplete and rejected documents.

It reads a bounded part of it, so that the look costs the same however large the collection is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from cleaners.records.folder import CleanFolder, Kind

LINES = 2000
"""Records that are looked at, spread over the parts."""

PARTS = 50
"""Parts that are opened for it at most: in an object store each one is a request."""

LONGEST = 120
"""Characters of removed text that are shown."""


class Sample(NamedTuple):
    rule: str
    file: str
    text: str


@dataclass
class Look:
    """What was seen. `by_category` and `by_rule` hold the first few samples of each."""

    by_category: dict[str, list[Sample]] = field(default_factory=dict)
    by_rule: dict[str, list[Sample]] = field(default_factory=dict)
    incomplete: list[dict[str, Any]] = field(default_factory=list)


def look_at(folder: CleanFolder, *, samples: int = 3, incomplete: int = 20) -> Look:
    """Samples of what was removed, of different texts, and the first incomplete documents."""
    look = Look()
    for record in some_records(folder, "documents"):
        metadata = record["metadata"]
        file = shown_path(metadata)
        for piece in record["removed"]:
            sample = Sample(piece["rule"], file, shortened(piece["text"]))
            for group, name in ((look.by_category, piece["category"]), (look.by_rule, piece["rule"])):
                known = group.setdefault(name, [])
                if len(known) < samples and sample.text not in {other.text for other in known}:
                    known.append(sample)
        if not metadata["complete"] and len(look.incomplete) < incomplete:
            look.incomplete.append(
                {
                    "file": file,
                    "reason": metadata["incomplete_reason"],
                    "omitted_chars": metadata["omitted_chars"],
                    "pages": f"{metadata['pages_seen']}/{metadata['pages_total']}" if metadata["pages_total"] else "",
                    "notice": shortened(record["omissions"][0]["text"]) if record["omissions"] else "",
                }
            )
    return look


def rejected_rows(folder: CleanFolder, most: int) -> list[dict[str, Any]]:
    """Rejected documents with reason and detail."""
    rows = [
        {"file": shown_path(metadata), "reason": metadata["drop_reason"], "detail": metadata["drop_detail"]}
        for record in islice(some_records(folder, "rejected"), most)
        if (metadata := record["metadata"])
    ]
    return sorted(rows, key=lambda row: (row["reason"], row["file"]))


def some_records(folder: CleanFolder, kind: Kind) -> Iterator[dict[str, Any]]:
    """Records from parts all over the collection, as many of each. Raises RunError for a damaged part."""
    parts = list(folder.parts(kind).values())
    parts = parts[:: -(-len(parts) // PARTS)] if parts else parts
    for part in parts:
        yield from islice(folder.records(part), LINES // len(parts))


def shown_path(metadata: dict[str, Any]) -> str:
    member = f" {metadata['member']}" if metadata["member"] else ""
    return f"{metadata['file_path']}{member}"


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
