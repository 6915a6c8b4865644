"""Quality on a set of our own writing, with floors that no build may fall below.

    python -m benchmarks.floors                  measure; exit 1 where a figure is below its floor, 3 where the set is another one
    python -m benchmarks.floors --raise          lift the floors to what was measured, and take the set as it is
    python -m benchmarks.floors --lower NAME     lower one floor to what was measured (say why in the commit)

The set: lines, documents and notices that were written before the judge, look-alikes that must stay, stories, proper texts, and
pages of the engines with labels. Its digest is pinned, so that a figure does not change because the set did. Figures that a
build doing nothing would reach (what must stay) stand beside the recall of the same build.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

import cleaners
from benchmarks import boilerplate
from cleaners.boilerplate.page.step import ChosenText
from cleaners.document import Origin
from cleaners.readers.html import read_markup
from training.page_engines.generate import generated_pages

ROOT = Path(__file__).parent.parent
FILE = Path(__file__).with_name("floors.toml")
ROUNDED = 0.002
EXPECTED = ROOT / "tests" / "samples" / "expected"
SET = (
    "benchmarks/data/*",
    "tests/boilerplate/cases/omissions_*",
    "tests/samples/expected/**/*.txt",
    "training/page_engines/*.toml",
)


def measured() -> Iterator[tuple[str, float]]:
    clean = boilerplate.ours()
    dropped, kept = boilerplate.single_lines(clean)
    yield from (("frame lines dropped", dropped.got / dropped.of), ("look-alikes kept", kept.got / kept.of))
    gone, stay, _ = boilerplate.documents(clean)
    yield from (("frames of documents gone", gone.got / gone.of), ("their content kept", stay.got / stay.of))
    found, exact, alarms = boilerplate.notices()
    yield from (("notices found", found.got / found.of), ("their numbers exact", exact.got / exact.of))
    yield "stories that are no notice", 1 - alarms.got / alarms.of
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXPECTED.rglob("*.txt"))]
    texts += [line for text in texts for line in text.split("\n") if line]
    yield "proper texts unchanged", sum(map(_is_unchanged, texts)) / len(texts)
    yield from _pages()


def _is_unchanged(text: str) -> bool:
    try:
        return cleaners.clean(text.encode(), name="a.txt").text == text
    except cleaners.Rejected:
        return False


def _pages() -> Iterator[tuple[str, float]]:
    """F1 by characters of the lines that are held to be the page's own, a mean over pages, by kind."""
    scores: dict[str, list[float]] = {}
    for made in generated_pages(2, seed=20_000):  # training begins with other seeds
        text = ChosenText.of(read_markup(made.html, Origin(url=made.url)))
        assert text is not None
        labels, sizes = made.labels(text.page), text.page.line_stats[:, 0]
        if not labels.any():  # nothing of a list is labelled
            continue
        right = float(sizes[labels & text.kept].sum())
        scores.setdefault(made.kind, []).append(2 * right / max(1.0, float(sizes[labels].sum() + sizes[text.kept].sum())))
    for kind, found in sorted(scores.items()):
        yield f"pages, {kind}: F1", float(np.mean(found))


def digest() -> str:
    """Of all files that the figures are measured on."""
    whole = hashlib.sha256()
    for path in sorted({path for pattern in SET for path in ROOT.glob(pattern) if path.is_file()}):
        whole.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def read() -> tuple[str, dict[str, float], dict[str, int]]:
    """The pinned digest, the floors, and the ceilings of `work.py`."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found.get("digest", ""), found.get("floors", {}), found.get("ceilings", {})


def write(pinned: str, floors: Mapping[str, float], ceilings: Mapping[str, int]) -> None:
    lines = ["# Made by `python -m benchmarks.floors`, which says what the figures are.", f'digest = "{pinned}"', "", "[floors]"]
    lines += [f'"{name}" = {value:.4f}' for name, value in floors.items()]
    lines += ["", "# Calls a document, a tenth more than were counted: see `work.py`.", "[ceilings]"]
    lines += [f'"{name}" = {count}' for name, count in ceilings.items()]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def below(found: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """What is below its floor, by more than processors differ that add numbers in another order."""
    return [name for name, value in found.items() if value < floors.get(name, 0.0) - ROUNDED]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors and take the set as it is")
    parser.add_argument("--lower", metavar="NAME", action="append", default=[], help="lower this floor")
    options = parser.parse_args()
    pinned, floors, ceilings = read()
    found = dict(measured())
    print("| figure | measured | floor |\n|---|---|---|")
    for name, value in found.items():
        print(f"| {name} | {value:.4f} | {floors.get(name, 0.0):.4f} |")
    if options.lift or options.lower:
        from benchmarks.work import counted

        floors = {name: max(value if options.lift else 0.0, floors.get(name, 0.0)) for name, value in found.items()}
        floors |= {name: found[name] for name in options.lower}
        if options.lift:
            ceilings = {name: int(re.sub(r"(?<=..)\d", "0", str(int(count * 1.1)))) for name, count in counted()}
        write(digest(), floors, ceilings)
        return 0
    if digest() != pinned:
        print(f"the set is another one than the floors were measured on: {digest()}, not {pinned}", file=sys.stderr)
        return 3
    low = below(found, floors)
    print("\n".join(f"below its floor: {name}" for name in low) or "nothing is below its floor", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
