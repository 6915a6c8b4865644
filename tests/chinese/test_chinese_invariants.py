"""What holds for every text: exact undo, close edits, a second run that finds nothing, clean text untouched, no exception."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaners
from cleaners.chinese import STEPS
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.step import run_steps

EXPECTED = Path(__file__).parents[2] / "../shared/data/seeds_expected"

WORDS = [
    "我们",
    "今天",
    "工作",
    "發展",
    "臺灣",
    "學習",
    "著",
    "坏土",
    "於是",
    "乾隆",
    "図書館",
    "です",
    "の",
    "嘅",
    "Python",
    "3",
    "10:30",
    "1,000",
    "f(x)",
    "http://a.cn/書",
    "“",
    "”",
    "「",
    "」",
    "『",
    "』",
    "《",
    "》",
    "(",
    ")",
    ",",
    ":",
    ";",
    "!",
    "?",
    "，",
    "。",
    "、",
    "：",
    "；",
    "！",
    "？",
    "（",
    "）",
    "...",
    "--",
    "——",
    "**",
    "一、",
    "1、",
    "①",
    "•",
    "%",
    "\u3000",
    "\xa0",
    "\t",
    "\n",
    "\n\n",
    "甦",
    "塚",
    "發（发）",
    "👍",
    "𠮷",
]
texts = st.lists(st.sampled_from([*WORDS, " ", "  ", "\n", "\u3000\u3000"]), max_size=60).map("".join)
anything = st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("的一是發,.() \n"), max_size=80)


def clean(text: str, options: CleanOptions | None = None) -> Document:
    return run_steps(Document.of(text), STEPS, Context(options or CleanOptions()))


@settings(max_examples=400, deadline=None)
@given(texts | anything)
def test_undo_is_exact_and_edits_are_close(text: str) -> None:
    document = clean(text)
    assert document.restore() == text
    taken, put = (sum(len(getattr(entry, side)) for entry in document.ledger()) for side in ("taken", "put"))
    same = sum(len(entry.taken) for entry in document.ledger() if entry.taken == entry.put)
    assert taken + put == 0 or same * 10 <= taken + put


@settings(max_examples=400, deadline=None)
@given(texts)
def test_second_run_finds_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@pytest.mark.xfail(strict=True, reason="of marks in a row the later ones are restored when the earlier ones are")
def test_second_run_over_marks_in_a_row() -> None:
    once = clean("(我们...,").text
    assert clean(once).text == once


sentences = st.lists(
    st.sampled_from(
        [
            "今年雨水多，收成却很好。",
            "他问：“你到哪里去？”",
            "会议（第三次）于上午9:30开始；请勿迟到！",
            "全书共1,200页，分上、下两册。",
            "乾隆年间的名著，瞭望塔下的狼藉。",
            "人均收入增长6.5%，高于全国水平。",
            "见https://example.cn/a,b?c=1。",
            "《论语》说：“学而时习之。”",
            "参与者包括Alice、Bob和Carol（均为化名）……",
            "这——当然——是他的主意。",
        ]
    ),
    min_size=1,
    max_size=6,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=8).map("\n".join))
def test_clean_text_goes_through(text: str) -> None:
    document = clean(text)
    assert document.text == text
    assert document.metadata["script"] == "hans"
    assert not document.ledger()


@pytest.mark.skipif(not EXPECTED.is_dir(), reason="no development data beside the project")
@pytest.mark.parametrize("path", sorted(EXPECTED.glob("*.txt")), ids=lambda path: path.stem)
def test_expected_texts_go_through(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert clean(text).text == text
    folded = text.translate(str.maketrans("，：；！？（）", ",:;!?()"))
    assert clean(folded).text == text


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 這是 \udc00 測試",
        "\ud800\udc00發",
        "\u0378\U000e0080\uffff發展\x00",
        "(" * 100_000 + "發",
        "！!" * 100_000,
        "中 " * 100_000,
        "\n \n" * 100_000 + "發",
        "「" * 100_000 + "發展",
        "<" * 50_000 + "發" + "@" * 50_000 + "`" * 50_000,
        "中," * 200_000,
        "...--" * 50_000 + "發",
        "\u3000" * 300_000 + "發",
        "a." * 100_000 + "發",
        "http://" * 30_000 + "發",
        "発" * 100_000,
        "這是一個很長的句子，沒有停頓也沒有結束，一直寫到這一行的最末尾還沒有寫\n" * 20_000,
        "这一行有二十多个字，没有结束，后面还有一行接着写下去，\n" * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_bad_input_takes_linear_time(text: str) -> None:
    began = time.process_time()
    clean(text)
    assert time.process_time() - began < 5


@pytest.mark.slow
def test_a_line_of_100_megabytes() -> None:
    text = "這是一個沒有換行的長句子,共有很多字 12 個。" * 1_600_000
    began = time.process_time()
    document = clean(text)
    assert time.process_time() - began < 180
    assert document.text.startswith("这是一个没有换行的长句子，")


CODE = "    class Solution {\n        private int x = 1;\n        int y() { return x; }\n    }"


@pytest.mark.parametrize("blank_lines", [1, 2, 3])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_code_that_is_set_in_keeps_the_blank_line_before_it(blank_lines: int, name: str) -> None:
    text = "先把表建好，再往里写：\n" + "\n" * blank_lines + f"{CODE}\n这样就可以了，茶馆每天五点开门。"
    delivered = cleaners.clean(text.encode(), name=name).text
    assert delivered == f"先把表建好，再往里写：\n\n{CODE}\n这样就可以了，茶馆每天五点开门。"
    assert cleaners.clean(delivered.encode(), name="again.txt").text == delivered


def test_no_blank_line_is_put_before_code() -> None:
    text = f"先把表建好，再往里写：\n{CODE}\n这样就可以了，茶馆每天五点开门。"
    assert cleaners.clean(text.encode(), name="a.txt").text == text
