"""How far a run is: in the log every few seconds, in a progress artifact that moves, and at once for whoever watches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, cast
from uuid import UUID

import httpx
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from cleaners.workers.shards import Progress

LOG_SECONDS = 5.0
"""Time between two lines in the log."""


class Reporter:
    """Takes progress from the engine. What the server is to know goes there from a thread of its own: lines come though no worker
    speaks, and the work does not wait for a server that is slow or gone."""

    def __init__(self, log: Any, watcher: Callable[[Progress], None] | None = None) -> None:
        self.log = log
        self.watcher = watcher
        self.at: dict[int, str] = {}
        self.last: Progress | None = None
        self.begun = time.monotonic()
        self.ended = threading.Event()
        # In the context of the run, which says where its server is.
        self.thread = threading.Thread(target=copy_context().run, args=(self.tell,), name="progress", daemon=True)

    def __enter__(self) -> Reporter:
        self.artifact = cast(UUID, create_progress_artifact(0.0, key="clean-progress", description="Files cleaned"))
        self.thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.ended.set()
        self.thread.join(LOG_SECONDS)
        if failure[0] is None and not self.thread.is_alive():
            self.show(100.0)

    def __call__(self, progress: Progress) -> None:
        if self.watcher:
            self.watcher(progress)
        self.at[progress.shard] = progress.at
        self.last = progress

    def tell(self) -> None:
        """The thread: a line for the run, one for each worker with the file it is at, and the progress artifact."""
        while not self.ended.wait(LOG_SECONDS):
            if (last := self.last) is None:
                self.log.info("workers are starting")
                continue
            rate = last.files / (time.monotonic() - self.begun)
            files = f"{last.files:,} of {last.files_total:,} files"
            self.log.info(f"{files}, {last.shards:,} of {last.shards_total:,} shards, {rate:,.0f} files/s")
            for shard, path in sorted(self.at.copy().items()):
                if path:
                    self.log.info(f"worker of shard {shard}: at {path}")
            self.show(100 * last.files / max(1, last.files_total))

    def show(self, share: float) -> None:
        try:
            update_progress_artifact(self.artifact, share)
        except httpx.HTTPError as error:
            self.log.warning(f"the server does not answer ({error}); the work goes on")
