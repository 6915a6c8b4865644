"""Learn which line is the title (`cleaners/boilerplate/head/title_line.npz`) from pages whose title is known, split by site.

    python -m training.judge --packages SITE_PACKAGES --folds build/folds     # judges that have not seen a fold of the sites
    python -m training.title_line --folds build/folds [--data ../shared/data]

Prints, for sites that were held out, the share of pages whose title is chosen rightly. A conditional logit over boosted trees:
one line of a page is the title, or none is (score 0). What the judge says of a line is learned from judges that have not seen its
site, else the trees would trust it more than they may.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.head.title_key import title_key
from cleaners.boilerplate.head.title_line import FEATURES, candidates, likeliest
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.lines.context import Page as Context
from cleaners.boilerplate.lines.features import Floats
from cleaners.boilerplate.lines.model import Judge, read_judge
from cleaners.boilerplate.trees import Trees
from training.judge.build import FOLDS
from training.judge.pages import Page, site_pages, text_pages, written_pages
from training.judge.sheets import sheet_of
from training.trees import trees_of

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "cleaners" / "boilerplate" / "head" / "title_line.npz"
TREES = {
    "num_leaves": 12,
    "max_depth": 5,
    "min_data_in_leaf": 20,
    "min_sum_hessian_in_leaf": 1.0,
    "feature_fraction": 0.3,
    "lambda_l2": 3.0,
    "learning_rate": 0.07,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 200
LEAST = 0.3
"""The chance that a title must have. Of the titles that a chance of .25 gives beyond those of .4 two of five are right."""
SHARES = {"site_lines": 1.0, "written": 0.6, "text_pages": 0.3}  # in `text_pages` the lines of the text are not of one text


@dataclass(slots=True)
class Sheet:
    """The candidates of one page, which of them are the title, and whether a line of the page is."""

    site: str
    source: str
    fold: int
    rows: Floats
    right: NDArray[np.bool_]
    titled: bool


def sheets(pages: Iterable[Page], judges: Sequence[Judge]) -> list[Sheet]:
    found = []
    for page in pages:
        wanted = title_key(page.title)
        lines = sheet_of(page) if wanted else None
        if lines is None:
            continue
        judge = judges[page.fold(FOLDS)]
        chances = judge.chances(Context(lines.lines, lines.codes, lines.text, *judge.scores(lines.lines), lines.removed))
        view = View(lines.left)
        some = candidates(view, chances)
        right = np.array([title_key(lines.left[slice(*view.filled[place])]) == wanted for place in some.lines], bool)
        titled = any(title_key(line) == wanted for line in page.lines)
        found.append(Sheet(page.site, page.source, page.fold(FOLDS), some.rows, right, titled))
    return found


def fit(pages: Sequence[Sheet]) -> Any:
    import lightgbm

    pages = [page for page in pages if len(page.rows)]
    counts = Counter(page.site for page in pages)
    weights = np.array([SHARES[page.source] * counts[page.site] ** -0.5 for page in pages])
    sizes = np.array([len(page.rows) for page in pages])
    starts = sizes.cumsum() - sizes
    of_page = np.repeat(np.arange(len(pages)), sizes)
    weight = (weights / weights.mean())[of_page]
    right = np.concatenate([page.right for page in pages]).astype(float)
    has = np.add.reduceat(right, starts)[of_page] > 0

    def slopes(scores: Any, _data: Any) -> tuple[Any, Any]:
        top = np.maximum(np.maximum.reduceat(scores, starts), 0.0)[of_page]
        powers = np.exp(scores - top)
        chances = powers / (np.add.reduceat(powers, starts)[of_page] + np.exp(-top))
        wanted = chances * right  # one of the copies of the title, or none where no candidate is it
        wanted = np.where(has, wanted / np.maximum(np.add.reduceat(wanted, starts)[of_page], 1e-9), 0.0)
        return (chances - wanted) * weight, np.maximum(chances * (1 - chances), 1e-3) * weight

    data = lightgbm.Dataset(np.concatenate([page.rows for page in pages]), right, params={"verbose": -1})
    return lightgbm.train({**TREES, "objective": slopes}, data, ROUNDS)


def right_share(pages: Sequence[Sheet], models: Sequence[Trees], least: float) -> tuple[float, float]:
    """Right among pages with a title line, mean over sites; given and wrong among all pages."""
    by_site, wrong = defaultdict[str, list[bool]](list), 0
    for page in pages:
        best, chance = likeliest(models[page.fold].sums(page.rows)) if len(page.rows) else (0, 0.0)
        given = chance >= least
        if page.titled:
            by_site[page.site].append(bool(given and page.right[best]))
        wrong += bool(given and not page.right[best])
    return float(np.mean([np.mean(marks) for marks in by_site.values()])), wrong / len(pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=Path, required=True, help="folder of the judges by fold")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    judges = [read_judge((options.folds / f"fold-{number}.zst").read_bytes()) for number in range(FOLDS)]
    known = sheets([*site_pages(options.data), *written_pages(), *text_pages(options.data)], judges)
    models = [_trees(fit([page for page in known if page.fold != fold])) for fold in range(FOLDS)]
    for source in SHARES:
        pages = [page for page in known if page.source == source]
        if not pages:
            continue
        print(f"{source}: {len(pages)} pages, {sum(page.titled for page in pages)} with a title line")
        for least in (0.1, 0.25, 0.4, 0.5):
            share, wrong = right_share(pages, models, least)
            print(f"    least {least}: right, mean over sites held out, {share:.3f}; given and wrong {wrong:.3f}")
    trees = _trees(fit(known))
    np.savez_compressed(
        TARGET,
        feature=trees.feature,
        threshold=trees.threshold,
        value=trees.value,
        features=np.array(FEATURES),
        least=np.array(LEAST),
    )
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


def _trees(model: Any) -> Trees:
    return trees_of(model.dump_model()["tree_info"])


if __name__ == "__main__":
    main()
