"""The bound on what the frame's steps take: never all, no large share without a sure site, nothing from other languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import cleaners
from cleaners import boilerplate
from cleaners.boilerplate.fuse import is_chinese, run_with_fuse, taken_share
from cleaners.document import Document, Edit
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.step import Step, step

WHOLE = (
    "今年雨水来得早，镇里把沟渠先清了一遍，几个老把式带着年轻人下田，看苗情、看墒情，心里都有了底。",
    "合作社的账本摆在桌上，一笔一笔都对得起来，大家边看边议，觉得明年可以再添两台机器。",
    "傍晚的时候，晒谷场上坐满了人，孩子们在谷堆边追来跑去，谁也不肯先回家。",
)
ENGLISH = "The snow has stopped and the bell at the gate of the village rings again. Nobody knows who rang it."


def taking(rule: str, *lines: int) -> Step:
    """A step that takes out whole lines by their number."""

    @step(rules=(rule,), switch=("boilerplate",))
    def take(document: Document, _context: Context) -> Iterator[Edit]:
        at = 0
        for number, line in enumerate(document.text.split("\n")):
            end = min(len(document.text), at + len(line) + 1)
            if number in lines:
                yield Edit(at, end, "", rule)
            at = end

    return take


def fused(text: str, *steps: Step) -> Document:
    return run_with_fuse(Document.of(text), (), steps, Context())


def test_a_little_may_go() -> None:
    text = "\n".join(("收藏本站", *WHOLE))
    done = fused(text, taking("model.line", 0))
    assert done.text == "\n".join(WHOLE)
    assert "frame_share" not in done.metadata


@pytest.mark.parametrize("lines", [(0, 1), (0, 1, 2)], ids=["most", "all"])
def test_without_a_sure_site_the_model_takes_no_large_share(lines: tuple[int, ...]) -> None:
    text = "\n".join(WHOLE)
    done = fused(text, taking("model.line", *lines))
    assert done.text == text
    assert done.restore() == text
    assert done.metadata["frame_share"] > 0.34
    assert done.record()["metadata"]["residue"] == done.metadata["frame_share"]


def test_many_lines_of_the_judge_show_a_site() -> None:
    menu = [f"栏目{number}的文章标题一则" for number in range(10)]
    text = "\n".join((*menu, *WHOLE))
    assert taken_share(Document.of(text), Document.of("\n".join(WHOLE))) > 0.34
    assert fused(text, taking("model.line", *range(10))).text == "\n".join(WHOLE)
    nearly_all = "\n".join((*menu, WHOLE[0][:20]))
    assert fused(nearly_all, taking("model.line", *range(10))).text == nearly_all


@pytest.mark.parametrize(
    "words",
    [
        "首页 新闻 财经 体育 娱乐 科技 汽车 房产 教育 健康 旅游 军事 文化 视频 图片 论坛 博客",
        "北京 上海 广州 深圳 杭州 南京 苏州 武汉 成都 重庆 西安 天津 长沙 郑州",
        "办公室 组织部 宣传部 统战部 教务处 科研处 学生处 保卫处 后勤处 图书馆",
    ],
)
def test_a_list_of_words_stays(words: str) -> None:
    text = words.replace(" ", "\n")
    assert cleaners.clean(text.encode(), name="a.txt").text == text


def test_two_sure_rules_show_a_site() -> None:
    text = "\n".join(WHOLE)
    done = fused(text, taking("foot.copyright", 0), taking("nav.back", 0))
    assert done.text == WHOLE[2]


def test_only_the_least_sure_rules_are_left_out() -> None:
    text = "\n".join((*WHOLE, "版权所有 北山网"))
    done = fused(text, taking("foot.copyright", 3), taking("model.line", 0, 1))
    assert done.text.rstrip() == "\n".join(WHOLE)


@pytest.mark.parametrize(
    "text",
    [
        "登录\n注册\n忘记密码\n返回顶部\n关于我们\n联系我们\n版权所有 北山网\n京ICP备12345678号",
        "首页 | 登录 | 注册\n当前位置：首页 > 新闻\n上一篇：没有了\n下一篇：春耕\n版权所有 © 2012 北山网\n京ICP备12345678号",
    ],
)
def test_a_text_of_nothing_but_frame_is_rejected_with_what_was_found(text: str) -> None:
    with pytest.raises(cleaners.Rejected, match=r"empty.*foot\.") as rejected:
        cleaners.clean(text.encode(), name="a.txt")
    assert rejected.value.reason == "empty"


def test_a_text_of_menus_without_a_sure_site_stays_and_says_so() -> None:
    document = cleaners.clean("首页\n目录\n第一章".encode(), name="a.txt")
    assert document.text == "首页\n目录\n第一章"
    assert document.record()["metadata"]["residue"] > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "今天很好",
        "收藏\n分享\n举报",
        "alpha\nbeta\ngamma",
        "- 薏米 50 g\n- 冰糖 1 g",
        "port = 8080\nhost = localhost",
        "[2024/3/2 10:11:09] 小林: 到了",
    ],
)
def test_short_texts_are_delivered(text: str) -> None:
    assert cleaners.clean(text.encode(), name="a.txt").text


def test_a_page_that_is_frame_by_its_dom_is_rejected() -> None:
    page = "<html><body><nav><a href='/'>首页</a><a href='/b'>登录</a></nav><footer>版权所有</footer></body></html>"
    with pytest.raises(Rejected, match="empty"):
        cleaners.clean(page.encode(), name="a.html")


def test_other_languages_pass() -> None:
    text = "\n".join((ENGLISH, ENGLISH, "Login", ENGLISH))
    assert fused(text, taking("model.line", 2)).text == text
    assert not is_chinese(text)
    assert not is_chinese("雪が止んで、村の鐘がまた鳴りはじめた。誰が鳴らしたのかは、だれにもわからないままだった。" * 2)
    assert not is_chinese("눈이 그치고 마을의 종이 다시 울렸다. 누가 울렸는지는 아무도 모른다. " * 3)
    assert is_chinese(WHOLE[0])
    assert is_chinese(ENGLISH + WHOLE[0])


def test_done_twice_changes_nothing() -> None:
    text = "登录\n注册\n收藏\n分享"
    once = boilerplate.strip(Document.of(text), Context())
    assert boilerplate.strip(Document.of(once.text), Context()).text == once.text


def test_share() -> None:
    assert taken_share(Document.of("甲乙 丙丁"), Document.of("甲 乙\n")) == 0.5
    assert taken_share(Document.of(" \n"), Document.of("")) == 0.0
