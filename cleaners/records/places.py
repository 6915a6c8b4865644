"""Where documents come from, host by host and folder by folder, and which of them stand out."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

ENOUGH = 5
"""Documents below which a place cannot stand out: its shares are chance."""

FAR = 0.2
"""How far from the middle of all places a share must be to stand out: the layouts of two honest sites differ by less."""


class Place(NamedTuple):
    """`kept` is the share of its documents that were delivered, `removed` the share of the characters that were taken out."""

    name: str
    documents: int
    kept: float
    incomplete: int
    removed: float
    remark: str


def places(counts: Mapping[str, Mapping[str, int]]) -> list[Place]:
    """The places of a manifest, those that stand out first, then by number of documents."""
    rows = [_place(name, count) for name, count in counts.items()]
    usual = [row for row in rows if row.documents >= ENOUGH]
    if usual:
        kept, removed = median(row.kept for row in usual), median(row.removed for row in usual)
        rows = [row._replace(remark=_remark(row, kept, removed)) for row in rows]
    return sorted(rows, key=lambda row: (not row.remark, -row.documents, row.name))


def _place(name: str, count: Mapping[str, int]) -> Place:
    documents = count["delivered"] + count["rejected"]
    return Place(
        name,
        documents,
        count["delivered"] / max(1, documents),
        count["incomplete"],
        count["chars_removed"] / max(1, count["chars_in"]),
        "",
    )


def _remark(row: Place, kept: float, removed: float) -> str:
    if row.documents < ENOUGH:
        return ""
    remarks = (
        ("many rejected", row.kept < kept - FAR),
        ("much removed", row.removed > removed + FAR),
        ("little removed", row.removed < removed - FAR),
    )
    return ", ".join(remark for remark, holds in remarks if holds)
