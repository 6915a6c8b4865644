"""Speed of composing edits: MB of UTF-8 text a CPU second with a third of all characters changed.

python -m benchmarks.patch
"""

from __future__ import annotations

import time

import numpy as np

from cleaners.edits import Edits
from cleaners.patch import Patch, restore

TOTAL = 8_000_000  # characters for each row of the table


def run(characters: int, runs_of: int, steps: int) -> tuple[float, float]:
    """MB/s of apply + compose over `steps` steps that together change a third of the text, in runs of `runs_of` characters;
    and of reading the finished patch as arrays."""
    text = "天地玄黄宇宙洪荒" * (characters // 8)
    batches = []
    for step in range(steps):
        starts = np.arange(step * runs_of * 3, len(text) - runs_of, runs_of * 3 * steps)
        sizes = np.full(len(starts), runs_of)
        batches.append(Edits.uniform(starts, starts + runs_of, "日" * int(sizes.sum()), sizes, f"step{step}"))
    composing = reading = 0.0
    for _ in range(TOTAL // characters):
        begin = time.process_time()
        now, patch = text, Patch.identity(len(text))
        for edits in batches:
            now, patch = edits.apply(now), patch.then(edits)
        composed = time.process_time()
        assert len(patch.entries.start) == sum(map(len, batches))
        composing, reading = composing + composed - begin, reading + time.process_time() - composed
    assert restore(now, patch.ledger(text, now)) == text
    megabytes = TOTAL * 3 / 1e6
    return megabytes / composing, megabytes / reading


if __name__ == "__main__":
    print(f"{'document':>12}{'edits':>28}{'apply + compose':>20}{'entries':>16}")
    for characters in (8_000, 80_000, 800_000, 8_000_000):
        for runs_of, steps in ((1, 1), (2, 1), (20, 1), (2, 5)):
            composed, read = run(characters, runs_of, steps)
            shape = f"runs of {runs_of}, {steps} step{'s'[: steps > 1]}"
            print(f"{characters * 3 / 1e6:9.2f} MB{shape:>28}{composed:15.1f} MB/s{read:11.1f} MB/s")
