"""Counts of a run, by what they count and its values: plain nested dictionaries, which add up and stand in JSON as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson

from cleaners.records.account import Account

Tally: TypeAlias = dict[str, dict[str, int]]

PLACE_GROUPS = ("delivered", "rejected", "incomplete", "chars_in", "chars_out", "chars_removed")
_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)")
_BY_METADATA = ("encoding", "format", "script")


def count_delivered(tally: Tally, record: Mapping[str, Any], account: Account) -> None:
    metadata = record["metadata"]
    place = place_of(metadata)
    _add(tally, "documents", "delivered")
    _count_member(tally, metadata)
    _add(tally, "place_delivered", place)
    for name in ("in", "out", "removed"):
        _add(tally, f"place_chars_{name}", place, metadata[f"chars_{name}"])
    if not metadata["complete"]:
        _add(tally, "documents", "incomplete")
        _add(tally, "place_incomplete", place)
        for reason in {omission["reason"] for omission in orjson.loads(record["omissions"])}:
            _add(tally, "incomplete_reason", reason)
    for name in ("in", "out", "removed", "changed"):
        _add(tally, "chars", name, metadata[f"chars_{name}"])
    _add(tally, "chars", "omitted", metadata["omitted_chars"])
    for name in _BY_METADATA:
        _add(tally, name, metadata[name] or "unknown")
    for rule, count in account.removed_by_rule.items():
        _add(tally, "removed_by_rule", rule, count)
        _add(tally, "removed_by_category", account.categories[rule], count)
    for rule, count in account.changed_by_rule.items():
        _add(tally, "changed_by_rule", rule, count)


def count_rejected(tally: Tally, record: Mapping[str, Any]) -> None:
    _add(tally, "documents", "rejected")
    _count_member(tally, record["metadata"])
    _add(tally, "drop_reason", record["metadata"]["drop_reason"])
    _add(tally, "place_rejected", place_of(record["metadata"]))


def places_of(tally: Tally, most: int) -> dict[str, dict[str, int]]:
    """The counts by place: hosts, and folders of files without an address. Of many, the largest; the rest as one."""
    result: dict[str, dict[str, int]] = {}
    by_documents = Counter(tally.get("place_delivered", {})) + Counter(tally.get("place_rejected", {}))
    chosen = {place for place, _ in sorted(by_documents.items(), key=lambda item: (-item[1], item[0]))[:most]}
    for group in PLACE_GROUPS:
        for place, count in tally.get(f"place_{group}", {}).items():
            counts = result.setdefault(place if place in chosen else "others", dict.fromkeys(PLACE_GROUPS, 0))
            counts[group] += count
    return dict(sorted(result.items()))


def place_of(metadata: Mapping[str, Any]) -> str:
    """The host of the address, else the first folder of the path."""
    if host := _HOST.match(metadata["url"]):
        return host[1].lower()
    folder, slash, _ = metadata["file_path"].partition("/")
    return folder + slash if slash else "./"


def _count_member(tally: Tally, metadata: Mapping[str, Any]) -> None:
    if metadata["member"]:
        _add(tally, "members", "attempted")


def count_opened(tally: Tally, kind: str, *, nested: bool) -> None:
    """A container: a raw file, or a member of one."""
    _add(tally, "members" if nested else "containers", "containers" if nested else kind)


def count_ignored(tally: Tally, kind: str) -> None:
    """A member of a container that is no document."""
    _add(tally, "members", "ignored")
    _add(tally, "members_ignored", kind)


def add_up(total: Tally, tally: Tally) -> None:
    """Add counts to others."""
    for group, counts in tally.items():
        for name, count in counts.items():
            _add(total, group, name, count)


def in_order(tally: Tally) -> Tally:
    """The counts in the order of their names."""
    return {group: dict(sorted(tally[group].items())) for group in sorted(tally)}


def count_of(tally: Tally, group: str, name: str) -> int:
    return tally.get(group, {}).get(name, 0)


def _add(tally: Tally, group: str, name: str, count: int = 1) -> None:
    counts = tally.setdefault(group, {})
    counts[name] = counts.get(name, 0) + count
