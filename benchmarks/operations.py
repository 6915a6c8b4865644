"""What the flow costs over the plain library, how long Prefect takes to start, and how many task runs a flow run has.

    python -m benchmarks.operations [DOCUMENTS] [ROW ...]

Rows: start (an empty collection with an embedded and with a running server), overhead (the same documents by the library and by
the flow, after start-up), tasks (task runs of that flow run, and of one with 100 million documents, calculated). 20,000
documents without a number; all rows without a name. Each figure is measured in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qingwen_flows.server import answers, free_port

from benchmarks.generated import documents

LIBRARY = """
import sys, time
from cleaners.corpus import run_folder
begin = time.perf_counter()
run_folder(sys.argv[1], sys.argv[2])
print(time.perf_counter() - begin)
"""
FLOW = """
import sys, time
from qingwen_flows.clean_corpus import run
from qingwen_flows.parameters import CleanCorpusParameters
small, small_clean, raw, clean = sys.argv[1:]
run(CleanCorpusParameters(raw=small, clean=small_clean))  # a first one, which starts what has to start
begin = time.perf_counter()
run(CleanCorpusParameters(raw=raw, clean=clean))
print(time.perf_counter() - begin)
"""
ROUNDS = 3


def overhead(place: Path, count: int) -> None:
    """Wall time of library and flow in turn, each the best of some rounds: other programs only ever add to it."""
    raw, small = made(place / "raw", count), made(place / "small", 4)
    library, flow = list[float](), list[float]()
    with server(place) as url:
        for number in range(ROUNDS):
            library.append(seconds(LIBRARY, raw, place / f"library{number}"))
            places = small, place / f"first{number}", raw, place / f"flow{number}"
            flow.append(seconds(FLOW, *places, PREFECT_API_URL=f"{url}/api"))
            shutil.rmtree(place / f"library{number}")
        share = min(flow) / min(library) - 1
        print(
            f"overhead   {count:,} documents: library {min(library):.2f} s, flow {min(flow):.2f} s after start-up, {share:+.1%}"
        )
        print(f"           rounds: library {', '.join(f'{s:.1f}' for s in library)}; flow {', '.join(f'{s:.1f}' for s in flow)}")


def tasks(place: Path, count: int) -> None:
    """Task runs do not depend on the number of documents: there are four stages, and shards stand inside one of them."""
    raw = made(place / "raw", count)
    with server(place) as url:
        wall([sys.executable, "-m", "cleaners", "run", raw, place / "tasks"], PREFECT_API_URL=f"{url}/api")
        (run,) = [run for run in asked(f"{url}/api/flow_runs/filter", {}) if run["name"].endswith(" raw")]
        found = asked(f"{url}/api/task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    many = f"{len(found)} with 100,000,000 in {100_000_000 // 20_000:,} shards, calculated"
    print(f"tasks      {len(found)} with {count:,} documents, measured; {many}")


def start(place: Path, _: int) -> None:
    """From the command to its end, with four documents; a run without Prefect beside it."""
    raw = made(place / "small", 4)
    run = [sys.executable, "-m", "cleaners", "run"]
    embedded = wall([*run, raw, place / "embedded"])
    with server(place) as url:
        running = [wall([*run, raw, place / f"running{number}"], PREFECT_API_URL=f"{url}/api") for number in range(2)]
    alone = seconds(LIBRARY, raw, place / "alone")
    print(f"start      4 documents: embedded server {embedded:.1f} s, running server {min(running):.1f} s, library {alone:.1f} s")


ROWS: dict[str, Callable[[Path, int], None]] = {"start": start, "overhead": overhead, "tasks": tasks}


def made(folder: Path, count: int) -> Path:
    """Generated documents in folders of a thousand."""
    if not folder.exists():
        for number, text in enumerate(documents(count)):
            path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            os.utime(path, (1, 1))
    return folder


@contextmanager
def server(place: Path) -> Iterator[str]:
    """A Prefect server with a database of its own."""
    port = str(free_port())
    command = [sys.executable, "-m", "qingwen_flows.server", "127.0.0.1", port, str(os.getpid())]
    with subprocess.Popen(command, env=environment(PREFECT_HOME=str(place / f"home{port}"))) as process:
        try:
            begin = time.perf_counter()
            while not answers(f"http://127.0.0.1:{port}/api"):
                time.sleep(0.1)
            print(f"           (server ready after {time.perf_counter() - begin:.1f} s, its database new)")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def environment(**own: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "QINGWEN"))}
    return {"PREFECT_HOME": tempfile.gettempdir() + "/qingwen-benchmark", "PREFECT_LOGGING_LEVEL": "ERROR", **kept, **own}


def seconds(script: str, *arguments: Path, **own: str) -> float:
    """What a script prints last."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, env=environment(**own), check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])


def wall(command: list[Any], **own: str) -> float:
    begin = time.perf_counter()
    subprocess.run(list(map(str, command)), env=environment(**own), check=True, capture_output=True)
    return time.perf_counter() - begin


def asked(url: str, body: Any) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


if __name__ == "__main__":
    given = sys.argv[1:]
    count = int(given.pop(0)) if given and given[0].isdigit() else 20_000
    with tempfile.TemporaryDirectory() as top:
        for row in given or ROWS:
            ROWS[row](Path(top), count)
