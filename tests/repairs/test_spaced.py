"""Blanks behind each character go from sentences, and stay where they are shown."""

from __future__ import annotations

import time

import pytest

import cleaners
from cleaners.document import Document
from cleaners.options import Context
from cleaners.repairs.spaced import mend_spacing
from cleaners.step import run_steps

SENTENCES = (
    "木匠把刨子放下，擦了擦额头上的汗。",
    "窗台上的水仙开了三朵，满屋子都是香味。",
    "下午来了两个客人，坐在堂屋里谈修桥的事。",
)
VERSE = "松下问童子，言师采药去。"
GAPS = {"blank": " ", "ideographic": "\u3000", "no-break": "\u00a0", "thin": "\u2009", "two": "  "}


def mended(text: str) -> str:
    document = run_steps(Document.of(text), [mend_spacing], Context())
    assert document.restore() == text
    return document.text


@pytest.mark.parametrize("attached", [False, True], ids=["marks apart", "marks attached"])
@pytest.mark.parametrize("gap", GAPS)
def test_sentences_are_joined(gap: str, attached: bool) -> None:
    whole = "\n".join(SENTENCES)
    text = "\n".join(GAPS[gap].join(line) for line in SENTENCES)
    if attached:
        text = text.replace(GAPS[gap] + "，", "，").replace(GAPS[gap] + "。", "。")
    assert mended(text) == whole
    assert cleaners.clean(text.encode(), name="a.txt").text == whole


def test_a_passage_within_a_text() -> None:
    around = "这一段是正常的文字，没有多余的空白，前后都有。"
    text = "\n".join((around, *map(" ".join, SENTENCES), around))
    assert mended(text) == "\n".join((around, *SENTENCES, around))


def test_short_lines_beside_sentences_go_along() -> None:
    text = "\n".join(map(" ".join, ("工作总结", *SENTENCES, "木匠")))
    assert mended(text) == "\n".join(("工作总结", *SENTENCES, "木匠"))


def test_verse() -> None:
    assert mended(" ".join(VERSE)) == VERSE


def test_numbers_and_latin_words() -> None:
    text = "2 0 2 4 年 3 月 5 日 ， 村 里 开 会 ， 讨 论 GDP 增 长 5 . 2 % 的 目 标 。"
    assert mended(text) == "2024年3月5日，村里开会，讨论GDP增长5.2%的目标。"


@pytest.mark.parametrize(
    "text",
    [
        "通　知\n各村：\n请于三月五日前把名单交齐。",
        "会 议 纪 要\n时间：三月五日",
        "日 一 二 三 四 五 六\n1 2 3 4 5 6 7",
        "写成“今 天 天 气 很 好 ， 我 们 去 爬 山 。”就是每个字后面加了空格。",
        "识别的结果里每个字之间都有空白：\n今 天 天 气 很 好 ， 我 们 去 爬 山 。",
        "甲 乙 丙 丁 戊 己 庚 辛 壬 癸",
        "赵 钱 孙 李\n周 吴 郑 王\n冯 陈 褚 卫\n蒋 沈 韩 杨",
        "春 夏 秋 冬\n风 花 雪 月",
        "参加会议的有 张伟 李芳 王强，他们分别发了言。",
        "姓名　张三　性别　男",
        "首页 新闻 体育 财经",
        "的 一 是 了 在 不 有 人 这 上 大 来 和 我 个 中 地 为 他 生",
    ],
)
def test_what_is_set_wide_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("text", ["日 一 二 三 四 五 六", "写作“很 好”，中间有一个空格。", "赵 钱 孙 李\n周 吴 郑 王"])
def test_it_stays_in_the_whole_pipeline(text: str) -> None:
    assert cleaners.clean(text.encode(), name="a.txt").text == text


@pytest.mark.parametrize("unit", ["今 天 早 上 雨 停 了 ， ", "，" * 30 + " 天 ", "天 " * 3 + "\t"])
def test_linear_time(unit: str) -> None:
    spent = []
    for size in (100_000, 400_000):
        text = unit * (size // len(unit))
        begin = time.process_time()
        mended(text)
        spent.append(time.process_time() - begin)
    assert spent[1] < 12 * spent[0] + 0.5
