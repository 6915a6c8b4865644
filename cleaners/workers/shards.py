"""Shards cleaned on this machine: each in a worker process with limits, its files and its output brought to and fro."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cleaners.errors import Rejected, RunError
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.isolated import default_workers, map_isolated
from cleaners.workers.shard import Advance, Note, ShardPlan, ShardResult, clean_shard
from cleaners.workers.staging import Staging

WORTH_A_WORKER = 2_000_000
"""Bytes of raw text that make up for the half second that a further worker takes to start."""


class Progress(NamedTuple):
    """How far a run is, in files and in shards that had something to do."""

    files: int
    files_total: int
    shards: int
    shards_total: int
    shard: int = 0
    at: str = ""
    """The file that this shard, which has just spoken, is at."""


def clean_shards(
    plans: Sequence[ShardPlan],
    *,
    workers: int = 0,
    progress: Callable[[Progress], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
) -> Iterator[ShardResult]:
    """Clean shards in worker processes with limits, the largest first; 0 workers: one for each core. Raises RunError."""
    ordered = sorted(plans, key=lambda plan: -plan.size)
    workers = min(workers or default_workers(), len(plans), 1 + sum(plan.size for plan in plans) // WORTH_A_WORKER)
    # The pool's limit on files written is meant for workers that only read.
    limits = DocumentLimits(file_size=1 << 60)
    with Staging(ordered) as staging:
        messages = map_isolated(clean_shard, staging, workers=workers, limits=limits, in_order=False)
        try:
            yield from listen(messages, plans, staging, progress=progress, note=note)
        except RuntimeError as error:
            raise RunError(f"worker processes do not start: {error}") from error


def clean_shards_here(
    plans: Sequence[ShardPlan],
    *,
    workers: int = 0,  # noqa: ARG001 -- as `clean_shards`
    progress: Callable[[Progress], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
) -> Iterator[ShardResult]:
    """As `clean_shards`, but in this process: to look at it with a debugger or profiler, never for files of strangers."""
    with Staging(plans) as staging:
        messages = (message for plan in staging for message in clean_shard(plan))
        yield from listen(messages, plans, staging, progress=progress, note=note)


def listen(
    messages: Iterable[Any],
    plans: Sequence[ShardPlan],
    staging: Staging | None = None,
    *,
    progress: Callable[[Progress], None],
    note: Callable[[str], None],
) -> Iterator[ShardResult]:
    """Sort out what comes back from shards, wherever they were cleaned; what was staged is published."""
    files = {plan.shard: len(plan.files) for plan in plans}
    done = dict.fromkeys(files, 0)
    finished = 0
    for message in messages:
        at = ""
        match message:
            case Advance(shard, count, at):
                done[shard] = count
            case Note(text):
                note(text)
                continue
            case ShardResult():
                if staging:
                    staging.publish(message)
                finished += 1
                shard = message.done.shard
                done[shard] = files[shard]
                yield message
            case RunError():
                raise message
            case Rejected(reason=reason, detail=detail):
                # Not at a document: those are blamed one by one.
                raise RunError(f"worker processes end by themselves ({reason}: {detail}); run again: what is finished is kept")
        progress(Progress(sum(done.values()), sum(files.values()), finished, len(plans), shard, at))
