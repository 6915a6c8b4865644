"""Shards with faults, importable by worker processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from cleaners.document import Document
from cleaners.options import Context
from cleaners.sources import RawItem
from cleaners.workers import cleaning, shard

_clean_item = cleaning.clean_item


def faulty(item: RawItem, context: Context, *, fallback: bool = False) -> Document:
    if item.data.startswith(b"kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if item.data.startswith(b"once"):
        mark = item.data[4:].decode().strip()
        if not os.path.exists(mark):  # noqa: PTH110
            open(mark, "x").close()  # noqa: PTH123
            os.kill(os.getpid(), signal.SIGKILL)
    if item.data.startswith(b"bug"):
        raise KeyError(f"an object at {id(item):#x}")
    if item.data.startswith(b"slow"):
        time.sleep(0.2)
    return _clean_item(item, context, fallback=fallback)


def clean_faulty_shard(plan: shard.ShardPlan) -> Iterator[Any]:
    cleaning.clean_item = faulty
    yield from shard.clean_shard(plan)
