"""Peers that run beside us: each in a process of an environment that is made for them, since not all of them bear our versions.

The environment lies in `~/.cache/qingwen/peers` (or where `QINGWEN_PEERS` says) and is made at the first use: that needs a
package index. Where it cannot be made, ours is measured alone.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

from cleaners.decoding import decode

WORKER = Path(__file__).with_name("peer_worker.py")
PACKAGES = (
    "charset-normalizer==3.5.3",
    "ftfy==6.3.1",
    "markitdown==0.1.9",
    "opencc==1.4.2",
    "readability-lxml==0.9",
    "resiliparse==2.0.1",
    "trafilatura==2.3.1",
)
NAMES = ("trafilatura", "trafilatura precision", "readability-lxml", "resiliparse")


class Peer:
    """An extractor in another process. `seconds` is the CPU that it took so far."""

    def __init__(self, name: str, python: Path) -> None:
        self.seconds = 0.0
        process = subprocess.Popen([str(python), str(WORKER), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.questions, self.answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)

    def __call__(self, data: bytes, url: str) -> str:
        page = {"data": base64.b64encode(data).decode(), "text": decode(data).text, "url": url}
        self.questions.write(json.dumps(page) + "\n")
        self.questions.flush()
        answer = json.loads(self.answers.readline())
        self.seconds += answer["seconds"]
        return str(answer["text"])


def peers(names: Sequence[str] = NAMES) -> dict[str, Peer]:
    """The peers that can be run, by name; extractors, if no names are given."""
    try:
        python = environment()
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"peers are left out: {problem}", file=sys.stderr)
        return {}
    return {name: Peer(name, python) for name in names}


def environment() -> Path:
    """The interpreter of the peers' environment, made where it is missing."""
    folder = Path(os.environ.get("QINGWEN_PEERS") or Path.home() / ".cache" / "qingwen" / "peers")
    python, done = folder / "bin" / "python", folder / "installed.txt"
    if not done.exists() or done.read_text(encoding="utf-8") != "\n".join(PACKAGES):
        venv.create(folder, with_pip=True)
        for wanted in (("--upgrade", "pip"), PACKAGES):
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
        done.write_text("\n".join(PACKAGES), encoding="utf-8")
    return python
