"""What a worker has in hand, written where the coordinator can read it: a small file without a name that both have open.

A message for each document would wake the coordinator for each; this costs the worker one write, and the coordinator reads it
when a worker dies, when time may be over, and once in a while. There is one notice at a time. A digest tells a whole one from one
that is being written, or whose writer died over it.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
import tempfile
import time
from collections.abc import Hashable
from typing import NamedTuple
from zlib import crc32

_HEAD = struct.Struct("<IQdQ")  # digest of what follows, length of the name, when it was begun, size
_DIGEST = 4
_MOST = 4096  # bytes that nearly all notices fit into
_TRIES = 10


class InHand(NamedTuple):
    """A document that a worker is at. `begun` is of the clock `time.monotonic`, which all processes of a machine share."""

    origin: Hashable
    size: int
    begun: float


class Board:
    """One worker's board. The side that made it reads, the other one writes."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def new(cls) -> Board | None:
        """None where there is no such file to be had: then messages tell what is in hand."""
        if sys.platform == "win32":
            return None
        try:
            if sys.platform == "linux":
                return cls(os.memfd_create("in-hand"))
            with tempfile.TemporaryFile() as file:
                return cls(os.dup(file.fileno()))
        except (OSError, AttributeError):
            return None

    def close(self) -> None:
        os.close(self.descriptor)

    def clear(self) -> None:
        os.ftruncate(self.descriptor, 0)

    def write(self, origin: Hashable, size: int) -> bool:
        """Whether it could be written; if not, nothing stands there."""
        name = pickle.dumps(origin, pickle.HIGHEST_PROTOCOL)
        notice = bytearray(_HEAD.pack(0, len(name), time.monotonic(), size) + name)
        notice[:_DIGEST] = crc32(memoryview(notice)[_DIGEST:]).to_bytes(_DIGEST, "little")
        try:
            if os.pwrite(self.descriptor, notice, 0) == len(notice):
                return True
        except OSError:  # no room, where the file lies on a disk
            pass
        self.clear()
        return False

    def read(self) -> InHand | None:
        """None where there is nothing, or nothing whole."""
        for _ in range(_TRIES):
            notice = os.pread(self.descriptor, _MOST, 0)
            if not notice:
                return None
            if len(notice) < _HEAD.size:
                continue
            digest, length, begun, size = _HEAD.unpack_from(notice)
            if (end := _HEAD.size + length) > _MOST:
                notice = os.pread(self.descriptor, min(end, os.fstat(self.descriptor).st_size), 0)
            notice = notice[:end]  # behind it may be the rest of a longer one
            if len(notice) == end and crc32(notice[_DIGEST:]) == digest:
                return InHand(pickle.loads(notice[_HEAD.size :]), size, begun)
        return None
