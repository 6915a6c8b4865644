"""Engines of document sharing: a saved page and the text dump of it come to the same record."""

from __future__ import annotations

import pytest

from cleaners import clean
from cleaners.boilerplate.page.engines import page_packs
from cleaners.boilerplate.page.step import ChosenText
from cleaners.document import Origin
from cleaners.readers.html import read_markup

PAGES = [
    ["茶馆每天五点开门，先来的是挑水的人，后来的是卖菜的人。", "老板姓许，记得住每个人的口味，从来不会弄错。"],
    ["到了九点，棋盘摆上桌，茶馆里便安静下来，只听见落子的声音。", "有一年冬天停了水，街坊们轮流去井边打水。"],
]
TEXT = [line for page in PAGES for line in page]
VIEWER = "".join(f'<div class="inner_page">{"".join(f"<p>{line}</p>" for line in page)}</div>' for page in PAGES)
HTML = f"""<html><head><title>茶馆的一天.doc - 道客巴巴</title></head><body>
<div class="nav"><a href=/>首页</a><a href=/u>上传文档</a></div>
<h1>茶馆的一天.doc</h1><div class="toolbar"><a>下载</a><a>收藏</a></div><div id="contents">{VIEWER}</div>
<div class="rel"><ul><li><a href=1>茶叶的分类与贮藏方法.doc</a></li><li><a href=2>茶具使用说明.doc</a></li>
<li><a href=3>茶艺师考试复习资料.doc</a></li></ul></div></body></html>"""
URL = "https://www.doc88.com/p-1234567.html"


def test_saved_page_and_dump() -> None:
    page = clean(HTML.encode(), url=URL)
    dump = clean("\n".join(["茶馆的一天", *TEXT]).encode(), url=URL)
    assert page.metadata["page_type"] == "document"
    assert [line for line in page.text.split("\n") if line in TEXT] == TEXT
    assert [line for line in dump.text.split("\n") if line in TEXT] == TEXT
    assert "茶叶的分类与贮藏方法" not in page.text


def test_elsewhere_the_names_mean_nothing() -> None:
    html = HTML.replace("道客巴巴", "南城晚报").replace("茶馆的一天.doc", "茶馆的一天")
    text = ChosenText.of(read_markup(html, Origin(url="https://news.example.cn/a/1.html")))
    assert text is not None
    assert text.packed is None


@pytest.mark.parametrize("pack", page_packs(), ids=lambda pack: pack.name)
def test_packs_are_close(pack: object) -> None:
    """No pack matches a usual page, and none drops what it takes for the text."""
    from cleaners.boilerplate.page.engines import PagePack

    assert isinstance(pack, PagePack)
    assert not pack.where.search("https://news.example.cn/a/1.html\n清晨的茶馆")
    assert not pack.text.search("article-body") or pack.name == "none"
    assert not pack.drop.search("inner_page")
