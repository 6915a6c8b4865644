"""Limits of a worker process, and of one document in it. Linux has all of them; elsewhere those that the system lacks are left out."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from cleaners.document import Rejected


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use. Every limit can be switched off with 0."""

    seconds: float = 120.0
    """A document may take this long, then it is rejected as `timeout`. Where it cannot be interrupted, its worker is killed after
    twice the time."""

    memory: int = 4 << 30
    """Bytes of address space of a worker; a document that needs more is rejected as `memory`."""


def limit_process(limits: Limits, parent: int) -> None:
    """Bind this process to its parent and to its memory. The parent's interrupt key is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with(parent)
    if limits.memory and sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft == resource.RLIM_INFINITY or soft > limits.memory:
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory, hard))


def _die_with(parent: int) -> None:
    """Be killed when the parent ends. Elsewhere than on Linux a worker ends when it next waits for work or reports."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1  # noqa: N806 -- prctl(2)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the call
            os._exit(1)


class _Interrupt(BaseException):
    """Raised into whatever runs. No Exception: a step's own `except Exception` must not swallow it."""


@contextmanager
def document_limits(limits: Limits) -> Iterator[None]:
    """Reject what takes too long or too much memory. The clock needs the main thread of a process; in another one there is none."""
    clock = bool(limits.seconds) and hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    previous = signal.signal(signal.SIGALRM, _interrupt) if clock else None
    try:
        if clock:
            signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        try:
            yield
        finally:
            if clock:
                signal.setitimer(signal.ITIMER_REAL, 0)
    except _Interrupt:
        raise Rejected("timeout", f"not done after {limits.seconds:g} seconds") from None
    except MemoryError:
        raise Rejected("memory", f"needs more than {limits.memory >> 20} MiB") from None
    finally:
        if clock:
            signal.signal(signal.SIGALRM, previous)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise _Interrupt
