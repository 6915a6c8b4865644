"""The file that the model of pages is kept in."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cleaners.boilerplate.page.judge.model import ARRAYS, PageModel


def save(model: PageModel, path: Path) -> None:
    """Write the model as `cleaners.boilerplate.page.judge.model` reads it."""
    weights, parts = model.weights, {"kinds": model.kinds, "lines": model.lines}
    np.savez_compressed(
        path,
        **{f"{part}_{name}": getattr(trees, name) for part, trees in parts.items() for name in ARRAYS},
        words=weights.words.astype(np.float16),
        names=weights.names.astype(np.float16),
        biases=np.array([weights.word_bias, weights.name_bias]),
    )
