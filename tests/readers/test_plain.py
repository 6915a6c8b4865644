"""Plain text and Markdown: the source text is the whole file, its shape is marked, and cleaning keeps what has structure."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read, read_text
from cleaners.sources import RawItem

SAMPLES = Path(__file__).parent / "office"
PIECES = [
    "街角的茶馆每天五点开门。", "茶", "\n", "\r\n", "\n\n", "    ", "- 米\n", "1. 洗米\n", "| a | b |\n", "|---|---|\n",
    "```\n", "x = 1;\n", "<p>", "</p>\n", "<br>", "<a href='x'>链接</a>", "# 题\n", "[文字](https://example.org)",
    "![图](a.png)", "$a_1$", ":::\n", "&amp;", "<h1>", "</h1>", "<!-- 注 -->", "---\n", "\u3000\u3000", "\ufffd", "版权所有\n",
]  # fmt: skip
NAMES = ["a.md", "a.markdown", "a.txt", ""]


def opened(text: str, name: str = "") -> Document:
    data = text.encode()
    return read(RawItem(Origin("s", name.encode()), data, name), Context())


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join), st.sampled_from(NAMES))
def test_the_source_text_is_the_whole_file(text: str, name: str) -> None:
    """Nothing leaves a text before the ledger is there to say so."""
    try:
        document = opened(text, name)
    except Rejected:
        assert not text.strip() or not name.endswith(("md", "markdown")), "a page may be without text, Markdown is no page"
        return
    if document.metadata["format"] in ("text", "md"):
        assert document.source_text == text
        assert read_text(text, Origin(), name).source_text == text
    else:
        assert not name.endswith(("md", "markdown")), "a name that says Markdown is believed"
    try:
        cleaned = cleaners.clean(text.encode(), name=name)
    except Rejected:
        return
    assert cleaned.restore() == cleaned.source_text == document.source_text


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_what_leaves_a_document_is_in_its_ledger(path: Path) -> None:
    try:
        document = cleaners.clean(path.read_bytes(), name=path.name)
    except Rejected:
        pytest.skip("no document")
    assert document.restore() == document.source_text


README = """<p align="center"><img src="a.png"></p>

# 茶

> 一句引文。

[文字](https://example.org/a) 与 ![图](b.png)，公式 $a_1 = b$。

:::tip
提示一句。
:::

| 品名 | 价   |
|------|------|
| 毛尖 | 30   |

- 米
  - 粳米
  - 糯米

```html
<a href="x">跳过导航</a>

<h1>版权所有</h1>
```

<a href="https://example.org">回到开头</a>
"""


@pytest.mark.parametrize("name", ["a.md", "", "a.txt"])
def test_markdown_with_tags_is_no_page(name: str) -> None:
    document = cleaners.clean(README.encode(), name=name)
    assert document.source_text == README
    for line in README.split("\n"):
        assert line in document.text.split("\n"), "every line stays as it stands"
    again = cleaners.clean(document.text.encode(), name=name)
    assert again.text == document.text


WRAPPED = """# 茶馆

街角的茶馆每天五点开门，先来的是挑水的人，后来的是卖菜的人，再后来就是下
棋的老人。他们各有各的位子，谁也不占别人的，坐下来先要一碗热茶，慢慢地喝
完，然后才说话。

茶馆的主人姓周，年轻的时候在船上做过事，走过许多地方，见过的人也多，什么
样的客人来了他都能说上几句。他的儿子不愿意守着这个小店，到南方去了，一年
才回来一次。

- 热茶三角一碗，凉茶两角，早上五点到七点之间来的老主顾可以先记账，月底再一
  起结，谁也不会少给一分。
"""


def test_hard_wraps_of_markdown_are_joined_as_in_text() -> None:
    lines = cleaners.clean(WRAPPED.encode(), name="a.md").text.split("\n")
    assert lines[0] == "# 茶馆"
    assert lines[1].endswith("然后才说话。")
    assert lines[2].startswith("茶馆的主人姓周")
    assert lines[2].endswith("一年才回来一次。")
    assert lines[3].endswith("谁也不会少给一分。")


PROGRAM = '''"""读茶叶的价格。

每行一种茶：名字,价格。
"""

import csv


def prices(path, sep=","):
    # 第一行是列名,跳过
    with open(path) as file:
        rows = list(csv.reader(file, delimiter=sep))[1:]

    found = {"毛尖": [1,2], "版权所有": None}
    for name, price in rows:
        if price and name not in found:
            found[name] = int(price)  # 元
    return found
'''


@pytest.mark.parametrize("name", ["a.txt", "a.py.txt", ""])
def test_a_program_goes_through_as_it_is(name: str) -> None:
    text = cleaners.clean(PROGRAM.encode(), name=name).text
    assert text == PROGRAM.rstrip("\n")
    ast.parse(text)


def test_a_program_within_prose_keeps_its_indent() -> None:
    text = f"下面这一段是读价格的例子，先看一遍：\n\n{PROGRAM}\n看完以后可以自己写一个，写得短一些。\n"
    assert PROGRAM.split("\n\n\n", 1)[1].rstrip("\n") in cleaners.clean(text.encode(), name="a.txt").text


def test_numbers_and_letters_of_lists_stay() -> None:
    text = "1. 下列说法正确的是（  ）\nA．春天下雨\nB．秋天下雪\nC．冬天打雷\nD．夏天结冰\n2. 选出不同的一项。\nA．山\nB．水\n"
    found = cleaners.clean(text.encode(), name="a.txt").text.split("\n")
    assert [line[:2] for line in found] == ["1.", "A．", "B．", "C．", "D．", "2.", "A．", "B．"]
