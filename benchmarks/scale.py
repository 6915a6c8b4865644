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
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.operations import made
from cleaners.options import CleanOptions

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


def speed(place: Path, count: int) -> None:
    """A tenth of the documents with one worker and with two, and what two cores of this machine give to two plain loops."""
    raw = made(place / "tenth", count // 10)
    rates = list[float]()
    for workers in (1, 2):
        done = run(raw, place / f"tenth{workers}", workers)
        assert done
        rates.append(done.delivered / done.clean_seconds)
        memory = f"coordinator {done.coordinator:.0f} MB, worker {done.worker:.0f} MB"
        print(f"{workers} worker{'s'[: workers - 1]}   {done.delivered:,} documents, {rates[-1]:,.0f}/s while cleaning; {memory}")
    alone, together = loops(1), loops(2)
    print(f"scaling     {rates[1] / rates[0]:.2f}; of two plain loops {2 * alone / together:.2f}")


def loops(count: int) -> float:
    """Seconds that so many processes take which only count, side by side."""
    script = "for number in range(40_000_000): number * number"
    begin = time.perf_counter()
    processes = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(count)]
    for process in processes:
        process.wait()
    return time.perf_counter() - begin


def killed(place: Path, raw: Path, count: int) -> None:
    """All documents with two workers: killed when half of the shards are done, gone on with, and looked at once more."""
    clean = place / "clean"
    begin = time.perf_counter()
    run(raw, clean, 2, kill_at=CleanOptions().shards // 2)
    until = time.perf_counter() - begin
    kept = {path.name: path.stat().st_mtime_ns for path in clean.glob("receipts/*")}
    done = run(raw, clean, 2)
    assert done
    redone = [name for name, stamp in kept.items() if (clean / "receipts" / name).stat().st_mtime_ns != stamp]
    total = receipts(clean)
    print(f"killed      after {until:.0f} s with {len(kept)} of {total} shards done")
    print(
        f"resumed     {done.cleaned} shards cleaned, {len(redone)} of those that were done; {memory_of(done)}; {seconds_of(done)}"
    )
    ids = [line[:40] for path in clean.glob("documents/*") for line in path.open("rb")]
    print(f"documents   {done.delivered:,} of {count:,} delivered, {len(ids):,} lines, {len(set(ids)):,} ids")
    before = written(clean)
    again = run(raw, clean, 2)
    assert again
    changed = [name for name, stamp in written(clean).items() if before.get(name) != stamp]
    size = sum((clean / "documents" / name).stat().st_size for name in changed)
    print(f"second run  {again.seconds:.1f} s, {size} bytes written in documents/; {memory_of(again)}; {seconds_of(again)}")
    (raw / "000" / "new.txt").write_text("新来的一篇，写的是雪后的院子。", encoding="utf-8")
    try:
        one = run(raw, clean, 2)
        assert one
        print(f"a new file  {one.cleaned} shard cleaned in {one.seconds:.1f} s")
    finally:
        (raw / "000" / "new.txt").unlink()


def memory_of(done: Run) -> str:
    return f"coordinator {done.coordinator:.0f} MB, worker {done.worker:.0f} MB"


def seconds_of(done: Run) -> str:
    return ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.stages.items())


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
        speed(Path(top), count)
        killed(Path(top), raw, count)


if __name__ == "__main__":
    main()
