"""Shards whose files or whose output lie in an object store: brought to this machine, cleaned here, sent there.

Workers have no network, and what is in the files is not looked at here.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path

from cleaners.records.folder import KINDS
from cleaners.sources import RawFile
from cleaners.storage import is_url
from cleaners.storage.ahead import ahead
from cleaners.storage.local import LocalStore
from cleaners.storage.objects import ObjectStore
from cleaners.storage.scratch import scratch
from cleaners.storage.trouble import told
from cleaners.workers.fetching import fetched
from cleaners.workers.shard import ShardPlan, ShardResult

SHARDS_AHEAD = 1
"""Shards that are fetched while others are cleaned: that many more lie on the disk than there are workers."""


class Staging:
    """Gives plans for shards of this machine, and publishes what came of them. Plans without URLs pass as they are. Iterating
    raises RunError where a store does not answer."""

    def __init__(self, plans: Iterable[ShardPlan]) -> None:
        self._items = self._staged_plans(iter(plans))
        self._ended = False
        self._away: dict[int, ShardPlan] = {}
        self._stack = ExitStack()
        self._folder: Path | None = None

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True  # what is being fetched is not waited for
        self._items.close()
        self._stack.close()

    def __iter__(self) -> Iterator[ShardPlan]:
        return self._items

    def _staged_plans(self, plans: Iterator[ShardPlan]) -> Generator[ShardPlan, None, None]:
        for plan in plans:
            if not plan.away:
                yield plan
                continue
            # One that is away tells that all are: they come from one listing and go to one folder.
            self._folder = self._stack.enter_context(scratch())
            yield from ahead(self._staged, chain([plan], plans), SHARDS_AHEAD)

    def _staged(self, plan: ShardPlan) -> ShardPlan:
        assert self._folder
        place = self._folder / str(plan.shard)
        place.mkdir()
        files, refused = list[RawFile](), list(plan.refused)
        for found in fetched(plan.files, place):
            if self._ended:
                break
            if isinstance(found, RawFile):
                files.append(found)
            else:
                refused.append(found)
        self._away[plan.shard] = plan
        folder = plan.folder
        if is_url(folder):
            folder = str(place / "clean")
            LocalStore(folder).begin()
        return replace(plan, files=files, refused=tuple(refused), folder=folder)

    def publish(self, result: ShardResult) -> None:
        """Send what a shard gave, its receipt last, and remove what it left here. Raises RunError."""
        shard = result.done.shard
        plan = self._away.pop(shard, None)
        if plan is None:
            return
        assert self._folder
        place = self._folder / str(shard)
        target = plan.output
        if isinstance(target.store, ObjectStore):
            with told(target.place):
                target.store.remove(target.part("receipts", shard))
                for kind in KINDS:
                    name = target.part(kind, shard)
                    written = place / "clean" / name
                    if written.exists():
                        target.store.put(written, name)
                    target.remove_part(kind, shard, but=name if written.exists() else "")
        shutil.rmtree(place)
