"""Runs that are killed, ended and cancelled, for real: nothing lost, nothing doubled, no process and no file left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import alive, command_of, descendants, wait_for
from served import ROOT, Served, environment, free_port, leftovers, output, serving, write_documents

from cleaners.corpus import run_folder
from cleaners.errors import RunError
from cleaners.options import CleanOptions, Context

pytestmark = [
    pytest.mark.flow,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]

SHARDS = 32


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "raw"
    write_documents(folder, 2400)
    return folder


@pytest.fixture(scope="module")
def undisturbed(raw: Path) -> dict[str, bytes]:
    """What comes out of a run that nothing happens to."""
    clean = raw.with_name("undisturbed")
    run_folder(raw, clean, context=Context(options=CleanOptions(shards=SHARDS)))
    return output(clean)


def under_way(served: Served, identity: str, clean: Path) -> int:
    """The process of a run that is in the midst of its work."""
    before = len(list(clean.glob("receipts/*")))
    wait_for(lambda: len(list(clean.glob("receipts/*"))) >= before + 2)
    engines = [process for process in served.tree() if b"prefect.engine" in command_of(process)]
    assert len(engines) == 1, [command_of(process) for process in served.tree()]
    assert served.state_of(identity) == "Running"
    return engines[0]


def test_runs_that_are_killed_ended_and_cancelled(raw: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """One fault after the other strikes one collection; each run goes on where the last one stopped."""
    home, clean, port = tmp_path / "home", tmp_path / "clean", free_port()
    home.mkdir()
    (home / "qingwen.toml").write_text(f"[clean]\nshards = {SHARDS}\n", encoding="utf-8")
    with serving(home, raw, clean, port=port) as served:
        run = served.start_run()
        engine = under_way(served, run, clean)
        with pytest.raises(RunError, match="another run is writing there"):
            run_folder(raw, clean)
        assert fall(served, run, lambda: os.kill(engine, signal.SIGKILL)) == "Crashed"

        run = served.start_run()
        engine = under_way(served, run, clean)
        assert fall(served, run, lambda: os.kill(engine, signal.SIGTERM)) == "Crashed"

        run = served.start_run()
        under_way(served, run, clean)
        cancelling = {"state": {"type": "CANCELLING", "name": "Cancelling"}}  # as the button in the UI does it
        assert fall(served, run, lambda: served.api(f"flow_runs/{run}/set_state", cancelling)) == "Cancelled"

        lost = served.start_run()
        under_way(served, lost, clean)
        tree = served.tree()
        assert len(tree) >= 4  # this one, its server, the run, a worker
        served.process.kill()
        wait_for(lambda: not alive(tree), 10)
    assert len(list(clean.glob("receipts/*"))) < SHARDS, "the faults came too late"
    with serving(home, raw, clean, port=port) as served:
        assert served.end_of(lost) == ("Crashed", "the process of the run is gone")
        # Of two runs at once, one is cancelled and not queued. All is to be done again, so that the first is still at it.
        for receipt in clean.glob("receipts/*"):
            receipt.unlink()
        ends = {served.end_of(run)[0] for run in [served.start_run(), served.start_run()]}
        assert "Cancelled" in ends
        assert ends & {"Completed"}
        tree = served.tree()
        assert served.stop(signal.SIGINT) == 0
        assert not alive(tree)
    assert output(clean) == undisturbed
    assert not leftovers(clean)


def fall(served: Served, run: str, fault: Callable[[], object]) -> str:
    """Let the fault strike. Nothing but the server may be left; gives the state that the run ends in."""
    (server,) = [process for process in served.tree() if b"qingwen_flows.server" in command_of(process)]
    own = served.tree() - {server, served.process.pid}
    assert len(own) >= 2, "no worker processes"
    fault()
    wait_for(lambda: not alive(own))
    return served.end_of(run)[0]


def test_the_server_is_killed_under_a_run(raw: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """The run says so in one line, and the next one, on a new server, has everything."""
    home, clean, port = tmp_path / "home", tmp_path / "clean", free_port()
    home.mkdir()
    (tmp_path / "qingwen.toml").write_text(f"[clean]\nshards = {SHARDS}\n", encoding="utf-8")
    own = {**environment(home), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    own["PREFECT_CLIENT_MAX_RETRIES"] = "2"  # six seconds of patience; by default it is a minute for each call
    command = [sys.executable, "-m", "cleaners", "run", str(raw), str(clean)]
    for attempt in (1, 2):
        serve = [sys.executable, "-m", "qingwen_flows.server", "127.0.0.1", str(port), str(os.getpid())]
        with subprocess.Popen(serve, cwd=ROOT, env=own) as server:
            try:
                wait_for(lambda: _answers(port))
                with subprocess.Popen(command, cwd=tmp_path, env=own, stderr=subprocess.PIPE, text=True) as run:
                    if attempt == 1:
                        wait_for(lambda: len(list(clean.glob("receipts/*"))) >= 2)
                        tree = descendants(run.pid)
                        server.kill()
                    said = run.communicate(timeout=180)[1]
            finally:
                server.kill()
        if attempt == 1:
            assert run.returncode == 1
            assert "the Prefect server" in said.splitlines()[-1]
            assert not alive(tree)
    assert run.returncode == 0, said
    assert output(clean) == undisturbed
    assert not leftovers(clean)


def test_without_its_server_the_program_ends(raw: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "home", raw, tmp_path / "clean") as served:
        tree = served.tree()
        (server,) = [process for process in tree if b"qingwen_flows.server" in command_of(process)]
        os.kill(server, signal.SIGKILL)
        assert served.process.wait(30) == 1
        wait_for(lambda: not alive(tree), 10)
    assert "the Prefect server ended" in (tmp_path / "home" / "serve.log").read_text(encoding="utf-8")


def _answers(port: int) -> bool:
    from qingwen_flows.server import answers

    return answers(f"http://127.0.0.1:{port}/api")


def test_a_run_with_a_server_of_its_own_is_killed(raw: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Not the flow alone: the server that it started ends with it."""
    clean = tmp_path / "clean"
    (tmp_path / "qingwen.toml").write_text(f"[clean]\nshards = {SHARDS}\n", encoding="utf-8")
    command = [sys.executable, "-m", "cleaners", "run", str(raw), str(clean)]
    own = environment(tmp_path / "home")
    with subprocess.Popen(command, cwd=tmp_path, env=own) as run:
        wait_for(lambda: len(list(clean.glob("receipts/*"))) >= 2, 180)
        tree = descendants(run.pid)
        assert any(b"qingwen_flows.server" in command_of(process) for process in tree)
        run.kill()
    wait_for(lambda: not alive(tree), 10)
    done = {path: path.stat().st_mtime_ns for path in clean.glob("receipts/*")}
    assert len(done) < SHARDS
    subprocess.run(command, cwd=tmp_path, env=own, check=True, timeout=300)
    assert output(clean) == undisturbed
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert not leftovers(clean)
