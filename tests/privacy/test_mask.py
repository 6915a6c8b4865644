"""Personal data is masked where it is asked for, can be put back, and look-alikes stay."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.errors import OptionsError
from cleaners.options import MASKS, CleanOptions
from cleaners.privacy.mask import PUT, masked, personal

LINES = (Path(__file__).parent / "mask.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if line[:1] != "#"]
RAW = (
    "雪停以后，村口的钟又响了起来。有事请打１３８１２３４５６７８，或者写信到 li@shan.cn，我们都会回复。\n"
    "版权所有 联系电话：0571-88123456\n"
)


@pytest.mark.parametrize(("kind", "text", "wanted"), [pytest.param(*row, id=row[1]) for row in ROWS])
def test_cases(kind: str, text: str, wanted: str) -> None:
    assert masked(text, (kind,)) == wanted
    if text == wanted:
        assert masked(text, MASKS) == text


def test_the_option_names_the_kinds_that_there_are() -> None:
    assert tuple(PUT) == MASKS
    with pytest.raises(OptionsError, match="no 'name'"):
        CleanOptions(mask=("name",))


@given(st.text(alphabet="13812345678 -(.+)@ab.cn电话卡号X62220212", max_size=80))
def test_masking_is_stable_and_its_edits_are_in_order(text: str) -> None:
    once = masked(text, MASKS)
    assert masked(once, MASKS) == once
    edits = personal(text, MASKS)
    assert all(before.end <= behind.start for before, behind in pairwise(edits))


def test_a_document_is_masked_last_and_can_be_put_back() -> None:
    document = cleaners.clean(RAW.encode(), name="a.txt", options=CleanOptions(mask=("phone", "email")))
    record = document.record()
    assert "[电话]" in record["text"]
    assert "[邮箱]" in record["text"]
    assert "88123456" not in str(record), "nor in what was removed"
    assert document.restore() == document.source_text
    assert {entry.rule for entry in document.ledger()} >= {"personal.phone", "personal.email"}
    options = CleanOptions(mask=("phone", "email"), rules_off=("personal.email",))
    kept = cleaners.clean(RAW.encode(), name="a.txt", options=options)
    assert "li@shan.cn" in kept.text


def test_nothing_is_masked_unless_it_is_asked_for() -> None:
    assert CleanOptions().mask == ()
    assert "13812345678" in cleaners.clean("请拨打13812345678联系我们，谢谢大家。\n".encode(), name="a.txt").text
    assert {field.name for field in dataclasses.fields(CleanOptions)} >= {"mask"}
