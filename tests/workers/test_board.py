"""What stands on a worker's board is whole or nothing."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from cleaners.origin import Origin
from cleaners.workers.board import Board

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has messages in its place")
SHORT = Origin("s", b"a.txt")
LONG = Origin("s", b"archive.zip", "目录/" * 40_000)


@pytest.fixture
def board() -> Iterator[Board]:
    board = Board.new()
    assert board
    yield board
    board.close()


def test_the_last_notice_stands(board: Board) -> None:
    assert board.read() is None
    for origin, size in ((SHORT, 7), (LONG, 1 << 40), (SHORT, 0)):  # a short one over a long one, too
        before = time.monotonic()
        assert board.write(origin, size)
        found = board.read()
        assert found
        assert (found.origin, found.size) == (origin, size)
        assert before <= found.begun <= time.monotonic()
    board.clear()
    assert board.read() is None


def test_half_a_notice_is_none(board: Board) -> None:
    board.write(LONG, 1)
    whole = os.pread(board.descriptor, 1 << 20, 0)
    for length in (1, 20, 28, len(whole) - 1):
        board.clear()
        os.pwrite(board.descriptor, whole[:length], 0)
        assert board.read() is None
    board.write(SHORT, 1)
    os.pwrite(board.descriptor, whole[:60], 0)  # its writer died over another one
    assert board.read() is None


def test_what_cannot_be_written_is_told_in_another_way(board: Board) -> None:
    import resource

    board.write(SHORT, 1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        assert not board.write(LONG, 1)
        assert board.read() is None
        assert board.write(SHORT, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_reading_while_it_is_written_gives_whole_notices(board: Board) -> None:
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            board.write(LONG, 1)
            time.sleep(0.0002)  # a document has some time
            board.write(SHORT, 2)
            time.sleep(0.0002)

    writer = threading.Thread(target=write)
    writer.start()
    end, found = time.monotonic() + 1, []
    try:
        while time.monotonic() < end:
            found.append(board.read())
    finally:
        ended.set()
        writer.join()
    seen = {(notice.origin, notice.size) for notice in found if notice}
    assert seen <= {(LONG, 1), (SHORT, 2)}
    assert seen
