"""The figures mean what the schema says."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.quality.signals import GRAM, Signals, signals


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("", "han_ratio", 0.0),
        ("  \n\n", "mean_line", 0.0),
        ("春天来了", "han_ratio", 1.0),
        ("春 天\n来\u3000了", "han_ratio", 1.0),  # blanks do not count
        ("春天abcd", "han_ratio", 0.3333),
        ("𠀀〇㐀豈", "han_ratio", 1.0),
        ("カナ漢字", "han_ratio", 0.5),
        ("好，好。好", "punct_ratio", 0.4),
        ("「好」(a)", "punct_ratio", 0.6667),
        ("一二三\n四", "mean_line", 2.0),
        ("一二三\n\n \n四", "mean_line", 2.0),
        ("干净的文字，没有残留；a<b，A&B。", "residue", 0.0),
        ("好\N{REPLACEMENT CHARACTER}\ue000\x07", "residue", 0.75),
        ("好<br/>&nbsp;", "residue", 0.9167),
        ("锟斤拷好", "residue", 0.75),
        ("ä¸\xadæ–‡", "residue", 1.0),
    ],
)
def test_a_figure(text: str, name: str, value: float) -> None:
    assert getattr(signals(text), name) == value


def test_an_empty_text_has_nothing() -> None:
    assert signals("") == Signals()


@given(st.text("甲乙丙", max_size=80))
def test_repetition_is_what_counting_every_piece_gives(text: str) -> None:
    pieces = [text[at : at + GRAM] for at in range(len(text) - GRAM + 1)]
    times = Counter(pieces)
    covered = {at + offset for at, piece in enumerate(pieces) if times[piece] > 1 for offset in range(GRAM)}
    assert signals(text).repeat_ratio == (round(len(covered) / len(text), 4) if text else 0.0)


def test_repetition_in_long_text() -> None:
    text = "".join(chr(0x4E00 + number % 20_000) for number in range(30_000))
    assert signals(text).repeat_ratio == pytest.approx(20_000 / 30_000, abs=0.001)
    assert signals(text[:20_000]).repeat_ratio == 0.0
