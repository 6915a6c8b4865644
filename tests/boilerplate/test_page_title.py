"""The title of a text that was a page, found among all its lines, and what stands beside it."""

from __future__ import annotations

import pytest

import cleaners
from cleaners.boilerplate.head.title_facts import facts_near
from cleaners.boilerplate.layout import View

BODY = (
    "渡口的铁索是前年冬天换的，旧的那根磨得发亮，现在挂在村委会的墙上。",
    "换索那天来了三十多个人，船停在对岸，老人们站在石阶上看，没有一个人说话。",
    "新索比旧的轻一半，过河的人都说船走得快了，只有摆渡的老余嫌它没有声音。",
)
HEAD = "首页 | 新闻 | 专题 | 图片 | 视频\n登录\n注册\n当前位置：首页 > 新闻 > 乡村"
TAIL = (
    "上一篇：春茶开采\n下一篇：山塘清淤\n相关推荐\n一座桥的三次重修\n分享到：微信 微博\n"
    "关于我们 | 联系我们 | 网站地图\n版权所有 北山网 京ICP备00000000号"
)


@pytest.mark.parametrize("by_line", ["2019-03-12 10:22 来源：北山日报 作者：余小满", "余小满 发表于 2019-03-12 10:22"])
def test_the_title_of_a_page_is_told_and_stays(by_line: str) -> None:
    page = "\n".join((HEAD, "一根铁索和一个渡口", by_line, *BODY, TAIL))
    document = cleaners.clean(page.encode(), name="a.txt")
    assert document.text.split("\n")[0] == "一根铁索和一个渡口"
    assert all(line in document.text for line in BODY)
    assert "首页" not in document.text
    told = {name: document.metadata.get(name) for name in ("title", "author", "published")}
    assert told == {"title": "一根铁索和一个渡口", "author": "余小满", "published": "2019-03-12"}


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("林禾 发表于 2012-07-07 16:02", {"published": "2012-07-07", "author": "林禾"}),
        ("Posted by Lin He on 2012-07-07", {"published": "2012-07-07", "author": "Lin He"}),
        ("by linhe | 2014-3-2", {"published": "2014-03-02", "author": "linhe"}),
        ("November 16, 2009", {"published": "2009-11-16"}),
        ("7月 4, 2016", {"published": "2016-07-04"}),
        ("十月 19, 2016", {"published": "2016-10-19"}),
        ("文章作者：林禾", {"author": "林禾"}),
        ("来源：北山(běi)日报", {}),
        ("本文发表于2012年5月", {}),
        ("该论文发表于2012年的《水利》", {}),
        ("大会于2012年5月召开。", {}),
        ("作者：佚名", {}),
        ("by the river a man sat down", {}),
    ],
)
def test_facts_beside_a_title(line: str, facts: dict[str, str]) -> None:
    found = facts_near(View(f"水渠记\n{line}\n{BODY[0]}"), 0)
    assert {name: found.get(name) for name in facts} == facts
    assert "author" in facts or "author" not in found
    assert "publisher" not in found
