"""Learn the kind of a page from the shapes of its lines (`cleaners/boilerplate/head/text_kind.json`), split by site.

    python -m training.text_kind ../shared/data/site_lines/lines.jsonl.zst

Prints, for sites that were held out, recall and precision of each kind. Multinomial logit; each kind weighs the same, and each
site within its kind.
"""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import zstandard
from numpy.typing import NDArray

from cleaners.boilerplate.head.text_kind import FEATURES, KINDS, features
from cleaners.boilerplate.layout import View

TARGET = Path(__file__).parent.parent / "cleaners" / "boilerplate" / "head" / "text_kind.json"
Floats = NDArray[np.float64]
OF = {"article": 0, "doc": 0, "novel": 0, "wiki": 0, "thread": 1, "qa": 1, "list": 2, "product": 3}


def pages(path: str) -> list[tuple[str, int, list[float]]]:
    found = []
    with Path(path).open("rb") as file:
        reader = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for row in map(json.loads, reader):
            text = "\n".join(line[0] for line in row["lines"] if len(line) < 3)
            if row["kind"] in OF and text.strip():
                found.append((row["site"], OF[row["kind"]], features(View(text))))
    return found


def fit(rows: list[tuple[str, int, list[float]]]) -> Floats:
    kinds, sites = Counter(kind for _, kind, _ in rows), Counter((site, kind) for site, kind, _ in rows)
    values = np.array([row[2] for row in rows])
    mean, spread = values.mean(0), values.std(0) + 1e-9
    mean[0], spread[0] = 0, 1
    scaled = (values - mean) / spread
    wanted = np.eye(len(KINDS))[[kind for _, kind, _ in rows]]
    weight = np.array([sites[site, kind] ** -0.5 * kinds[kind] ** -0.5 for site, kind, _ in rows])
    weight /= weight.sum()
    weights = np.zeros((len(KINDS), len(FEATURES)))
    moment = np.zeros_like(weights)
    for _ in range(1500):
        scores = scaled @ weights.T
        chances = np.exp(scores - scores.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        moment = 0.9 * moment + ((chances - wanted) * weight[:, None]).T @ scaled + 1e-3 * weights
        weights -= 0.3 * moment
    weights = weights / spread
    weights[:, 0] -= weights[:, 1:] @ mean[1:]
    return np.asarray(weights)


def main() -> None:
    rows = pages(sys.argv[1])
    sites = sorted({site for site, _, _ in rows})
    np.random.default_rng(7).shuffle(sites)
    table = np.zeros((len(KINDS), len(KINDS)), int)
    for number in range(3):
        held = set(sites[number::3])
        weights = fit([row for row in rows if row[0] not in held])
        for site, kind, values in rows:
            if site in held:
                table[kind, int((weights @ np.array(values)).argmax())] += 1
    print("rows true, columns found:", KINDS)
    for name, row, column in zip(KINDS, table, table.T, strict=True):
        at = KINDS.index(name)
        print(f"{name:8} {row}  recall {row[at] / row.sum():.3f}  precision {row[at] / max(1, column.sum()):.3f}")
    print(f"right {np.trace(table) / table.sum():.3f}")
    content = {"features": FEATURES, "kinds": KINDS, "weights": [[round(float(one), 4) for one in row] for row in fit(rows)]}
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
