"""What `qingwen serve` tells of its runs: a line for each that ends, for people or as JSON; and runs that are too old to keep."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort

from cleaners.characters.printable import printable

SECONDS = 5.0
"""Time between two looks at the server."""

KEEP_SECONDS = 3600.0
"""Time between two searches for runs that are too old."""

_ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]


class RunLog:
    """A thread that looks at the runs of one deployment. A server that does not answer is asked again."""

    def __init__(self, deployment: str, *, as_json: bool = False, keep_days: int = 0) -> None:
        self.deployment = DeploymentFilter(name=DeploymentFilterName(any_=[deployment]))
        self.as_json = as_json
        self.keep_days = keep_days
        self.told = set[UUID]()
        self.since = datetime.now(UTC)
        self.paused: bool | None = None

    def start(self) -> None:
        threading.Thread(target=self._watch, name="run log", daemon=True).start()

    def _watch(self) -> None:
        kept = 0.0
        while True:
            try:
                with get_client(sync_client=True) as client:
                    for line in self.look(client):
                        print(line, file=sys.stdout, flush=True)
                    if self.keep_days and time.monotonic() - kept > KEEP_SECONDS:
                        self.forget(client)
                        kept = time.monotonic()
            except (httpx.HTTPError, OSError, RuntimeError):  # it is busy, or ends with us
                pass
            time.sleep(SECONDS)

    def look(self, client: SyncPrefectClient) -> Iterator[str]:
        """A line for each run that has ended since the last look, and where the deployment was paused or set going."""
        # A little back: the server learns of an end some time after it.
        since = FlowRunFilterEndTime.model_validate({"after_": self.since - timedelta(minutes=10)})
        runs = client.read_flow_runs(
            deployment_filter=self.deployment,
            flow_run_filter=FlowRunFilter(end_time=since, state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_ENDED))),
            sort=FlowRunSort.END_TIME_DESC,
        )
        for run in reversed(runs):
            if run.id not in self.told and run.end_time and run.end_time > self.since - timedelta(seconds=SECONDS):
                self.told.add(run.id)
                yield self.line(run)
        for found in client.read_deployments(deployment_filter=self.deployment):
            if self.paused is not None and found.paused != self.paused:
                yield self.said({"deployment": found.name, "state": "Paused" if found.paused else "Active"})
            self.paused = bool(found.paused)

    def line(self, run: FlowRun) -> str:
        state = run.state
        return self.said(
            {
                "run": run.name,
                "state": state.name if state else "",
                "seconds": round(run.total_run_time.total_seconds(), 1),
                "message": " ".join((state.message or "").split()) if state else "",
                "tags": sorted(run.tags),
                "id": str(run.id),
            }
        )

    def said(self, known: dict[str, object]) -> str:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        if self.as_json:
            return json.dumps({"time": now, **known}, ensure_ascii=False)
        shown = (str(value) for name, value in known.items() if value and name not in ("id", "tags"))
        return printable(f"{now} {' | '.join(shown)}")

    def forget(self, client: SyncPrefectClient) -> None:
        """Delete runs that ended too long ago, with their logs and artifacts."""
        before = FlowRunFilterEndTime.model_validate({"before_": datetime.now(UTC) - timedelta(days=self.keep_days)})
        for run in client.read_flow_runs(
            deployment_filter=self.deployment, flow_run_filter=FlowRunFilter(end_time=before), limit=200
        ):
            client.delete_flow_run(run.id)
