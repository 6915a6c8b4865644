"""How well pages are read whose sites the model has not seen: the figures that `--cross-validate` prints."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.page_score import score
from cleaners.boilerplate.page.step import ChosenText
from training.pages.labels import FRAME, OWN
from training.pages.train import Example

_WORD = re.compile(r"\w+")
_NAMES = {"novel": "article", "wiki": "article", "qa": "thread"}
# Pages whose score is below are named failures, and below this share of the text found, empty.
FAILED, EMPTY = 0.6, 0.05


def word_f1(got: str, wanted: str) -> float:
    """F1 of bags of words, as WCXB has it."""
    a, b = Counter(_WORD.findall(got.lower())), Counter(_WORD.findall(wanted.lower()))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def measured(example: Example) -> tuple[float, float, float]:
    """F1, and for pages with labelled lines the share of their own lines that stay and of the frame's that go, for others
    whether the page failed and whether it came out empty."""
    page, view = example.page, example.page.view
    text = ChosenText.of_view(view, sums=example.sums, kinds=example.kinds)
    if page.source == "site_lines":
        wanted = (page.labels == OWN) & view.shown
        keep = text.body.copy()
        if view.title_line >= 0:
            keep[view.title_line] = text.kept[view.title_line]
        f1 = score(_joined(example, keep), _joined(example, wanted))[2]
        frame = (page.labels == FRAME) & view.shown
        return f1, float(keep[wanted].mean()), float((~keep)[frame].mean()) if frame.any() else 1.0
    got = _joined(example, text.body if text.body.any() else text.kept)
    f1 = word_f1(got, page.truth) if page.source == "wcxb" else score(got, page.truth)[2]
    return f1, float(f1 < FAILED), float(f1 < EMPTY)


def _joined(example: Example, lines: np.ndarray) -> str:
    return "\n".join(example.page.view.lines[number].text for number in np.flatnonzero(lines))


def report(examples: Sequence[Example]) -> None:
    """Means over sites for pages with labelled lines, over pages for the others."""
    found: dict[str, dict[str, list[tuple[float, float, float]]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        page = example.page
        if page.source in ("made", "html_agreed") or not page.wanted:
            continue
        for name in (page.source, f"{page.source} {_NAMES.get(page.kind, page.kind)}"):
            found[name][page.group].append(measured(example))
    for name, sites in sorted(found.items()):
        rows = [row for site in sites.values() for row in site]
        print(f"{name:22} n {len(rows):4} sites {len(sites):3}", end="  ")
        if name.startswith("site_lines"):
            f1, kept, gone = np.mean([np.mean(site, axis=0) for site in sites.values()], axis=0)
            print(f"F1 {f1:.3f}  content lines kept {kept:.3f}  frame lines gone {gone:.3f}")
        else:
            f1, failed, empty = np.sum(rows, axis=0)
            print(f"F1 {f1 / len(rows):.3f}  failed {failed:.0f}  empty {empty:.0f}")
