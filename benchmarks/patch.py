"""Speed of composing edits: MB of UTF-8 text a CPU second with a third of all characters changed.

python -m benchmarks.patch
"""

from __future__ import annotations

import time

import numpy as np

from cleaners.patch import Edits, Patch, restore

CHARACTERS = 8_000_000


def run(runs_of: int, steps: int) -> tuple[float, float]:
    """MB/s of apply + compose over `steps` steps that together change a third of the text, in runs of `runs_of` characters;
    and of reading the finished patch as arrays."""
    text = "天地玄黄宇宙洪荒" * (CHARACTERS // 8)
    megabytes = len(text) * 3 / 1e6
    batches = []
    for step in range(steps):
        starts = np.arange(step * runs_of * 3, len(text) - runs_of, runs_of * 3 * steps)
        sizes = np.full(len(starts), runs_of)
        batches.append(Edits.uniform(starts, starts + runs_of, "日" * int(sizes.sum()), sizes, f"step{step}"))
    begin = time.process_time()
    now, patch = text, Patch.identity(len(text))
    for edits in batches:
        now, patch = edits.apply(now), patch.then(edits)
    composed = time.process_time()
    assert len(patch.entries.start) == sum(map(len, batches))
    read = time.process_time()
    if runs_of >= 100:
        assert restore(now, patch.ledger(text, now)) == text
    return megabytes / (composed - begin), megabytes / (read - composed)


if __name__ == "__main__":
    print(f"{'shape of the edits':36}{'apply + compose':>18}{'entries':>12}")
    for runs_of, steps in ((1, 1), (2, 1), (20, 1), (200, 1), (2, 5)):
        composed, read = run(runs_of, steps)
        print(f"{f'runs of {runs_of}, {steps} step(s)':36}{composed:13.1f} MB/s{read:7.1f} MB/s")
