"""The character model: finite for anything, lower for wrong readings, right at choosing a character for its place."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.characters.model import character_model, codepoints, provenance

SENTENCES = ["村口有一条小河，夏天孩子们都在那里游泳。", "村口有一條小河，夏天孩子們都在那裡游泳。"]


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(
    "wrong", [("gb18030", "big5"), ("utf-8", "gb18030"), ("gb18030", "cp949"), ("big5", "gb18030"), ("utf-8", "big5")]
)
def test_wrong_readings_cost_more(text: str, wrong: tuple[str, str]) -> None:
    model = character_model()
    misread = text.encode(wrong[0], "ignore").decode(wrong[1], "replace")
    assert model.score(text) / len(text) > -7
    assert model.score(misread) / len(misread) < -9.5


def test_the_place_chooses_the_character() -> None:
    model = character_model()
    for left, candidates, right, best in (("中", "国囯固囗", "人", 0), ("公", "周园圆", "里", 1), ("軟", "體休本", "", 0)):
        assert int(np.argmax(model.fit(left, candidates, right))) == best


def test_single_questions_agree_with_arrays() -> None:
    model = character_model()
    text = "在12月的a市"
    pairs = [model.log_pair(left, right) for left, right in pairwise(text)]
    assert np.allclose(model.costs(codepoints(text)), [model.log_probability(text[0]), *pairs])
    assert model.score("") == 0


def test_conditional_probabilities_sum_to_about_one() -> None:
    model = character_model()
    vocabulary = np.flatnonzero(model.ids).astype(np.uint32)
    vocabulary = vocabulary[(vocabulary > 0x7F) | np.isin(vocabulary, codepoints("a0\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"))]
    for left in "的中村河國":
        total = np.exp(model.conditional(np.full(len(vocabulary), ord(left), np.uint32), vocabulary).astype(float)).sum()
        assert 0.8 < total < 1.3


@settings(deadline=None)
@given(st.text())
def test_every_text_has_a_finite_score(text: str) -> None:
    for language in ("zh", "ja", "ko", "latin"):
        assert np.isfinite(character_model(language).score(text))


def test_provenance_names_licences() -> None:
    assert all(provenance()["sources"].values())


def test_pairs_may_come_as_a_table() -> None:
    model = character_model()
    left, right = codepoints("中人大学中人"), codepoints("国民学生文们")
    table = model.conditional(left.reshape(2, 3), right.reshape(2, 3))
    assert table.shape == (2, 3)
    assert table.ravel().tolist() == model.conditional(left, right).tolist()
