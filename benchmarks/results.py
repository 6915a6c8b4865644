"""Measures part by part, and writes what was found into `benchmarks/RESULTS.md`.

    python -m benchmarks.results [PART ...]        (make bench, make bench PARTS="speed memory")

Each part is a program of its own, whose output becomes a section; the other sections stay as they are. Peers are installed into
an environment of their own at the first use (`peers.py`). Parts that take their pages or texts from beside the project are left
out where these are missing.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from benchmarks import shared
from benchmarks.peers import PACKAGES
from cleaners.records.versions import PIPELINE

FILE = Path(__file__).with_name("RESULTS.md")
# Title, program, and whether it needs the development material beside the project.
PARTS: dict[str, tuple[str, tuple[str, ...], bool]] = {
    "speed": ("Speed, beside peers", ("benchmarks.speed",), False),
    "memory": ("Memory of one document", ("benchmarks.memory",), False),
    "work": ("Calls a document", ("benchmarks.work",), False),
    "quality": ("Quality on a set of our own", ("benchmarks.floors",), False),
    "boilerplate": ("Boilerplate in plain text", ("benchmarks.boilerplate",), False),
    "mojibake": ("Texts read in the wrong encoding", ("benchmarks.mojibake",), False),
    "pages": ("Main text of pages, beside peers", ("benchmarks.pages",), True),
    "wcxb": ("English pages of seven kinds", ("benchmarks.wcxb",), True),
    "trust": ("Texts without a frame: what is taken", ("benchmarks.trust",), True),
}
_SECTION = re.compile(r"^<!-- (\w+) -->$", re.MULTILINE)
HEAD = "# Results\n\nMade by `make bench`; each part says when, on what, and with which command.\n"


def sections(text: str) -> dict[str, str]:
    """The sections of the file, by part."""
    found = _SECTION.split(text)[1:]
    return {name: body.strip("\n") for name, body in zip(found[::2], found[1::2], strict=True)}


def measure(part: str) -> str:
    title, command, _ = PARTS[part]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, env=environment)
    where = f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    output = done.stdout.strip()
    body = output if output.startswith("|") else f"```\n{output}\n```"
    if done.returncode:
        body += f"\n\nEnded with {done.returncode}: {done.stderr.strip().splitlines()[-1:] or ''}"
    command_line = " ".join(("python", "-m", *command))
    return f"## {title}\n\n{date.today()}, pipeline {PIPELINE}, {where}: `{command_line}`\n\n{body}"


def main(wanted: list[str]) -> int:
    unknown = sorted(set(wanted) - PARTS.keys())
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    found = sections(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for part in wanted or PARTS:
        if PARTS[part][2] and not shared.available():
            print(f"{part} is left out: its texts are not here", file=sys.stderr)
            continue
        print(f"{part} ...", file=sys.stderr, flush=True)
        found[part] = measure(part)
        rest = "\n\n".join(f"<!-- {name} -->\n{found[name]}" for name in PARTS if name in found)
        peers = f"Peers: {', '.join(PACKAGES)}.\n"
        FILE.write_text(f"{HEAD}\n{peers}\n{rest}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
