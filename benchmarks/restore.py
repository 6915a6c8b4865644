"""Does everything come back, do edits touch only what differs, and does a second cleaning find nothing? On the samples, the seeds
and 1,000 generated documents.

python -m benchmarks.restore
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import cleaners
from benchmarks import shared
from benchmarks.generated import documents
from benchmarks.seeds import closeness
from cleaners.document import Document
from cleaners.errors import Rejected

RAW = Path(__file__).parent.parent / "raw"


def delivered(items: Iterable[bytes]) -> Iterator[Document]:
    for data in items:
        try:
            yield cleaners.clean(data)
        except Rejected:
            continue


def measure(name: str, items: Iterable[bytes]) -> None:
    exact, again, ratios = 0, 0, list[float]()
    for document in delivered(items):
        again += cleaners.clean(document.text.encode("utf-8")).text == document.text
        exact += document.restore() == document.source_text
        ratios.append(closeness(document))
    close = sum(ratio <= 1.1 for ratio in ratios)
    mean = sum(ratios) / len(ratios)
    print(
        f"{name:12}{len(ratios):6} delivered{exact:6} restored exactly{again:6} unchanged by a second cleaning"
        f"{close:6} close; mean {mean:.3f}, worst {max(ratios):.3f}"
    )


def main() -> int:
    measure("raw/", (path.read_bytes() for path in sorted(RAW.rglob("*")) if path.is_file()))
    if shared.available():
        measure("seeds", shared.seeds().values())
    measure("generated", (text.encode("utf-8") for text in documents(1000)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
