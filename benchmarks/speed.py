"""MB and pages a CPU second on one core, ours and the peers' in turn on the same bytes.

    python -m benchmarks.speed [ROUNDS]

Ours is everything: reading, cleaning, the record and its line of JSON. The inputs are generated (`inputs.py`). Each tool goes
once over all inputs of a row, then the next one does; the median of the rounds counts, and the spread is printed beside it, since
other programs of the machine take part of the memory's bandwidth. Ratios carry over to other machines, figures do not.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one core for all

import cleaners
from benchmarks import inputs
from benchmarks.peers import Peer, peers
from cleaners.records.writer import json_line

TEXT = ("plain loop", "ftfy", "opencc t2s alone")
PAGES = ("trafilatura", "trafilatura fast", "readability-lxml", "resiliparse", "markitdown")


class Row(NamedTuple):
    """One kind of input. The goal is the least ratio to the peer that is named."""

    label: str
    documents: Sequence[bytes]
    name: str
    peers: tuple[str, ...]
    against: str
    goal: float


def rows() -> Iterator[Row]:
    # Goals: 6, 12, 20 and 20 MB where the plain loop made 4.5, 10.8, 16.3 and 16 on the same machine; 8 of 7; 3.5 of 11; 130
    # pages of trafilatura's 28.
    for size, count, goal in ((1_000, 200, 1.3), (4_000, 80, 1.1), (20_000, 20, 1.2), (200_000, 3, 1.25)):
        yield Row(f"prose {size // 1000} KB", inputs.prose(size, count), "a.txt", TEXT, TEXT[0], goal)
    yield Row("traditional 4 KB", inputs.traditional_prose(4_000, 80), "a.txt", TEXT, TEXT[0], 1.1)
    yield Row("page text 15 KB", inputs.page_text(15_000, 20), "a.txt", TEXT, TEXT[0], 0.3)
    yield Row("pages 250 KB", inputs.html_pages(40), "a.html", PAGES, PAGES[0], 4.6)


def ours(row: Row) -> float:
    begin = time.process_time()
    for data in row.documents:
        clean_one(data, row.name)
    return time.process_time() - begin


def clean_one(data: bytes, name: str) -> bytes:
    try:
        return json_line(cleaners.clean(data, name=name).record())
    except cleaners.Rejected:
        return b""


def theirs(peer: Peer, row: Row) -> float:
    before = peer.seconds
    for data in row.documents:
        peer(data, "")
    return peer.seconds - before


def measure(row: Row, found: dict[str, Peer], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each tool in each round, after one that does not count."""
    tools: dict[str, Callable[[], float]] = {"qingwen": lambda: ours(row)}
    for name in row.peers:
        if name in found:
            tools[name] = lambda peer=found[name]: theirs(peer, row)  # type: ignore[misc]
    times: dict[str, list[float]] = {name: [] for name in tools}
    for turn in range(rounds + 1):
        for name, run in tools.items():
            spent = run()
            if turn:
                times[name].append(spent)
    return times


def main(rounds: int = 5) -> int:
    found = peers(tuple(dict.fromkeys(TEXT + PAGES)))
    print("| input | tool | a CPU second | least to most | ours to theirs | goal |\n|---|---|---|---|---|---|")
    for row in rows():
        times = measure(row, found, rounds)
        megabytes = sum(map(len, row.documents)) / 1e6
        amount, unit = (len(row.documents), "pages") if row.name.endswith("html") else (megabytes, "MB")
        mine = statistics.median(times["qingwen"])
        for name, spent in times.items():
            middle = statistics.median(spent)
            ratio = "" if name == "qingwen" else f"{middle / mine:.2f}"
            goal = f">= {row.goal}" if name == row.against else ""
            spread = f"{amount / max(spent):.2f} to {amount / min(spent):.2f}"
            print(f"| {row.label} | {name} | {amount / middle:.2f} {unit} | {spread} | {ratio} | {goal} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
