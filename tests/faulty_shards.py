"""Shards with faults, importable by worker processes."""

from __future__ import annotations

import ctypes
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


def faulty_but_for_fallback(item: RawItem, context: Context, *, fallback: bool = False) -> Document:
    if item.data.startswith(b"segfault") and not fallback:
        ctypes.string_at(0)
    while item.data.startswith(b"spin") and not fallback:
        pass
    return _clean_item(item, context, fallback=fallback)


def clean_shard_with_fallback(plan: shard.ShardPlan) -> Iterator[Any]:
    cleaning.clean_item, cleaning.has_fallback = faulty_but_for_fallback, lambda _: True
    yield from shard.clean_shard(plan)
