"""CPU time of decoding beside the peers' detection, and what hard input costs."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable

from benchmarks.decoding_cases import Texts, page
from benchmarks.detectors import Detector
from cleaners.decoding import decode

SIZES = (2_000, 50_000, 5_000_000)
_SECONDS = 0.6  # for the least of many calls


def speed(texts: Texts, found: dict[str, Detector]) -> dict[str, float]:
    """Milliseconds of CPU by row: ours beyond one strict decode of the same bytes, the peers' for detection alone."""
    beyond: dict[str, float] = {}
    print("\n## CPU (ms): ours beyond one strict decode; peers: detection without decoding")
    print("\n| | strict decode | qingwen | " + " | ".join(found) + " |" + "\n" + "|---" * (3 + len(found)) + "|")
    simplified, traditional = "\n".join(texts.simplified), "\n".join(texts.traditional)
    for label, codec, source in (("UTF-8", "utf-8", simplified), ("GB", "gb18030", simplified), ("Big5", "big5", traditional)):
        for size in SIZES:
            data = filled(source, codec, size)
            strict, ours = least(lambda: data.decode(codec)), least(lambda: decode(data))  # noqa: B023
            others = [least(lambda: detect(data)) for detect in found.values()]  # noqa: B023
            row = f"{label} {size // 1000} KB"
            beyond[row] = max(0.0, ours - strict)
            print(f"| {row} | {strict:.3f} | {beyond[row]:.3f} | " + " | ".join(f"{other:.3f}" for other in others) + " |")
    sparse = page("今天天气很好", lines=40_000).encode("gb18030")
    labels = " | ".join(str(detect(sparse)) for detect in found.values())
    print(f"\nGB late in {len(sparse) / 1e6:.0f} MB of ASCII: {least(lambda: decode(sparse)):.1f} ms, {decode(sparse).encoding}; "
          f"peers say {labels}")  # fmt: skip
    return beyond


def hard_input(texts: Texts) -> dict[str, float]:
    """Seconds of CPU a megabyte, all of the decoding, for input that is made to be slow: twice the size, twice the time."""
    rng = random.Random(7)
    lines = [line for line in "\n".join(texts.simplified).split("\n") if 15 < len(line) < 60]
    mixed = b"".join(line.encode("utf-8" if turn % 2 else "gb18030") + b"\n" for turn, line in enumerate(lines))
    kinds: dict[str, bytes] = {
        "lines in two encodings in turn": mixed,
        "random bytes": rng.randbytes(500_000),
        "random bytes above 127": bytes(byte | 0x80 for byte in rng.randbytes(500_000)),
        "one character": "中".encode("gbk"),
        "NULs": b"\0",
        "escapes of ISO 2022": b"\x1b$)A\x0eVPND",
        "surrogates in UTF-8": b"\xed\xa0\x80",
        "UTF-8 with a bad byte in each line": b"".join(line.encode() + b"\xff\n" for line in lines),
    }
    print(
        "\n## Hard input: CPU seconds a MB, all of the decoding\n\n| | 1 MB | 4 MB | answer | confidence |\n|---|---|---|---|---|"
    )
    rates: dict[str, float] = {}
    for name, unit in kinds.items():
        seconds: list[float] = []
        for size in (1_000_000, 4_000_000):
            data = (unit * (size // len(unit) + 1))[:size]
            start = time.process_time()
            decoded = decode(data)
            seconds.append((time.process_time() - start) / size * 1e6)
        rates[name] = seconds[-1]
        print(f"| {name} | {seconds[0]:.3f} | {seconds[1]:.3f} | {decoded.encoding} | {decoded.confidence} |")
    return rates


def filled(source: str, codec: str, size: int) -> bytes:
    """The text over and over up to a size, cut at a character."""
    data = source.encode(codec, "ignore")
    data = (data * (size // len(data) + 1))[:size]
    return data.decode(codec, "ignore").encode(codec, "ignore")


def least(call: Callable[[], object]) -> float:
    """Milliseconds of CPU: the least of many calls."""
    best, until = math.inf, time.perf_counter() + _SECONDS
    while time.perf_counter() < until:
        start = time.process_time_ns()
        call()
        best = min(best, (time.process_time_ns() - start) / 1e6)
    return best
