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
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaners.errors import RunError

PORT = 4200
START_SECONDS = 180.0
"""What a server may take to start on a loaded machine, its database new."""

STOP_SECONDS = 15.0


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
def running_server(host: str, port: int, log: Path | None = None) -> Iterator[Server]:
    """The server that PREFECT_API_URL names or that answers on the port; else one that is started, and stopped in the end.
    Raises RunError where there is none to be had."""
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
    with started_server(host, port, log) as server:
        yield server


@contextmanager
def started_server(host: str, port: int, log: Path | None = None, *, for_one_run: bool = False) -> Iterator[Server]:
    """A server that is started, and stopped in the end. It ends with this process, however that ends; Prefect's own embedded
    server would stay. One that is there `for_one_run` shows no pages and starts no scheduled runs, and is ready sooner. Raises
    RunError where it does not start."""
    url = f"http://{host}:{port}"
    # Without these, a server on another port than 4200 shows pages that look for it there.
    own = {**os.environ, "PREFECT_API_URL": f"{url}/api", "PREFECT_SERVER_UI_API_URL": f"{url}/api"}
    command = [
        sys.executable,
        "-m",
        "qingwen_flows.server",
        host,
        str(port),
        str(os.getpid()),
        *(["once"] if for_one_run else []),
    ]
    with log.open("ab") if log else open(os.devnull, "ab") as output:  # noqa: PTH123
        # A group of its own: Ctrl-C is ours to handle, and the server is to see the last states of the runs.
        process = subprocess.Popen(
            command, env=own, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    ending = threading.Event()
    try:
        _wait(process, url, log)
        threading.Thread(target=_end_with, args=(process, ending), name="server", daemon=True).start()
        yield Server(url, process)
    finally:
        ending.set()
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with(process: subprocess.Popen[bytes], ending: threading.Event) -> None:
    """Without its server this program is of no use; what it started ends with it."""
    code = process.wait()
    if not ending.is_set():
        print(f"qingwen: the Prefect server ended (exit code {code}); start again: what is finished is kept", file=sys.stderr)
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


def _wait(process: subprocess.Popen[bytes], url: str, log: Path | None) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            reason = f"see {log}" if log else "is the port free?"
            raise RunError(f"the Prefect server on {urlsplit(url).netloc} ended at once ({reason}); choose another --port")
        if answers(f"{url}/api"):
            return
        time.sleep(0.2)
    raise RunError(f"the Prefect server did not answer within {START_SECONDS:.0f} s; run again when the machine is less busy")


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
