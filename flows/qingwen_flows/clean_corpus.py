"""The flow: discover -> plan shards -> clean -> publish. Four task runs, however many documents there are."""

# ruff: noqa: E402 -- the settings stand before Prefect is imported
from __future__ import annotations

from qingwen_flows import settings

settings.apply()

import atexit
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, cast

import httpx
from prefect import flow, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Completed, Failed

from cleaners.corpus import RunPlan, RunSummary, Stopwatch, check_places, context_of, list_raw, plan_run, publish
from cleaners.errors import RunError
from cleaners.options import Context
from cleaners.records.folder import CleanFolder
from cleaners.sources import Buckets, Selection
from cleaners.storage import name_of
from cleaners.workers.network import isolation
from cleaners.workers.shard import ShardResult
from cleaners.workers.shards import Progress
from qingwen_flows.engines import engine_named
from qingwen_flows.parameters import CleanCorpusParameters
from qingwen_flows.progress import Reporter
from qingwen_flows.reporting import report
from qingwen_flows.runs import mark_run
from qingwen_flows.server import ServerGoneError, free_port, started_server


class _Run:
    """What the stages hand on. An object of its own class, since Prefect looks through every collection that a task takes or
    gives, element by element."""

    def __init__(self, parameters: CleanCorpusParameters) -> None:
        self.parameters = parameters
        self.folder = CleanFolder(parameters.clean)
        self.context: Context
        self.watch = Stopwatch()
        self.stack = ExitStack()
        self.listing: Buckets
        self.plan: RunPlan
        self.results: list[ShardResult] = []
        self.summary: RunSummary


# Somebody in this process who wants to see the progress: the command's progress bar.
_watching: ContextVar[Callable[[Progress], None] | None] = ContextVar("watching", default=None)


@task(cache_policy=NO_CACHE)
def discover(run: _Run) -> State[None]:
    """List the raw files."""
    given = run.parameters
    selection = Selection(given.include, given.exclude, given.sample)
    shards = given.options.shards
    run.listing = run.stack.enter_context(
        list_raw(
            given.raw,
            shards,
            given.source or None,
            selection=selection,
            side_table=given.side_table,
            follow_links=given.follow_links,
        )
    )
    run.context = context_of(given.options, run.listing, given.encoding)
    run.watch.lap("discover")
    return _done(f"{run.listing.files:,} files to attempt, {sum(run.listing.ignored.values()):,} ignored")


@task(name="plan shards", cache_policy=NO_CACHE)
def plan_shards(run: _Run) -> State[None]:
    """Compare the raw files with the receipts of what is done."""
    given = run.parameters
    run.plan = plan_run(
        run.listing, run.folder, run.context, verify=given.verify, fresh=given.fresh, retry_rejected=given.retry_rejected
    )
    for warning in run.plan.warnings:
        get_run_logger().warning(warning)
    run.watch.lap("plan")
    return _done(run.plan.message)


@task(cache_policy=NO_CACHE)
def clean(run: _Run) -> State[None]:
    """Clean the shards in worker processes."""
    log = get_run_logger()
    if run.plan.shards:
        if not isolation():
            log.warning("workers could reach the network: neither namespaces nor seccomp are to be had on this machine")
        engine = engine_named(run.parameters.engine, run.parameters.address)
        with Reporter(log, _watching.get()) as progress:
            run.results = list(engine(run.plan.shards, workers=run.parameters.workers, progress=progress, note=log.warning))
    run.watch.lap("clean")
    return _done(f"{sum(result.done.files for result in run.results):,} files cleaned")


@task(name="publish", cache_policy=NO_CACHE)
def publish_collection(run: _Run) -> State[None]:
    """Write the manifest and show what was done."""
    run.summary = publish(run.folder, run.plan, run.results, run.context, raw=run.parameters.raw, stages=run.watch.stages)
    report(run.summary, run.folder, run.parameters.reject_rate_alarm, run.plan.news)
    return _done(run.summary.message)


def _run_name() -> str:
    """Date and collection, as the list of runs shows it."""
    given = runtime.flow_run.parameters.get("parameters")
    raw, source = (given.raw, given.source) if isinstance(given, CleanCorpusParameters) else ("", "")
    when = runtime.flow_run.scheduled_start_time or datetime.now().astimezone()
    return f"{when:%Y-%m-%d %H:%M} {source or name_of(raw)}"


@flow(name="clean-corpus", flow_run_name=_run_name)
def clean_corpus(parameters: CleanCorpusParameters) -> State[Any]:
    """Clean a folder of raw Chinese documents into a collection of JSONL records."""
    run = _Run(parameters)
    try:
        with run.stack:
            if parameters.dry_run:
                discover(run)
                plan_shards(run)
                mark_run("dry run", "dry-run")
                return Completed(message=f"dry run: {run.plan.message}")
            check_places(parameters.raw, parameters.clean)
            discover(run)
            with run.folder.locked():
                plan_shards(run)
                clean(run)
                publish_collection(run)
    except RunError as error:
        return Failed(message=str(error), data=error)
    return Completed(message=run.summary.message, data=run.summary)


def run(parameters: CleanCorpusParameters, *, progress: Callable[[Progress], None] | None = None) -> RunSummary:
    """Run the flow in this process, with the server that is configured or an embedded one. Raises RunError where the job could
    not be done."""
    check_places(parameters.raw, parameters.clean)  # rather at once than when a server has started
    token = _watching.set(progress)
    try:
        with reached_server():
            return cast(RunSummary, clean_corpus(parameters))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerGoneError(
            f"the Prefect server at {PREFECT_API_URL.value()} went away during the run ({error or type(error).__name__}); "
            "start it and run again: what is finished is kept"
        ) from error
    finally:
        _watching.reset(token)


@contextmanager
def reached_server() -> Iterator[None]:
    """Have the server that is configured, or an embedded one. Raises RunError where none answers."""
    if PREFECT_API_URL.value():
        reach_server()
        yield
        return
    with temporary_settings({PREFECT_API_URL: _embedded_server()}):
        yield


@cache
def _embedded_server() -> str:
    """The address of a server that is there until this process ends: what Prefect still has to say then is said before."""
    stack = ExitStack()
    server = stack.enter_context(started_server("127.0.0.1", free_port(), for_one_run=True))
    atexit.register(stack.close)
    return server.api


def reach_server() -> None:
    """Raise RunError where no server answers."""
    problem: Exception | None
    try:
        with get_client(sync_client=True) as client:
            problem = client.api_healthcheck()
    except (RuntimeError, ValueError, OSError) as error:
        problem = error
    if problem:
        url = PREFECT_API_URL.value() or "none is configured"
        raise RunError(
            f"no Prefect server answers ({url}); start one (`prefect server start`), or unset PREFECT_API_URL for an embedded one"
        ) from problem


def _done(message: str) -> State[None]:
    return Completed(message=message)


if __name__ == "__main__":
    print(run(CleanCorpusParameters()).message)
