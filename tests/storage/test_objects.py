"""Folders in an object store: fsspec's store in memory, which is one."""

from __future__ import annotations

import json
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_path
from cleaners.corpus import RunSummary, run_folder
from cleaners.errors import Rejected, RunError
from cleaners.options import CleanOptions, Context
from cleaners.records.folder import CleanFolder
from cleaners.records.ledger import source_text
from cleaners.records.report import to_html
from cleaners.sources import Listing, discover
from cleaners.storage import absolute, is_url, name_of, plain, store_at
from cleaners.storage.scratch import scratch
from cleaners.workers.shards import clean_shards_here

TEXTS = ("春雨下了一夜。", "他說:今天不回來了。", "", "第一行。\n\n  第二行,缺了一半。\n")
MEMORY = fsspec.filesystem("memory")


@pytest.fixture
def bucket() -> Iterator[str]:
    """A place of its own for each test: the store is one for the whole process."""
    place = f"memory://{uuid.uuid4().hex}"
    yield place
    for name in ("raw", "clean"):
        if MEMORY.exists(f"{place}/{name}"):
            MEMORY.rm(f"{place}/{name}", recursive=True)


def put(place: str, content: str | bytes) -> None:
    MEMORY.pipe_file(place, content.encode() if isinstance(content, str) else content)


def objects(place: str) -> dict[str, bytes]:
    """All objects of a place, by their names there."""
    top = plain(place).removeprefix("memory://")
    return {path.partition(f"{top}/")[2]: MEMORY.cat_file(path) for path in MEMORY.find(place)}


def run(raw: str, clean: str, **options: Any) -> RunSummary:
    context = Context(options=CleanOptions(**{"shards": 3, **options}))
    return run_folder(raw, clean, context=context, source="test", clean_with=clean_shards_here)


def without_times(data: bytes) -> list[dict[str, Any]]:
    return [{**json.loads(line), "added": ""} for line in data.splitlines()]


def fill(bucket: str) -> None:
    for number, text in enumerate(TEXTS * 3):
        put(f"{bucket}/raw/文 {number % 2}/{number}#?%20.txt", text)


def test_the_same_documents_as_from_a_folder(bucket: str, tmp_path: Path) -> None:
    fill(bucket)
    (tmp_path / "raw").mkdir()
    for name, content in objects(f"{bucket}/raw").items():
        (tmp_path / "raw" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "raw" / name).write_bytes(content)
    over_there, here = run(f"{bucket}/raw", f"{bucket}/clean"), run(str(tmp_path / "raw"), str(tmp_path / "clean"))
    assert (over_there.delivered, over_there.rejected) == (here.delivered, here.rejected) == (9, 3)
    found = objects(f"{bucket}/clean")
    for kind in ("documents", "rejected"):
        for path in (tmp_path / "clean" / kind).iterdir():
            assert without_times(found[f"{kind}/{path.name}"]) == without_times(path.read_bytes())
    assert {name.partition("/")[0] for name in found} == {
        *("documents", "rejected", "receipts", "runs", "manifest.json", "README.md")
    }


def test_a_second_run_rewrites_nothing(bucket: str) -> None:
    fill(bucket)
    run(f"{bucket}/raw", f"{bucket}/clean")

    def written() -> dict[str, object]:  # the figures for Prometheus are those of the last run
        return {path: MEMORY.created(path) for path in MEMORY.find(f"{bucket}/clean") if not path.endswith("metrics.prom")}

    before = written()
    assert run(f"{bucket}/raw", f"{bucket}/clean").state == "NothingNew"
    after = written()
    assert after == {**after, **before}
    assert all("/runs/" in path for path in after.keys() - before.keys())


ACTIONS = st.tuples(
    st.sampled_from(["put", "remove", "run", "stop", "options"]), st.integers(0, 5), st.sampled_from(TEXTS), st.booleans()
)


@settings(max_examples=15, deadline=None)
@given(st.lists(ACTIONS, max_size=10))
def test_any_history_ends_as_a_run_from_scratch(history: list[tuple[str, int, str, bool]]) -> None:
    top, options = f"memory://{uuid.uuid4().hex}", {"shards": 3}
    put(f"{top}/raw/always.txt", "一直都在的一篇。")
    for action, number, text, flag in history:
        path = f"{top}/raw/{number}.txt"
        match action:
            case "put":
                put(path, text)
            case "remove" if MEMORY.exists(path):
                MEMORY.rm_file(path)
            case "run":
                run(f"{top}/raw", f"{top}/clean", **options)
            case "stop":
                stop_in_the_middle(f"{top}/raw", f"{top}/clean", number % 3)
            case "options":
                options = {"shards": 2 + number % 2, "compress": ("none", "gz")[flag]}  # type: ignore[dict-item]
    run(f"{top}/raw", f"{top}/clean", **options)
    run(f"{top}/raw", f"{top}/scratch", **options)
    wanted, found = objects(f"{top}/scratch"), objects(f"{top}/clean")
    compared = ("documents/", "rejected/", "manifest.json")
    assert {name: data for name, data in found.items() if name.startswith(compared)} == {
        name: data for name, data in wanted.items() if name.startswith(compared)
    }
    MEMORY.rm(top, recursive=True)


class Stopped(Exception):  # noqa: N818
    """The run ends here."""


def stop_in_the_middle(raw: str, clean: str, uploads: int) -> None:
    """A run that ends after so many objects of its shards are there."""
    from cleaners.storage.objects import ObjectStore

    real, count = ObjectStore.put, 0

    def put_or_stop(self: ObjectStore, written: Path, name: str) -> None:
        nonlocal count
        if name.startswith(("documents", "rejected", "receipts")) and (count := count + 1) > uploads:
            raise Stopped
        real(self, written, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ObjectStore, "put", put_or_stop)
        try:
            run(raw, clean)
        except Stopped:
            assert not objects(clean).keys() & {".lock"}


def test_workers_clean_what_was_fetched(bucket: str) -> None:
    fill(bucket)
    summary = run_folder(f"{bucket}/raw", f"{bucket}/clean", context=Context(options=CleanOptions(shards=3)))
    assert (summary.delivered, summary.rejected, summary.shards_cleaned) == (9, 3, 3)
    assert not list(Path(tempfile.gettempdir()).glob(f"qingwen-*/{bucket}"))


def test_what_was_written_is_read_there(bucket: str) -> None:
    fill(bucket)
    run(f"{bucket}/raw", f"{bucket}/clean", ledger=True)
    folder = CleanFolder(f"{bucket}/clean")
    documents = [json.loads(line) for name in folder.parts("documents").values() for line in folder.lines(name)]
    sources = {source_text(folder, record["id"]) for record in documents}
    assert sources == set(TEXTS) - {""}
    assert "9 documents delivered, 3 rejected" in to_html(folder)


def test_documents_without_a_collection(bucket: str) -> None:
    fill(bucket)
    results = list(clean_path(f"{bucket}/raw"))
    assert len([result for result in results if isinstance(result, Rejected)]) == 3
    assert len(results) == 12


def test_an_object_that_vanishes_is_left_out(bucket: str) -> None:
    fill(bucket)
    gone = f"{bucket}/raw/文 0/0#?%20.txt"

    def clean(plans: Any) -> Any:
        MEMORY.rm_file(gone)
        return clean_shards_here(plans)

    summary = run_folder(f"{bucket}/raw", f"{bucket}/clean", clean_with=clean)
    assert (summary.vanished, summary.delivered) == (1, 8)


def test_an_object_that_must_not_be_read_is_rejected_and_tried_again(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaners.workers import fetching

    fill(bucket)
    real = fetching.fetch

    def fetch(fs: Any, path: str, target: Path) -> None:
        if path.endswith("/4#?%20.txt"):
            raise PermissionError("Access Denied")
        real(fs, path, target)

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "fetch", fetch)
        summary = run(f"{bucket}/raw", f"{bucket}/clean")
    assert (summary.delivered, summary.manifest["drop_reason"]) == (8, {"empty": 3, "unreadable": 1})
    assert run(f"{bucket}/raw", f"{bucket}/clean").delivered == 9


def test_a_store_that_fails_ends_the_run_and_rejects_nothing(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaners.workers import fetching

    fill(bucket)

    def fetch(*_: Any) -> None:
        raise TimeoutError("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "fetch", fetch)
        with pytest.raises(RunError, match=r"cannot be fetched \(no answer\); run again"):
            run(f"{bucket}/raw", f"{bucket}/clean")
    assert not objects(f"{bucket}/clean").keys() & {"manifest.json", ".lock"}
    assert run(f"{bucket}/raw", f"{bucket}/clean").delivered == 9


def test_side_tables_and_parts_of_pages(bucket: str) -> None:
    put(f"{bucket}/raw/a.html", "<html><body><p>" + "山上的雪化了，水流进了湖里。" * 9)
    put(f"{bucket}/raw/a_files/b.html", "<html><body><p>广告")
    put(f"{bucket}/raw/.hidden/c.txt", "藏")
    put(f"{bucket}/raw/d.xyz", b"\x89PNG\r\n\x1a\n")
    put(f"{bucket}/raw/_qingwen.toml", '[[files]]\npath = "a.html"\nurl = "https://example.org/{path}"\n')
    summary = run(f"{bucket}/raw", f"{bucket}/clean")
    assert summary.manifest["files"]["ignored"] == {
        "hidden folder": 1,
        "part of a saved page": 1,
        "picture": 1,
        "side table": 1,
    }
    assert "example.org" in summary.manifest["places"]


def test_one_object_is_a_listing_of_its_own(bucket: str) -> None:
    put(f"{bucket}/raw/a.txt", "春天。")
    listing = discover(f"{bucket}/raw/a.txt")
    assert [(file.source, file.path) for file in listing.files] == [("raw", b"a.txt")]
    assert listing.files[0].mtime_ns > 1_700_000_000 * 10**9


def test_two_runs_do_not_write_at_once(bucket: str) -> None:
    with (
        store_at(f"{bucket}/clean").locked(),
        pytest.raises(RunError, match=rf"another run is writing there \(process {os.getpid()} on .*\); wait for it"),
    ):
        store_at(f"{bucket}/clean").locked().__enter__()
    assert objects(f"{bucket}/clean") == {}


@pytest.mark.parametrize(
    "lock",
    [
        pytest.param({"token": "x", "process": 2**22 + 1, "host": os.uname().nodename}, id="of a dead process here"),
        pytest.param({"token": "x", "process": 1, "host": "elsewhere"}, id="not renewed for long"),
        pytest.param(None, id="that says nothing"),
    ],
)
def test_a_lock_without_owner_locks_nobody_out(bucket: str, lock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaners.storage import lease

    put(f"{bucket}/clean/.lock", json.dumps(lock) if lock else b"\xff")
    if not lock or lock["process"] == 1:
        with pytest.raises(RunError, match="another run is writing there"):  # it may be renewed yet
            store_at(f"{bucket}/clean").locked().__enter__()
        monkeypatch.setattr(lease, "LEASE_SECONDS", 0.05)
        time.sleep(0.1)
    with store_at(f"{bucket}/clean").locked():
        pass
    assert objects(f"{bucket}/clean") == {}


def test_a_lock_is_renewed_and_its_loss_is_noticed(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaners.storage import lease

    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.02)
    store = store_at(f"{bucket}/clean")
    with store.locked():
        before = MEMORY.created(f"{bucket}/clean/.lock")
        end = time.monotonic() + 10
        while MEMORY.created(f"{bucket}/clean/.lock") == before:
            assert time.monotonic() < end
            time.sleep(0.01)
        store.hold()
        put(f"{bucket}/clean/.lock", json.dumps({"token": "another", "process": 1, "host": "elsewhere"}))
        with pytest.raises(RunError, match="another run has taken over"):
            store.hold()
    assert objects(f"{bucket}/clean").keys() == {".lock"}  # it is the other one's


@pytest.mark.parametrize(
    ("raw", "clean", "message"),
    [
        ("memory://nothing-there", "memory://out", r"memory://nothing-there: cannot be read \(.*\)"),
        ("memory://a", "memory://a/clean", "lies in the folder of raw documents"),
        ("gopher://a/b", "memory://out", r"gopher://a/b: .*; write an address such as s3://bucket/folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(raw: str, clean: str, message: str) -> None:
    with pytest.raises(RunError, match=message) as error:
        run(raw, clean)
    assert "\n" not in str(error.value)


def test_places() -> None:
    assert [is_url(place) for place in ("s3://a/b", b"memory://a", "raw", "C:/raw", "a:b")] == [True, True, False, False, False]
    assert (plain("s3://a/b/"), plain("file:///raw/x"), plain("raw/")) == ("s3://a/b", "/raw/x", "raw/")
    assert (name_of("s3://a/新闻/"), name_of("/tmp/x/")) == ("新闻", "x")
    assert (absolute("s3://a/b"), absolute("x")) == ("s3://a/b", str(Path("x").resolve()))


def test_an_object_named_as_a_folder_is_not_lost() -> None:
    """S3 lets names end with a slash, or have two in a row. Such an object with something in it is told of."""
    from cleaners.sources.discover import _Walk
    from cleaners.sources.tree import ObjectEntry, ObjectStat, ObjectTree

    class Tree(ObjectTree):
        def __init__(self) -> None:
            self.top = b"s3://bucket/raw"

        def scan(self, folder: bytes) -> list[Any]:
            return [ObjectEntry(b"", folder + b"/", ObjectStat("bucket/raw/", 0o100000, 7))]

    listing = Listing.of(_Walk(Tree(), "raw").run(ObjectStat("bucket/raw", 0o40000)))
    assert [rejected.detail for rejected in listing.rejected] == ["an object whose name ends with a slash"]


def test_scratch_of_a_killed_process_is_swept_away() -> None:
    left = Path(tempfile.gettempdir()) / f"qingwen-{uuid.uuid4().hex}"
    left.mkdir()
    (left / "half").touch()
    left.with_suffix(".lock").touch()
    with scratch() as first, scratch() as second:
        assert first.is_dir()
        assert second.is_dir()
        assert not left.exists()
        assert not left.with_suffix(".lock").exists()
    assert not first.exists()
    assert not first.with_suffix(".lock").exists()
