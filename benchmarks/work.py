"""How much work a document takes, counted instead of timed: the same figures on every machine, whatever else it does.

    python -m benchmarks.work

Calls of Python functions, of functions in C, and of patterns, a document, on the fixed inputs of `inputs.py`. Their ceilings
stand in `floors.toml` and are part of the tests: a step that looks at every line again shows here, where a timed test would
only flicker. The counts are those of Python 3.11, other versions compile some calls away.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from benchmarks import inputs
from benchmarks.speed import clean_one

PYTHON = (3, 11)


def counted() -> Iterator[tuple[str, int]]:
    """For each kind of input and of call a name and how many there are a document."""
    for label, name, documents in (
        ("prose", "a.txt", inputs.prose(4_000, 12)),
        ("traditional", "a.txt", inputs.traditional_prose(4_000, 12)),
        ("page text", "a.txt", inputs.page_text(15_000, 8)),
        ("page", "a.html", inputs.html_pages(6)),
    ):
        for data in documents:  # what is made once a process is no work of a document
            clean_one(data, name)
        calls = _calls(documents, name)
        yield from ((f"{label}: {kind}", calls[kind] // len(documents)) for kind in ("python", "c", "patterns"))


def _calls(documents: list[bytes], name: str) -> Counter[str]:
    calls = Counter[str]()

    def look(_frame: Any, event: str, called: Any) -> None:
        if event == "call":
            calls["python"] += 1
        elif event == "c_call":
            calls["c"] += 1
            calls["patterns"] += isinstance(getattr(called, "__self__", None), re.Pattern)

    sys.setprofile(look)
    try:
        for data in documents:
            clean_one(data, name)
    finally:
        sys.setprofile(None)
    return calls


def main() -> int:
    print("| calls a document | |\n|---|---|")
    for label, count in counted():
        print(f"| {label} | {count:,} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
