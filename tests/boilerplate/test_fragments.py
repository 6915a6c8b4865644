# ruff: noqa: E501 - patterns and tables are read better unbroken
"""Page fragments: dumps of generated documents come back exactly, and no list loses an item."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.boilerplate.pieces.fragments import fragments
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import run_steps
from tests.boilerplate.dumps import document, dump

CASES = tomllib.loads((Path(__file__).parent / "cases/fragments_none.toml").read_text(encoding="utf-8"))["case"]
SHARED = Path(__file__).parents[2] / "../shared"
SHAPES = ("item", "page", "of", "dash", "page line", "of line", "footer", "running")


def joined(text: str) -> Document:
    return run_steps(Document.of(text), [fragments], Context())


@pytest.mark.parametrize("paragraphs", [False, True], ids=["one paragraph", "paragraphs"])
@pytest.mark.parametrize("shape", SHAPES)
def test_documents_come_back_exactly(shape: str, paragraphs: bool) -> None:
    """The floor for each shape; `python -m tests.boilerplate.test_fragments` prints the figures."""
    chance = random.Random(f"{shape} {paragraphs}")
    dumps = [dump(chance, shape, paragraphs) for _ in range(60)]
    texts = [joined(dumped.text).text for dumped in dumps]
    exact = sum(text == dumped.expected for text, dumped in zip(texts, dumps, strict=True))
    lost = sum(
        item not in text for text, dumped in zip(texts, dumps, strict=True) for item in dumped.items if item in dumped.text
    )
    assert lost == 0
    assert exact >= 0.95 * len(dumps)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
@pytest.mark.parametrize("spread", [False, True], ids=["as it is", "blank lines"])
def test_lists_stay(case: dict[str, str], spread: bool) -> None:
    text = case["text"].strip()
    assert fragments(Document.of(text.replace("\n", "\n\n") if spread else text), Context()) is None


PAGES = (
    "水渠从山腰绕过来，沿线四个村子的水田都指着它。每年立夏前后，看渠的人要把闸口的淤泥清一遍，碎石搬到坝外，裂缝用灰浆勾好。今年雨水来得比往年早，头一场雨就冲开了西岭的土坡，泥水顺着旧沟往下灌，",
    "幸好夜里有人巡渠，及时落了闸。会计把账本摊在祠堂的长桌上，一笔一笔念给大家听，谁家出了几个工，谁家欠着石料，念完便贴在门口的木板上。有人说该添一台抽水机，有人说先把靠山那一段砌成石渠要紧，议了半宿没有"
    "结果，只约定秋收",
    "以后再商量。何老师带着学生去量水位，一根竹竿插下去，刻度停在三尺二寸的地方。他让孩子们记在本子上，又讲起六十年前大旱时全村轮流挑水的旧事。孩子们听得出神，回来的路上，一个个都要去摸一摸渠边那块刻着年号"
    "的界石。入冬以",
    "后渠里断了水，闸板卸下来晾在屋檐下，桐油刷过三遍，等来年再装回去。看渠人搬了小凳坐在太阳底下补草鞋，见人路过便招呼一声，问起明年的收成，他总是笑着说，水到了，苗自然就好。",
)
DRESSES = (
    "第{n}页", "({n}/4)", "-- {n} --", "Page {n} of 4", "第 {n} 页 共 4 页", "[{n}/4]", "【第{n}页】", "～{n}～", "p.{n}", "{n} / 4 页", "—{n}—",
    "（第{n}页，共4页）", ">>> 第{n}页 <<<", "分页：{n}", "=== 第 {n} 頁 ===", "上一页 {n} 下一页", "- Page {n} -", "{n}/4", "[Page {n}]", "Pg {n}",
    "第{n}/4页", "（{n}）", "·{n}·", "PAGE {n}", "本文共4页，当前第{n}页", "页码：{n}", "*** {n} ***", "| {n} |", "______第{n}页______", "P{n}/4", "《{n}》",
    "〔{n}〕", "- {n}/4 -", "No.{n}",
)  # fmt: skip
BREAKS = ("本章未完，请点击下一页继续阅读", "--- 分页符 ---", "[page]", "下一页", "（未完，接下页）", "(继续下一页)")


@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["lines", "blank lines"])
@pytest.mark.parametrize("dress", DRESSES)
def test_numbers_in_any_dress(dress: str, between: str) -> None:
    for numbers_first in (False, True):
        rows = [(dress.format(n=number), piece)[:: 1 if numbers_first else -1] for number, piece in enumerate(PAGES, 1)]
        assert joined(between.join(part for row in rows for part in row)).text == "".join(PAGES)


@pytest.mark.parametrize("line", BREAKS)
def test_lines_that_say_the_text_goes_on(line: str) -> None:
    assert joined(f"\n{line}\n".join(PAGES)).text == "".join(PAGES)


@pytest.mark.parametrize(
    "line", ["下一页", "翻页", "page", "（1）", "*** 2 ***", "上一页 3 下一页", "P1", "No.7", "1/2", "《5》"]
)
def test_between_whole_paragraphs_one_line_is_no_cut(line: str) -> None:
    text = f"{PAGES[0][:58]}。\n{line}\n{PAGES[1][:30]}。\n{PAGES[2][:40]}。"
    assert joined(text).text == text


FEW = """水渠养护办法

1、一、看管水渠从山腰绕过来,沿线有四个村子,每个村出两个人轮流看管。1、遇到落石随时清理。2、淤泥每月清理一次,小事当天办完,大事记在本

2、子上。3、每年入冬前要做一次全面的检查,石缝用水泥勾好,闸板换掉朽坏的。二、账目账目张贴在祠堂门口,让大家都看得明

3、白。看管的人每季换一次,由四个村轮流推举,不得连任。三、奖惩闸口三年没有出过事的村子,记入村志,并且免去第二年的摊派,由镇里颁发奖

4、状。本办法自春分起实行。"""


def test_three_cuts_in_words_are_enough() -> None:
    text = joined(FEW).text
    assert all(words in text for words in ("大事记在本子上", "看得明白", "颁发奖状", "1、遇到落石", "3、每年入冬前"))


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=60, deadline=None)
def test_clean_documents_stay(seed: int, paragraphs: bool) -> None:
    text, _ = document(random.Random(seed), paragraphs)
    assert fragments(Document.of(text), Context()) is None


@given(st.integers(0, 10_000), st.sampled_from(SHAPES), st.booleans())
@settings(max_examples=60, deadline=None)
def test_undone_exactly_and_done_once(seed: int, shape: str, paragraphs: bool) -> None:
    dumped = dump(random.Random(seed), shape, paragraphs)
    document = joined(dumped.text)
    assert document.restore() == dumped.text
    assert joined(document.text).text == document.text


@given(
    st.lists(
        st.sampled_from(
            ["1、", "2、", "3、", "第2页", "- 3 -", "2 / 9", "\n", "\n\n", "　　", "甲乙丙丁", "。", "，", " ", "第3页共9页"]
        ),
        max_size=40,
    )
)
def test_any_text_survives(parts: list[str]) -> None:
    text = "".join(parts)
    document = joined(text)
    assert document.restore() == text
    assert document.text.count("甲") == text.count("甲")


@pytest.mark.parametrize("text", ["头一页的内容写到这里还没有写完，中间\n\n2、的部分", "他在本子上记下了二百\n第1页\n三十斤。"])
def test_one_mark_is_too_little(text: str) -> None:
    assert joined(text).text == text


def test_numbers_and_words_are_joined() -> None:
    body = 3 * "会计把去年的账又核对了一遍，茶青比前年多出不少，几户人家分到的钱也多了些，大家都说明年还要接着干，"
    pieces = [body + "合计20", "19年的水费" + body + "用的是T", "DS笔" + body + "全部办完。"]
    text = "\n\n".join(f"{number}、{piece}" for number, piece in enumerate(pieces, 1))
    assert joined(text).text == "".join(pieces)


def test_seeds() -> None:
    folder = SHARED / "seeds"
    if not folder.exists():
        pytest.skip("the shared folder is not here")
    found = {path.name[:3]: fragments(Document.of(path.read_text(encoding="utf-8")), Context()) for path in folder.glob("*.txt")}
    assert {name: len(edits or []) for name, edits in found.items()} == {"000": 0, "001": 16, "002": 0, "003": 0, "004": 0}


def main() -> None:
    exact = lost = count = 0
    for shape in SHAPES:
        for paragraphs in (False, True):
            chance = random.Random(f"figures {shape} {paragraphs}")
            dumps = [dump(chance, shape, paragraphs) for _ in range(250)]
            texts = [joined(dumped.text).text for dumped in dumps]
            good = sum(text == dumped.expected for text, dumped in zip(texts, dumps, strict=True))
            exact, count = exact + good, count + len(dumps)
            lost += sum(
                item not in text
                for text, dumped in zip(texts, dumps, strict=True)
                for item in dumped.items
                if item in dumped.text
            )
            print(f"{shape:10s} {'paragraphs' if paragraphs else 'one line':10s} {good / len(dumps):.3f}")
    print(f"documents rejoined exactly {exact / count:.4f} of {count}, list items lost {lost}")


if __name__ == "__main__":
    main()
