"""Folders for what waits on the disk during a run. One that a killed process left is swept away by the next."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cleaners.errors import HeldError
from cleaners.storage.locks import acquire

_PREFIX = "qingwen-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder among the system's temporary files (TMPDIR says where), for this user alone, until the block ends."""
    top = Path(tempfile.gettempdir())
    _sweep(top)
    folder = top / f"{_PREFIX}{uuid.uuid4().hex}"
    lock = acquire(folder.with_suffix(".lock"))
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)
        lock.close()


def _sweep(top: Path) -> None:
    for path in top.glob(f"{_PREFIX}*.lock"):
        with suppress(OSError, HeldError):
            if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
                continue
            with acquire(path):
                shutil.rmtree(path.with_suffix(""), ignore_errors=True)
                path.unlink()
