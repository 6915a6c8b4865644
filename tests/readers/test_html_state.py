"""Text that only embedded data has, and names that a style sheet hides."""

from __future__ import annotations

import json

import pytest

from cleaners.document import Origin
from cleaners.readers.html import read_markup
from cleaners.readers.styles import hidden_names

FIRST = "街角的茶馆每天五点开门，先来的是挑水的人，后来的是卖菜的人，再后来是下棋的人，他们都不说话。"
SECOND = "老板姓许，记得住每个人的口味：谁要浓的，谁只喝头一道，谁从来不付现钱，他从来没有弄错过。"
STATES = {
    "next": '<script id="__NEXT_DATA__" type="application/json">{}</script>',
    "window": "<script>window.__INITIAL_STATE__={};(function(){{}})();</script>",
    "json_ld": '<script type="application/ld+json">{}</script>',
}


@pytest.mark.parametrize("shape", STATES.values(), ids=STATES)
def test_text_in_state(shape: str) -> None:
    state = {"props": {"articleBody": f"<p>{FIRST}</p><p>{SECOND}</p>", "id": 3}}
    html = f"<html><head><title>茶馆</title>{shape.format(json.dumps(state))}</head><body><div id=app>加载中</div></body></html>"
    document = read_markup(html, Origin())
    assert document.text == f"{FIRST}\n{SECOND}"
    assert document.metadata["title"] == "茶馆"


def test_posts_of_a_thread_in_state() -> None:
    state = {"posts": [{"content": FIRST}, {"content": SECOND}], "user": {"bio": "content"}}
    document = read_markup(f"<body><script>window.__STATE__ = {json.dumps(state)}</script></body>", Origin())
    assert document.text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("source", ["{", "[" * 5000, '{"content": 3}', '{"content": "短"}', "var a = 1;"])
def test_data_without_text(source: str) -> None:
    assert read_markup(f"<body><script>{source}</script><p>{FIRST}</p></body>", Origin()).text == FIRST


def test_a_page_that_has_its_text_keeps_it() -> None:
    html = f"<body><p>{FIRST * 9}</p><script>x={json.dumps({'content': SECOND * 3})}</script></body>"
    assert read_markup(html, Origin()).text == FIRST * 9


@pytest.mark.parametrize(
    ("sheet", "names"),
    [
        (".a{display:none}", {"a"}),
        ("p{color:red} .a, #b , .c .d {  display: none !important }", {"a", "#b"}),
        ("/* .x{} */ span.noise { font-size:0 }", {"noise"}),
        ("@media print { .a { display:none } .b { display:none } } .c{visibility:hidden}", {"c"}),
        (".a:hover{display:none} .b>i{display:none} .c{display:block}", set()),
        ("display:none", set()),
        ("{" * 50 + "display:none" * 50, set()),
        ("", set()),
    ],
)
def test_hidden_names(sheet: str, names: set[str]) -> None:
    assert hidden_names(sheet) == names


def test_noise_that_a_sheet_hides() -> None:
    html = f"<style>.n1{{display:none}}</style><p>{FIRST[:9]}<span class='x n1'>复制无效</span>{FIRST[9:]}</p>"
    document = read_markup(html, Origin())
    assert [document.text[mark.start : mark.end] for mark in document.marks if mark.kind == "hidden"] == ["复制无效"]
