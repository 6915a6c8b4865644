"""From LightGBM's trees to the arrays that `cleaners.boilerplate.trees` walks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cleaners.boilerplate.trees import Trees


def trees_of(trees: Sequence[Mapping[str, Any]]) -> Trees:
    """Of trees as LightGBM writes them out."""
    depth = max(_depth(tree["tree_structure"]) for tree in trees)
    inner = 2**depth - 1
    feature = np.zeros((len(trees), inner), np.int16)
    threshold = np.full((len(trees), inner), np.inf, np.float32)
    value = np.zeros((len(trees), inner + 1), np.float32)
    for number, tree in enumerate(trees):
        _fill(tree["tree_structure"], 0, feature[number], threshold[number], value[number])
    return Trees(feature, threshold, value)


def _depth(node: Mapping[str, Any]) -> int:
    return 0 if "leaf_value" in node else 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))


def _fill(node: Mapping[str, Any], at: int, feature: Any, threshold: Any, value: Any) -> None:
    inner = len(feature)
    if "leaf_value" not in node:
        feature[at], threshold[at] = node["split_feature"], np.float32(node["threshold"])
        _fill(node["left_child"], 2 * at + 1, feature, threshold, value)
        _fill(node["right_child"], 2 * at + 2, feature, threshold, value)
    elif at < inner:  # a leaf above the last row: always left
        _fill(node, 2 * at + 1, feature, threshold, value)
    else:
        value[at - inner] = node["leaf_value"]
