"""Where shards are cleaned. An engine takes plans and gives results as they come; which one is a matter of speed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

from cleaners.corpus import Progress, clean_shards, clean_shards_here
from cleaners.workers.shard import ShardPlan, ShardResult

EngineName = Literal["local", "here"]


class Engine(Protocol):
    def __call__(
        self,
        plans: Sequence[ShardPlan],
        *,
        workers: int,
        progress: Callable[[Progress], None],
        note: Callable[[str], None],
    ) -> Iterator[ShardResult]: ...


ENGINES: Mapping[EngineName, Engine] = {"local": clean_shards, "here": clean_shards_here}
