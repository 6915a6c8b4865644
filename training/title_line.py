"""Learn which line is the title (`cleaners/boilerplate/head/title_line.json`) from pages whose title is known, split by site.

    python -m training.title_line ../shared/data/site_lines/lines.jsonl.zst

Prints, for sites that were held out, the share of pages whose title is chosen rightly. A conditional logit: one line of a page
is the title, or none is (score 0). Every site weighs the same.
"""

from __future__ import annotations

import io
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import zstandard
from numpy.typing import NDArray

from cleaners.boilerplate.head import title_line
from cleaners.boilerplate.layout import View
from cleaners.characters.fold import fold

TARGET = Path(__file__).parent.parent / "cleaners" / "boilerplate" / "head" / "title_line.json"
Floats = NDArray[np.float64]
Page = tuple[str, Floats, NDArray[np.bool_]]  # site, features of the candidates, which of them are the title


def key(words: str) -> str:
    return title_line._NO_KEY.sub("", fold(words)).lower()


def pages(path: str) -> list[Page]:
    found = []
    with Path(path).open("rb") as file:
        reader = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for row in map(json.loads, reader):
            if not row["title"]:
                continue
            view = View("\n".join(line[0] for line in row["lines"] if len(line) < 3))
            rows = title_line.candidates(view)
            wanted = key(row["title"])
            right = [key(view.text[one.start : one.end]) == wanted for one in rows]
            if rows:
                found.append((row["site"], np.array([one.features for one in rows]), np.array(right)))
    return found


def fit(rows: list[Page], steps: int = 250, rate: float = 0.5, decay: float = 1e-3) -> Floats:
    sizes: dict[str, int] = defaultdict(int)
    for site, _, _ in rows:
        sizes[site] += 1
    weights = np.zeros(len(title_line.FEATURES))
    total = sum(1 / sizes[site] ** 0.5 for site, _, _ in rows)
    moment = np.zeros_like(weights)
    for _ in range(steps):
        slope = decay * weights
        for site, features, right in rows:
            scores = np.append(features @ weights, 0.0)
            chances = np.exp(scores - np.logaddexp.reduce(scores))
            # One of the copies of the title is right, or the last, which stands for none.
            wanted = np.append(chances[:-1] * right, 0.0) if right.any() else np.eye(len(scores))[-1]
            chances -= wanted / wanted.sum()
            slope += (features.T @ chances[:-1]) / sizes[site] ** 0.5 / total
        moment = 0.9 * moment + slope
        weights -= rate * moment
    return weights


def right_share(rows: list[Page], weights: Floats, least: float) -> tuple[float, float, float]:
    """Right among pages with a title line, macro over sites; given and wrong; right over all."""
    by: dict[str, list[bool]] = defaultdict(list)
    wrong = 0
    for site, features, right in rows:
        scores = np.append(features @ weights, 0.0)
        chances = np.exp(scores - np.logaddexp.reduce(scores))
        best = int(chances[:-1].argmax())
        given = chances[best] >= least
        if right.any():
            by[site].append(bool(given and right[best]))
        wrong += bool(given and not right[best])
    shares = [float(np.mean(marks)) for marks in by.values()]
    return float(np.mean(shares)), wrong / len(rows), float(np.mean([mark for marks in by.values() for mark in marks]))


def main() -> None:
    rows = pages(sys.argv[1])
    sites = sorted({site for site, _, _ in rows})
    np.random.default_rng(7).shuffle(sites)
    print(len(rows), "pages of", len(sites), "sites; with a title line", sum(right.any() for _, _, right in rows))
    for least in (0.1, 0.25, 0.4):
        figures = []
        for fold_number in range(3):
            held = set(sites[fold_number::3])
            weights = _CACHE.setdefault(fold_number, fit([row for row in rows if row[0] not in held]))
            figures.append(right_share([row for row in rows if row[0] in held], weights, least))
        macro, wrong, micro = (float(np.mean(column)) for column in zip(*figures, strict=True))
        print(f"least {least}: right, mean over held-out sites {macro:.3f}, over pages {micro:.3f}; given and wrong {wrong:.3f}")
    weights = fit(rows)
    content = {"features": title_line.FEATURES, "weights": [round(float(one), 4) for one in weights], "least": 0.25}
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


_CACHE: dict[int, Floats] = {}

if __name__ == "__main__":
    main()
