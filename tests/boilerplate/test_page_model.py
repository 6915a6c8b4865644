"""Trees that are walked all at once give what each gives by itself."""

from __future__ import annotations

from importlib.resources import as_file
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaners.boilerplate.page.judge.model import FILE, KINDS, page_model
from cleaners.boilerplate.page.judge.words import name_hashes, name_scores, summed
from cleaners.boilerplate.page.view import PageView
from cleaners.document import Origin
from cleaners.readers.html import read_markup
from training.page_engines.generate import generated_pages
from training.trees import trees_of

VALUES = st.floats(-4, 4, width=32)
LEAVES = st.fixed_dictionaries({"leaf_value": VALUES})
TREES = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {"split_feature": st.integers(0, 2), "threshold": VALUES, "left_child": inner, "right_child": inner}
    ),
    max_leaves=9,
)


def value(node: dict[str, Any], row: list[float]) -> float:
    while "leaf_value" not in node:
        left = np.float32(row[node["split_feature"]]) <= np.float32(node["threshold"])
        node = node["left_child"] if left else node["right_child"]
    return float(np.float32(node["leaf_value"]))


@given(st.lists(TREES, min_size=1, max_size=4), st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=5))
def test_as_one_by_one(trees: list[dict[str, Any]], rows: list[list[float]]) -> None:
    model = trees_of([{"tree_structure": tree} for tree in trees])
    expected = [sum(value(tree, row) for tree in trees) for row in rows]
    assert np.allclose(model.sums(np.array(rows, np.float32)), expected, atol=1e-5)


def test_the_committed_model_is_small() -> None:
    model = page_model()
    assert len(model.lines.feature) == len(model.lines.value) <= 300
    assert len(model.kinds.value) % len(KINDS) == 0
    assert np.isfinite(model.lines.value).all()
    with as_file(FILE) as path:
        assert path.stat().st_size < 2_000_000


def test_names_say_when_it_counts_what_the_training_heard() -> None:
    weights, heard = page_model().weights, 0
    for made in generated_pages(1, seed=31):
        page = PageView.of(read_markup(made.html, Origin()))
        assert page is not None
        hashed, number = name_hashes(page)
        expected = summed(hashed, weights.names, weights.name_bias, int(number.max()) + 1)[number]
        assert np.allclose(name_scores(page, weights), expected, atol=1e-5)
        heard += len(expected)
    assert heard > 1000
