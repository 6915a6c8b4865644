"""Kinds of page of texts without a DOM."""

from __future__ import annotations

import pytest

from cleaners.boilerplate.head.text_kind import kind_of
from cleaners.boilerplate.layout import View

WHOLE = "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。"
MENU = ["首页", "新闻", "视频", "图片", "专题", "社区", "登录", "注册"]


def kind(*lines: str) -> str:
    return kind_of(View("\n".join(lines)))


def test_prose_is_no_page() -> None:
    assert kind("水渠养护的几点体会", *[WHOLE] * 6) == ""


def test_article() -> None:
    assert (
        kind(
            *MENU,
            "首页 > 新闻 > 正文",
            "水渠养护的几点体会",
            "2019-03-01 来源：晨光日报",
            *[WHOLE * 2] * 8,
            "上一篇：无",
            "下一篇：秋收",
        )
        == "article"
    )


def test_list() -> None:
    titles = [
        f"{name}完成年度检修任务并通过验收"
        for name in ("东渠", "西渠", "南闸", "北闸", "上坝", "下坝", "老桥", "新桥", "大库", "小库", "泵站", "苗圃")
    ]
    assert kind(*MENU, *(f"{title} 2019-03-{day:02}" for day, title in enumerate(titles * 2, 1)), "1 2 3 4 下一页 尾页") == "list"


@pytest.mark.parametrize(
    "lines",
    [
        ["县一中举行运动会", WHOLE, "百家乐 时时彩 六合彩 老虎机", "皇冠体育 亚博 万博体育"],
        ["注册送彩金的娱乐城开户送", "水渠养护", WHOLE, "北京赛车 幸运飞艇"],
    ],
)
def test_spam(lines: list[str]) -> None:
    assert kind(*lines) == "spam"


@pytest.mark.parametrize("words", ["警方捣毁一个网上赌场，缴获老虎机三台。", "太阳城在山的南面。", "牛牛是一头小牛，快三岁了。"])
def test_news_of_gambling_is_no_spam(words: str) -> None:
    assert kind(words, WHOLE) != "spam"


@pytest.mark.parametrize(
    "words", ["当前环境异常，完成验证后即可继续访问。", "404 Not Found", "抱歉，您访问的页面不存在", "该内容已被删除"]
)
def test_blocked(words: str) -> None:
    assert kind(words, "返回首页") == "blocked"


def test_form() -> None:
    assert kind(*MENU, "用户名：", "密码：", "确认密码：", "验证码：", "请输入手机号", "提交", "重置") == "form"
