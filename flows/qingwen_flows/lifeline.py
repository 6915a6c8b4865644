"""A process that ends when another one ends, however that happens: nothing that `qingwen serve` started outlives it."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from contextlib import suppress

VARIABLE = "_QINGWEN_SERVED_BY"
"""The process that serves, for the processes of its flow runs. They are started by Prefect, perhaps through others."""


def end_with(process: int) -> None:
    """End this process at once when `process` has ended. Worker processes end with this one by themselves."""
    threading.Thread(target=_watch, args=(process,), name="lifeline", daemon=True).start()


def end_with_server() -> None:
    """The same for the process that serves, where this one was started to be served."""
    if process := os.environ.get(VARIABLE):
        end_with(int(process))


def _watch(process: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError):  # a kernel without them, or the process has gone
            handle = os.pidfd_open(process)
            poll = select.poll()
            poll.register(handle, select.POLLIN)
            poll.poll()
            os._exit(1)
    while _is_there(process):
        time.sleep(1)
    os._exit(1)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
