"""The date of a page, by where it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners.boilerplate.page.about.section import page_section
from cleaners.boilerplate.page.step import ChosenText
from cleaners.document import Origin
from cleaners.readers.html import read_markup

CASES = tomllib.loads((Path(__file__).parent / "page_dates.toml").read_text(encoding="utf-8"))["case"]
PROSE = "街角的茶馆每天五点开门，先来的是挑水的人，后来的是卖菜的人，再后来是下棋的人。"


def divisions(lines: list[str]) -> str:
    return "".join(f"<div class=info>{line}</div>" for line in lines)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_date(case: dict[str, Any]) -> None:
    html = f"""<title>茶馆清晨</title>{case.get("head", "")}
    <div class=header>{divisions(case.get("above", []))}<a href=/>首页</a></div>
    <h1>茶馆清晨</h1>{divisions(case.get("between", []))}<div class="article-content">{f"<p>{PROSE}</p>" * 6}</div>
    {divisions(case.get("behind", []))}<div class=footer><a href=x>联系我们</a></div>"""
    text = ChosenText.of(read_markup(html, Origin()))
    assert text is not None
    metadata = {**text.document.metadata, **text.metadata()}
    assert metadata.get("published", "") == case["date"]


@pytest.mark.parametrize(
    ("crumbs", "section"),
    [
        ("当前位置：<a>首页</a> &gt; <a>新闻</a> &gt; <a>本地</a> &gt; 正文", "本地"),
        ("<a>南城网</a> › <a>副刊</a> › 茶馆清晨", "副刊"),
        ("<a>首页</a> 欢迎光临", ""),
        ("茶叶价格 10 > 5 元", ""),
    ],
)
def test_section(crumbs: str, section: str) -> None:
    html = (
        f"<title>茶馆清晨</title><div class=crumbs>{crumbs}</div><h1>茶馆清晨</h1><div class=text>{f'<p>{PROSE}</p>' * 6}</div>"
    )
    text = ChosenText.of(read_markup(html, Origin()))
    assert text is not None
    assert page_section(text.page) == section
