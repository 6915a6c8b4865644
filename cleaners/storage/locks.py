"""Locks that end with the process that holds them, however it ends: a file left behind by a killed one locks nobody out."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from cleaners.errors import HeldError


def acquire(path: Path) -> IO[str]:
    """Lock the file at `path`, which need not be there, until what is given back is closed. Raises HeldError."""
    while True:
        lock = open(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8")  # noqa: PTH123, SIM115
        try:
            _lock(lock)
        except BlockingIOError:
            owner = lock.read().strip() or "another process"
            lock.close()
            raise HeldError(owner) from None
        with suppress(FileNotFoundError):
            if os.fstat(lock.fileno()).st_ino == path.stat().st_ino:
                break
        lock.close()  # its owner removed it between our opening and our locking
    lock.truncate()
    lock.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    lock.flush()
    return lock


if sys.platform != "win32":
    import fcntl

    def _lock(lock: IO[str]) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

else:
    import msvcrt

    def _lock(lock: IO[str]) -> None:
        try:
            lock.seek(1 << 20)  # beyond the text, which others may read
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
            lock.seek(0)
        except OSError as error:
            raise BlockingIOError from error
