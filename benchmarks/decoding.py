"""Decoding, side by side with the peers that are installed: share of cases decoded to the same text, and CPU.

    python -m benchmarks.decoding [--number 20] [--packages FOLDER] [--only plain] [--show 20] [--no-speed]

The Chinese text is that of `../shared`; the Japanese, Korean and Western text are the messages of Django and Sphinx, found where
they are installed or in `--packages`; without them those rows are left out. A case is right when the text is the truth; variants
that sister codecs give for one code are folded. Damaged bytes: the text shares as many pairs of characters with the truth as the
true codec leaves. A peer's label counts with the superset that its users would take (gb2312 -> gb18030 and so on), whichever
reads better.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.decoding_cases import Case, Texts, cases, fields, load_texts
from benchmarks.decoding_speed import hard_input, speed
from benchmarks.detectors import SUPERSETS, Detector, peers
from benchmarks.shared import SHARED
from cleaners.decoding import decode
from cleaners.decoding.legacy import fits, rank_in_step

OURS = "qingwen"

# Measure -> least share (%). The shapes of the macro mean are those of the prototype's benchmark: without the other alphabets.
GOALS = {
    "GB and Big5, 4 characters": 99.0, "GB and Big5, 8 characters": 99.7, "GB and Big5, 16 and more": 100.0,
    "html no decl": 99.5, "wrong meta": 99.5, "noise .1%": 99.0, "noise 1%": 98.0, "mixed": 99.5, "mixed, other part": 95.0,
    "cut tail": 99.8, "cut head": 98.0, "neg-ja": 99.5, "neg-ko": 99.5, "neg-latin": 99.5, "macro mean": 99.0,
}  # fmt: skip
NOT_IN_MACRO = "alphabets"

# Measure -> most milliseconds of CPU beyond one strict decode.
SPEED_GOALS = {"UTF-8 50 KB": 0.1, "GB 50 KB": 3.0, "GB 5000 KB": 10.0}


@cache
def sister_variants() -> dict[int, str]:
    """Characters that sister codecs give for one and the same code -> the first of them."""
    table: dict[int, str] = {}
    for family in (("gb18030", "gbk", "gb2312"), ("big5hkscs", "big5", "cp950"), ("cp932", "shift_jis"), ("cp949", "euc_kr")):
        for code in (bytes((a, b)) for a in range(0x81, 0xFF) for b in range(0x40, 0xFF)):
            read = [text for codec in family if len(text := code.decode(codec, "ignore")) == 1]
            table |= {ord(other): read[0] for other in read[1:] if other != read[0]}
    table |= {0x2015: "—", 0x2500: "—", 0x30FB: "·", 0x2027: "·", 0x2022: "·", 0xFEFF: ""}
    return table


def fold(text: str) -> str:
    table = sister_variants()
    return text.translate(table).translate(table)


def shared_pairs(text: str, truth: str) -> float:
    left, right = Counter(pairwise(text)), Counter(pairwise(truth))
    return (left & right).total() / max(1, right.total())


def is_right(case: Case, text: str) -> bool:
    if text == case.text:
        return True
    text, truth = fold(text), fold(case.text)
    if case.shape == "cut tail":
        return text.rstrip("\ufffd") == truth
    if case.shape == "cut head":  # in step again: all but the first character
        return truth[1:] in text if case.codec != "utf-8" else text.endswith(truth)
    if case.shape.startswith("noise") or case.foot:
        floor = shared_pairs(fold(case.data.decode(case.codec, "replace")), truth)
        return shared_pairs(text, truth) >= floor - 0.004
    return text == truth


def by_label(detect: Detector) -> Callable[[Case], str]:
    """A peer gives a label; its text is the better of the label's and the superset's reading."""

    def read(case: Case) -> str:
        texts = []
        label = detect(case.data)
        for name in dict.fromkeys((label, SUPERSETS.get((label or "").lower().replace("-", "_"), label))):
            try:
                texts.append(case.data.decode(name or "ascii", "replace"))
            except (LookupError, ValueError):
                continue
        return next((text for text in texts if is_right(case, text)), texts[0] if texts else "")

    return read


def table(title: str, rows: dict[str, dict[str, list[bool]]]) -> None:
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    print(f"\n## {title}\n\n| | " + " | ".join(columns) + " |\n|---" * 1 + "|---" * len(columns) + "|")
    for name, row in rows.items():
        shares = [f"{100 * sum(row[column]) / len(row[column]):.1f}" for column in columns]
        print(f"| {name} | " + " | ".join(shares) + " |")
    print("| cases | " + " | ".join(str(len(next(iter(rows.values()))[column])) for column in columns) + " |")


Shares = dict[str, dict[str, list[bool]]]
"""Name of the reader -> column -> whether each case is right."""


@dataclass(slots=True)
class Figures:
    shapes: Shares = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    lengths: Shares = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    encodings: Shares = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    other_parts: list[bool] = field(default_factory=list)
    answers: list[tuple[float, bool]] = field(default_factory=list)
    """Our confidence, and whether we were right."""

    def shares(self, name: str) -> dict[str, float]:
        """Measure -> share (%) of one reader."""
        found = {shape: _percent(row) for shape, row in self.shapes[name].items()}
        found["macro mean"] = float(np.mean([share for shape, share in found.items() if shape != NOT_IN_MACRO] or [0.0]))
        lengths = self.lengths[name]
        found |= {f"GB and Big5, {length} characters": _percent(lengths[length]) for length in ("4", "8") if lengths[length]}
        if long := [right for length, row in lengths.items() if int(length) >= 16 for right in row]:
            found["GB and Big5, 16 and more"] = _percent(long)
        if name == OURS and self.other_parts:
            found["mixed, other part"] = _percent(self.other_parts)
        return found


def _percent(row: list[bool]) -> float:
    return 100 * sum(row) / len(row)


def measure(texts: Texts, number: int, only: str, show: int, detectors: dict[str, Detector]) -> Figures:
    """All readers on all cases; prints `show` of our wrong answers."""
    readers: dict[str, Any] = {OURS: lambda case: decode(case.data).text} | {
        name: by_label(detect) for name, detect in detectors.items()
    }
    figures = Figures()
    for case in cases(texts, number):
        if only and only not in case.shape:
            continue
        for name, read in readers.items():
            right = is_right(case, read(case))
            figures.shapes[name][case.shape].append(right)
            if case.shape == "plain":
                figures.encodings[name][case.label].append(right)
                if case.label.startswith(("gb", "big5", "cp950")):
                    figures.lengths[name][str(case.length)].append(right)
        decoded = decode(case.data)
        right = figures.shapes[OURS][case.shape][-1]
        figures.answers.append((decoded.confidence, right))
        if case.foot:
            figures.other_parts.append(case.foot in decoded.text)
        if not right and show > 0:
            show -= 1
            print(
                f"wrong: {case.shape}, {case.label}, {case.length}: {decoded.encoding} {decoded.confidence} "
                f"({decoded.evidence}) {decoded.text[:40]!r} for {case.text[:40]!r}"
            )
    return figures


def print_goals(figures: Figures, beyond: dict[str, float]) -> bool:
    """Each measure of the goals with the best peer of this run; whether all are met."""
    ours = figures.shares(OURS)
    others = {name: figures.shares(name) for name in figures.shapes if name != OURS}
    print(f"\n## Goals\n\n| measure | goal | {OURS} | | best peer |\n|---|---|---|---|---|")
    met = True
    for measure_, goal in GOALS.items():
        if measure_ in ours:
            best = max(((shares[measure_], name) for name, shares in others.items() if measure_ in shares), default=None)
            peer = f"{best[0]:.1f} {best[1]}" if best else "none"
            reached = ours[measure_] >= goal
            met &= reached
            print(f"| {measure_} | >= {goal} % | {ours[measure_]:.2f} | {'met' if reached else 'MISSED'} | {peer} |")
    for row, most in SPEED_GOALS.items():
        if row in beyond:
            reached = beyond[row] <= most
            met &= reached
            print(f"| CPU of {row} (ms) | <= {most} | {beyond[row]:.3f} | {'met' if reached else 'MISSED'} | above |")
    return met


def measure_fields(texts: Texts, number: int) -> None:
    """Short fields alone, with the prior of their source, and with a wrong prior."""
    rows: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in ("no prior", "right prior", "wrong prior")}
    wrong = {"gbk": "big5", "big5": "gbk", "utf-8": "gbk"}
    for case in fields(texts, number):
        for name, prior in (("no prior", None), ("right prior", case.label), ("wrong prior", wrong[case.label])):
            rows[name][str(case.length)].append(is_right(case, decode(case.data, prior=prior).text))
    table("Fields in GBK, Big5 and UTF-8 (%), by number of characters; ours", rows)


def calibrate(texts: Texts, number: int, answers: list[tuple[float, bool]]) -> None:
    """Confidence against the share of right answers, and the fit behind `cleaners.decoding.confidence`."""
    print(
        "\n## Confidence and the share of right answers\n"
        "\n| confidence | cases | mean confidence | right (%) |\n|---|---|---|---|"
    )
    scored: list[tuple[float, float, bool]] = []
    for case in (*fields(texts, number), *cases(texts, max(1, number // 4))):
        if (
            case.label in ("gbk", "gb18030-4b", "gbk-trad", "big5", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949")
            and not case.foot
        ):
            ranked = rank_in_step(case.data)
            decoded = decode(case.data)
            right = is_right(case, decoded.text)
            answers.append((decoded.confidence, right))
            if fits(ranked[0]):
                scored.append((ranked[0].score - ranked[1].score, ranked[0].cost, right))
    edges = (0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 1.01)
    for low, high in pairwise(edges):
        inside = [(confidence, right) for confidence, right in answers if low <= confidence < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            share = 100 * sum(right for _, right in inside) / len(inside)
            print(f"| {low}-{min(high, 1)} | {len(inside)} | {mean:.3f} | {share:.1f} |")
    logs = np.array([math.log1p(margin) for margin, _, _ in scored])
    features = np.stack((logs, logs * np.array([cost for _, cost, _ in scored])), axis=1)
    rights = np.array([right for *_, right in scored], np.float64)
    weights = np.zeros(2)
    for _ in range(50):  # Newton's method
        probabilities = 1 / (1 + np.exp(-features @ weights))
        spread = (features * (probabilities * (1 - probabilities))[:, None]).T @ features + 1e-3 * np.eye(2)
        weights += np.linalg.solve(spread, features.T @ (rights - probabilities) - 1e-3 * weights)
    print(f"\nlogistic fit over {len(scored)} answers: SLOPE {weights[0]:.2f}, COST_SLOPE {weights[1]:.3f}")


def packages_here() -> Path | None:
    """Where Django and Sphinx are installed, if they are."""
    found = [spec.origin for name in ("django", "sphinx") if (spec := find_spec(name)) and spec.origin]
    return Path(found[0]).parents[1] if found else None


def run(
    *,
    number: int = 20,
    packages: Path | None = None,
    only: str = "",
    show: int = 0,
    timed: bool = True,
    calibrated: bool = True,
    alone: bool = False,
) -> bool:
    """Measure and print everything; whether all goals are met."""
    texts = load_texts(SHARED, packages or packages_here())
    print(f"text: {texts.origin}")
    detectors = {} if alone else peers()
    figures = measure(texts, number, only, show, detectors)
    table("Share decoded to the same text (%), by shape", figures.shapes)
    if any(figures.lengths.values()):
        table("Plain GB and Big5, by number of characters", figures.lengths)
        table("Plain, by encoding", figures.encodings)
    if not only:
        measure_fields(texts, 2 * number)
    if calibrated:
        calibrate(texts, 2 * number, figures.answers)
    beyond: dict[str, float] = {}
    if timed:
        beyond = speed(texts, detectors)
        hard_input(texts)
    return print_goals(figures, beyond)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--packages", type=Path, help="a folder with Django and Sphinx")
    parser.add_argument("--number", type=int, default=20, help="cases a cell")
    parser.add_argument("--only", default="", help="only shapes whose name holds this")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong answers")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--no-calibration", action="store_true")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    options = parser.parse_args(arguments)
    run(
        number=options.number,
        packages=options.packages,
        only=options.only,
        show=options.show,
        timed=not options.no_speed,
        calibrated=not options.no_calibration,
        alone=options.alone,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
