"""Runs of lines: what goes, what stays, and that the two do not depend on luck."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.boilerplate.runs.page_lists import is_list, page_line
from cleaners.boilerplate.runs.step import runs
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import run_steps

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[2] / "../shared"
PROSE = {
    "%A": "水渠从山腰绕过来，沿线有四个村子，每个村出两个人轮流看管，遇到落石和淤泥随时清理，小事当天办完，大事记在本子上。",
    "%B": "每年入冬前要做一次全面的检查，石缝用水泥勾好，闸板换掉朽坏的，账目张贴在祠堂门口，让大家都看得明白。",
}


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"])


def fill(text: str) -> str:
    for sign, prose in PROSE.items():
        text = text.replace(sign, prose)
    return text


def cleaned(text: str) -> Document:
    return run_steps(Document.of(text), [runs], Context())


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("case", cases("runs.toml"), ids=lambda case: case["label"])
def test_runs_go(case: dict[str, Any]) -> None:
    text = fill(case["text"].strip("\n"))
    document = cleaned(text)
    assert lines(document.text) == [line for line in lines(text) if line not in case["gone"]]
    assert {key: document.metadata.get(key) for key in case.get("metadata", {})} == case.get("metadata", {})
    assert document.restore() == text
    assert cleaned(document.text).text == document.text


@pytest.mark.parametrize("case", cases("runs_none.toml"), ids=lambda case: case["label"])
@pytest.mark.parametrize("place", ["head", "middle", "end", "alone"])
def test_content_stays(case: dict[str, Any], place: str) -> None:
    text = case["text"].strip("\n")
    before = "水渠养护的几点体会\n" + PROSE["%A"] + "\n" if place in ("middle", "end") else ""
    after = "\n" + PROSE["%B"] if place in ("head", "middle") else ""
    assert cleaned(before + text + after).text == before + text + after


def test_readings_of_the_seeds_stay() -> None:
    folder = SHARED / "data/seeds_expected"
    if not folder.exists():
        pytest.skip("the shared folder is not here")
    for path in sorted(folder.glob("*.txt")):
        assert runs(Document.of(path.read_text(encoding="utf-8")), Context()) is None


def test_page_lines() -> None:
    row = page_line("水渠_第3页")
    assert row is not None
    assert (row.number, row.title) == (3, "水渠")
    assert page_line("第3页的插图") is None
    assert not is_list([row])


@given(
    st.lists(
        st.sampled_from(
            ["首页", "登录 注册", "相关文章", "第1页 / 共3页", "上一篇：一", "", "  ", "• 在线咨询", "甲乙", PROSE["%A"]]
        ),
        max_size=25,
    )
)
def test_any_lines_survive(parts: list[str]) -> None:
    text = "\n".join(parts)
    document = cleaned(text)
    assert document.restore() == text
    assert document.text.count(PROSE["%A"]) == text.count(PROSE["%A"])
