"""How far a run is: in the log every few seconds, in a progress artifact that moves, and at once for whoever watches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from cleaners.corpus import Progress

LOG_SECONDS = 5.0
"""Time between two lines in the log."""


class Reporter:
    """Takes progress from the engine. Lines go to the log though no worker speaks: a thread of its own sees to that."""

    def __init__(self, log: Any, watcher: Callable[[Progress], None] | None = None) -> None:
        self.log = log
        self.watcher = watcher
        self.at: dict[int, str] = {}
        self.last: Progress | None = None
        self.begun = self.shown = time.monotonic()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.tell, name="progress", daemon=True)

    def __enter__(self) -> Reporter:
        self.artifact = cast(UUID, create_progress_artifact(0.0, key="clean-progress", description="Files cleaned"))
        self.thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.ended.set()
        self.thread.join()
        if failure[0] is None:
            update_progress_artifact(self.artifact, 100.0)

    def __call__(self, progress: Progress) -> None:
        if self.watcher:
            self.watcher(progress)
        self.at[progress.shard] = progress.at
        self.last = progress
        if (now := time.monotonic()) - self.shown >= LOG_SECONDS:
            self.shown = now
            update_progress_artifact(self.artifact, 100 * progress.files / max(1, progress.files_total))

    def tell(self) -> None:
        """The thread: a line for the run, and one for each worker with the file it is at."""
        while not self.ended.wait(LOG_SECONDS):
            if (last := self.last) is None:
                self.log.info("workers are starting")
                continue
            rate = last.files / (time.monotonic() - self.begun)
            files = f"{last.files:,} of {last.files_total:,} files"
            self.log.info(f"{files}, {last.shards:,} of {last.shards_total:,} shards, {rate:,.0f} files/s")
            for shard, path in sorted(self.at.items()):
                if path:
                    self.log.info(f"worker of shard {shard}: at {path}")
