"""Decoding and repair of encodings, with the peers, in one run: every figure that is promised, with its goal.

    python -m benchmarks.decoding_and_repair [--quick] [--packages FOLDER]

Some minutes; `--quick` takes fewer cases and pages, whose figures are rougher.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

QUICK = {"benchmarks.decoding": ("--number", "5"), "benchmarks.repair": ("--pages", "6")}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer cases")
    parser.add_argument("--packages", type=Path, help="a folder with Django and Sphinx, for text that is not Chinese")
    options = parser.parse_args()
    failed = 0
    for module, quick in QUICK.items():
        arguments = list(quick) if options.quick else []
        if module == "benchmarks.decoding" and options.packages:
            arguments += ["--packages", str(options.packages)]
        print(f"\n# {module} {' '.join(arguments)}\n", flush=True)
        start = time.monotonic()
        # A process each: what one leaves in memory and caches does not change the figures of the other.
        failed |= subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode
        print(f"\n({time.monotonic() - start:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
