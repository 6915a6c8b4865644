"""Runs from S3 to S3, against a real server: the same documents, also when a run is killed, the server goes away or Ray works."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import alive, descendants, wait_for
from s3 import INSTALL, environment, rclone, s3_server

from benchmarks.generated import documents

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (rclone() and importlib.util.find_spec("s3fs")), reason=INSTALL),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]

SHARDS = 8
RUN = """
import sys
from cleaners.corpus import run_folder
from cleaners.options import CleanOptions, Context
from cleaners.errors import RunError
from cleaners.workers.shards import clean_shards
context = Context(options=CleanOptions(shards=int(sys.argv[3])))
engine = lambda plans: clean_shards(plans, workers=2)
if sys.argv[4:] == ["ray"]:
    from qingwen_flows.ray_engine import clean_shards_on_ray as engine
try:
    print(run_folder(sys.argv[1], sys.argv[2], context=context, source="test", clean_with=engine).message)
except RunError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder behind the server, with raw documents in a bucket."""
    top = tmp_path_factory.mktemp("s3") / "data"
    raw = top / "bucket" / "raw"
    texts = list(documents(600))
    texts += ["", "大雪封山，路上没有人。\n" * 400_000]  # more than is fetched at a time
    for number, text in enumerate(texts):
        path = raw / f"新闻 {number % 3}" / f"{number:04}+#?%20.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    small = top / "bucket/small/raw/a.txt"
    small.parent.mkdir(parents=True)
    small.write_text("他說:今天不回來了。\n上传者:书虫 文档ID:70013526\n", encoding="utf-8")
    return top


@pytest.fixture
def server(data: Path) -> Iterator[dict[str, str]]:
    with s3_server(data) as server:
        yield environment(server)


@pytest.fixture(scope="module")
def undisturbed(data: Path) -> dict[str, bytes]:
    """What comes out of a run over the same files in a folder."""
    clean = data.parent / "local"
    subprocess.run([sys.executable, "-c", RUN, data / "bucket/raw", clean, str(SHARDS)], check=True, cwd=ROOT)
    return published(clean)


def published(clean: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(clean)): path.read_bytes() for kind in ("documents", "rejected") for path in clean.glob(f"{kind}/*")
    }


def started(server: dict[str, str], clean: str, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, "s3://bucket/raw", f"s3://bucket/{clean}", str(SHARDS), *more]
    return subprocess.Popen(command, cwd=ROOT, env=server, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(server: dict[str, str], clean: str, *more: str) -> str:
    with started(server, clean, *more) as process:
        said, wrong = process.communicate(timeout=300)
    assert process.returncode == 0, wrong
    return said


def test_nothing_partial_is_ever_seen(
    data: Path, server: dict[str, str], undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a run writes, whoever lists the collection sees whole parts alone, and the manifest last."""
    for name, value in server.items():
        if name.startswith("AWS"):
            monkeypatch.setenv(name, value)
    import s3fs

    fs = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    seen, ended = list[str](), threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            for name in fs.find("bucket/clean") if fs.exists("bucket/clean") else ():
                inner = name.removeprefix("bucket/clean/")
                if inner in undisturbed and fs.cat_file(name) != undisturbed[inner]:
                    seen.append(f"half of {inner}")
                elif inner == "manifest.json" and len(fs.ls("bucket/clean/receipts")) < SHARDS:
                    seen.append("the manifest too early")

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        assert "601 delivered, 1 rejected" in finished(server, "clean")
    finally:
        ended.set()
        watcher.join()
    assert not seen
    assert published(data / "bucket/clean") == undisturbed
    before = {path: path.stat().st_mtime_ns for path in (data / "bucket/clean").rglob("*.json*") if path.parent.name != "runs"}
    assert finished(server, "clean").startswith("nothing new")
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_killed_run_is_gone_on_with(data: Path, server: dict[str, str], undisturbed: dict[str, bytes]) -> None:
    clean = data / "bucket/killed"
    with started(server, "killed") as run:
        wait_for(lambda: len(list(clean.glob("receipts/*"))) >= 2)
        with started(server, "killed") as second:
            said = second.communicate(timeout=60)[1]
        assert re.search(r"refused: s3://bucket/killed: another run is writing there \(process \d+ on .*\); wait for it", said)
        tree = descendants(run.pid)
        run.send_signal(signal.SIGKILL)
        run.wait()
    wait_for(lambda: not alive(tree))
    done = {path.name: path.stat().st_mtime_ns for path in clean.glob("receipts/*")}
    assert 2 <= len(done) < SHARDS
    assert (clean / ".lock").exists()
    finished(server, "killed")
    assert published(clean) == undisturbed
    assert {name: (clean / "receipts" / name).stat().st_mtime_ns for name in done} == done
    assert not [path.name for path in clean.iterdir() if path.name.startswith(".")]


def test_a_server_that_goes_away_is_one_line(data: Path, undisturbed: dict[str, bytes]) -> None:
    clean = data / "bucket/gone"
    with s3_server(data) as first:
        run = started(environment(first), "gone")
        wait_for(lambda: len(list(clean.glob("receipts/*"))) >= 1)
    said = run.communicate(timeout=300)[1]
    assert run.returncode == 1
    assert re.fullmatch(
        r"refused: s3://bucket/(gone|raw)\S*.*: .*run again: what is finished is kept", said.strip().splitlines()[-1]
    )
    with s3_server(data) as second:
        finished(environment(second), "gone")
    assert published(clean) == undisturbed


def test_the_commands_take_urls(data: Path, server: dict[str, str], tmp_path: Path) -> None:
    own = {**server, "PREFECT_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}

    def qingwen(*arguments: str) -> str:
        command = [sys.executable, "-m", "cleaners", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "qingwen.toml").write_text("[clean]\nshards = 2\nledger = true\n", encoding="utf-8")
    source = (data / "bucket/small/raw/a.txt").read_text(encoding="utf-8")
    raw, clean = "s3://bucket/small/raw", "s3://bucket/small/clean"
    assert "1 files (0.0 MB) in 1 of 1 shards to clean" in qingwen("run", raw, clean, "--dry-run")
    assert "s3://bucket/small/clean/documents" in qingwen("run", raw, clean).replace("\n", "")
    (part,) = (data / "bucket/small/clean/documents").iterdir()
    record: dict[str, Any] = json.loads(part.read_bytes())
    assert record["text"] == "他说：今天不回来了。"
    assert record["source"] == "raw"
    assert qingwen("restore", record["id"], "--clean", clean) == source
    assert "report.html" in qingwen("report", clean)
    assert (data / "bucket/small/clean/report.html").stat().st_size > 1000
    qingwen("export", clean, "--to", "text", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out/part-00000.txt").exists() or (tmp_path / "out/part-00001.txt").exists()
    assert json.loads(qingwen("clean", raw))["text"] == record["text"]
    assert not (data / "bucket/small/clean/.lock").exists()


def test_ray_from_s3_to_s3(data: Path, server: dict[str, str], undisturbed: dict[str, bytes]) -> None:
    pytest.importorskip("ray", reason='Ray is missing: pip install "qingwen[ray]"')
    finished(server, "ray", "ray")
    assert published(data / "bucket/ray") == undisturbed
