"""Decoding, side by side with the peers that are installed: share of cases decoded to the same text, and speed.

    python -m benchmarks.decoding --packages ../model-venv/lib/python3.*/site-packages [--number 20] [--only plain] [--calibrate]

`--packages` is a folder with Django and Sphinx, whose messages are the Japanese, Korean and Western text; without it those
rows are left out. The Chinese text is that of `../shared`. A case is right when the text is the truth; variants that sister
codecs give for one code are folded. Damaged bytes: the text shares as many pairs of characters with the truth as the true
codec leaves. A peer's label counts with the superset that its users would take (gb2312 -> gb18030 and so on), whichever reads
better.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.decoding_cases import Case, Texts, cases, fields, load_texts, page
from cleaners.decoding import decode
from cleaners.decoding.legacy import fits, rank_in_step

SHARED = Path(__file__).parents[2] / "shared"
SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
}


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


def by_label(detect: Callable[[bytes], str | None]) -> Callable[[Case], str]:
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


def peers() -> dict[str, Callable[[bytes], str | None]]:
    found: dict[str, Callable[[bytes], str | None]] = {}
    for name, make in (("chardet", _chardet), ("charset-normalizer", _charset_normalizer), ("faust-cchardet", _cchardet),
                       ("uchardet", _uchardet), ("resiliparse", _resiliparse), ("chardetng", _chardetng)):  # fmt: skip
        try:
            found[name] = make()
        except (ImportError, OSError):
            print(f"{name}: not installed, left out")
    return found


def _chardet() -> Callable[[bytes], str | None]:
    import chardet

    return lambda data: chardet.detect(data, compat_names=False)["encoding"]


def _charset_normalizer() -> Callable[[bytes], str | None]:
    import charset_normalizer

    def detect(data: bytes) -> str | None:
        best = charset_normalizer.from_bytes(data).best()
        return best.encoding if best else None

    return detect


def _cchardet() -> Callable[[bytes], str | None]:
    import cchardet

    return lambda data: cchardet.detect(data)["encoding"]


def _resiliparse() -> Callable[[bytes], str | None]:
    from resiliparse.parse.encoding import detect_encoding

    return lambda data: detect_encoding(data, html5_compatible=False)


def _chardetng() -> Callable[[bytes], str | None]:
    from chardetng_py import detect

    return lambda data: detect(data, allow_utf8=True)


def _uchardet() -> Callable[[bytes], str | None]:
    import ctypes

    library = ctypes.CDLL("libuchardet.so.0")
    library.uchardet_new.restype = ctypes.c_void_p
    library.uchardet_get_charset.restype = ctypes.c_char_p
    for name in ("uchardet_delete", "uchardet_data_end", "uchardet_get_charset"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.uchardet_handle_data.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]

    def detect(data: bytes) -> str | None:
        handle = library.uchardet_new()
        library.uchardet_handle_data(handle, data, len(data))
        library.uchardet_data_end(handle)
        label = library.uchardet_get_charset(handle).decode() or None
        library.uchardet_delete(handle)
        return label

    return detect


def table(title: str, rows: dict[str, dict[str, list[bool]]]) -> None:
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    print(f"\n## {title}\n\n| | " + " | ".join(columns) + " |\n|---" * 1 + "|---" * len(columns) + "|")
    for name, row in rows.items():
        shares = [f"{100 * sum(row[column]) / len(row[column]):.1f}" for column in columns]
        print(f"| {name} | " + " | ".join(shares) + " |")
    print("| cases | " + " | ".join(str(len(next(iter(rows.values()))[column])) for column in columns) + " |")


def measure(texts: Texts, number: int, only: str, show: int) -> list[tuple[float, bool]]:
    """Print the tables; returns confidence and rightness of our answers."""
    found = peers()
    readers = {"qingwen": lambda case: decode(case.data).text} | {name: by_label(detect) for name, detect in found.items()}
    shapes: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in readers}
    lengths: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in readers}
    encodings: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in readers}
    feet: list[bool] = []
    answers: list[tuple[float, bool]] = []
    for case in cases(texts, number):
        if only and only not in case.shape:
            continue
        for name, read in readers.items():
            text = read(case)
            right = is_right(case, text)
            shapes[name][case.shape].append(right)
            if case.shape == "plain":
                encodings[name][case.label].append(right)
                if case.label.startswith(("gb", "big5", "cp950")):
                    lengths[name][str(case.length)].append(right)
            if name == "qingwen":
                decoded = decode(case.data)
                answers.append((decoded.confidence, right))
                if case.foot:
                    feet.append(case.foot in text)
                if not right and show > 0:
                    show -= 1
                    print(
                        f"wrong: {case.shape}, {case.label}, {case.length}: {decoded.encoding} {decoded.confidence} "
                        f"({decoded.evidence}) {decoded.text[:40]!r} for {case.text[:40]!r}"
                    )
    table("Share decoded to the same text (%), by shape", shapes)
    if feet:
        print(f"\nforeign part in its own encoding: {100 * sum(feet) / len(feet):.1f} % of {len(feet)}")
    means = {name: sum(sum(row) / len(row) for row in shape.values()) / len(shape) for name, shape in shapes.items()}
    print("\nmacro mean over the shapes (%): " + ", ".join(f"{name} {100 * mean:.1f}" for name, mean in means.items()))
    if any(lengths.values()):
        table("Plain GB and Big5, by number of characters", lengths)
        table("Plain, by encoding", encodings)
    return answers


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


def speed(texts: Texts) -> None:
    """CPU milliseconds beyond one strict decode of the same bytes; the least of many calls."""
    text = "\n".join(texts.simplified)
    traditional = "\n".join(texts.traditional)
    print("\n## CPU beyond one strict decode (ms)\n\n| | strict decode | decode() | beyond |\n|---|---|---|---|")
    for label, codec, source in (("UTF-8", "utf-8", text), ("GB", "gb18030", text), ("Big5", "big5", traditional)):
        for size in (2_000, 50_000, 5_000_000):
            data = source.encode(codec, "ignore")
            data = (data * (size // len(data) + 1))[:size]
            data = data.decode(codec, "ignore").encode(codec, "ignore")
            strict, ours = _least(lambda: data.decode(codec)), _least(lambda: decode(data))  # noqa: B023
            print(f"| {label} {size // 1000} KB | {strict:.3f} | {ours:.3f} | {ours - strict:.3f} |")
    sparse = page("今天天气很好", lines=40_000).encode("gb18030")
    print(f"| GB late in {len(sparse) // 1_000_000} MB of ASCII | {_least(lambda: sparse.decode('gb18030')):.3f} "
          f"| {_least(lambda: decode(sparse)):.3f} | {decode(sparse).encoding} |")  # fmt: skip


def _least(call: Callable[[], object]) -> float:
    best, until = math.inf, time.perf_counter() + 0.6
    while time.perf_counter() < until:
        start = time.process_time_ns()
        call()
        best = min(best, (time.process_time_ns() - start) / 1e6)
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--packages", type=Path, help="a folder with Django and Sphinx")
    parser.add_argument("--number", type=int, default=20, help="cases a cell")
    parser.add_argument("--only", default="", help="only shapes whose name holds this")
    parser.add_argument("--calibrate", action="store_true", help="confidence against share of right answers")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong answers")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print("../shared is not there: no text to measure on")
        return 1
    texts = load_texts(SHARED, options.packages)
    print(f"text: {texts.origin}")
    answers = measure(texts, options.number, options.only, options.show)
    if not options.only:
        measure_fields(texts, 2 * options.number)
    if options.calibrate:
        calibrate(texts, 4 * options.number, answers)
    if not options.no_speed:
        speed(texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
