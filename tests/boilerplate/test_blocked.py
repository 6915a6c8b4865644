"""Pages in place of a page are rejected with their words; texts about such pages stay."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import cleaners
from cleaners.boilerplate.page.blocked import blocked

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "blocked_pages.toml").read_text(encoding="utf-8"))


def page(case: dict[str, Any]) -> str:
    """The case as HTML."""
    return (
        f"<html><head><title>{case['title']}</title></head><body><div>{''.join(map(element, case['lines']))}</div></body></html>"
    )


def element(line: str) -> str:
    if "\t" in line:
        cells = line.replace("\t", "</td><td>")
        return f"<table><tr><td>{cells}</td></tr></table>"
    return f"<p><a href=/x>{line[2:]}</a></p>" if line.startswith("> ") else f"<p>{line}</p>"


def name(case: dict[str, Any]) -> str:
    return str(case["title"] or case["lines"][0])


@pytest.mark.parametrize("case", CASES["blocked"], ids=name)
def test_a_notice_is_no_document(case: dict[str, Any]) -> None:
    with pytest.raises(cleaners.Rejected) as caught:
        cleaners.clean(page(case).encode(), name="a.html")
    assert caught.value.reason == "blocked"
    assert ":" in caught.value.detail


@pytest.mark.parametrize("case", CASES["kept"], ids=name)
def test_a_text_about_notices_stays(case: dict[str, Any]) -> None:
    document = cleaners.clean(page(case).encode(), name="a.html")
    longest = max(case["lines"], key=len)
    assert longest.replace("\t", "")[:12] in document.text.replace("\t", "")


def test_a_long_page_is_looked_at_once() -> None:
    assert blocked([("系统维护中，请稍后再试。", False)] * 200_000, "系统维护") == ""


def test_lines_of_any_length_take_linear_time() -> None:
    assert blocked([("请登录后查看" * 400, False)], "") == ""
