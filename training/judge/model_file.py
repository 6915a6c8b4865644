"""The file that the judge of lines is kept in."""

from __future__ import annotations

import json

import numpy as np

from cleaners.boilerplate.lines.context import row_names
from cleaners.boilerplate.lines.features import BITS
from cleaners.boilerplate.lines.model import FORMAT, Judge


def write_judge(judge: Judge) -> bytes:
    """The bytes of a file: a line of JSON that says what is in it and where it is from, then the arrays."""
    import zstandard

    trees = judge.trees
    header = {
        **judge.header,
        "format": FORMAT,
        "bits": BITS,
        "rows": list(row_names()),
        "scales": list(judge.scales),
        "intercepts": list(judge.intercepts),
        "trees": list(trees.feature.shape),
    }
    arrays = (*judge.weights, trees.threshold.astype(np.float32), trees.value.astype(np.float32), trees.feature)
    body = b"".join(array.tobytes() for array in arrays)
    data: bytes = zstandard.ZstdCompressor(level=19).compress(json.dumps(header, ensure_ascii=False).encode() + b"\n" + body)
    return data
