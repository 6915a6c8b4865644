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


DATED = "\n".join(f"水渠清淤第{number}次会议在镇里召开 2019-0{number}-11" for number in range(1, 6))


@pytest.mark.parametrize("heading", ["最新文章", "热门文章", "最新动态", "相关新闻", "推荐阅读"])
def test_dated_links_of_a_page_without_a_sentence_stay(heading: str) -> None:
    text = f"水渠网\n{heading}\n{DATED}"
    assert DATED in cleaned(text).text
    assert DATED not in cleaned(PROSE["%A"] + "\n" + text).text


@pytest.mark.parametrize("heading", ["相关新闻", "相关阅读", "延伸阅读", "热门文章", "推荐阅读"])
def test_a_heading_of_every_part_is_the_texts_own(heading: str) -> None:
    links = f"{heading}\n怎样选茶苗\n山里的春天来得晚\n一座老桥的故事"
    parts = [f"{number}月的水渠\n渠里的水比上个月高了{number}寸，两岸的人都看见了。\n{links}" for number in range(1, 5)]
    assert cleaned("\n".join([PROSE["%A"], *parts, PROSE["%B"]])).text.count(heading) == 4
    assert heading not in cleaned("\n".join([PROSE["%A"], parts[0]])).text
    assert heading not in cleaned("\n".join([PROSE["%A"], links, links, links])).text


def test_lines_far_from_the_ends_are_in_the_text() -> None:
    names = "\n".join(f"{number % 12 + 1}号水渠" for number in range(500))
    text = f"{PROSE['%A']}\n{names}\n热门专题\n高男组网球\n团体赛\n名次：第一\n{names}\n{PROSE['%B']}\n{names}"
    assert cleaned(text).text == text


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
