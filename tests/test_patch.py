"""The patch algebra: what is composed is exact, complete, and close, whatever the edits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.edits import DENSE, Edit, Edits, close_edit
from cleaners.patch import Patch, restore

CHARACTERS = st.text(st.sampled_from("中文字符，。ab1\n　𠀀"), max_size=40)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[tuple[str, Edits]]]:
    """A source text and some rounds of edits, each with the text that a naive replacement gives."""
    source = current = draw(CHARACTERS)
    rounds = []
    for number in range(draw(st.integers(0, 5))):
        points = sorted(draw(st.lists(st.integers(0, len(current)), max_size=8)))
        batch = [
            Edit(start, end, draw(st.text(st.sampled_from("甲乙丙x"), max_size=3)), f"round{number}")
            for start, end in zip(points[::2], points[1::2], strict=False)
        ]
        edits = Edits.of(batch)
        for edit in reversed(list(edits)):
            current = current[: edit.start] + edit.replacement + current[edit.end :]
        rounds.append((current, edits))
    return source, rounds


@settings(max_examples=600)
@given(edited())
def test_any_sequence_of_edits_composes_and_comes_back(case: tuple[str, list[tuple[str, Edits]]]) -> None:
    source, rounds = case
    text, patch = source, Patch.identity(len(source))
    for expected, edits in rounds:
        text, patch = edits.apply(text), patch.then(edits)
        assert text == expected
        assert patch.length == len(text)
    ledger = list(patch.ledger(source, text))
    assert restore(text, ledger) == source
    # Going forward with the ledger gives the text: the entries are in order, disjoint and complete.
    forward = Edits.of(Edit(e.start, e.start + len(e.taken), e.put, e.rule) for e in ledger)
    assert forward.apply(source) == text
    assert sum(patch.taken().values()) == sum(len(e.taken) for e in ledger)
    # Nothing is touched that no edit touched: what stays is what the naive trace of characters keeps.
    trace = list(range(len(source)))
    for _, edits in rounds:
        for edit in reversed(list(edits)):
            trace[edit.start : edit.end] = [-1] * len(edit.replacement)
    touched = sum(len(e.taken) for e in ledger)
    assert len(source) - touched == sum(place >= 0 for place in trace)


@given(edited())
def test_positions_map_both_ways(case: tuple[str, list[tuple[str, Edits]]]) -> None:
    source, rounds = case
    patch = Patch.identity(len(source))
    for _, edits in rounds:
        patch = patch.then(edits)
    text = rounds[-1][0] if rounds else source
    trace = list(range(len(source)))
    for _, edits in rounds:
        for edit in reversed(list(edits)):
            trace[edit.start : edit.end] = [-1] * len(edit.replacement)
    for now, before in enumerate(trace):
        if before >= 0:
            assert [x.tolist() for x in patch.to_current([before], [before + 1])] == [[now], [now + 1]]
            assert [x.tolist() for x in patch.to_source([now], [now + 1])] == [[before], [before + 1]]
    left, right = patch.to_current([0], [len(source)])
    assert (left[0], right[0]) == (0, len(text)) or any(e.start in (0, len(source)) for e in patch.ledger(source, text))


def test_each_rule_answers_for_what_it_took() -> None:
    source = "區(qū)頭\n正文"
    patch = Patch.identity(len(source))
    for edits in (
        Edits.of([Edit(1, 5, "", "annotation")]),
        Edits.of([Edit(0, 1, "区", "convert"), Edit(1, 2, "头", "convert")]),
        Edits.of([Edit(0, 2, "", "drop")]),
        Edits.of([Edit(0, 1, "", "blank_line")]),
    ):
        patch = patch.then(edits)
    assert [(e.taken, e.put, e.rule) for e in patch.ledger(source, "正文")] == [
        ("區", "", "drop"),
        ("(qū)", "", "annotation"),
        ("頭", "", "drop"),
        ("\n", "", "blank_line"),
    ]


def test_a_replacement_goes_with_what_it_replaced() -> None:
    source = "沈(shěn)默。"
    patch = Patch.identity(len(source)).then(Edits.of([Edit(1, 7, "", "annotation")]))
    patch = patch.then(Edits.of([Edit(0, 2, "沉默", "convert")]))
    assert [(e.taken, e.put) for e in patch.ledger(source, "沉默。")] == [("沈", "沉默"), ("(shěn)", ""), ("默", "")]
    assert patch.removals().tolist() == [False, True, False]


@pytest.mark.parametrize("count", [3, 4000])
def test_dense_and_sparse_edits_apply_alike(count: int) -> None:
    text = "汉字𠀀x" * 2000
    step = len(text) // count
    edits = Edits.of(Edit(n * step, n * step + 1, "改𠮷"[n % 3 :], "r") for n in range(count))
    assert (len(edits) * DENSE < len(text)) == (count == 3)
    expected = list(text)
    for edit in edits:
        expected[edit.start] = edit.replacement
    assert edits.apply(text) == "".join(expected)


def test_between_is_close() -> None:
    assert list(Edits.between("沒有問題", "没有问题", "t2s")) == [Edit(0, 1, "没", "t2s"), Edit(2, 4, "问题", "t2s")]
    assert not len(Edits.between("same", "same", "t2s"))


def test_close_edit_trims_what_is_shared() -> None:
    assert close_edit("一二三四", 0, 4, "一2三四", "r") == Edit(1, 2, "2", "r", "")
    assert close_edit("aaaa", 0, 4, "aa", "r") == Edit(2, 4, "", "r", "")


@pytest.mark.parametrize("edits", [[Edit(0, 3, "", "a"), Edit(2, 4, "", "b")], [Edit(3, 2, "x", "a")]])
def test_overlap_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        Edits.of(edits)


def test_an_edit_outside_the_text_is_refused() -> None:
    edits = Edits.of([Edit(0, 9, "", "a")])
    with pytest.raises(ValueError, match="outside"):
        edits.apply("短")
    with pytest.raises(ValueError, match="outside"):
        Patch.identity(1).then(edits)


def test_lone_surrogates_pass_through() -> None:
    text = "\ud800" * 100
    edits = Edits.of(Edit(n, n + 1, "\ufffd", "entry") for n in range(100))
    assert edits.apply(text) == "\ufffd" * 100
    assert np.array_equal(Patch.identity(100).then(edits).entries.start, [0, *range(1, 100)])
