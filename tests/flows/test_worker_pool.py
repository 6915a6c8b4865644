"""A server on PostgreSQL and a worker, set up with the very lines of docs/operations.md; and what happens when workers go."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from processes import alive, command_of, descendants, wait_for
from qingwen_flows.server import START_SECONDS, answers
from served import ROOT, Server, environment, free_port, leftovers, output, write_documents

from cleaners.corpus import run_folder
from cleaners.options import CleanOptions, Context

pytestmark = [
    pytest.mark.flow,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]

PASSWORD = "geheim"
COUNT = 800
SHARDS = 32
MANY: dict[str, Any] = {"raw": "many", "clean": "many-clean", "options": {"shards": SHARDS}}
SILENCE = 75
"""Seconds of silence after which a run is ended here, for the five minutes that the automation waits."""


def documented() -> list[str]:
    """The scripts of the section on servers and workers: database, server, deployments, worker."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text.partition("## Servers and workers that stay\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


class Pool(Server):
    """Server and worker in a folder as a user has it, with a home of its own."""

    def __init__(self, folder: Path, database: int) -> None:
        port = free_port()
        super().__init__(f"http://127.0.0.1:{port}")
        self.folder = folder
        _, self.server_script, self.deploy_script, self.worker_script = documented()
        self.values = {"HOST": "127.0.0.1", "4200": str(port), "5432": str(database), "PASSWORD": PASSWORD}
        programs = Path(sys.executable).parent
        self.environment = {**environment(folder / "home"), "PATH": f"{programs}:{os.environ['PATH']}"}
        self.environment["PREFECT_WORKER_QUERY_SECONDS"] = "1"  # not ten

    @contextmanager
    def running(self, script: str) -> Iterator[int]:
        """The script's last command, while it stays."""
        for name, value in self.values.items():
            script = script.replace(name, value)
        *before, last = script.splitlines()
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                ["sh", "-ec", "\n".join([*before, f"exec {last}"])],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process.pid
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(60)
            finally:
                process.kill()

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def processes(self) -> set[int]:
        """All that were started with this home and are there."""
        mark = f"PREFECT_HOME={self.environment['PREFECT_HOME']}\0".encode()
        return {int(path.name) for path in Path("/proc").glob("[0-9]*") if mark in _environment_of(path)}

    def engine(self, worker: int) -> int:
        """The process of the run that a worker has at work."""

        def found() -> list[int]:
            return [process for process in descendants(worker) if b"prefect.engine" in command_of(process)]

        (engine,) = wait_for(found)
        return engine

    def automations(self) -> dict[str, dict[str, Any]]:
        return {automation["name"]: automation for automation in self.api("automations/filter", {})}

    def shorten_silence(self) -> None:
        automation = self.automations()["qingwen: end runs whose process is gone"]
        given = {key: automation[key] for key in ("name", "description", "enabled", "actions")}
        trigger = {**automation["trigger"], "within": SILENCE}
        self.api(f"automations/{automation['id']}", {**given, "trigger": trigger}, "PUT")

    def fired(self) -> list[str]:
        """Names of the automations that acted, in order."""
        only = {
            "occurred": {"since": "2000-01-01T00:00:00Z"},
            "event": {"name": ["prefect.automation.triggered"]},
            "order": "ASC",
        }
        events = self.api("events/filter", {"filter": only, "limit": 50})["events"]
        return [event["resource"]["prefect.resource.name"] for event in events]


def _environment_of(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="module")
def database() -> Iterator[int]:
    """The port of a PostgreSQL of our own that has the documented user and database."""
    places = [os.environ["PATH"], *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    found = shutil.which("initdb", path=os.pathsep.join(places))
    if not found:
        pytest.skip("no PostgreSQL: apt-get install postgresql")
    programs = Path(found).resolve().parent
    import pwd

    # It does not run as root.
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="qingwen-") as folder:
        if nobody:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        run: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **user}
        make = "--username=postgres --auth-local=trust --auth-host=scram-sha-256 --no-sync --encoding=UTF8 --locale=C"
        subprocess.run([programs / "initdb", "--pgdata=data", *make.split()], check=True, **run)
        serve = ["-D", "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-F"]
        with subprocess.Popen([programs / "postgres", *serve], **run) as process:
            try:
                own = {**os.environ, "PGHOST": folder, "PGPORT": str(port), "PGUSER": "postgres"}
                own["PATH"] = f"{programs}:{own['PATH']}"
                wait_for(lambda: subprocess.run([programs / "pg_isready"], env=own, **run).returncode == 0)
                # In a session without a terminal, createuser reads the password from its input.
                script = subprocess.Popen(
                    ["sh", "-ec", documented()[0]], env=own, stdin=subprocess.PIPE, start_new_session=True, text=True, **run
                )
                script.communicate(f"{PASSWORD}\n{PASSWORD}\n", timeout=60)
                assert script.returncode == 0
                yield port
            finally:
                process.send_signal(signal.SIGINT)  # ends its sessions


@pytest.fixture(scope="module")
def pool(database: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """The server, with the deployments; none of its processes is left when it has ended."""
    folder = tmp_path_factory.mktemp("pool")
    shutil.copy(ROOT / "prefect.yaml", folder)
    shutil.copytree(ROOT / "raw", folder / "raw")
    write_documents(folder / "many", COUNT)
    pool = Pool(folder, database)
    try:
        with pool.running(pool.server_script) as server:
            wait_for(lambda: answers(f"{pool.url}/api") or not alive({server}), START_SECONDS)
            assert alive({server}), pool.log()
            with pool.running(f"{pool.deploy_script}\nqingwen automations create") as deploying:  # again: nothing is doubled
                wait_for(lambda: not alive({deploying}), 180)
            assert len(pool.api("deployments/filter", {})) == 2, pool.log()
            pool.shorten_silence()
            yield pool
        wait_for(lambda: not pool.processes(), 30)
    finally:
        for process in pool.processes():
            os.kill(process, signal.SIGKILL)


def test_deployments(pool: Pool) -> None:
    """What the UI shows of them: schedule, overlap protection, and a form that says what each parameter means."""
    for name, flow, cron in ("nightly", "clean-corpus", "0 3 * * *"), ("weekly", "learn-templates", "0 1 * * 0"):
        there = pool.api(f"deployments/name/{flow}/{name}")
        (schedule,) = there["schedules"]
        assert schedule["active"]
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == (cron, "Asia/Shanghai")
        assert there["global_concurrency_limit"]["limit"] == 1
        assert there["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        for model in there["parameter_openapi_schema"]["definitions"].values():
            assert all(field["description"] for field in model["properties"].values())
    acts = sorted(automation["actions"][0]["type"] for automation in pool.automations().values())
    assert acts == ["change-flow-run-state", "pause-deployment"]


def test_runs(pool: Pool) -> None:
    """Both deployments do their work; of two runs at once one is cancelled; too many rejections pause the deployment."""
    with pool.running(pool.worker_script):
        cleaning = [pool.start_run("nightly", reject_rate_alarm=0.0) for _ in range(2)]
        learning = pool.start_run("weekly")
        ends = dict(pool.end_of(run) for run in cleaning)
        assert set(ends) == {"Cancelled", "Completed"}, pool.log()
        assert re.fullmatch(r"10 delivered, 3 rejected, 1 incomplete; 13 of 13 files cleaned in .* s", ends["Completed"])
        assert pool.end_of(learning)[0] == "Completed"
        wait_for(lambda: pool.deployment("nightly")["paused"])
    wait_for(lambda: pool.fired() == ["qingwen: pause after many rejections"])  # told of later than done
    tasks = pool.api("task_runs/filter", {"flow_runs": {"id": {"any_": cleaning}}})
    assert {task["name"].rpartition("-")[0] for task in tasks} == {"discover", "plan shards", "clean", "publish"}
    assert len(tasks) == 4
    run_folder(pool.folder / "raw", pool.folder / "alone")
    assert output(pool.folder / "clean") == output(pool.folder / "alone")
    waiting = {"deployments": {"name": {"any_": ["nightly"]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    assert not pool.api("flow_runs/filter", waiting), "a paused deployment has no runs to come"
    pool.api(f"deployments/{pool.deployment('nightly')['id']}", {"paused": False}, "PATCH")


def test_workers_that_go(pool: Pool) -> None:
    """A worker that is stopped takes its run with it, one that is killed does not; what fell due meanwhile is cut to one run."""
    fired = pool.fired()
    silent = pool.api("flow_runs/", {"flow_id": pool.deployment("nightly")["flow_id"], "state": {"type": "PENDING"}})["id"]
    with pool.running(pool.worker_script) as worker:
        stopped = pool.start_run("weekly", raw="many")
        wait_for(lambda: pool.state_of(stopped) == "Running")
        tree = descendants(worker)
        assert len(tree) >= 2
        os.kill(worker, signal.SIGTERM)
        wait_for(lambda: not alive(tree))
    assert pool.state_of(stopped) == "Running"  # nobody said otherwise

    clean = pool.folder / "many-clean"
    with pool.running(pool.worker_script) as worker:
        orphan = pool.start_run("nightly", **MANY)
        wait_for(lambda: len(list(clean.glob("receipts/*"))) >= 2)
        engine = pool.engine(worker)
        assert b"PREFECT_FLOWS_HEARTBEAT_FREQUENCY=30\0" in _environment_of(Path(f"/proc/{engine}"))
        os.kill(worker, signal.SIGKILL)
    assert alive({engine})
    due = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    late = [
        pool.start_run("nightly", due=due, **MANY)
    ]  # cancelled by the server, as one is at work, unless that has ended by then
    name, message = pool.end_of(orphan)
    assert name == "Completed"
    assert f"; {COUNT} of {COUNT} files cleaned in" in message
    wait_for(lambda: not alive({engine}), 30)
    late += [pool.start_run("nightly", due=due, **MANY) for _ in range(3)]
    wait_for(lambda: {pool.state_of(run) for run in late[1:]} == {"Late"})

    (pool.folder / "many" / "new.txt").write_text("雨停了，天晴了，孩子们都到院子里来玩。", encoding="utf-8")
    with pool.running(pool.worker_script):
        ends = [pool.end_of(run) for run in late]
        assert sorted(name for name, _ in ends) == [*["Cancelled"] * 3, "Completed"]
        assert any(f" of {COUNT + 1} files cleaned in" in message for _, message in ends)
    assert len(list(clean.glob("runs/*.json"))) == 2
    run_folder(pool.folder / "many", pool.folder / "many-alone", context=Context(options=CleanOptions(shards=SHARDS)))
    assert output(clean) == output(pool.folder / "many-alone")
    assert not leftovers(clean)

    for run in silent, stopped:
        name, message = pool.end_of(run, SILENCE + 60)
        assert name == "Crashed"
        assert message.startswith("no sign of life")
    wait_for(lambda: pool.fired() == [*fired, *["qingwen: end runs whose process is gone"] * 2])
