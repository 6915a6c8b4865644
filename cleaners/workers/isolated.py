"""The coordinator's side: it never parses. Items go one at a time to each worker; results come back in the order of the items,
or as they are made."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Any

from cleaners.errors import Rejected
from cleaners.origin import Origin
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.process import Process
from cleaners.workers.task import MAX_DEATHS, Blame

# Parts of items that are not yet due are kept so far; then their workers wait, and memory stays flat.
MAX_AHEAD = 64

LOOK_SECONDS = 1.0
"""How often the coordinator looks what the workers are at. One that hangs is found so much later than its time was over."""


@dataclass(slots=True, eq=False)
class _Job:
    """One item on its way."""

    item: Any
    size: int
    origin: Origin
    parts: deque[Any] = field(default_factory=deque)
    done: bool = False
    delivered: int = 0  # parts that came in this attempt
    known: int = 0  # parts that came in any attempt: a second attempt's are the same
    deaths: int = 0  # of workers that had no document in hand
    blamed: dict[Any, Blame] = field(default_factory=dict)
    at: Any = None  # the document in hand, None for the item as a whole


def map_isolated(
    function: Callable[..., Iterable[Any]] | str,
    items: Iterable[Any],
    *,
    arguments: tuple[Any, ...] = (),
    workers: int = 1,
    limits: DocumentLimits | None = None,
    in_order: bool = True,
) -> Iterator[Any]:
    """`function(item, *arguments)` for every item, in worker processes; what it yields, and a Rejected for what went wrong.

    The function must be importable by name (or be a name, "module:function", which saves the coordinator the import), and what it
    takes and gives must pickle. Items may have a `size` in bytes, from
    which their time follows, and an `origin`, which their Rejected get. A function that opens several documents for one item
    calls `working_on` before each: then a crash is that document's, and the item is run again: `working_on` and `died_of` say
    whether to try it another way or not at all. A worker that dies otherwise costs its item one more attempt, and then a
    rejection (`crash`, `memory`). A time limit is not tried twice the same way.
    With `in_order=False` results come as they are made.
    Consume the iterator in one thread: on Linux the workers live no longer than the thread that started them.
    """
    module, name = function.split(":") if isinstance(function, str) else (function.__module__, function.__qualname__)
    if module == "__main__" or "<" in name:
        raise ValueError(f"{name} must stand in a module at top level: workers import it by name")
    return _Pool((module, name, arguments, limits or DocumentLimits()), iter(items), max(1, workers), in_order).run()


class _Pool:
    def __init__(
        self, opening: tuple[str, str, tuple[Any, ...], DocumentLimits], items: Iterator[Any], count: int, in_order: bool
    ) -> None:
        self.opening = opening
        self.limits = opening[3]
        self.items = items
        self.count = count
        self.in_order = in_order
        self.queue: deque[_Job] = deque()  # in the order of the items, those under way
        self.again: deque[_Job] = deque()
        self.processes: list[Process] = []
        self.jobs: dict[Process, _Job] = {}
        self.exhausted = False
        self.looked = 0.0

    def run(self) -> Iterator[Any]:
        try:
            while True:
                self.feed()
                yield from self.due()
                self.feed()
                if not self.queue and self.exhausted:
                    return
                self.listen()
        finally:
            for process in self.processes:
                process.close()

    def due(self) -> Iterator[Any]:
        """What has come and may be passed on."""
        for job in list(self.queue):
            while job.parts:
                yield job.parts.popleft()
            if job.done:
                self.queue.remove(job)
            elif self.in_order:
                return

    def feed(self) -> None:
        """Give idle workers something to do."""
        while len(self.jobs) < self.count and (job := self.next_job()):
            idle = next((process for process in self.processes if process not in self.jobs), None)
            if idle is None:
                idle = Process(self.opening)
                self.processes.append(idle)
            job.delivered, job.at = 0, None
            self.jobs[idle] = job
            # The time of a worker that starts begins when it is ready; until then it has what starting may take.
            idle.allow(self.limits.wall(job.size) + (0 if idle.ready else Process.START_SECONDS))
            if idle.board:
                idle.board.clear()
            try:
                idle.channel.send((job.item, job.size, job.blamed))
            except OSError:
                self.died(idle)

    def next_job(self) -> _Job | None:
        if self.again:
            return self.again.popleft()
        if self.exhausted or len(self.queue) >= self.count + MAX_AHEAD:
            return None
        try:
            item = next(self.items)
        except StopIteration:
            self.exhausted = True
            return None
        job = _Job(item, getattr(item, "size", 0), getattr(item, "origin", None) or Origin())
        self.queue.append(job)
        return job

    def listen(self) -> None:
        """Take in what the workers say, until one time limit is over at the latest."""
        open_ears = {process.channel: process for process, job in self.jobs.items() if self.has_room(job)}
        for process, job in self.jobs.items():
            if not self.has_room(job):
                process.allow(self.limits.wall(job.size))  # it waits for us, not we for it
        soonest = min(process.deadline for process in self.jobs) - time.monotonic()
        for channel in wait(list(open_ears), min(LOOK_SECONDS, max(0.0, soonest))):
            process = open_ears[channel]  # type: ignore[index]
            try:
                message = process.channel.recv()
            except (EOFError, OSError):
                self.died(process)
            else:
                self.take(process, self.jobs[process], message)
        self.watch()

    def watch(self) -> None:
        """End the workers whose time is over."""
        now = time.monotonic()
        if look := now - self.looked >= LOOK_SECONDS:
            self.looked = now
        for process, job in list(self.jobs.items()):
            if look or process.deadline < now:
                self.look(process, job)
            if process.deadline < now and not process.channel.poll():
                process.kill()
                self.died(process, timeout=True)

    def look(self, process: Process, job: _Job) -> None:
        """See which document the worker has in hand. Where there is no board, its messages say so."""
        if process.ready and process.board and (found := process.board.read()):
            job.at = found.origin
            process.began(found.begun, self.limits.wall(found.size))

    def has_room(self, job: _Job) -> bool:
        return job is self.queue[0] or len(job.parts) < MAX_AHEAD

    def take(self, process: Process, job: _Job, message: tuple[Any, ...]) -> None:
        match message:
            case ("ready",):
                process.ready = True
                process.allow(self.limits.wall(job.size))
            case ("part", value):
                process.allow(self.limits.wall(job.size))
                job.delivered += 1
                if job.delivered > job.known:
                    job.known = job.delivered
                    job.parts.append(value)
            case ("at", origin, size):
                job.at = origin
                process.allow(self.limits.wall(size))
            case ("page", part, parts):
                process.turn_page(part, parts, self.limits.page_seconds)
            case ("done", tired):
                self.finish(process, job, tired)
            case ("failed", rejected, tired):
                self.look(process, job)
                job.parts.append(_with_origin(rejected, job.at or job.origin))
                self.finish(process, job, tired)
            case ("broken", detail):
                raise RuntimeError(detail)

    def finish(self, process: Process, job: _Job, tired: bool) -> None:
        job.done = True
        del self.jobs[process]
        if tired:
            self.retire(process)

    def died(self, process: Process, *, timeout: bool = False) -> None:
        job = self.jobs.pop(process)
        if not timeout:  # else it was looked at, and may have gone on since then
            self.look(process, job)
        code = self.retire(process)
        if not process.ready and not timeout:
            raise RuntimeError(
                f"a worker process could not start (exit code {code}); is {sys.executable} able to import cleaners?"
            )
        rejected = _with_origin(_cause(code, process.late() if timeout else ""), job.at or job.origin)
        if job.at is None:
            job.deaths += 1
            lost = rejected.reason == "timeout" or job.deaths >= MAX_DEATHS
        else:
            deaths = job.blamed[job.at].deaths + 1 if job.at in job.blamed else 1
            job.blamed[job.at] = Blame(rejected, deaths)
            lost = deaths > MAX_DEATHS  # the function does not heed what `working_on` says
        if lost:
            job.parts.append(rejected)
            job.done = True
        else:
            self.again.append(job)

    def retire(self, process: Process) -> int:
        self.processes.remove(process)
        return process.close()


def _cause(code: int, late: str) -> Rejected:
    """Why a worker died: it was late, or by its exit code: minus the signal's number on Unix."""
    if late:
        return Rejected("timeout", late)
    if code == -getattr(signal, "SIGXCPU", 0) and code:
        return Rejected("timeout", "the limit of CPU time was over")
    if code == -getattr(signal, "SIGKILL", 0) and code:
        return Rejected("memory", "the system ended the worker (SIGKILL)")
    try:
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    except ValueError:
        name = f"signal {-code}"
    return Rejected("crash", name)


def _with_origin(rejected: Rejected, origin: Any) -> Rejected:
    if rejected.origin != Origin() or not isinstance(origin, Origin):
        return rejected
    return Rejected(rejected.reason, rejected.detail, origin)


def default_workers() -> int:
    """One for each core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
