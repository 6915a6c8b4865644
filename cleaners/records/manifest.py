"""`manifest.json`: what a collection holds, counted. It depends on the raw files, the context and the code alone: no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from cleaners.options import Context
from cleaners.records.packing import SUFFIX
from cleaners.records.receipts import Receipt
from cleaners.records.tally import count_of, places_of, total
from cleaners.records.versions import PIPELINE, fingerprint, libraries, rules_version

PLACES = 1000
"""Hosts and folders that are counted one by one."""


def manifest_of(receipts: Sequence[Receipt], context: Context, ignored: Mapping[str, int]) -> dict[str, Any]:
    """The manifest of a collection whose shards have these receipts, in the order of the shards."""
    counts = total(receipt.tally for receipt in receipts)
    delivered, rejected = count_of(counts, "documents", "delivered"), count_of(counts, "documents", "rejected")
    listed = sum(len(receipt.inputs) + len(receipt.refused) for receipt in receipts)
    containers = sum(counts.get("containers", {}).values())
    return {
        "files": {
            "found": listed + sum(ignored.values()),
            "containers": containers,
            "attempted": listed - containers,
            "ignored": dict(sorted(ignored.items())),
        },
        "documents": {
            "attempted": delivered + rejected,
            "delivered": delivered,
            "rejected": rejected,
            "incomplete": count_of(counts, "documents", "incomplete"),
        },
        **{group: by_name for group, by_name in counts.items() if group != "documents" and not group.startswith("place_")},
        "places": places_of(counts, PLACES),
        "versions": {"pipeline": PIPELINE, "rules": rules_version(context.options), "libraries": libraries()},
        "options": asdict(context.options),
        "fingerprint": fingerprint(context),
        "inputs_sha256": _digest(f"{row.path}\0{row.sha256}" for receipt in receipts for row in receipt.inputs),
        "parts": [
            {"name": f"{kind}/part-{receipt.shard:05}.jsonl{SUFFIX[context.options.compress]}", **written._asdict()}
            for kind in ("documents", "rejected", "ledger")
            for receipt in receipts
            if (written := getattr(receipt, kind)).lines
        ],
    }


def _digest(rows: Iterable[str]) -> str:
    digest = sha256()
    for row in sorted(rows):
        digest.update(row.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()
