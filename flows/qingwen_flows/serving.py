"""`qingwen serve`: server, schedule and UI in one program."""

# ruff: noqa: E402 -- the settings stand before Prefect is imported
from __future__ import annotations

from qingwen_flows import settings

settings.apply()

import os
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

import prefect
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval
from prefect.schedules import Schedule as PrefectSchedule
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from cleaners.errors import RunError
from cleaners.storage import absolute
from qingwen_flows.automations import create_automations
from qingwen_flows.clean_corpus import clean_corpus
from qingwen_flows.lifeline import VARIABLE
from qingwen_flows.parameters import CleanCorpusParameters
from qingwen_flows.schedule import Schedule

GRACE_SECONDS = 20.0
"""What a run gets to end its workers and report before this program ends."""


def serve(
    parameters: CleanCorpusParameters, schedule: Schedule, *, name: str, server: int | None, ready: Callable[[], None]
) -> None:
    """Serve one deployment until a signal comes. The server must be running; `server` is its process where it is ours."""
    os.environ[VARIABLE] = str(os.getpid())
    places = {"raw": absolute(parameters.raw), "clean": absolute(parameters.clean)}
    deployment = cast(
        RunnerDeployment,
        clean_corpus.to_deployment(
            name=name,
            description=f"Cleans what is new or changed in {places['raw']} into {places['clean']}.",
            parameters={"parameters": parameters.model_copy(update=places).model_dump(mode="json")},
            schedule=_schedule(schedule),
            # A run that is due while another one is at work is cancelled, not queued: the next one does what it would have done.
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    )
    deployment.apply()
    create_automations()
    if server:
        _end_lost_runs(name)
    ready()
    # The runner's own handler of SIGTERM leaves a coroutine behind, which is nobody's concern any more.
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited", RuntimeWarning)
    try:
        # The schedule is not paused in the end: then it would stay paused, and what fell due meanwhile is cut to one run anyway.
        prefect.serve(deployment, pause_on_shutdown=False, print_starting_message=False)
    except SystemExit:  # on SIGTERM
        pass
    finally:
        _end_children(server)


def _schedule(schedule: Schedule) -> PrefectSchedule | None:
    """Raises RunError for a cron line that Prefect does not take."""
    if schedule.every:
        return Interval(schedule.every, timezone=schedule.timezone)
    if not schedule.cron:
        return None
    try:
        CronSchedule(cron=schedule.cron, timezone=schedule.timezone)
    except ValueError:
        raise RunError(f"schedule: {schedule.cron!r} is no cron line; write one such as '0 3 * * *'") from None
    return Cron(schedule.cron, timezone=schedule.timezone)


def _end_lost_runs(name: str) -> None:
    """Runs that were at work when this program was killed hold the one place that there is: they are over."""
    states = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    with get_client(sync_client=True) as client:
        lost = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[clean_corpus.name])),
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states))),
        )
        for run in lost:
            client.set_flow_run_state(run.id, Crashed(message="the process of the run is gone"), force=True)


def _end_children(server: int | None) -> None:
    """End what runs of the flow are still at work, so that they report it while the server listens."""
    children = set(_children()) - {server}
    for child in children:
        with suppress(OSError):
            os.kill(child, signal.SIGTERM)
    end = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < end and set(_children()) & children:
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(0.1)


def _children() -> Sequence[int]:
    """The processes that this one started, where the system tells."""
    try:
        tasks = list(Path("/proc/self/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return ()
