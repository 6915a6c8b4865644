"""Writing: whole or not at all, one run at a time, and one line where it cannot be done. All faults are real ones."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder, told

PART = "documents/part-00000.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[CleanFolder]:
    folder = CleanFolder(tmp_path / "clean")
    with folder.locked():
        yield folder


def write(folder: CleanFolder, content: bytes) -> Path:
    with folder.writing(PART) as stream:
        stream.write(content)
    return Path(folder.place) / PART


def test_a_file_is_there_when_the_block_ends(folder: CleanFolder) -> None:
    target = Path(folder.place) / PART
    with folder.writing(PART) as stream:
        stream.write(b"{}\n")
        assert not target.exists()
    assert target.read_bytes() == b"{}\n"
    assert target.stat().st_mode & 0o044 or os.umask(os.umask(0o022)) & 0o044


def test_a_file_stays_as_it_was_when_the_block_fails(folder: CleanFolder) -> None:
    target = write(folder, b"old")
    with pytest.raises(TypeError), folder.writing(PART) as stream:
        stream.write(b"new" + None)  # type: ignore[operator]
    assert target.read_bytes() == b"old"
    assert not list(folder.store.work.iterdir())


def test_equal_bytes_are_not_written_again(folder: CleanFolder) -> None:
    before = write(folder, b"same").stat()
    time.sleep(0.01)
    after = write(folder, b"same").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_a_killed_run_left_is_swept_away(folder: CleanFolder) -> None:
    path = Path(folder.place)
    script = f"""
import os, signal
from cleaners.records.folder import CleanFolder
folder = CleanFolder({str(path / "inner")!r})
with folder.locked(), folder.writing(folder.part("documents", 0)) as stream:
    stream.write(b"half")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
    inner = CleanFolder(path / "inner")
    assert list(inner.store.work.iterdir())
    assert (path / "inner" / ".lock").exists()
    with inner.locked():  # the lock of a dead process locks nobody out
        assert not list(inner.store.work.iterdir())
        assert not inner.parts("documents")
    assert not list((path / "inner").iterdir())


def test_two_runs_do_not_write_at_once(folder: CleanFolder) -> None:
    with pytest.raises(RunError, match=rf"another run is writing there \(process {os.getpid()} on .*\); wait for it"):
        CleanFolder(folder.place).locked().__enter__()
    write(folder, b"the first one goes on")


def test_a_file_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "clean").write_text("no folder")
    with pytest.raises(RunError, match=r"clean: a file is in the way .*; choose another output folder") as error:
        CleanFolder(tmp_path / "clean").locked().__enter__()
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_written_is_one_line() -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o555)
        with nobody(), pytest.raises(RunError, match=r"cannot write there .*; change its permissions or choose another"):
            CleanFolder(Path(top) / "clean").locked().__enter__()
        Path(top).chmod(0o755)


def test_a_full_disk_is_one_line_and_leaves_what_was_there(folder: CleanFolder) -> None:
    target = write(folder, b"old")
    with (
        files_up_to(10_000),
        pytest.raises(RunError, match=r"no room to write .*; free some space and run again"),
        told(folder.place),
    ):
        write(folder, b"new" * 10_000)
    assert target.read_bytes() == b"old"
    assert not list(folder.store.work.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_device_without_room_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no room to write"), told(tmp_path), open("/dev/full", "wb") as stream:  # noqa: PTH123
        stream.write(b"text")


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """As on a full disk: the system refuses to let a file grow."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def nobody() -> Iterator[None]:
    """Without the powers of root, for whom no folder is closed."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
