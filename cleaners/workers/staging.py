"""Shards whose files or whose output lie in an object store: brought to this machine, cleaned here, sent there.

Workers have no network, and what is in the files is not looked at here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from cleaners.origin import Rejected
from cleaners.records.folder import KINDS
from cleaners.sources import RawFile
from cleaners.storage import RunError, is_url
from cleaners.storage.ahead import ahead
from cleaners.storage.local import LocalStore
from cleaners.storage.objects import ObjectStore, fetch, filesystem
from cleaners.storage.scratch import scratch
from cleaners.storage.trouble import reason, told
from cleaners.workers.shard import ShardPlan, ShardResult

FETCHES = 16
"""Objects of a shard that are fetched at a time. Each one waits some 20 ms for its first byte, so that a thread gets 50 small
ones a second, and 16 threads more than a worker cleans."""

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
            if not _is_away(plan):
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
                target.store.hold()
                target.store.remove(target.part("receipts", shard))
                for kind in KINDS:
                    name = target.part(kind, shard)
                    written = place / "clean" / name
                    if written.exists():
                        target.store.put(written, name)
                    target.remove_part(kind, shard, but=name if written.exists() else "")
        shutil.rmtree(place)


def _is_away(plan: ShardPlan) -> bool:
    return is_url(plan.folder) or any(is_url(file.absolute) for file in plan.files[:1])


@contextmanager
def here(files: Sequence[RawFile]) -> Iterator[tuple[Sequence[RawFile], list[Rejected]]]:
    """Files as they are on this machine while the block lasts, and those that must not be read. Raises RunError."""
    if not any(is_url(file.absolute) for file in files[:1]):
        yield files, []
        return
    with scratch() as place:
        found = list(fetched(files, place))
        copies = [file for file in found if isinstance(file, RawFile)]
        yield copies, [rejected for rejected in found if isinstance(rejected, Rejected)]


def fetched(files: Sequence[RawFile], place: Path) -> Iterator[RawFile | Rejected]:
    """The files as copies in a folder of this machine; those that lie on it stay where they are. One that has vanished is a
    file that is not there; one that must not be read is rejected. Raises RunError where a store does not answer."""

    def bring(numbered: tuple[int, RawFile]) -> RawFile | Rejected:
        number, file = numbered
        if not is_url(file.absolute):
            return file
        target = place / f"{number:07}"
        fs, path = filesystem(os.fsdecode(file.absolute))
        try:
            fetch(fs, path, target)
            os.utime(target, ns=(file.mtime_ns, file.mtime_ns))
        except FileNotFoundError:
            target.unlink(missing_ok=True)
        except PermissionError as error:
            return Rejected("unreadable", reason(error), file.origin)
        except OSError as error:
            raise RunError(
                f"{os.fsdecode(file.absolute)}: cannot be fetched ({reason(error)}); run again: what is finished is kept"
            ) from error
        return replace(file, absolute=os.fsencode(target))

    yield from ahead(bring, enumerate(files), FETCHES)
