"""Hostile files, each through `qingwen clean`: does a run end, how long does it take, how much memory does it hold?

python -m benchmarks.hostile FOLDER [PREFIX]

FOLDER holds the files that `make_format_samples.py --hostile` makes (PREFIX "x_", the default), or any others (PREFIX "").
Goals: no run ended, each file in <= 20 s and <= 1.5 GiB, the coordinator included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

SECONDS, MIB = 20.0, 1536
COMMAND = "from cleaners.cli import main; main()"


class Result(NamedTuple):
    name: str
    outcome: str  # delivered, or the reasons of the rejections
    seconds: float
    mib: float
    ended: bool


def measure(path: Path) -> Result:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        begun = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", COMMAND, "clean", str(path), "--text"], stdout=out, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)  # the usage is that of the worker, where it is the greater
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        lines = told.read().decode("utf-8", "replace").splitlines()
        delivered = out.seek(0, os.SEEK_END)
    rejected = [line.partition("rejected, ")[2].partition(":")[0] for line in lines if "rejected, " in line]
    reasons = sorted(set(rejected))
    ended = process.returncode not in (0, 1) or any("Traceback" in line for line in lines) or not (delivered or rejected)
    outcome = " + ".join([*(["delivered"] if delivered else []), *reasons]) or f"ended ({process.returncode})"
    return Result(path.name, outcome, seconds, usage.ru_maxrss / 1024, ended)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    prefix = sys.argv[2] if len(sys.argv) > 2 else "x_"
    paths = sorted(path for path in Path(sys.argv[1]).iterdir() if path.name.startswith(prefix) and path.suffix != ".json")
    results = [measure(path) for path in paths if path.is_file()]
    for outcome, count in sorted(Counter(result.outcome for result in results).items(), key=lambda row: -row[1]):
        print(f"{count:5} {outcome}")
    for label, ordered in (
        ("slowest", sorted(results, key=lambda result: -result.seconds)),
        ("largest", sorted(results, key=lambda result: -result.mib)),
    ):
        for result in ordered[:5]:
            print(f"{label} {result.seconds:6.1f} s {result.mib:6.0f} MiB  {result.name}: {result.outcome}")
    ended = [result for result in results if result.ended]
    over = [result for result in results if result.seconds > SECONDS or result.mib > MIB]
    print(f"{len(results)} files, {len(ended)} runs ended, {len(over)} over {SECONDS:.0f} s or {MIB} MiB")
    for result in (*ended, *over):
        print(f"  {result}")
    return int(bool(ended or over))


if __name__ == "__main__":
    sys.exit(main())
