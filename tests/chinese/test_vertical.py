"""Text set one character a line becomes a line again; single characters that are items stay."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import cleaners

CASES = tomllib.loads((Path(__file__).parent / "cases" / "vertical.toml").read_text(encoding="utf-8"))
PROSE = "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。"


def middle(column: str) -> list[str]:
    """What comes of a column between two paragraphs."""
    given = f"{PROSE}\n\n{column}\n\n{PROSE}"
    document = cleaners.clean(given, name="a.txt")
    assert document.restore() == given
    return [line for line in document.text.split("\n")[1:-1] if line]


@pytest.mark.parametrize("case", CASES["joined"])
def test_joined(case: str) -> None:
    line = case.replace("/", "").replace("　", "")
    assert middle(case.replace("/", "\n")) == middle(line)


@pytest.mark.parametrize("case", CASES["kept"])
def test_kept(case: str) -> None:
    assert len(middle(case.replace("/", "\n"))) == case.count("/") + 1
