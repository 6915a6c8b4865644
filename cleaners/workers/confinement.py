"""What a worker may use, and how a process takes limits upon itself."""

from __future__ import annotations

import ctypes
import math
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

_MIB = 1024 * 1024
_PR_SET_PDEATHSIG = 1

_GRACE = 2
_allowed = 0  # the seconds after which the system ends this process, as they were set last


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Sizes in bytes, times in seconds. Times count for each document and grow with its size."""

    memory: int = 1536 * _MIB
    """Address space over what the worker has when it starts (Linux and other Unix; elsewhere there is no such limit)."""

    seconds: float = 20.0
    seconds_per_mib: float = 1.0
    most_seconds: float = 120.0
    page_seconds: float = 5.0
    """A reader that tells its pages has so long for each; the time of the document counts all the same."""

    file_size: int = 256 * _MIB
    """The biggest file that a worker may write: it should write none."""

    network: bool = False
    """Whether a worker may reach the network (Linux: see `network`; elsewhere it may anyway)."""

    documents: int = 500
    resident: int = 400 * _MIB
    """A worker is replaced after so many documents, or when it has held so much memory."""

    def wall(self, size: int) -> float:
        """The time for a document of so many bytes."""
        return min(self.most_seconds, self.seconds + self.seconds_per_mib * size / _MIB)


def confine(limits: DocumentLimits) -> None:
    """Limit this process for good: memory, core dumps, files written."""
    if sys.platform == "win32":
        return
    import resource

    def lower(kind: int, value: int) -> None:
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with suppress(ValueError, OSError):  # macOS has no address-space limit
            resource.setrlimit(kind, (value, hard))

    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, limits.file_size)
    lower(resource.RLIMIT_AS, address_space() + limits.memory)


def allow_cpu(seconds: float) -> None:
    """From now on this process may compute so long, and up to three seconds more; then the system ends it (SIGXCPU)."""
    global _allowed
    end = time.process_time() + seconds
    # Said before each document: what was said for one before is mostly good enough.
    if sys.platform == "win32" or end <= _allowed <= end + _GRACE + 1:
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    _allowed = math.ceil(end) + _GRACE
    resource.setrlimit(resource.RLIMIT_CPU, (_allowed if hard == resource.RLIM_INFINITY else min(_allowed, hard), hard))


def address_space() -> int:
    """The process's own address space, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def resident_peak() -> int:
    """The most memory this process has held."""
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        # Not getrusage: there it begins with what the parent held when it started this process.
        with suppress(OSError, ValueError, StopIteration), open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123
            return int(next(line for line in file if line.startswith("VmHWM:")).split()[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def die_with_parent(parent: int) -> None:
    """End this process when its parent ends, even while it is deep in a parser: by the kernel on Linux, elsewhere by a thread
    that looks once a second (and by the end of the channel, when it is idle)."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        except (OSError, AttributeError):
            pass
        else:
            if os.getppid() != parent:  # it died before the call
                os._exit(1)
            return
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
