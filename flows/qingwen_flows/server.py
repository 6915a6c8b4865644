"""A Prefect server with SQLite for one machine: found where one runs, else started as a child of this process.

This module imports no Prefect: the address of the server must stand in the environment before Prefect reads its settings.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import urlsplit

from cleaners.characters.printable import printable
from cleaners.errors import HeldError, RunError
from cleaners.storage.locks import acquire
from cleaners.storage.trouble import told
from qingwen_flows import settings

PORT = 4200
START_SECONDS = 180.0
"""What a server may take to start on a loaded machine, its database new."""

STOP_SECONDS = 15.0

LAST_WORDS, LAST_LINES = 8192, 6
"""Bytes of what the server wrote that are looked at when it fails, and lines of them that are shown."""


class ServerGoneError(RunError):
    """The server went away in the midst of the work."""


class Server(NamedTuple):
    """`process` is set where this program started it."""

    url: str
    process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        return f"{self.url}/api"


@contextmanager
def running_server(host: str, port: int) -> Iterator[Server]:
    """The server that PREFECT_API_URL names or that answers on the port; else one that is started, and stopped in the end.
    Raises RunError where there is none to be had."""
    settings.apply()  # before the address stands in the environment: whoever names one has a home of their own for it
    if named := os.environ.get("PREFECT_API_URL"):
        if answers(named):
            yield Server(named.removesuffix("/api"))
            return
        raise RunError(f"no Prefect server answers at {named}; start it, or unset PREFECT_API_URL to have one started")
    url = f"http://{host}:{port}"
    os.environ["PREFECT_API_URL"] = f"{url}/api"
    if answers(f"{url}/api"):
        yield Server(url)
        return
    with started_server(host, port) as server:
        yield server


@contextmanager
def started_server(host: str, port: int, *, for_one_run: bool = False) -> Iterator[Server]:
    """A server that is started, and stopped in the end. It ends with this process, however that ends; Prefect's own embedded
    server would stay. One that is there `for_one_run` shows no pages and starts no scheduled runs, and is ready sooner. Raises
    RunError where it does not start."""
    settings.apply()
    url = f"http://{host}:{port}"
    # Without these, a server on another port than 4200 shows pages that look for it there.
    own = {**os.environ, "PREFECT_API_URL": f"{url}/api", "PREFECT_SERVER_UI_API_URL": f"{url}/api"}
    command = [sys.executable, "-m", "qingwen_flows.server", host, str(port), str(os.getpid())]
    command += ["once"] if for_one_run else []
    ending = threading.Event()
    with ExitStack() as stack:
        said = stack.enter_context(tempfile.TemporaryFile())
        starting = stack.enter_context(_alone())
        # A group of its own: Ctrl-C is ours to handle, and the server is to see the last states of the runs.
        process = subprocess.Popen(command, env=own, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
        stack.callback(_stop, process, ending)
        _wait(process, url, said)
        starting.close()
        threading.Thread(target=_end_with, args=(process, ending, said), name="server", daemon=True).start()
        yield Server(url, process)


@contextmanager
def _alone() -> Iterator[ExitStack]:
    """Be the one who starts a server in this home, until what is given is closed: two that make the tables of a new database at
    once spoil it for each other."""
    home = Path(os.environ["PREFECT_HOME"]) if "PREFECT_HOME" in os.environ else Path.home() / ".prefect"
    end = time.monotonic() + START_SECONDS
    with told(home), ExitStack() as stack:
        home.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                stack.enter_context(acquire(home / ".starting"))
                break
            except HeldError as owner:
                if time.monotonic() > end:
                    raise RunError(f"{home}: another server is starting there ({owner}); stop it and run again") from None
                time.sleep(0.2)
        yield stack


def _stop(process: subprocess.Popen[bytes], ending: threading.Event) -> None:
    ending.set()
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(said: IO[bytes]) -> str:
    """What the server wrote last, in a few lines to stand below a message; "" where it wrote nothing."""
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - LAST_WORDS))
    lines = [line for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()][-LAST_LINES:]
    return "".join(f"\n  server: {printable(line)[:300]}" for line in lines)


def _end_with(process: subprocess.Popen[bytes], ending: threading.Event, said: IO[bytes]) -> None:
    """Without its server this program is of no use; what it started ends with it."""
    code = process.wait()
    if not ending.is_set():
        message = f"qingwen: the Prefect server ended (exit code {code}); start again: what is finished is kept"
        print(f"{message}{_last_words(said)}", file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(api: str) -> bool:
    """Whether a Prefect server is behind an address."""
    try:
        with urllib.request.urlopen(f"{api.rstrip('/')}/health", timeout=5) as response:
            return json.load(response) is True
    except (OSError, ValueError, http.client.HTTPException):
        return False


def _wait(process: subprocess.Popen[bytes], url: str, said: IO[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            where, home = urlsplit(url).netloc, os.environ.get("PREFECT_HOME", "~/.prefect")
            raise RunError(
                f"the Prefect server on {where} ended at once (exit code {process.returncode}); if the port is taken, choose "
                f"another --port; if its database is at fault, move {home} away{_last_words(said)}"
            )
        if answers(f"{url}/api"):
            return
        time.sleep(0.2)
    raise RunError(
        f"the Prefect server did not answer within {START_SECONDS:.0f} s; run again when the machine is less busy"
        f"{_last_words(said)}"
    )


def main() -> None:
    """The child: `python -m qingwen_flows.server HOST PORT PARENT [once]`."""
    # Importing makes a million objects that stay: looking for garbage among them takes a fifth of the start.
    gc.disable()
    from qingwen_flows import settings
    from qingwen_flows.lifeline import end_with

    host, port, parent, *once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]
    end_with(parent)
    settings.apply()
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(final=True, ephemeral=bool(once))
    gc.freeze()
    gc.enable()
    uvicorn.run(app, host=host, port=port, log_level="warning", ws_ping_interval=20.0, ws_ping_timeout=20.0)


if __name__ == "__main__":
    main()
