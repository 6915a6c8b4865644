"""The text of a wiki: words stay, markup is in the ledger; hostile nesting costs little."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.errors import Rejected
from cleaners.sources import sniff
from cleaners.structure.wiki import looks_like_wiki, wiki_marks

CASES = tomllib.loads((Path(__file__).parent / "wiki_cases.toml").read_text(encoding="utf-8"))["case"]
PIECES = ["[[", "]]", "{{", "}}", "-{", "}-", "|", "<ref>", "</ref>", "<!--", "-->", "{|\n", "|}\n", "|-\n", "== 题 ==\n", "'''",
          "茶", "\n", "zh-hans:", ";", "<math>", "</math>", "[http://a b]", "<br>", "H|", "| 甲 || 乙\n"]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    for name in ("茶.wiki", "") if case.get("told") else ("茶.wiki",):
        assert sniff(data, name) == "wiki"
        document = cleaners.clean(data, name=name)
        assert document.text == case["expected"]
        assert document.restore() == document.source_text


@pytest.mark.parametrize(
    "text",
    [
        "见[[笔记]]和[[日记]]。\n\n# 题\n\n正文。\n",  # notes of Obsidian
        "模板写作{{ name }}，循环写作{% for %}。\n",
        "let a = [[1, 2], [3, 4]]\n",
        "====\n分隔线\n====\n'引文'\n",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert not looks_like_wiki(text)
    assert sniff(text.encode()) == "text"


@pytest.mark.parametrize(
    "text",
    ["[[" * 200_000, "{{" * 200_000 + "}}" * 200_000, "[[{{" * 100_000 + "]]" * 100_000, "<ref>" * 100_000,
     "<ref>a</ref>" * 50_000,
     "-{a|" * 100_000, "=" * 500_000, "{|\n" + "| a || " * 100_000, "[http://" * 100_000, "'" * 500_000, "{|\n" * 100_000,
     "-{" + "zh-hans:" * 100_000 + "}-", "|" * 500_000],
    ids=lambda text: text[:8].replace("\n", " "),
)  # fmt: skip
def test_hostile(text: str) -> None:
    started = time.process_time()
    wiki_marks(text)
    looks_like_wiki(text)
    assert time.process_time() - started < 5


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_anything_is_read(text: str) -> None:
    assert all(0 <= mark.start <= mark.end <= len(text) for mark in wiki_marks(text))
    try:
        document = cleaners.clean(text.encode() + "茶树长在山上。".encode(), name="a.wiki")
    except Rejected:  # all of it is markup
        return
    assert document.restore() == document.source_text
