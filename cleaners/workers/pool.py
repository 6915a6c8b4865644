"""Worker processes that do one task at a time, each on a line of its own to the parent.

The standard pool shares its queues: when one process dies, all work in flight is lost and nobody knows who was to blame. Here the death of a
worker costs its own task, and the last thing that it told says what it was at.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Any, Generic, NamedTuple, TypeVar

from cleaners.workers.limits import Limits, limit_process

Task = TypeVar("Task")
Result = TypeVar("Result")
Tell = Callable[[Any], None]

TICK = 0.5
"""Seconds between two looks at whether a worker is stuck."""


class Died(NamedTuple):
    """A worker ended in the middle of its task. `last` is what it told last, None for nothing."""

    last: Any
    exit_code: int | None
    stuck: bool = False


class _Worker(Generic[Task]):
    def __init__(self, function: Callable[[Task, Tell], Any], limits: Limits) -> None:
        self.line, theirs = multiprocessing.Pipe()
        self.process: SpawnProcess = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(theirs, function, limits, os.getpid()), daemon=True
        )
        with _no_main_module():
            self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.last: Any = None
        self.heard = time.monotonic()

    def give(self, task: Task) -> None:
        self.task, self.last, self.heard = task, None, time.monotonic()
        with suppress(BrokenPipeError, ConnectionError):  # it is dead: `wait` tells
            self.line.send(task)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def run_tasks(
    function: Callable[[Task, Tell], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    limits: Limits | None = None,
    tell: Callable[[Task, Any], None] | None = None,
) -> Iterator[tuple[Task, Result | Died]]:
    """Run `function(task, tell)` for every task, yield what comes back in the order it comes.

    `function` and the tasks are pickled. What `function` tells reaches `tell(task, message)` here, as do the log records of the
    `cleaners` loggers. An exception of `function` is raised here and ends all; a death is a result. Whatever
    ends this generator ends the workers.
    """
    limits = limits or Limits()
    waiting = deque(tasks)
    busy: list[_Worker[Task]] = []
    idle: list[_Worker[Task]] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < workers:
                worker = idle.pop() if idle else _Worker(function, limits)
                worker.give(waiting.popleft())
                busy.append(worker)
            ready = wait([worker.line for worker in busy], TICK)
            for worker in list(busy):
                outcome = _hear(worker, tell) if worker.line in ready else _check(worker, limits)
                if outcome is None:
                    continue
                busy.remove(worker)
                if isinstance(outcome[0], Died):
                    worker.end()
                else:
                    idle.append(worker)
                assert worker.task is not None
                yield worker.task, outcome[0]
    finally:
        for worker in (*busy, *idle):
            worker.end()


def _hear(worker: _Worker[Task], tell: Callable[[Task, Any], None] | None) -> tuple[Any] | None:
    """Take one message; the outcome of the task where it brings one."""
    try:
        kind, content = worker.line.recv()
    except (EOFError, ConnectionError):
        worker.process.join()
        return (Died(worker.last, worker.process.exitcode),)
    worker.heard = time.monotonic()
    if kind == "result":
        return (content,)
    if kind == "error":
        raise content
    if kind == "log":
        logging.getLogger(content.name).handle(content)
    else:
        worker.last = content
        if tell:
            assert worker.task is not None
            tell(worker.task, content)
    return None


def _check(worker: _Worker[Task], limits: Limits) -> tuple[Died] | None:
    if not limits.seconds or time.monotonic() - worker.heard < 2 * limits.seconds + TICK:
        return None
    worker.process.kill()
    worker.process.join()
    return (Died(worker.last, worker.process.exitcode, stuck=True),)


def _serve(line: Connection, function: Callable[[Any, Tell], Any], limits: Limits, parent: int) -> None:
    """The life of a worker."""
    limit_process(limits, parent)
    log = logging.getLogger("cleaners")
    log.addHandler(_LineHandler(line))
    log.setLevel(logging.INFO)
    log.propagate = False
    with suppress(EOFError, BrokenPipeError, ConnectionError):
        while True:
            task = line.recv()
            try:
                result = function(task, lambda message: line.send(("told", message)))
            except Exception as error:
                line.send(("error", error))
            else:
                line.send(("result", result))


class _LineHandler(QueueHandler):
    """Sends log records to the parent, made ready for pickling as QueueHandler does."""

    def __init__(self, line: Connection) -> None:
        super().__init__(line)  # type: ignore[arg-type]

    def enqueue(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            self.queue.send(("log", record))  # type: ignore[attr-defined]


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide the program from the process that is started: a spawned process imports its parent's main module again, which for a
    flow means seconds and 85 MB of Prefect in each worker."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
