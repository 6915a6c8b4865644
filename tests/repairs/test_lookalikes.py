"""Characters that only look right are written right; what is right stays."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Document
from cleaners.options import Context
from cleaners.repairs.entry import scrub_entry
from cleaners.repairs.lookalikes import fold_lookalikes
from cleaners.step import run_steps

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    return [pytest.param(row, id=row["label"]) for row in json.loads((HERE / name).read_text(encoding="utf-8"))]


def folded(text: str) -> Document:
    document = run_steps(Document.of(text), (scrub_entry, fold_lookalikes), Context())
    assert document.restore() == text
    return document


@pytest.mark.parametrize("case", cases("lookalikes.json"))
def test_lookalikes_are_folded(case: dict[str, str]) -> None:
    assert folded(case["input"]).text == case["expected"]


@pytest.mark.parametrize("case", cases("lookalikes_kept.json"))
def test_what_is_right_stays(case: dict[str, str]) -> None:
    assert folded(case["input"]).text == case["input"]


ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("中文，a1 \n⼈⻓Ａ３．ｶﾞ\u200b\u200d\u200e\ufe0f\u0301e👨\uf0b7\ue5e5\uf90a\x85\r\ud800"),
    ),
    max_size=30,
)


@given(ODD)
def test_any_text_comes_out_composed_and_stays(text: str) -> None:
    """NFC, no lone surrogate, no control character, `\\n` ends; and a second run changes nothing."""
    document = folded(text)
    assert unicodedata.is_normalized("NFC", document.text)
    assert not any("\ud800" <= character <= "\udfff" for character in document.text)
    assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in document.text)
    assert folded(document.text).text == document.text


def test_line_ends() -> None:
    """Every convention of ending a line, each counted once."""
    document = run_steps(Document.of("a\r\nb\rc\n\nd\u2028e\u2029f\x0bg\x0ch\x85i\r\r\nj"), (scrub_entry,), Context())
    assert document.text == "a\nb\nc\n\nd\ne\nf\ng\nh\ni\nj"
    assert set(document.patch.taken()) == {"entry.line_end"}


def test_entry_rules() -> None:
    document = run_steps(Document.of("甲\x00\x07乙\ufeff丙\ud800丁\ud83d\ude00"), (scrub_entry,), Context())
    assert document.text == "甲乙丙\ufffd丁\U0001f600"
    assert document.patch.taken() == {"entry.control": 3, "entry.surrogate": 3}


def test_clean_text_is_the_same_object() -> None:
    document = Document.of("普通的一段话，没有什么特别。\n第二行。")
    assert run_steps(document, (scrub_entry, fold_lookalikes), Context()) is document
