"""What is different between two collections, document by document: two runs, two versions, two sets of rules.

Parts are sorted by id, so all parts of both sides are read as two sorted streams, one record of each part at a time.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any, Literal, NamedTuple, get_args

from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder
from cleaners.records.samples import shown_path

What = Literal["added", "gone", "changed", "rejected", "delivered", "metadata"]
WHAT: tuple[What, ...] = get_args(What)
"""`rejected`: delivered before, and no longer; `delivered`: the other way round; `metadata`: nothing else is different."""

_VERSIONS = frozenset(("pipeline", "rules"))


class Difference(NamedTuple):
    """A document that is not the same. `gone` and `new` are lines of its text that stand on one side alone, `rules` the
    characters that each rule removes more (or less) than before, `fields` the metadata that differ, but for versions."""

    what: What
    id: str
    file: str
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    rules: Mapping[str, int] = {}
    fields: tuple[str, ...] = ()


@dataclass
class Totals:
    """What differences add up to; `same` are documents in which nothing is different."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("same", *WHAT), 0))
    rules: Counter[str] = field(default_factory=Counter)
    lines_gone: int = 0
    lines_new: int = 0

    def add(self, found: Difference) -> None:
        self.counts[found.what] += 1
        self.lines_gone += len(found.gone)
        self.lines_new += len(found.new)
        self.rules.update(found.rules)


def differences(before: CleanFolder, after: CleanFolder, totals: Totals) -> Iterator[Difference]:
    """The differences, by id; they are added up in `totals` on the way. Raises RunError for a collection that is not there or
    damaged."""
    for folder in (before, after):
        folder.manifest()
    for old, new in _side_by_side(_stream(before), _stream(after)):
        found = compare(old, new)
        if found is None:
            totals.counts["same"] += 1
        else:
            totals.add(found)
            yield found


def compare(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Difference | None:
    """The difference of a document's two records, None for one that is not there; None where they are the same."""
    record = new or old
    if record is None:
        return None
    identity, file = record["id"], shown_path(record["metadata"])
    if old is None or new is None:
        return Difference("gone" if new is None else "added", identity, file, rules=_rules(old, new))
    fields = tuple(
        name
        for name in dict.fromkeys((*old["metadata"], *new["metadata"]))
        if name not in _VERSIONS and old["metadata"].get(name) != new["metadata"].get(name)
    )
    was_rejected, is_rejected = ("drop_reason" in side["metadata"] for side in (old, new))
    what: What = "metadata"
    if was_rejected != is_rejected:
        what = "rejected" if is_rejected else "delivered"
    elif old["text"] != new["text"] or old["removed"] != new["removed"] or old["omissions"] != new["omissions"]:
        what = "changed"
    elif not fields:
        return None
    return Difference(what, identity, file, *_lines(old["text"], new["text"]), _rules(old, new), fields)


def _lines(old: str, new: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that stand on one side alone, in their order. Counted, not aligned: linear in the texts."""
    if old == new:
        return (), ()
    before, after = old.split("\n"), new.split("\n")
    return _beyond(before, Counter(after)), _beyond(after, Counter(before))


def _beyond(lines: Iterable[str], others: Counter[str]) -> tuple[str, ...]:
    left = []
    for line in lines:
        if others[line] > 0:
            others[line] -= 1
        else:
            left.append(line)
    return tuple(left)


def _rules(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> dict[str, int]:
    chars: Counter[str] = Counter()
    for side, sign in ((old, -1), (new, 1)):
        for piece in side["removed"] if side else ():
            chars[piece["rule"]] += sign * len(piece["text"])
    return {rule: count for rule, count in sorted(chars.items()) if count}


def _stream(folder: CleanFolder) -> Iterator[dict[str, Any]]:
    parts = [name for kind in ("documents", "rejected") for name in folder.parts(kind).values()]
    return heapq.merge(*map(folder.records, parts), key=itemgetter("id"))


def _side_by_side(
    before: Iterator[dict[str, Any]], after: Iterator[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """The records of two streams that are sorted by id, those of one id together."""
    old, new = _next(before, ""), _next(after, "")
    while old or new:
        first = min(record["id"] for record in (old, new) if record)
        yield (old if old and old["id"] == first else None, new if new and new["id"] == first else None)
        if old and old["id"] == first:
            old = _next(before, first)
        if new and new["id"] == first:
            new = _next(after, first)


def _next(stream: Iterator[dict[str, Any]], last: str) -> dict[str, Any] | None:
    for record in islice(stream, 1):
        if record["id"] < last:
            raise RunError(f"{shown_path(record['metadata'])}: its part is not sorted by id; run again with --fresh")
        return record
    return None
