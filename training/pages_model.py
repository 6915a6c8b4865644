"""Trains the model that decides which lines of a page are its own text: `cleaners/boilerplate/page/model.npz`.

    python -m training.pages_model                      # train on all pages, write the model
    python -m training.pages_model --cross-validate     # figures for pages of sites that the model has not seen

Needs lightgbm (extra `train`) and the development pages beside the project; the generated pages (`training/page_engines`) need
nothing. Truth for a line comes with a generated page; for a real one it is found by aligning the page's lines with the text that
people wrote down. Pages of one site, or of one engine, share a fold.
"""

from __future__ import annotations

import argparse
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lightgbm
import numpy as np

from benchmarks.page_score import plain, score
from cleaners.boilerplate.page.features import PageFeatures
from cleaners.boilerplate.page.model import FILE, LineModel
from cleaners.boilerplate.page.step import PageText
from cleaners.boilerplate.page.view import PageView
from cleaners.document import Document, Origin
from cleaners.options import Context
from cleaners.readers.html import read
from cleaners.sources.item import RawItem
from training.page_engines.generate import generated_pages

SHARED = Path(__file__).parents[2] / "shared" / "data"
FOLDS = 6
# Real pages are few and count more; on pages without a human's truth two extractors agreed.
WEIGHTS = {"labelled": 3.0, "agreed": 1.0, "generated": 0.4}
TREES = {
    "objective": "binary", "num_leaves": 8, "max_depth": 4, "learning_rate": 0.1, "min_data_in_leaf": 40, "feature_fraction": 0.3,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1, "num_threads": 2, "deterministic": True,
}  # fmt: skip
# Twice the trees, deeper ones, and other weights of the generated pages change the cross-validated F1 by less than .01.
ROUNDS, BAGS = 60, 2


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    kind: str
    group: str  # pages of a group are alike: a site, an engine
    source: str
    document: Document
    view: PageView
    features: PageFeatures
    labels: np.ndarray
    truth: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--generated", type=int, default=6, help="pages of each engine")
    parser.add_argument("--each", action="store_true", help="print every page")
    options = parser.parse_args()
    pages = [*real_pages("html_pages", "labelled"), *real_pages("html_agreed", "agreed"), *made_pages(options.generated)]
    if options.cross_validate:
        cross_validate(pages, each=options.each)
    else:
        train(pages, seed=1).save(Path(str(FILE)))


def real_pages(folder: str, source: str) -> Iterator[Page]:
    directory = SHARED / folder
    if not directory.exists():
        print(f"{directory} is missing: trained without it")
        return
    for entry in json.loads((directory / "index.json").read_text(encoding="utf-8")):
        name, url = entry["name"], entry.get("url", "")
        truth = (directory / f"{name}.txt").read_text(encoding="utf-8")
        document = read(RawItem(Origin(url=url), (directory / f"{name}.html").read_bytes()), Context())
        text = PageText.of(document)
        if text is not None:
            view = text.page
            group = ".".join((urlsplit(url).hostname or name).split(".")[-2:])
            labels = aligned([line.text for line in view.lines], truth) & view.shown
            yield Page(name, entry.get("kind", ""), group, source, document, view, text.features, labels, truth)


def made_pages(each: int) -> Iterator[Page]:
    """Lists are among them, without text of their own: the model is to be sure of nothing there."""
    for made in generated_pages(each):
        document = read(RawItem(Origin(url=made.url), made.html.encode()), Context())
        text = PageText.of(document)
        assert text is not None
        labels = made.labels(text.page)
        truth = "\n".join(line.text for line, label in zip(text.page.lines, labels, strict=True) if label)
        yield Page(made.name, made.kind, made.engine, "generated", document, text.page, text.features, labels, truth)


def aligned(lines: Sequence[str], truth: str) -> np.ndarray:
    """Which lines stand in the truth: the heaviest chain of lines that occur in it one after the other (a short line occurs in
    many places, and only one of them is between its neighbours), and long lines of which most stands there."""
    whole = plain(truth)
    grams = {whole[at : at + 4] for at in range(len(whole) - 3)}
    keep = np.zeros(len(lines), bool)
    ends: list[int] = []  # best chains by where they end in the truth, with rising weight
    links: list[tuple[int, int]] = []  # (line, index of the link before)
    tops: list[tuple[float, int]] = []
    for number, line in enumerate(lines):
        text = plain(line)
        if not text:
            continue
        found = [match.start() for match in re.finditer(re.escape(text), whole)][:30]
        if not found and len(text) >= 8:
            own = {text[at : at + 4] for at in range(len(text) - 3)}
            keep[number] = len(own & grams) >= 0.7 * len(own)
            continue
        fresh = []
        for at in found:
            place = bisect_right(ends, at) - 1
            weight, before = tops[place] if place >= 0 else (0.0, -1)
            links.append((number, before))
            fresh.append((at + len(text), weight + len(text), len(links) - 1))
        for end, weight, link in fresh:
            place = bisect_right(ends, end)
            if place and tops[place - 1][0] >= weight:
                continue
            while place < len(ends) and tops[place][0] <= weight:
                del ends[place], tops[place]
            ends.insert(place, end)
            tops.insert(place, (weight, link))
    at = tops[-1][1] if tops else -1
    while at >= 0:
        number, at = links[at]
        keep[number] = True
    return keep


def train(pages: Sequence[Page], seed: int) -> LineModel:
    rows = np.concatenate([page.features.rows for page in pages])
    labels = np.concatenate([page.labels for page in pages])
    # Within a page lines weigh by the root of their length; each page weighs alike.
    weights = []
    for page in pages:
        length = np.sqrt([len(line.text) + 5.0 for line in page.view.lines]) * page.view.shown
        weights.append(WEIGHTS[page.source] * 100 * length / max(float(length.sum()), 1.0))
    data = lightgbm.Dataset(rows, labels, weight=np.concatenate(weights), free_raw_data=False)
    boosters = [lightgbm.train({**TREES, "seed": seed + bag}, data, ROUNDS) for bag in range(BAGS)]
    return LineModel.of_trees([tree for booster in boosters for tree in booster.dump_model()["tree_info"]], BAGS)


def cross_validate(pages: Sequence[Page], *, each: bool) -> None:
    groups = sorted({page.group for page in pages})
    order = np.random.default_rng(3).permutation(len(groups))
    fold_of = {groups[number]: int(at) % FOLDS for at, number in enumerate(order)}
    results: dict[str, list[tuple[float, float, float]]] = {}
    for fold in range(FOLDS):
        model = train([page for page in pages if fold_of[page.group] != fold], seed=1)
        for page in pages:
            if fold_of[page.group] == fold:
                if page.kind in ("list", "other"):
                    continue
                result = score(PageText.of(page.document, model).main_text(), page.truth)
                results.setdefault(f"{page.source} {page.kind}", []).append(result)
                if each:
                    print(f"{page.name:32} {page.kind:8} P {result[0]:.3f} R {result[1]:.3f} F {result[2]:.3f}")
    report(results)


def report(results: dict[str, list[tuple[float, float, float]]]) -> None:
    labelled = [row for kind, rows in results.items() if kind.startswith("labelled") for row in rows]
    for kind, rows in {"labelled": labelled, **dict(sorted(results.items()))}.items():
        precision, recall, f1 = np.mean(rows, axis=0)
        clean = sum(p >= 0.97 and r >= 0.97 for p, r, _ in rows)
        empty = sum(r < 0.05 for _, r, _ in rows)
        print(f"{kind:20} n {len(rows):3}  F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}  clean {clean}  empty {empty}")


if __name__ == "__main__":
    main()
