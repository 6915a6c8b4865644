"""`qingwen serve` as a process of its own, with a home of its own, and what its server says."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import descendants, wait_for
from qingwen_flows.server import free_port

from benchmarks.generated import documents

ROOT = Path(__file__).parents[2]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "QINGWEN"))}
    path = os.pathsep.join([str(ROOT), str(ROOT / "flows")])  # this tree's, not those that are installed
    # The runner looks for runs every second, not every ten: two that are begun together must meet.
    return {**kept, "PREFECT_HOME": str(home), "PYTHONPATH": path, "PREFECT_RUNNER_POLL_FREQUENCY": "1"}


@dataclass
class Server:
    """What a Prefect server says."""

    url: str

    def api(self, path: str, body: Any = None, method: str = "") -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/{path}", data, headers, method=method or None)
        tries = 0
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    answer = response.read()
                return json.loads(answer) if answer else None
            except urllib.error.HTTPError as error:
                if error.code != 503 or (tries := tries + 1) > 5:  # SQLite is locked: Prefect's client tries again, too
                    raise
                time.sleep(1)

    def runs(self) -> list[dict[str, Any]]:
        """The runs, the oldest first."""
        found: list[dict[str, Any]] = self.api("flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC", "limit": 200})
        return found

    def run(self, identity: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api(f"flow_runs/{identity}")
        return found

    def deployment(self, name: str = "") -> dict[str, Any]:
        (found,) = self.api("deployments/filter", {"deployments": {"name": {"any_": [name]}}} if name else {})
        return dict(found)

    def start_run(self, deployment: str = "", *, due: str = "", **parameters: Any) -> str:
        """Start a run of the deployment, or of the only one there is; `due` is a time that it was, or will be, due at."""
        there = self.deployment(deployment)
        body = {"parameters": {"parameters": {**there["parameters"]["parameters"], **parameters}}}
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
        created = self.api(f"deployments/{there['id']}/create_flow_run", {**body, "state": state} if due else body)
        return str(created["id"])

    def state_of(self, identity: str) -> str:
        """Name of the state that a run is in; "" where it has just been made."""
        state = self.run(identity)["state"]
        return str(state["name"]) if state else ""

    def end_of(self, identity: str, seconds: float = 120) -> tuple[str, str]:
        """Name and message of the state that a run ends in."""

        def ended() -> dict[str, Any] | None:
            state: dict[str, Any] | None = self.run(identity)["state"]  # none for a moment, where a run has just been made
            return state if state and state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

        state = wait_for(ended, seconds)
        return state["name"], state["message"]


@dataclass
class Served(Server):
    process: subprocess.Popen[str]

    def tree(self) -> set[int]:
        """The process and all that it started."""
        return descendants(self.process.pid)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def serving(home: Path, raw: Path, clean: Path, *flags: str, port: int = 0) -> Iterator[Served]:
    port = port or free_port()
    command = [sys.executable, "-m", "cleaners", "serve", str(raw), str(clean), "--port", str(port), *flags]
    home.mkdir(exist_ok=True)
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=home, env=environment(home), stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, (line, (home / "serve.log").read_text())
        yield Served(found[0], process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def write_documents(folder: Path, count: int) -> None:
    """Documents for a run of some seconds, in which there is time to do harm."""
    folder.mkdir()
    for number, text in enumerate(documents(count)):
        path = folder / f"{number:04}.txt"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1, 1))


def output(clean: Path) -> dict[str, bytes]:
    """What of a collection is the same however it came to be."""
    paths = [*clean.glob("documents/*"), *clean.glob("rejected/*"), clean / "manifest.json"]
    return {str(path.relative_to(clean)): path.read_bytes() for path in paths}


def leftovers(clean: Path) -> set[str]:
    known = {"documents", "rejected", "receipts", "runs", "manifest.json", "README.md"}
    return {path.name for path in clean.iterdir()} - known | {path.name for path in clean.rglob("*.tmp")}
