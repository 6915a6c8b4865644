"""The most memory that one document takes, cleaned and written as a line of JSON, each in a process of its own.

    python -m benchmarks.memory

Goals: a text of 100 MB in 1.2 GB, the raw bytes included, and a page of 50 MB in 500 MB.
"""

from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import json, resource, sys, time
from benchmarks import inputs
from benchmarks.speed import clean_one
kind, size = sys.argv[1], int(sys.argv[2])
part = inputs.prose(1_000_000, 1)[0]
if kind == "page":
    part = b"".join(b"<p>%s</p>\\n" % line for line in part.split(b"\\n"))
data = part * (size // len(part) + 1)
name = "a.html" if kind == "page" else "a.txt"
before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
line = clean_one(data, name)
peak, spent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time() - begin
print(json.dumps({"bytes": len(data), "line": len(line), "before": before / 1024, "peak": peak / 1024, "seconds": spent}))
"""
CASES = (("text", 1_000_000), ("text", 20_000_000), ("text", 100_000_000), ("page", 50_000_000))
GOALS = {("text", 100_000_000): 1200, ("page", 50_000_000): 500}


def main() -> int:
    print("| document | peak, MB | goal | CPU seconds | line of JSON, MB |\n|---|---|---|---|---|")
    for kind, size in CASES:
        told = subprocess.run([sys.executable, "-c", SCRIPT, kind, str(size)], capture_output=True, text=True, check=True).stdout
        found = json.loads(told)
        goal = GOALS.get((kind, size), "")
        name, line = f"{kind}, {size // 1_000_000} MB", found["line"] / 1e6
        print(f"| {name} | {found['peak']:.0f} | {goal} | {found['seconds']:.1f} | {line:.1f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
