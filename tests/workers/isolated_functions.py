"""Functions that run in workers in the tests: well-behaved and otherwise."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleaners.document import Origin
from cleaners.errors import Rejected
from cleaners.progress import reached
from cleaners.workers.task import died_of, working_on


@dataclass(frozen=True)
class Item:
    what: str
    size: int = 0

    @property
    def origin(self) -> Origin:
        return Origin("test", self.what.encode())


def act(item: Item, prefix: str = "") -> Iterator[Any]:
    """Do what the item says."""
    yield from _act(item.what, prefix)


def _act(what: str, prefix: str) -> Iterator[Any]:  # noqa: C901 - a table of cases in the order in which they count
    match what.partition(" ")[0]:
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.abort()
        case "exit":
            os._exit(7)
        case "kill":
            os.kill(os.getpid(), 9)
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "grow":
            yield len(bytes(8 << 30))
        case "bug":
            raise KeyError("no such key")
        case "reject":
            raise Rejected("encrypted", "a password is needed")
        case "many":
            yield from range(int(what.partition(" ")[2]))
        case "pid":
            yield os.getpid()
        case "pages":
            for number in range(3):
                reached(number, 3)
                time.sleep(0.1 if number < 2 else 30)
        case "left-pages":
            reached(0, 3)
        case "nap":
            time.sleep(0.6)
            yield "awake"
        case "all-pages":
            for number in range(4):
                reached(number, 3)
                time.sleep(0.3 if number == 3 else 0)
            yield "read"
        case "print":
            for _ in range(int(what.partition(" ")[2] or 1)):
                print("noise on standard output" * 100, flush=True)
            yield "printed"
        case "write":
            path = what.partition(" ")[2]
            with open(path, "wb") as file:  # noqa: PTH123
                file.write(bytes(2 << 20))
        case "connect":
            port = int(what.partition(" ")[2])
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            yield "connected"
        case "program":
            subprocess.Popen(["sleep", "61.25"])
            time.sleep(60)
        case "deep":
            yield _deep(10**7)
        case _:
            yield prefix + what


def _deep(depth: int) -> int:
    return _deep(depth - 1) + 1


class Lot(list[str]):
    """Documents that are large together."""

    size = 1 << 40


def shard(item: list[str]) -> Iterator[Any]:
    """Several documents for one item."""
    for what in item:
        try:
            working_on(Origin("shard", what.encode()))
            yield from _act(what, "")
        except Rejected as rejected:
            yield rejected


def two_ways(item: list[str]) -> Iterator[Any]:
    """As `shard`, with another way of doing what killed a worker, where the name says so."""
    for what in item:
        origin = Origin("shard", what.encode())
        other = died_of(origin) is not None and what.endswith("otherwise")
        try:
            working_on(origin, otherwise=other)
            yield from ["done otherwise"] if other else _act(what, "")
        except Rejected as rejected:
            yield rejected
