"""Near duplicates: what is found at which similarity, how fast, in how much memory.

    python -m benchmarks.duplicates [DOCUMENTS]

Generated texts of some hundred characters, a tenth of them copies with a share of their sentences replaced; 100,000 without a
number. `found` are copies that end in the cluster of their original, by true similarity; `wrong` are texts that no copy made and
that are in a cluster all the same. The comparison is measured apart from reading and signing, which grow with the texts.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import defaultdict

import numpy as np

from benchmarks.generated import sentences
from cleaners.duplicates.clusters import Sheet, clusters
from cleaners.duplicates.signatures import SLOTS, compared

SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


def runs(text: str) -> set[str]:
    said = "".join(sign for sign in text if sign.isalnum())
    return {said[at : at + 5] for at in range(len(said) - 4)}


def written(lot: random.Random) -> list[str]:
    return [f"{lot.choice(sentences())}{lot.randrange(10**6)}" for _ in range(lot.randint(10, 30))]


def copied(parts: list[str], share: float, lot: random.Random) -> list[str]:
    copy = list(parts)
    for place in lot.sample(range(len(copy)), round(share * len(copy))):
        copy[place] = f"{lot.choice(sentences())}{lot.randrange(10**6)}"
    return copy


def main(count: int = 100_000) -> int:
    lot = random.Random(1)
    digests, signatures, sizes = list[bytes](), np.zeros((count, SLOTS), np.uint16), np.zeros(count, np.int64)
    origin, true = np.full(count, -1), np.zeros(count)
    last, last_place, signing = written(lot), 0, 0.0
    for place in range(count):
        is_copy = place > 0 and lot.random() < 0.1
        parts = copied(last, lot.choice(SHARES), lot) if is_copy else written(lot)
        text = "\n".join(parts)
        if is_copy:
            one, other = runs("\n".join(last)), runs(text)
            origin[place], true[place] = last_place, len(one & other) / len(one | other)
        else:
            last, last_place = parts, place
        begin = time.process_time()
        found = compared(text)
        signing += time.process_time() - begin
        digests.append(found.digest)
        assert found.signature is not None
        signatures[place], sizes[place] = found.signature, found.size
    sheet = Sheet(
        np.frombuffer(b"".join(digests), "<u8").reshape(-1, 2), signatures, np.ones(count, bool), np.ones(count, bool), sizes,
        np.full(count, "", "S24"),
    )  # fmt: skip
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    kept = clusters(sheet)
    spent, peak = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{count:,} documents of {sizes.mean():.0f} characters: signing {signing / count * 1e6:.0f} us each, comparing "
          f"{spent:.1f} s, {(peak - before) / 1024:.0f} MB beside the signatures ({signatures.nbytes >> 20} MB)")  # fmt: skip
    seen: dict[int, list[bool]] = defaultdict(list)
    for place in (origin >= 0).nonzero()[0].tolist():
        seen[min(9, int(true[place] * 10))].append(bool(kept[place] == kept[origin[place]]))
    print("\n| true similarity | copies | found |\n|---|---|---|")
    for tenth, rows in sorted(seen.items(), reverse=True):
        print(f"| {tenth / 10:.1f} to {(tenth + 1) / 10:.1f} | {len(rows)} | {sum(rows) / len(rows):.4f} |")
    originals = set(origin[origin >= 0].tolist())
    alone = [place for place in range(count) if origin[place] < 0 and place not in originals]
    print(f"\nwrong: {sum(kept[place] != place for place in alone)} of {len(alone):,} texts without a copy")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
