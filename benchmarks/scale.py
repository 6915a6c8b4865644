"""Many small documents through the local engine: speed by workers, memory, a kill in the middle, a second run.

    python -m benchmarks.scale [DOCUMENTS] [FOLDER]
    python -m benchmarks.scale s3 [DOCUMENTS]

200,000 generated documents without a number. They are kept in FOLDER, where one is named, for the next time. Each run is a
process of its own; memory is the most that it, or the largest of its workers, ever held (VmHWM). `s3` compares a folder with
objects of a server on this machine, which takes its part of the cores (extra `[slow]`); 5,000 documents without a number.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.operations import made

SCRIPT = """
import json, sys
from cleaners.corpus import run_folder
from cleaners.workers.shards import clean_shards
summary = run_folder(sys.argv[1], sys.argv[2], clean_with=lambda plans: clean_shards(plans, workers=int(sys.argv[3])))
print(json.dumps({"cleaned": summary.shards_cleaned, "delivered": summary.delivered, "stages": summary.stages}))
"""


class Run(NamedTuple):
    seconds: float
    clean_seconds: float
    cleaned: int
    delivered: int
    coordinator: float  # MB
    worker: float  # MB
    stages: dict[str, float]


def run(raw: Path | str, clean: Path | str, workers: int, *, kill_at: int = 0) -> Run | None:
    """One run; killed, without a result, when so many shards are done."""
    begin = time.perf_counter()
    command = [sys.executable, "-c", SCRIPT, str(raw), str(clean), str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peaks = Peaks(process.pid)
        peaks.start()
        if kill_at:
            while process.poll() is None and receipts(Path(clean)) < kill_at:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            return None
        told = process.communicate()[0]
    found = json.loads(told)
    stages = found["stages"]
    return Run(
        time.perf_counter() - begin, stages["clean"], found["cleaned"], found["delivered"], peaks.own, peaks.largest, stages
    )


class Peaks(threading.Thread):
    """Looks at the memory of a process and of its children from time to time: the kernel keeps the peaks."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.own = self.largest = 0.0

    def run(self) -> None:
        children = Path(f"/proc/{self.process}/task/{self.process}/children")
        try:
            while True:
                self.own = max(self.own, peak(self.process))
                for child in children.read_text(encoding="ascii").split():
                    self.largest = max(self.largest, peak(int(child)))
                time.sleep(0.05)
        except OSError:
            pass  # it has ended


def peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0.0


def receipts(clean: Path) -> int:
    return len(list(clean.glob("receipts/*")))


def written(clean: Path) -> dict[str, tuple[int, int]]:
    """What stands for the bytes of each part: its inode and time change when it is written."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in clean.glob("documents/*")}


def measure(place: Path, raw: Path, count: int) -> None:
    """All rows."""
    speed = dict[int, float]()
    for workers in (1, 2):
        shutil.rmtree(place / "clean", ignore_errors=True)
        done = run(raw, place / "clean", workers)
        assert done
        speed[workers] = count / done.clean_seconds
        print(
            f"{workers} worker{'s'[: workers > 1]}   {count / done.seconds:,.0f} documents/s in all, {speed[workers]:,.0f} while "
            f"cleaning; coordinator {done.coordinator:.0f} MB, worker {done.worker:.0f} MB; {seconds_of(done)}"
        )
    print(f"scaling     {speed[2] / speed[1]:.2f}")
    before = written(place / "clean")
    again = run(raw, place / "clean", 2)
    assert again
    changed = [name for name, stamp in written(place / "clean").items() if before.get(name) != stamp]
    size = sum((place / "clean" / "documents" / name).stat().st_size for name in changed)
    told = f"{size} bytes written in documents/; coordinator {again.coordinator:.0f} MB"
    print(f"second run  {again.seconds:.1f} s, {told}; {seconds_of(again)}")
    total = receipts(place / "clean")
    run(raw, place / "killed", 2, kill_at=total // 2)
    kept = receipts(place / "killed")
    resumed = run(raw, place / "killed", 2)
    assert resumed
    same = all(
        path.read_bytes() == (place / "clean" / "documents" / path.name).read_bytes()
        for path in (place / "killed" / "documents").iterdir()
    )
    print(
        f"killed      with {kept} of {total} shards done; the next run cleaned {resumed.cleaned} ({total - kept} not done, 2 "
        f"of them begun before) in {resumed.seconds:.1f} s; the same bytes: {same}; {resumed.delivered:,} delivered"
    )


def seconds_of(done: Run) -> str:
    return ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.stages.items())


def flat(place: Path, count: int) -> None:
    """The coordinator's memory over a tenth of the documents."""
    tenth = made(place / "tenth", count // 10)
    done = run(tenth, place / "small", 2)
    assert done
    print(f"a tenth     coordinator {done.coordinator:.0f} MB for {count // 10:,} documents")


def s3(count: int) -> None:
    """The same documents from a folder and from an object store."""
    from tests.storage.s3 import s3_server

    with tempfile.TemporaryDirectory() as top:
        data = Path(top) / "data"
        raw = made(data / "bucket" / "raw", count)
        here = run(raw, Path(top) / "clean", 2)
        with s3_server(data) as server:
            os.environ.update(server)
            there = run("s3://bucket/raw", "s3://bucket/clean", 2)
            again = run("s3://bucket/raw", "s3://bucket/clean", 2)
        assert here
        assert there
        assert again
        receipt = sum(path.stat().st_size for path in (data / "bucket/clean/receipts").iterdir())
        output = sum(path.stat().st_size for path in (data / "bucket/clean/documents").iterdir())
    print(f"{count:,} documents, {receipt / count:.0f} bytes of receipt and {output / count:,.0f} of output a document")
    for name, done in (("folder", here), ("s3", there), ("s3 again", again)):
        print(f"{name:11} {done.seconds:.1f} s; coordinator {done.coordinator:.0f} MB; {seconds_of(done)}")


def main() -> None:
    if sys.argv[1:2] == ["s3"]:
        s3(int(sys.argv[2]) if sys.argv[2:] else 5000)
        return
    count = int(sys.argv[1]) if sys.argv[1:] else 200_000
    with tempfile.TemporaryDirectory() as top:
        raw = made(Path(sys.argv[2]) if sys.argv[2:] else Path(top) / "raw", count)
        size = sum(entry.stat().st_size for folder in os.scandir(raw) for entry in os.scandir(folder))
        print(f"{count:,} documents, {size / 1e6:,.0f} MB")
        flat(Path(top), count)
        measure(Path(top), raw, count)


if __name__ == "__main__":
    main()
