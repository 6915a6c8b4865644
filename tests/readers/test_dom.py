"""Pages to text and marks."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaners.document import Mark
from cleaners.readers.blanks import collapse, collapse_chunks
from cleaners.readers.dom import PageText, page_text
from cleaners.readers.names import names

CASES = tomllib.loads((Path(__file__).parent / "dom_cases.toml").read_text(encoding="utf-8"))["case"]


def parsed(html: str) -> PageText:
    return page_text(LexborHTMLParser(html))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    page = parsed(f"<!doctype html><html><head><title>窗</title></head><body>{case['html']}</body></html>")
    assert page.text == case["text"]
    marks = [[mark.kind, page.text[mark.start : mark.end]] for mark in page.marks if mark.kind not in ("element", "paragraph")]
    assert marks == case.get("marks", [])


SPANS = {"element", "hidden", "ruby", "formula", "duplicate", "control", "line_number"}
TAGS = st.sampled_from(
    list(names("sup sub math mfrac mi code button p div span b a li ul table tr td br pre h2 ruby rt blockquote script th"))
)
CLASSES = st.sampled_from(list(names("katex gutter highlight syntaxhighlighter mw-editsection t_f")))
PIECES = st.one_of(
    st.builds("<{}>".format, TAGS),
    st.builds("</{}>".format, TAGS),
    st.builds("<{} style='display:none'>".format, TAGS),
    st.builds(
        "<{} class='{}'>".format,
        TAGS,
        CLASSES,
    ),
    st.builds("<td rowspan={} colspan={}>".format, st.integers(0, 3), st.integers(1, 3)),
    st.sampled_from(["<img alt=㛃>", "<img class=tex alt='x^2'>", "<script type='math/tex'>a</script>", "复制", "12"]),
    st.text("文字 \n\tab&lt;，。", max_size=8),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_marks_fit_the_text(pieces: list[str]) -> None:
    """Lines are covered by one mark each; elements nest and lie within their parents."""
    page = parsed("".join(pieces))
    elements = [mark for mark in page.marks if mark.kind == "element"]
    lines = [mark for mark in page.marks if mark.kind not in SPANS]
    assert "\n".join(page.text[mark.start : mark.end - _more(page, mark)] for mark in lines) == page.text
    for number, mark in enumerate(elements):
        parent = int(mark.attributes["parent"])
        assert parent < number
        if parent >= 0:
            assert elements[parent].start <= mark.start < mark.end <= elements[parent].end
    for mark in lines:
        element = elements[int(mark.attributes["element"])]
        assert element.start <= mark.start < mark.end - _more(page, mark) <= element.end
        assert int(mark.attributes["links"]) >= 0
    for mark in page.marks:
        assert 0 <= mark.start < mark.end <= len(page.text)


def _more(page: PageText, mark: Mark) -> int:
    """One for a line of code with blank lines behind it: its mark reaches to the next line."""
    return int(mark.kind == "code" and page.text[mark.end - 1] == "\n")


@given(st.lists(st.text("文，a \n", max_size=5), max_size=8))
def test_pieces_collapse_as_the_whole(chunks: list[str]) -> None:
    text, starts = collapse_chunks(chunks)
    assert text == collapse("".join(chunks))
    assert starts == sorted(starts)
    assert len(starts) == len(chunks)


def test_links_are_counted() -> None:
    page = parsed("<p>看<a href=x>这里</a>和<a href=y>那里</a></p>")
    [line] = [mark for mark in page.marks if mark.kind == "paragraph"]
    assert line.attributes["links"] == 4


def test_levels_of_headings() -> None:
    page = parsed("<h1>一</h1><h3><span>三</span></h3>")
    assert [mark.attributes["level"] for mark in page.marks if mark.kind == "heading"] == [1, 3]


def test_elements_carry_the_words_of_their_authors() -> None:
    page = parsed("<div class='a b' id=c role=main itemprop=articleBody>文</div>")
    assert [mark.attributes["words"] for mark in page.marks if mark.kind == "element"][-1] == "a b #c main articleBody"


HOSTILE = {
    "elements in elements": "<div>" * 5_000 + "文",
    "formulas in formulas": "<span class='katex'>" * 50_000 + "x",
    "MathML": "<math>" + "<mrow>" * 50_000 + "x",
    "raised in raised": "a" + "<sup>1" * 50_000,
    "numbers of lines in each other": "<pre>" + "<span class='ln'>" * 50_000 + "x",
    "lines of code": "<pre>" + "<code>a</code>" * 50_000,
    "blank lines of code": "<pre>a" + "<br>" * 300_000 + "b",
    "cells over rows": "<table><tr>" + "<td rowspan=65535>a</td>" * 1000 + "</tr>" + "<tr><td>b</td></tr>" * 5000,
    "long cells over rows": "<table><tr>"
    + f"<td rowspan=65535>{'文' * 10_000}</td>" * 20
    + "</tr>"
    + "<tr><td>b</td></tr>" * 5000,
    "cells over columns and rows": "<table>" + ("<tr>" + "<td colspan=1000 rowspan=1000>a</td>" * 20 + "</tr>") * 1000,
    "TeX": "<script type='math/tex'>" + r"\frac{a}{b}" * 100_000 + "</script>文",
    "backslashes": "<p>文<img class=tex alt='" + r"\a" * 200_000 + "'>",
    "a class of many words": "<p class='" + "code-" * 200_000 + "'>文",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_time_and_room_in_proportion(name: str) -> None:
    begin = time.process_time()
    page = parsed(HOSTILE[name])
    assert time.process_time() - begin < 5
    assert len(page.text) < 2 * len(HOSTILE[name]) + 200_000
