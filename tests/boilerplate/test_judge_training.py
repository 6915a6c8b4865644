"""What the judge of lines is trained on keeps its labels, however it is dressed."""

from __future__ import annotations

from collections import Counter

import pytest

from training.judge.pages import CONTENT, FRAME, MIXED, UNKNOWN, Page
from training.judge.renderings import Renderer
from training.judge.sheets import sheet_of

MENU = ("首页", "读书频道", "登录", "关于我们")
TEXT = ("渡口的清晨", "船工把缆绳解开，河面上起了一层薄雾。", "第二天，雨季就到了。")
TAIL = ("上一篇：石桥", "版权所有 晴川文汇")


def page(number: int, site: str = "example.com") -> Page:
    lines = (*MENU, f"{TEXT[0]}之{number}", *TEXT[1:], *TAIL)
    labels = (FRAME,) * 4 + (CONTENT,) * 3 + (FRAME,) * 2
    return Page(f"p{number}", site, "article", "site_lines", lines, labels)


@pytest.fixture
def renderer() -> Renderer:
    return Renderer([page(number) for number in range(3)], 1)


def test_renderings_keep_each_line_with_its_label(renderer: Renderer) -> None:
    labels = dict(zip(page(1).lines, page(1).labels, strict=True))
    for draw in (renderer.whole, renderer.cut, renderer.crawled, renderer.text_alone, renderer.new_lines):
        for _ in range(10):
            found = draw(page(1))
            assert len(found.lines) == len(found.labels)
            assert all(labels[line] == label for line, label in zip(found.lines, found.labels, strict=True))


def test_a_dressed_page_has_as_much_content(renderer: Renderer) -> None:
    for _ in range(30):
        found = renderer.dressed(page(1))
        assert len(found.lines) == len(found.labels)
        assert Counter(found.labels)[CONTENT] == 3


def test_the_text_alone_has_no_frame(renderer: Renderer) -> None:
    assert FRAME not in renderer.text_alone(page(1)).labels


def test_a_crawl_keeps_what_is_new_on_the_site(renderer: Renderer) -> None:
    assert renderer.new_lines(page(1)).lines == ("渡口的清晨之1",)


def test_pages_of_a_site_are_in_one_fold() -> None:
    assert len({page(number).fold(5) for number in range(20)}) == 1
    assert len({page(1, f"site{number}.cn").fold(5) for number in range(50)}) == 5


def test_a_sheet_has_a_label_for_each_line_that_the_steps_leave() -> None:
    sheet = sheet_of(page(1))
    assert sheet is not None
    for start, number, label in zip(sheet.lines.starts.tolist(), sheet.number.tolist(), sheet.labels.tolist(), strict=True):
        assert page(1).lines[number].startswith(sheet.text[start : start + 2])
        assert label in (page(1).labels[number], UNKNOWN)


def test_a_line_of_both_is_content_and_one_that_opens_a_list_of_contents_is_nothing() -> None:
    labels = (FRAME, MIXED, *(CONTENT,) * 3)
    sheet = sheet_of(Page("x", "s", "k", "text_pages", ("目 录", "雨季 下载", *TEXT), labels), rules=False)
    assert sheet is not None
    assert sheet.labels.tolist() == [UNKNOWN, CONTENT, CONTENT, CONTENT, CONTENT]
