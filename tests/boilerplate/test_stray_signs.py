"""A single sign that was put into a sentence goes; one that its author set stays."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import cleaners

CASES = tomllib.loads((Path(__file__).parent / "cases" / "stray_signs.toml").read_text(encoding="utf-8"))
BEFORE = "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。"
BEHIND = "合作社的账本摆在桌上，一笔一笔都对得起来。大家边看边议，觉得明年可以再添两台机器。"


def put(sentence: str) -> str:
    return f"{BEFORE}\n{BEHIND}{sentence}\n{BEHIND}\n"


def test_enough_cases() -> None:
    assert len(CASES["kept"]) >= len(CASES["gone"]) >= 20


@pytest.mark.parametrize(("given", "wanted"), CASES["gone"])
def test_goes(given: str, wanted: str) -> None:
    document = cleaners.clean(put(given), name="a.txt")
    assert document.text == cleaners.clean(put(wanted), name="a.txt").text
    assert document.restore() == put(given)
    assert {entry.rule for entry in document.removed} >= {"noise.stray"}


@pytest.mark.parametrize("sentence", CASES["kept"])
def test_stays(sentence: str) -> None:
    assert "noise.stray" not in {entry.rule for entry in cleaners.clean(put(sentence), name="a.txt").removed}
