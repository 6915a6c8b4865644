"""A lock in an object store. Nobody there frees it when its owner dies, so the owner says from time to time that it lives."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cleaners.errors import RunError
from cleaners.storage.clients import listing, reached
from cleaners.storage.trouble import told

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

RENEW_SECONDS = 30.0
LEASE_SECONDS = 180.0
"""A lock that was not renewed for so long has no owner any more. Six renewals fit in: a network may fail for a while."""

SETTLE_SECONDS = 0.5
"""Some stores let two create the same object: then the later one has it, which the earlier one sees after this time."""


class Lease:
    """Held while the block lasts. Raises RunError where somebody else holds it, and OSError where the store does not answer."""

    def __init__(self, fs: AbstractFileSystem, path: str, place: str) -> None:
        self.fs = fs
        self.path = path
        self.place = place
        self.owner = {"token": uuid.uuid4().hex, "process": os.getpid(), "host": socket.gethostname()}
        self.ended = threading.Event()
        self.renewal = threading.Thread(target=self._renew, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        with told(self.place), reached():
            for _ in range(2):
                if self._create():
                    break
                owner = self._owner()
                if owner and not self._is_dead(owner):
                    raise RunError(
                        f"{self.place}: another run is writing there (process {owner['process']} on {owner['host']}); wait for "
                        "it, or stop it, or choose another output folder"
                    )
                self._remove()
            else:
                raise RunError(f"{self.place}: another run has just begun to write there; wait for it")
        self.renewal.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.renewal.join()
        with suppress(OSError), reached():
            if self._is_ours():
                self._remove()

    def check(self) -> None:
        """Raise RunError where the lock has gone to somebody else: this run stood still for too long."""
        with reached():
            if not self._is_ours():
                raise RunError(f"{self.place}: another run has taken over, since this one stood still for too long; run again")

    def _create(self) -> bool:
        if self.fs.exists(self.path):
            return False
        try:
            self.fs.pipe_file(self.path, self._content(), mode="create")
        except FileExistsError:
            return False
        try:
            self.fs.pipe_file(self.path, self._content(), mode="create")
        except FileExistsError:
            return True
        time.sleep(SETTLE_SECONDS)  # it lets everybody create what is there already
        return self._is_ours()

    def _content(self) -> bytes:
        return json.dumps(self.owner).encode()

    def _owner(self) -> dict[str, Any] | None:
        """Who holds it; None where nobody does."""
        try:
            found = json.loads(self.fs.cat_file(self.path))
        except FileNotFoundError:
            return None
        except ValueError:
            found = None
        known = isinstance(found, dict) and found.keys() >= self.owner.keys()
        return found if known else {"token": "", "process": "unknown", "host": "unknown"}

    def _is_ours(self) -> bool:
        owner = self._owner()
        return owner is not None and owner["token"] == self.owner["token"]

    def _is_dead(self, owner: dict[str, Any]) -> bool:
        if owner["host"] == self.owner["host"] and owner["process"] != os.getpid():
            with suppress(PermissionError):
                try:
                    os.kill(owner["process"], 0)
                except ProcessLookupError:
                    return True
        # Both times are the store's: its clock is not ours.
        probe = f"{self.path}-{self.owner['token']}"
        self.fs.pipe_file(probe, b"now")
        try:
            times = {entry.path.strip("/"): entry.mtime_ns for entry in listing(self.fs, self.path.rpartition("/")[0])}
        finally:
            self.fs.rm_file(probe)
        lock = times.get(self.path.strip("/"))
        return lock is not None and times[probe.strip("/")] - lock > LEASE_SECONDS * 1e9

    def _remove(self) -> None:
        with suppress(FileNotFoundError):
            self.fs.rm_file(self.path)

    def _renew(self) -> None:
        while not self.ended.wait(RENEW_SECONDS):
            with suppress(OSError), reached():
                if not self._is_ours():
                    return  # `check` says so
                self.fs.pipe_file(self.path, self._content())
