"""The server of the pages: on this machine's own address, and only for who has the token."""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder
from cleaners.storage import is_url, name_of
from cleaners.view.site import site

HOST = "127.0.0.1"


class Served:
    """A server that is bound to its port. `address` is where its first page is."""

    def __init__(self, folder: CleanFolder, file: Path, port: int = 0, labels: Path | None = None) -> None:
        token = secrets.token_urlsafe(24)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
            self._socket.listen()  # who asks before the server is up waits for it
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise RunError(f"port {port} cannot be had ({error}); name another one with --port, or none") from None
        self.address = f"http://{HOST}:{self._socket.getsockname()[1]}/{token}/"
        config = uvicorn.Config(
            site(folder, file, token, labels or beside(folder)),
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until the process is told to stop."""
        with self._socket:
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        self._server.should_exit = True

    @property
    def is_up(self) -> bool:
        return self._server.started


def beside(folder: CleanFolder) -> Path:
    """Where labels are kept: beside the collection, which a run may write anew; of one that is elsewhere, here."""
    place = Path(name_of(folder.place)) if is_url(folder.place) else Path(folder.place)
    return place.with_name(f"{place.name}-labels.jsonl")


@contextmanager
def serving(folder: CleanFolder, file: Path, labels: Path | None = None) -> Iterator[str]:
    """Serve beside what the block does; gives the address."""
    served = Served(folder, file, labels=labels)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    while not served.is_up and thread.is_alive():
        time.sleep(0.01)
    try:
        yield served.address
    finally:
        served.stop()
        thread.join(10)
