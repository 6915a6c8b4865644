"""The title: found, once, and never a paragraph."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.boilerplate.title import title
from cleaners.document import Changes, Document, Edit
from cleaners.options import Context
from cleaners.step import run_steps

CASES = tomllib.loads((Path(__file__).parent / "cases/title.toml").read_text(encoding="utf-8"))["case"]
SHARED = Path(__file__).parents[2] / "../shared"
PROSE = {
    "%A": "水源从山腰绕过来，沿线有四个村子，每个村出两个人轮流看管，遇到落石和淤泥随时清理，小事当天办完，大事记在本子上。",
    "%B": "每年入冬前要做一次全面的检查，石缝用水泥勾好，闸板换掉朽坏的，账目张贴在祠堂门口，让大家都看得明白。",
}


def fill(text: str) -> str:
    for sign, prose in PROSE.items():
        text = text.replace(sign, prose)
    return text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_title(case: dict[str, Any]) -> None:
    source, text = case.get("source", ""), fill(case["text"])
    document = Document.of(source + text)
    if source:
        document = document.apply(Changes([Edit(0, len(source), "", "run.page_list")]))
    document = run_steps(document, [title], Context())
    assert document.text == fill(case.get("expected", case["text"]))
    assert document.metadata.get("title", "") == case["title"]
    assert document.restore() == source + text
    assert run_steps(document, [title], Context()).text == document.text


def test_title_of_the_page_is_freed_of_the_site() -> None:
    text = "水渠养护的几点体会\n" + PROSE["%A"]
    document = run_steps(Document.of(text, metadata={"title": "水渠养护的几点体会_晨光范文网"}), [title], Context())
    assert (document.text, document.metadata["title"]) == (text, "水渠养护的几点体会")


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("春修水渠_农事_北山县人民政府", "春修水渠"),
        ("第一章 水渠 - 北山传 - 青禾小说网", "第一章 水渠 - 北山传"),
        ("水渠养护（二）- 知乎", "水渠养护（二）"),
        ("上海-北京高铁", "上海-北京高铁"),
        ("Docker - 从入门到实践", "Docker - 从入门到实践"),
        ("中国科学院-北京大学联合实验室", "中国科学院-北京大学联合实验室"),
        ("青禾网", "青禾网"),
    ],
)
def test_title_of_a_record_is_freed_of_the_site(given: str, bare: str) -> None:
    document = run_steps(Document.of(PROSE["%A"], metadata={"title": given}), [title], Context())
    assert (document.text, document.metadata["title"]) == (PROSE["%A"], bare)


def test_readings_of_the_seeds() -> None:
    folder = SHARED / "data/seeds_expected"
    if not folder.exists():
        pytest.skip("the shared folder is not here")
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        document = run_steps(Document.of(text), [title], Context())
        assert document.text == text
        assert ("title" in document.metadata) == (path.name[:3] in ("001", "002", "004"))


@given(
    st.lists(
        st.sampled_from(
            [
                "山村的账本",
                "《山村的账本》",
                "山村的账本_晨光网",
                "山村的账本.doc",
                "",
                "  ",
                "。",
                PROSE["%A"],
                "山村的账本 " + PROSE["%B"],
            ]
        ),
        max_size=12,
    )
)
def test_any_head_survives(parts: list[str]) -> None:
    text = "\n".join(parts)
    document = run_steps(Document.of(text), [title], Context())
    assert document.restore() == text
    assert document.text.count(PROSE["%A"]) == text.count(PROSE["%A"])
    if "山村的账本" in text:
        assert "山村的账本" in document.text
