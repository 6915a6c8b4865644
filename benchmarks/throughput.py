"""The whole text path on a folder: MB of UTF-8 a CPU second, and the peak memory of coordinator and workers.

    python -m benchmarks.throughput [MEGABYTES]

Dirty: the seed documents (or, without them, the samples in raw/) repeated with variation: digits drawn anew, paragraphs in
another order. Clean: their expected texts, varied alike. The CPU time is that of all processes, reading and writing included.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cleaners
from benchmarks import shared
from cleaners.corpus import run_folder

ROOT = Path(__file__).parent.parent
EXPECTED = ROOT / "tests" / "samples" / "expected"
DIGITS = re.compile(r"(?<![\d第、])\d(?=\d*[^\d、/页])")


def dirty_texts() -> list[str]:
    if shared.available():
        return [data.decode("utf-8") for data in shared.seeds().values()]
    raw = ((ROOT / "raw" / path.relative_to(EXPECTED).with_suffix("")).read_bytes() for path in EXPECTED.rglob("*.txt"))
    return [cleaners.decode(data).text for data in raw if b"<html" not in data]


def clean_texts() -> list[str]:
    if shared.available():
        return [shared.expected(name) for name in shared.seeds()]
    return [path.read_text(encoding="utf-8") for path in EXPECTED.rglob("*.txt")]


def varied(texts: list[str], size: int) -> Iterator[bytes]:
    """Texts until `size` bytes are full. The longest paragraphs change places, so that heads and tails stay what they are."""
    draw = random.Random(1)
    while size > 0:
        text = draw.choice(texts)
        lines = DIGITS.sub(lambda _: draw.choice("123456789"), text).split("\n")
        long = [number for number, line in enumerate(lines) if len(line) > 150]
        for one, other in zip(long, draw.sample(long, len(long)), strict=True):
            lines[one], lines[other] = lines[other], lines[one]
        data = "\n".join(lines).encode("utf-8")
        size -= len(data)
        yield data


def cpu_seconds() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def measure(name: str, texts: list[str], size: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        raw, total, count = Path(place) / "raw", 0, 0
        raw.mkdir()
        for count, data in enumerate(varied(texts, size), 1):
            (raw / f"{count:06}.txt").write_bytes(data)
            total += len(data)
        begin = cpu_seconds()
        summary = run_folder(raw, Path(place) / "clean")
        spent = cpu_seconds() - begin
    coordinator, worker = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"{name:8}{count:7} documents {total / 1e6:7.1f} MB{total / 1e6 / spent:8.2f} MB per CPU second "
        f"({summary.delivered} delivered, {summary.seconds:.1f} s){coordinator:6.0f} MB coordinator{worker:5.0f} MB worker, peak"
    )


if __name__ == "__main__":
    size = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 20_000_000
    measure("dirty", dirty_texts(), size)
    measure("clean", clean_texts(), size)
