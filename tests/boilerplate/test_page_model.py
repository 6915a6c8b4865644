"""Trees that are walked all at once give what each gives by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaners.boilerplate.page.model import LineModel, line_model

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
    model = LineModel.of_trees([{"tree_structure": tree} for tree in trees], 1)
    expected = [1 / (1 + np.exp(-sum(value(tree, row) for tree in trees))) for row in rows]
    assert np.allclose(model.probabilities(np.array(rows, np.float32)), expected, atol=1e-5)


def test_the_committed_model_is_small() -> None:
    model = line_model()
    assert model.feature.shape[0] == model.value.shape[0] <= 300
    assert np.isfinite(model.value).all()
