"""One worker process and the channel to it. A fresh interpreter, not a fork: the coordinator may have threads, and a worker must
not hold what the coordinator has open."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection, Listener
from typing import Any

from cleaners.workers.board import Board


class Process:
    """Starts at once; the first message that comes is ("ready",)."""

    START_SECONDS = 60.0  # on a machine under load

    def __init__(self, opening: tuple[Any, ...]) -> None:
        self.ready = False
        self.board = Board.new()
        self._spoke = self._deadline = 0.0
        self._page: tuple[int, int, float] | None = None  # number, of how many, when its time is over
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path),
            "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
            # One core a worker; and thread pools of numerical libraries reserve address space for each core.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-m", "cleaners.workers.child"]
        # Libraries print what they like; the coordinator's own output is not theirs to write to.
        silence: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        if sys.platform == "win32":
            with Listener(family="AF_PIPE") as listener:
                self.process = subprocess.Popen([*command, str(listener.address), str(os.getpid())], env=environment, **silence)
                self.channel: Any = listener.accept()
        else:
            ours, theirs = socket.socketpair()
            with theirs:
                shared = [theirs.fileno(), *([self.board.descriptor] if self.board else [])]
                self.process = subprocess.Popen(
                    [*command, str(theirs.fileno()), str(os.getpid()), *map(str, shared[1:])],
                    env=environment,
                    pass_fds=shared,
                    start_new_session=True,  # Ctrl-C is the coordinator's to handle
                    **silence,
                )
            self.channel = Connection(ours.detach())
        self.channel.send(opening)

    @property
    def deadline(self) -> float:
        """When its document's time is over, or that of the page in hand."""
        return self._deadline if self._page is None else min(self._deadline, self._page[2])

    def allow(self, seconds: float) -> None:
        """It has spoken, or may not speak; from now on it has so long."""
        self._spoke = time.monotonic()
        self._deadline, self._page = self._spoke + seconds, None

    def began(self, moment: float, seconds: float) -> None:
        """The document in hand was begun at that moment, and has so long from then, or from the last word."""
        self._deadline = max(self._spoke, moment) + seconds

    def turn_page(self, part: int, parts: int, seconds: float) -> None:
        """It begins a page; or, the last one done, goes on with the document."""
        self._page = (part, parts, time.monotonic() + seconds) if part < parts else None

    def late(self) -> str:
        """What took too long."""
        if self._page is not None and self._page[2] < self._deadline:
            return f"page {self._page[0] + 1} of {self._page[1]} took too long"
        return "the time limit was over"

    def kill(self) -> None:
        """End the process, and the programs that it has started."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)  # it leads a session of its own
        self.process.kill()

    def close(self) -> int:
        """End the process if it still runs, and give its exit code."""
        self.channel.close()
        if self.board:
            self.board.close()
        try:
            # One that died, or that sees the channel closed, is gone in no time; one deep in a parser is not waited for.
            return self.process.wait(0.2)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.wait()
