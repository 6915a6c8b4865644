"""`manifest.json`: what a collection holds, counted. It depends on the raw files, the context and the code alone: no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from cleaners.options import Context
from cleaners.records.folder import KINDS, part_name
from cleaners.records.receipts import ShardDone
from cleaners.records.schema import SCHEMA
from cleaners.records.tally import Tally, add_up, count_of, in_order, places_of
from cleaners.records.versions import PIPELINE, fingerprint, libraries, rules_version

PLACES = 1000
"""Hosts and folders that are counted one by one."""


class Totals:
    """What the shards of a collection add up to. Memory grows with the shards and with the hosts, not with the documents."""

    def __init__(self) -> None:
        self.shards: dict[int, ShardDone] = {}
        self.tally: Tally = {}

    def add(self, done: ShardDone) -> None:
        if done.files or done.refused:  # else all has vanished, and the shard with it
            add_up(self.tally, done.tally)
            self.shards[done.shard] = done._replace(tally={})

    def manifest(self, context: Context, ignored: Mapping[str, int]) -> dict[str, Any]:
        """The manifest of the collection."""
        counts = in_order(self.tally)
        shards = [done for _, done in sorted(self.shards.items())]
        delivered, rejected = count_of(counts, "documents", "delivered"), count_of(counts, "documents", "rejected")
        listed = sum(done.files + done.refused for done in shards)
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
            "versions": {
                "schema": SCHEMA,
                "pipeline": PIPELINE,
                "rules": rules_version(context.options),
                "libraries": libraries(),
            },
            "options": asdict(context.options),
            "fingerprint": fingerprint(context),
            "inputs_sha256": sha256("".join(done.inputs_sha256 for done in shards).encode("ascii")).hexdigest(),
            "parts": [
                {"name": part_name(kind, done.shard, context.options.compress), **written._asdict()}
                for kind in KINDS
                for done in shards
                for written_kind, written in done.parts
                if written_kind == kind
            ],
        }
