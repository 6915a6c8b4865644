"""How likely each line of a text is to be of a site's frame: a small model of n-grams, shape, place and neighbours.

    model = line_model()                        # loaded once, some milliseconds
    lines, scores, chances = model.judge(codes, starts, ends)

Two stages. A linear one sums the weights of a line's n-grams (`features`), which knows words; a small network then sees the
sum beside shape, place and the lines around, with their sums, which tells a heading from a link and a bar from a list. Built by
`training/line_model.py`, whose docstring says from what; the file's header repeats it. numpy alone at run time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import Ints
from cleaners.boilerplate.lines.features import BITS, ORDERS, Floats, Lines, read_lines, scores_of
from cleaners.characters.fold import Codes

FORMAT = 1
_CHUNK = 20_000  # lines judged at a time: keeps memory flat on a million of them


@dataclass(frozen=True, eq=False)
class LineModel:
    """`weights` of n-grams in steps of `scale`; then the layers of the network, for features as they come."""

    weights: NDArray[np.int8]
    scale: float
    intercept: float
    layers: tuple[tuple[Floats, Floats], ...]
    header: dict[str, Any]

    def judge(self, codes: Codes, starts: Ints, ends: Ints, removed: tuple[Ints, Ints] | None = None) -> tuple[Floats, Floats]:
        """For each line (blank ones left out) its score and how likely it is of a frame."""
        scores, chances = [], []
        for begin in range(0, len(starts), _CHUNK):
            part = slice(begin, begin + _CHUNK)
            lines = read_lines(codes, starts[part], ends[part])
            score = self.scores(lines)
            scores.append(score)
            beside = (removed[0][part], removed[1][part]) if removed else None
            chances.append(self.chances(features_of(lines, score, beside)))
        if not scores:
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        return np.concatenate(scores), np.concatenate(chances)

    def scores(self, lines: Lines) -> Floats:
        return scores_of(lines, self.weights, self.scale) + np.float32(self.intercept)

    def chances(self, features: Floats) -> Floats:
        values: Floats = features
        for number, (weights, bias) in enumerate(self.layers):
            values = np.asarray(values @ weights + bias, np.float32)
            if number < len(self.layers) - 1:
                np.maximum(values, 0, out=values)
        return np.asarray(1 / (1 + np.exp(-np.clip(values[:, 0], -30, 30))), np.float32)

    def reasons(self, codes: Codes, start: int, end: int, count: int = 3) -> list[str]:
        """The n-grams of a line that speak most for a frame, in the folded text."""
        lines = read_lines(codes, np.array([start]), np.array([end]))
        values = self.weights.take(lines.grams.astype(np.intp))
        text = str(codes[start:end].tobytes(), "utf-16-le")
        if len(text) + 1 != len(values):
            return []  # runs of digits or a long line: places are not those of the text
        places = np.argsort(-values, axis=None, kind="stable")
        found: list[str] = []
        for place in places[:40].tolist():
            at, order = divmod(place, ORDERS)
            if values[at, order] <= 0 or len(found) == count:
                break
            gram = text[max(0, at - order) : at + 1].strip()
            if len(gram) >= 2 and not any(gram in other or other in gram for other in found):
                found.append(gram)
        return found


@cache
def line_model() -> LineModel:
    return read_model(files("cleaners.boilerplate.lines").joinpath("model.zst").read_bytes())


def read_model(data: bytes) -> LineModel:
    import zstandard

    raw = zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 24)
    head, _, body = raw.partition(b"\n")
    header = json.loads(head)
    if header["format"] != FORMAT or header["features"] != list(feature_names()):
        raise ValueError("model.zst is of another version; run `python -m training.line_model`")
    weights = np.frombuffer(body, np.int8, 1 << BITS)
    at = 1 << BITS
    layers = []
    for rows, columns in header["layers"]:
        size = rows * columns
        layer = np.frombuffer(body, np.float32, size, at).reshape(rows, columns)
        bias = np.frombuffer(body, np.float32, columns, at + 4 * size)
        at += 4 * (size + columns)
        layers.append((layer, bias))
    return LineModel(weights, header["scale"], header["intercept"], tuple(layers), header)


def write_model(model: LineModel) -> bytes:
    import zstandard

    header = {
        **model.header,
        "format": FORMAT,
        "features": list(feature_names()),
        "scale": model.scale,
        "intercept": model.intercept,
        "layers": [list(weights.shape) for weights, _ in model.layers],
    }
    body = model.weights.tobytes() + b"".join(part.astype(np.float32).tobytes() for layer in model.layers for part in layer)
    data: bytes = zstandard.ZstdCompressor(level=19).compress(json.dumps(header, ensure_ascii=False).encode() + b"\n" + body)
    return data
