"""Where shards are cleaned. An engine takes plans and gives results as they come; which one is a matter of speed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal, Protocol

from cleaners.workers.shard import ShardPlan, ShardResult
from cleaners.workers.shards import Progress, clean_shards, clean_shards_here

EngineName = Literal["local", "ray", "here"]


class Engine(Protocol):
    def __call__(
        self,
        plans: Sequence[ShardPlan],
        *,
        workers: int,
        progress: Callable[[Progress], None],
        note: Callable[[str], None],
    ) -> Iterator[ShardResult]: ...


def engine_named(name: EngineName, address: str = "") -> Engine:
    """The engine; `address` is that of a Ray cluster."""
    if name == "ray":
        from qingwen_flows.ray_engine import clean_shards_on_ray

        return partial(clean_shards_on_ray, address=address)
    return clean_shards if name == "local" else clean_shards_here
