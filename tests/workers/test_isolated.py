"""Workers that crash, hang and grow."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from isolated_functions import Item, Lot, act, shard, two_ways

from cleaners.document import Origin
from cleaners.errors import Rejected
from cleaners.workers.board import Board
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.isolated import map_isolated

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
QUICK = DocumentLimits(seconds=1.0)


@pytest.fixture(params=["board", "messages"])
def _told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a worker says what it has in hand."""
    if request.param == "messages":
        monkeypatch.setattr(Board, "new", lambda: None)


def outcomes(values: Iterator[Any]) -> list[str]:
    return [f"{value.origin.path.decode()}: {value.reason}" if isinstance(value, Rejected) else str(value) for value in values]


def run(*what: str, **options: Any) -> list[str]:
    return outcomes(map_isolated(act, [Item(name) for name in what], **{"workers": 2, "limits": QUICK, **options}))


def test_results_come_in_the_order_of_the_items() -> None:
    names = [f"n{number}" for number in range(200)]
    assert run(*names, arguments=("x",)) == [f"x{name}" for name in names]


def test_a_crash_costs_its_document_alone() -> None:
    assert run("a", "segfault", "b", "abort", "exit", "kill", "c", "bug", "reject", "d") == [
        "a", "segfault: crash", "b", "abort: crash", "exit: crash", "kill: memory", "c", "bug: crash", "reject: encrypted", "d",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux")
def test_memory() -> None:
    assert run("grow", "a") == ["grow: memory", "a"]


def test_time() -> None:
    begin = time.monotonic()
    assert run("sleep", "a", "spin", "b") == ["sleep: timeout", "a", "spin: timeout", "b"]
    assert time.monotonic() - begin < 10


def test_the_name_of_a_crash_does_not_change() -> None:
    [first] = map_isolated(act, [Item("bug")])
    assert first.detail == "KeyError"
    [second] = map_isolated(act, [Item("segfault")])
    assert second.detail == "SIGSEGV"


def test_a_page_that_hangs_ends_its_document_early() -> None:
    limits = DocumentLimits(page_seconds=0.25)
    pages, after, other = map_isolated(act, [Item("pages"), Item("all-pages"), Item("a")], limits=limits)
    assert (pages.reason, pages.detail) == ("timeout", "page 3 of 3 took too long")
    assert (after, other) == ("read", "a")


def test_many_results_for_one_item_stream() -> None:
    values = map_isolated(act, [Item("many 1000"), Item("many 1000"), Item("a")], workers=3)
    assert list(values) == [*range(1000), *range(1000), "a"]


@pytest.mark.usefixtures("_told")
def test_in_a_shard_the_document_is_blamed() -> None:
    values = outcomes(map_isolated(shard, [["a", "segfault", "b", "sleep", "c"], ["d"]], workers=2, limits=QUICK))
    assert values == ["a", "segfault: crash", "b", "sleep: timeout", "c", "d"]


@pytest.mark.usefixtures("_told")
def test_a_document_that_hangs_has_its_own_time_not_that_of_the_shard() -> None:
    limits = DocumentLimits(seconds=1.0, most_seconds=60.0)
    begin = time.monotonic()
    values = outcomes(map_isolated(shard, [Lot(["a", "sleep", "b", "spin", "c"])], limits=limits))
    assert values == ["a", "sleep: timeout", "b", "spin: timeout", "c"]
    assert time.monotonic() - begin < 20


@pytest.mark.usefixtures("_told")
def test_pages_that_a_reader_left_are_not_laid_on_the_next_document() -> None:
    limits = DocumentLimits(page_seconds=0.25)
    values = outcomes(map_isolated(shard, [["left-pages", "nap", "a"]], limits=limits))
    assert values == ["awake", "a"]


@pytest.mark.usefixtures("_told")
def test_a_death_is_laid_on_a_document_of_any_name() -> None:
    long = f"segfault {'字' * 50_000}"
    values = outcomes(map_isolated(shard, [["a", long, "b", "segfault"]]))
    assert values == ["a", f"{long}: crash", "b", "segfault: crash"]


@pytest.mark.usefixtures("_told")
def test_what_killed_a_worker_is_tried_once_another_way() -> None:
    values = outcomes(
        map_isolated(two_ways, [["a", "segfault otherwise", "spin otherwise", "abort", "sleep", "b"]], limits=QUICK)
    )
    assert values == ["a", "done otherwise", "done otherwise", "abort: crash", "sleep: timeout", "b"]


def test_deep_recursion_is_a_rejection_and_the_worker_lives() -> None:
    assert run("pid", "deep", "pid", workers=1)[1] == "deep: broken"


def test_a_flood_of_output_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("print 20000") == ["printed"]
    assert capfd.readouterr() == ("", "")


def test_a_worker_writes_no_files(tmp_path: Path) -> None:
    limits = DocumentLimits(file_size=1 << 20)
    assert run(f"write {tmp_path / 'a'}", "a", limits=limits) == [f"write {tmp_path / 'a'}: crash", "a"]
    assert (tmp_path / "a").stat().st_size <= 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")
def test_without_namespaces_a_filter_closes_the_network() -> None:
    code = """
import ctypes, socket
from cleaners.workers.network import _filter_calls
print(_filter_calls(ctypes.CDLL(None, use_errno=True)))
near, far = socket.socketpair()
near.send(b"x")
print(far.recv(1) == b"x")
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
    try:
        socket.socket(family, socket.SOCK_STREAM)
        print("open")
    except PermissionError:
        print("closed")
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True", *["closed"] * 4]


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces and filters are Linux's")
def test_a_worker_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert run(f"connect {port}", limits=DocumentLimits(network=True)) == ["connected"]
        [outcome] = run(f"connect {port}")
    assert outcome.endswith(": crash")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_programs_that_a_worker_started_end_with_it() -> None:
    assert run("program") == ["program: timeout"]
    deadline = time.monotonic() + 5
    while (left := _running(b"sleep\x0061.25")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left


def _running(command: bytes) -> bool:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(path.read_bytes())
    return any(command in line for line in lines)


def test_a_worker_is_replaced_when_it_is_tired() -> None:
    pids = list(map_isolated(act, [Item("pid") for _ in range(6)], limits=DocumentLimits(documents=2)))
    assert len(set(pids)) == 3
    assert os.getpid() not in pids


def test_what_libraries_print_does_not_reach_our_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("print") == ["printed"]
    assert capfd.readouterr() == ("", "")


def test_functions_must_be_importable() -> None:
    with pytest.raises(ValueError, match="top level"):
        map_isolated(lambda item: [item], [1])


def test_a_function_that_is_not_there() -> None:
    def gone(item: Item) -> list[Item]:
        return [item]

    gone.__qualname__, gone.__module__ = "gone", "isolated_functions"
    with pytest.raises(RuntimeError, match="cannot be imported"):
        list(map_isolated(gone, [Item("a")]))


def test_rejections_have_the_origin_of_their_item() -> None:
    [rejected] = map_isolated(act, [Item("reject")])
    assert rejected.origin == Origin("test", b"reject")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_workers_die_with_their_parent() -> None:
    script = (
        "import sys; from isolated_functions import Item, act; from cleaners.workers.isolated import map_isolated\n"
        "values = map_isolated(act, [Item('pid'), Item('spin')], workers=1)\n"
        "print(next(values), flush=True); next(values)"
    )
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    with subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_no_worker_outlives_the_iterator() -> None:
    values = map_isolated(act, [Item("pid"), Item("sleep")], workers=1)
    pid = next(values)
    values.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
