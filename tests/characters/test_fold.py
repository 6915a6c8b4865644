"""The folded view keeps every offset."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaners.characters import fold as module
from cleaners.characters.fold import fold, fold_document, t2s


@given(st.text(st.one_of(st.characters(), st.sampled_from("國語（，：Ａ１　\u00a0\ud800\udc00𠀀")), max_size=200))
def test_one_character_for_each_character(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded == text.translate(module._table())
    assert fold(folded) == folded
    assert fold_document(text) == folded


def test_either_script_and_width_look_alike() -> None:
    assert fold("發佈時間：２０２０（來源）　") == "发布时间:2020(来源) "


def test_nothing_maps_to_what_maps_on() -> None:
    assert not set(t2s()) & set(t2s().values())
