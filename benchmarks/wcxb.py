"""English pages of seven kinds (WCXB, development set): F1 of bags of words, as that benchmark counts it, ours and the peers'.

    python -m benchmarks.wcxb [--every N]

The model has seen these pages: figures for sites that it has not seen are those of `python -m training.pages --cross-validate`.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping

from benchmarks.pages import extractors
from benchmarks.shared import SHARED
from cleaners.errors import Rejected
from training.pages.data import records
from training.pages.measure import word_f1

FAILED = 0.65


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="one page of so many")
    options = parser.parse_args()
    if not (SHARED / "data" / "wcxb").exists():
        print(f"{SHARED / 'data' / 'wcxb'} is missing")
        return
    pages = [record for number, record in enumerate(records("wcxb/dev.jsonl.zst")) if number % options.every == 0]
    for name, extract in extractors().items():
        found: dict[str, list[float]] = defaultdict(list)
        for page in pages:
            try:
                got = extract(page["html"].encode(), page["url"])
            except Rejected:
                got = ""
            for kind in ("all", page["type"]):
                found[kind].append(word_f1(got, page["text"]))
        report(name, found)


def report(name: str, found: Mapping[str, list[float]]) -> None:
    for kind, values in sorted(found.items()):
        failed = sum(value < FAILED for value in values)
        print(f"{name:22} {kind:14} n {len(values):3}  F1 {sum(values) / len(values):.3f}  below {FAILED}: {failed}")


if __name__ == "__main__":
    main()
