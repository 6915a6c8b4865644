"""A folder becomes a collection, the same one by whatever way it came about, and no fault leaves half of it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import faulty_shards
import pytest
from archives import mail_of, zip_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from processes import alive, wait_for

from cleaners.corpus import RunSummary, run_folder
from cleaners.errors import Error, RunError
from cleaners.options import CleanOptions, Context
from cleaners.records.schema import json_schema
from cleaners.sources import shard_of
from cleaners.workers import cleaning, shard, shards
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.shard import ShardPlan, ShardResult
from cleaners.workers.shards import clean_shards_here

ROOT = Path(__file__).parents[1]
START = 1_700_000_000
TEXTS = (
    "春雨下了一夜。",
    "他說:今天不回來了。",
    "",
    "\x89PNG\r\n\x1a\n" + "\x00" * 40,
    "第一行。\n\n  第二行,缺了一半。\n",
    "雪停了以后，院子里很静。" * 9,
)


def put(raw: Path, name: str, text: str | bytes, second: int = 0) -> Path:
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    os.utime(path, (START + second, START + second))
    return path


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for number, text in enumerate(TEXTS * 3):
        put(tmp_path / "raw", f"folder{number % 4}/{number}.txt", text, number)
    return tmp_path / "raw"


def run(raw: Path, clean: Path, **options: Any) -> RunSummary:
    context = Context(options=CleanOptions(**options))
    return run_folder(raw, clean, context=context, source="test", clean_with=clean_shards_here)


def output(clean: Path) -> dict[str, bytes]:
    """What depends on raw files, context and code alone."""
    paths = [*clean.glob("documents/*"), *clean.glob("rejected/*"), clean / "manifest.json"]
    return {str(path.relative_to(clean)): path.read_bytes() for path in paths}


def stamps(clean: Path) -> dict[str, tuple[int, int]]:
    paths = [path for path in clean.rglob("*") if path.is_file() and path.parent.name != "runs"]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def records(clean: Path, kind: str = "documents") -> list[dict[str, Any]]:
    return [json.loads(line) for path in sorted(clean.glob(f"{kind}/*")) for line in path.read_bytes().splitlines()]


def test_every_document_is_delivered_or_rejected(raw: Path, tmp_path: Path) -> None:
    put(raw, "picture.png", b"\x89PNG\r\n\x1a\n")
    summary = run(raw, tmp_path / "clean")
    delivered, rejected = records(tmp_path / "clean"), records(tmp_path / "clean", "rejected")
    assert (summary.state, summary.found, summary.ignored, summary.attempted) == ("WithRejects", 19, 1, 18)
    assert (len(delivered), len(rejected)) == (summary.delivered, summary.rejected) == (12, 6)
    assert len({record["id"] for record in delivered + rejected}) == 18
    validator = Draft202012Validator(json_schema())
    for record in delivered + rejected:
        validator.validate(record)
    assert {record["metadata"]["sha256"] for record in delivered} <= {line.rpartition(" ")[2] for line in digests(raw)}
    manifest = json.loads((tmp_path / "clean/manifest.json").read_bytes())
    assert manifest["documents"] == {"attempted": 18, "delivered": 12, "rejected": 6, "incomplete": 0}
    assert manifest["drop_reason"] == {"empty": 3, "unsupported": 3}
    assert summary.removed_by_category == manifest["removed_by_category"]


def digests(raw: Path) -> list[str]:
    import hashlib

    return [f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in raw.rglob("*") if path.is_file()]


def test_parts_are_sorted_by_id_and_hold_their_own_shard(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "clean", shards=3)
    for path in (tmp_path / "clean/documents").iterdir():
        part = [json.loads(line) for line in path.read_bytes().splitlines()]
        assert [record["id"] for record in part] == sorted(record["id"] for record in part)
        assert {shard_of(record["metadata"]["file_path"].encode(), 3) for record in part} == {int(path.stem[5:])}


def test_a_second_run_rewrites_nothing_and_says_so(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "clean")
    before = stamps(tmp_path / "clean")
    summary = run(raw, tmp_path / "clean")
    assert (summary.state, summary.shards_cleaned, summary.delivered) == ("NothingNew", 0, 12)
    assert summary.message == "nothing new: 12 delivered, 6 rejected, as before"
    assert stamps(tmp_path / "clean") == before


def test_a_new_file_costs_its_shard(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "clean")
    before = stamps(tmp_path / "clean")
    put(raw, "new.txt", "新来的一篇。", 99)
    assert run(raw, tmp_path / "clean").shards_cleaned == 1
    changed = {Path(name).stem for name, stamp in stamps(tmp_path / "clean").items() if before.get(name) != stamp}
    assert changed == {f"part-{shard_of(b'new.txt', 16):05}", "manifest"}


ACTIONS = st.tuples(
    st.sampled_from(["put", "remove", "touch", "run", "stop", "options"]),
    st.integers(0, 7),
    st.sampled_from(TEXTS),
    st.integers(0, 9),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTIONS, max_size=14))
def test_any_history_ends_as_a_run_from_scratch(history: list[tuple[str, int, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as top:
        raw, clean, options = Path(top) / "raw", Path(top) / "clean", {"shards": 3}
        put(raw, "always.txt", "一直都在的一篇。")
        for action, number, text, second in history:
            path = raw / f"{number}.txt"
            match action:
                case "put":
                    put(raw, path.name, text, second)
                case "remove":
                    path.unlink(missing_ok=True)
                case "touch" if path.exists():
                    os.utime(path, (START + second, START + second))
                case "run":
                    run(raw, clean, **options)
                case "stop":
                    with pytest.raises(Stopped):
                        run_folder(raw, clean, source="test", clean_with=stopping_after(number % 3))
                case "options":
                    options = {"shards": 2 + number % 2, "removed": ("record", "none")[second % 2]}
        run(raw, clean, **options)
        run(raw, Path(top) / "scratch", **options)
        assert output(clean) == output(Path(top) / "scratch")


class Stopped(Exception):  # noqa: N818
    """The run ends here."""


def stopping_after(count: int) -> Callable[[Sequence[ShardPlan]], Iterable[ShardResult]]:
    """An engine that stops in the middle of a shard, with one of its two files of records written."""

    def clean(plans: Sequence[ShardPlan]) -> Iterable[ShardResult]:
        yield from clean_shards_here(plans[:count])
        for plan in plans[count : count + 1]:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(shard.SortedRecords, "publish", publish_then_stop(shard.SortedRecords.publish))
                yield from clean_shards_here([plan])
        raise Stopped

    def publish_then_stop(publish: Callable[..., Any]) -> Callable[..., Any]:
        def stop(self: Any, *target: Any) -> Any:
            publish(self, *target)
            raise Stopped

        return stop

    return clean


def test_workers_change_nothing(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "WORTH_A_WORKER", 1)
    for workers in (1, 2):
        engine = lambda plans, count=workers: shards.clean_shards(plans, workers=count)  # noqa: E731
        run_folder(raw, tmp_path / f"clean{workers}", source="test", clean_with=engine)
    run(raw, tmp_path / "here")
    assert output(tmp_path / "clean1") == output(tmp_path / "clean2") == output(tmp_path / "here")


def test_progress_moves_from_nothing_to_all(raw: Path, tmp_path: Path) -> None:
    seen = []
    run_folder(raw, tmp_path / "clean", clean_with=lambda plans: clean_shards_here(plans, progress=seen.append))
    assert (seen[0].files, seen[-1].files, seen[-1].files_total) == (0, 18, 18)
    assert seen[-1].shards == seen[-1].shards_total
    assert [progress.files for progress in seen] == sorted(progress.files for progress in seen)


def test_a_file_of_equal_size_and_time_that_was_just_written_is_told_by_its_digest(tmp_path: Path) -> None:
    path = put(tmp_path / "raw", "a.txt", "甲甲甲。")
    now = time.time_ns()
    os.utime(path, ns=(now, now))
    run(tmp_path / "raw", tmp_path / "clean")
    path.write_text("乙乙乙。", encoding="utf-8")
    os.utime(path, ns=(now, now))
    assert run(tmp_path / "raw", tmp_path / "clean").shards_cleaned == 1
    assert records(tmp_path / "clean")[0]["text"] == "乙乙乙。"


def test_old_files_are_compared_by_digest_on_demand(tmp_path: Path) -> None:
    put(tmp_path / "raw", "a.txt", "甲甲甲。")
    run(tmp_path / "raw", tmp_path / "clean")
    put(tmp_path / "raw", "a.txt", "乙乙乙。")
    assert run(tmp_path / "raw", tmp_path / "clean").state == "NothingNew"
    assert run_folder(tmp_path / "raw", tmp_path / "clean", source="test", verify=True).shards_cleaned == 1


@pytest.mark.parametrize("lost", ["documents", "rejected", "receipts"])
def test_lost_output_is_made_again(raw: Path, tmp_path: Path, lost: str) -> None:
    run(raw, tmp_path / "clean")
    before = output(tmp_path / "clean")
    next((tmp_path / "clean" / lost).iterdir()).unlink()
    run(raw, tmp_path / "clean")
    assert output(tmp_path / "clean") == before


def put_containers(raw: Path) -> None:
    files = [("甲.txt", "山上的雪化了。".encode()), ("乙.txt", b""), ("图.png", b"\x89PNG\r\n\x1a\n"), ("a.css", b"x")]
    put(raw, "文.zip", zip_of([*files, ("内.zip", zip_of(files[:1]))]))
    put(raw, "批.jsonl.gz", gzip.compress(b"\n".join(b'{"text": "\xe9\x9b\xaa%d"}' % n for n in range(9)) + b"\n{"))
    put(raw, "信.eml", mail_of("信", "今天下雪了。", files[:1]))
    put(raw, "坏.zip", zip_of(files)[:60])


def test_members_are_documents_and_all_are_counted(raw: Path, tmp_path: Path) -> None:
    put_containers(raw)
    summary = run(raw, tmp_path / "clean")
    files, members = summary.manifest["files"], summary.manifest["members"]
    assert files == {"found": 22, "containers": 3, "attempted": 19, "ignored": {}}
    assert summary.manifest["containers"] == {"json": 1, "zip": 2}
    assert members == {"attempted": 14, "containers": 1, "ignored": 2}
    assert summary.manifest["members_ignored"] == {"picture": 1, "style": 1}
    rows = records(tmp_path / "clean") + records(tmp_path / "clean", "rejected")
    assert summary.attempted == summary.delivered + summary.rejected == len(rows) == len({row["id"] for row in rows})
    found = {(row["metadata"]["file_path"], row["metadata"]["member"]): row["text"] for row in rows}
    assert found["文.zip", "甲.txt"] == found["文.zip", "内.zip!/甲.txt"] == found["信.eml", "甲.txt"] == "山上的雪化了。"
    assert found["信.eml", ""] == "今天下雪了。"
    assert found["坏.zip", ""] == ""
    before = stamps(tmp_path / "clean")
    assert run(raw, tmp_path / "clean").state == "NothingNew"
    assert stamps(tmp_path / "clean") == before


def test_a_container_that_changed_is_cleaned_again(raw: Path, tmp_path: Path) -> None:
    put_containers(raw)
    run(raw, tmp_path / "clean")
    put(raw, "文.zip", zip_of([("丙.txt", "河里的冰开了。".encode())]), 50)
    (raw / "批.jsonl.gz").unlink()
    assert run(raw, tmp_path / "clean").shards_cleaned <= 2
    run(raw, tmp_path / "scratch")
    assert output(tmp_path / "clean") == output(tmp_path / "scratch")


def test_a_member_that_kills_its_worker_is_rejected_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    put(raw, "a.zip", zip_of([("甲.txt", "春雨下了一夜。".encode()), ("乙.txt", b"kill"), ("丙.txt", "雪停了。".encode())]))
    monkeypatch.setattr(shards, "clean_shard", faulty_shards.clean_faulty_shard)
    run_folder(raw, tmp_path / "clean", source="test", clean_with=shards.clean_shards)
    assert {row["metadata"]["member"] for row in records(tmp_path / "clean")} == {"甲.txt", "丙.txt"}
    [killed] = records(tmp_path / "clean", "rejected")
    assert (killed["metadata"]["member"], killed["metadata"]["drop_reason"]) == ("乙.txt", "memory")


@pytest.mark.parametrize("death", ["segfault", "spin"])
def test_what_killed_its_worker_is_read_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, death: str) -> None:
    put(tmp_path / "raw", "a.txt", f"{death} 春雨下了一夜。")
    put(tmp_path / "raw", "b.txt", "雪停了。")
    monkeypatch.setattr(shards, "clean_shard", faulty_shards.clean_shard_with_fallback)
    monkeypatch.setattr(shards, "DocumentLimits", lambda **limits: DocumentLimits(seconds=2.0, **limits))
    run_folder(tmp_path / "raw", tmp_path / "clean", source="test", clean_with=shards.clean_shards)
    assert {row["text"] for row in records(tmp_path / "clean")} == {f"{death} 春雨下了一夜。", "雪停了。"}
    monkeypatch.undo()
    # Time may have been short by chance: such a file is tried again. A crash is the file's own.
    assert run(tmp_path / "raw", tmp_path / "clean").shards_cleaned == (1 if death == "spin" else 0)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    put(tmp_path / "raw", os.fsdecode(b"\xb4\xba\xcc\xec.txt"), "春天。")
    run(tmp_path / "raw", tmp_path / "clean")
    assert records(tmp_path / "clean")[0]["metadata"]["file_path"] == "\\xb4\\xba\\xcc\\xec.txt"
    assert run(tmp_path / "raw", tmp_path / "clean").state == "NothingNew"


def test_a_file_that_vanishes_during_the_run_is_left_out(raw: Path, tmp_path: Path) -> None:
    def vanish(plans: Sequence[ShardPlan]) -> Iterable[ShardResult]:
        (raw / "folder0/0.txt").unlink()
        return clean_shards_here(plans)

    summary = run_folder(raw, tmp_path / "clean", source="test", clean_with=vanish)
    assert (summary.vanished, summary.attempted) == (1, 17)
    run(raw, tmp_path / "scratch")
    assert output(tmp_path / "clean") == output(tmp_path / "scratch")
    assert run(raw, tmp_path / "clean").state == "NothingNew"


def test_a_file_that_changes_during_the_run_is_taken_as_it_is_read(raw: Path, tmp_path: Path) -> None:
    def change(plans: Sequence[ShardPlan]) -> Iterable[ShardResult]:
        put(raw, "folder0/0.txt", "改过了。", 77)
        return clean_shards_here(plans)

    run_folder(raw, tmp_path / "clean", source="test", clean_with=change)
    run(raw, tmp_path / "scratch")
    assert output(tmp_path / "clean") == output(tmp_path / "scratch")


def test_an_unreadable_file_is_rejected_and_tried_again() -> None:
    root = not os.geteuid()
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o777)
        path = put(Path(top) / "raw", "a.txt", "春天。")
        path.chmod(0)
        if root:
            os.seteuid(65534)  # root reads everything
        try:
            assert run(Path(top) / "raw", Path(top) / "clean").rejected == 1
        finally:
            if root:
                os.seteuid(0)
        assert records(Path(top) / "clean", "rejected")[0]["metadata"]["drop_reason"] == "unreadable"
        path.chmod(0o644)
        assert run(Path(top) / "raw", Path(top) / "clean").delivered == 1


def test_a_fault_of_ours_rejects_its_document_alone(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(raw, "bug.txt", "bug")
    monkeypatch.setattr(cleaning, "clean_item", faulty_shards.faulty)
    notes = list[str]()
    summary = run_folder(raw, tmp_path / "clean", clean_with=lambda plans: clean_shards_here(plans, note=notes.append))
    (crashed,) = [row["metadata"] for row in records(tmp_path / "clean", "rejected") if row["metadata"]["drop_reason"] == "crash"]
    assert (crashed["file_path"], crashed["drop_detail"]) == ("bug.txt", "KeyError in cleaners.workers.cleaning._attempt")
    assert summary.delivered == 12
    assert len(notes) == 1
    assert notes[0].startswith("bug.txt: Traceback")


def test_a_file_that_kills_its_worker_is_rejected_alone(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(raw, "kill.txt", "kill")
    put(raw, "once.txt", f"once{tmp_path / 'mark'}")
    monkeypatch.setattr(shards, "clean_shard", faulty_shards.clean_faulty_shard)
    summary = run_folder(raw, tmp_path / "clean", source="test", clean_with=shards.clean_shards)
    (killed,) = [row["metadata"] for row in records(tmp_path / "clean", "rejected") if row["metadata"]["drop_reason"] == "memory"]
    assert killed["file_path"] == "kill.txt"
    # The other one died by chance, as when the system is short of memory.
    assert (tmp_path / "mark").exists()
    assert summary.delivered == 13
    assert not list((tmp_path / "clean").glob(".work/*"))


def test_a_killed_run_leaves_no_process_and_the_next_one_goes_on(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    for number in range(24):
        put(raw, f"{number}.txt", f"slow 第{number}篇。")
    script = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
import faulty_shards
from cleaners.corpus import run_folder
from cleaners.workers import shards
shards.clean_shard, shards.WORTH_A_WORKER = faulty_shards.clean_faulty_shard, 1
run_folder({str(raw)!r}, {str(clean)!r}, source="test", clean_with=lambda plans: shards.clean_shards(plans, workers=2))
"""
    with subprocess.Popen([sys.executable, "-c", script]) as process:
        wait_for(lambda: len(list(clean.glob("receipts/*"))) >= 2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        process.send_signal(signal.SIGKILL)
    assert children
    wait_for(lambda: not alive(set(map(int, children))))
    done = {path.stem for path in clean.glob("receipts/*")}
    summary = run(raw, clean)
    assert summary.shards_cleaned == summary.shards - len(done)
    run(raw, tmp_path / "scratch")
    assert output(clean) == output(tmp_path / "scratch")
    assert {path.name for path in clean.iterdir()} == {"documents", "README.md", "manifest.json", "receipts", "runs"}


def test_a_full_disk_in_a_worker_is_one_line_and_nothing_partial(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "none", disk], check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk takes the powers of root")
    try:
        for number in range(40):
            put(tmp_path / "raw", f"{number}.txt", f"第{number}篇。" + "雪停了以后，院子里很静。" * 200)
        with pytest.raises(RunError, match=r"no room to write .*; free some space and run again") as error:
            run_folder(tmp_path / "raw", disk / "clean", source="test")
        assert "\n" not in str(error.value)
        for path in disk.glob("clean/documents/*"):
            assert path.read_bytes().endswith(b"\n")
            assert all(json.loads(line) for line in path.read_bytes().splitlines())
        assert not (disk / "clean/manifest.json").exists()
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        run(tmp_path / "raw", disk / "clean")
        run(tmp_path / "raw", tmp_path / "scratch")
        assert output(disk / "clean") == output(tmp_path / "scratch")
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize(
    ("raw_name", "clean_name", "message"),
    [
        ("none", "clean", "none: there is no such file or folder; name the folder of raw documents"),
        ("empty", "clean", "empty: no document is there; put some in, or see whether the disk is mounted"),
        ("raw", "raw", "raw: lies in the folder of raw documents"),
        ("raw", "raw/deep/clean", "clean: lies in the folder of raw documents"),
        ("raw", "file", "file: a file is in the way"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, raw_name: str, clean_name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path / "raw", "a.txt", "春天。")
    (tmp_path / "file").touch()
    with pytest.raises(RunError) as error:
        run(tmp_path / raw_name, tmp_path / clean_name)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_an_empty_raw_folder_does_not_empty_the_collection(raw: Path, tmp_path: Path) -> None:
    run(raw, tmp_path / "clean")
    before = output(tmp_path / "clean")
    raw.rename(tmp_path / "elsewhere")
    raw.mkdir()
    with pytest.raises(RunError, match="whether the disk is mounted"):
        run(raw, tmp_path / "clean")
    assert output(tmp_path / "clean") == before


@pytest.mark.parametrize("options", [{"shards": 0}, {"rule_packs": ("/nowhere.toml",)}, {"rules_off": ("run.baar",)}])
def test_options_that_cannot_be_used_are_one_line(raw: Path, tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(Error) as error:
        run(raw, tmp_path / "clean", **options)
    assert "\n" not in str(error.value)


def test_an_account_of_every_run(raw: Path, tmp_path: Path) -> None:
    for _ in range(2):
        run(raw, tmp_path / "clean")
    first, second = (json.loads(path.read_bytes()) for path in sorted((tmp_path / "clean/runs").glob("*.json")))
    assert (first["state"], second["state"]) == ("WithRejects", "NothingNew")
    assert set(first["stages"]) == {"discover", "plan", "clean", "publish"}
