"""The part of a file that tells encodings apart: runs of bytes above 127 with the bytes that could belong to them.

A run begins at a high byte and ends before a byte that cannot be part of a character in any encoding with two or four bytes
(below 0x30, or 0x3A to 0x3F): mark-up falls away, and every run begins in step. Blocks from the whole file take turns, so
that Chinese late in a big file counts as much as at the start.
"""

from __future__ import annotations

import re

import numpy as np

# With the ASCII character before it, which the model knows as a neighbour (a digit before 年).
_RUN = re.compile(rb"[\x20-\x7e]?[\x80-\xff][\x30-\x39\x40-\xff]*")
_RUN_AT_HEAD = re.compile(rb"[\x80-\xff][\x30-\x39\x40-\xff]*")
_BREAK = re.compile(rb"[\x00-\x2f\x3a-\x3f]")
BLOCK = 1024

SAMPLE = 2000
"""Bytes in runs that are enough: 700 to 1,000 characters differ by thousands of nats between a right and a wrong reading."""

# Byte values at even and at odd places in a sample: some 100 each in text, few in what is repeated.
_FEW_VALUES = 40
_REPEATED = re.compile(rb"(.{1,24}?)\1{2,}", re.DOTALL)

# A run without a break to start from in this many blocks before it is left out: it may be out of step.
_MAX_BLOCKS = 512


def high_byte_runs(data: bytes, size: int = SAMPLE) -> bytes:
    """Runs from the whole of `data`, one a line, some `size` bytes in all (more where runs are long). What is repeated over and
    over counts twice: a thousand times the same character is no more evidence than a few."""
    runs = _runs(data, size)
    if len(runs) > 64 and len(set(runs[::2])) + len(set(runs[1::2])) < _FEW_VALUES:
        runs = _REPEATED.sub(rb"\1\1", runs)
    return runs


def _runs(data: bytes, size: int) -> bytes:
    if len(data) <= 2 * size:
        return b"\n".join(_RUN.findall(data))
    active = active_blocks(data)
    runs: list[bytes] = []
    found = 0
    for block in _spread(active)[:_MAX_BLOCKS]:
        start, end = block * BLOCK, min(len(data), (block + 1) * BLOCK)
        if start:
            opening = _BREAK.search(data, start, end)
            if opening is None:
                continue
            start = opening.end()
        closing = _BREAK.search(data, end, end + BLOCK)
        for run in _RUN.findall(data, start, closing.start() if closing else end + BLOCK):
            runs.append(run)
            found += len(run)
        if found >= size:
            break
    if not runs:  # no break anywhere near: one long run, in step at its start
        first = int(active[0]) * BLOCK if len(active) else 0
        match = _RUN.search(data, first)
        return data[match.start() : match.start() + size] if match else b""
    return b"\n".join(runs)


def active_blocks(data: bytes) -> list[int]:
    """Numbers of the blocks of `BLOCK` bytes that hold a byte above 127."""
    whole = len(data) // BLOCK
    words = np.frombuffer(data, np.uint64, whole * BLOCK // 8).reshape(whole, BLOCK // 8)
    high = np.bitwise_or.reduce(words, axis=1) & np.uint64(0x8080808080808080)
    active: list[int] = np.flatnonzero(high).tolist()
    return active if data[whole * BLOCK :].isascii() else [*active, whole]


def _spread(blocks: list[int]) -> list[int]:
    """The blocks in an order of which any beginning covers the file."""
    order = dict.fromkeys((*blocks[:1], *blocks[-1:]))
    for parts in (8, 64, _MAX_BLOCKS):
        stride = max(1, len(blocks) // parts)
        order.update(dict.fromkeys(blocks[stride // 2 :: stride]))
    return list(order)


def first_run(data: bytes, size: int) -> bytes:
    """The run that `data` begins with, at most `size` bytes of it."""
    match = _RUN_AT_HEAD.match(data[:size])
    return match[0] if match else b""
