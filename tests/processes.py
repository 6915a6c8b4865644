"""Processes of this machine, as tests of faults look at them (/proc), and waiting for what they do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")


def wait_for(what: Callable[[], Found], seconds: float = 90) -> Found:
    """What the function gives, once it gives something."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def descendants(process: int) -> set[int]:
    found, new = {process}, [process]
    while new:
        parent = new.pop()
        try:
            tasks = list(Path(f"/proc/{parent}/task").iterdir())
            children = {int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()}
        except OSError:
            continue
        new += children - found
        found |= children
    return found


def alive(processes: set[int]) -> set[int]:
    return {process for process in processes if _is_alive(process)}


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
