"""Shards cleaned on a Ray cluster: the same function as on one machine, called as Ray tasks inside one Prefect task.

Every node needs the project installed, and the raw and clean folders at the same path or URL. Untrusted bytes are opened as
everywhere: each Ray task starts a worker process with limits. A node that dies costs the shards that it was cleaning; Ray gives
them to others. A shard that was cleaned twice is published twice with the same bytes.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from cleaners.errors import RunError
from cleaners.workers.shard import Note, ShardPlan, ShardResult
from cleaners.workers.shards import Progress, clean_shards, listen

AHEAD = 2
"""Shards that are with Ray for each core at a time: the next one waits where its turn comes, and no more than that."""

RETRIES = 5
"""How often a shard whose node died is given to another one."""


def clean_shards_on_ray(
    plans: Sequence[ShardPlan],
    *,
    workers: int = 0,
    progress: Callable[[Progress], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
    address: str = "",
) -> Iterator[ShardResult]:
    """Clean shards on the cluster at `address` (`auto`, `host:port`, `ray://...`); without an address, on a cluster of this
    machine alone. At most `workers` shards at a time, 0: one for each core of the cluster. Raises RunError."""
    try:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray
    except ImportError:
        raise RunError('the engine ray is not installed: pip install "qingwen[ray]"') from None
    ours = not ray.is_initialized()
    if ours:
        here: dict[str, Any] = {} if address else {"include_dashboard": False, "object_store_memory": 128 * 1024 * 1024}
        try:
            _reach(address)
            ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **here)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise RunError(f"no Ray cluster answers at {address or 'this machine'}: {error}") from error
    try:
        yield from listen(_messages(ray, plans, workers), plans, progress=progress, note=note)
    finally:
        if ours:
            ray.shutdown()


def _reach(address: str) -> None:
    """Raise OSError where nobody listens: Ray itself waits for minutes."""
    place = urlsplit(address if "//" in address else f"//{address}")
    if place.hostname and place.port:
        socket.create_connection((place.hostname, place.port), timeout=10).close()


def _messages(ray: Any, plans: Sequence[ShardPlan], workers: int) -> Iterator[Any]:
    """What the shards tell, as they are done; the largest are begun first."""
    task = ray.remote(num_cpus=1, max_retries=RETRIES)(_clean)
    waiting = iter(sorted(plans, key=lambda plan: -plan.size))
    room = AHEAD * (workers or int(ray.cluster_resources().get("CPU", 1)))
    running = [task.remote(plan) for plan in islice(waiting, workers or room)]
    while running:
        done, running = ray.wait(running)
        running += [task.remote(plan) for plan in islice(waiting, len(done))]
        for finished in done:
            try:
                yield from ray.get(finished)
            except ray.exceptions.RayError as error:
                first = str(error).strip().splitlines()[0]
                raise RunError(
                    f"the Ray cluster lost a shard {RETRIES + 1} times ({first}); run again: what is done is kept"
                ) from error


def _clean(plan: ShardPlan) -> list[Any]:
    """A shard, on whichever node this runs. What goes wrong comes back as the last word: Ray must not try again for it."""
    told = list[Any]()
    try:
        told.extend(clean_shards([plan], workers=1, note=lambda text: told.append(Note(text))))
    except RunError as error:
        told.append(error)
    return told
