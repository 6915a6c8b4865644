"""Author, publisher and title of a page, by where they stand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners import clean

CASES = tomllib.loads((Path(__file__).parent / "page_fields.toml").read_text(encoding="utf-8"))["case"]
PROSE = "水闸每天清早开一次，看闸的人先量水位，再摇铁轮，河水就顺着石槽流进田里去了。"


def divisions(lines: list[str]) -> str:
    return "".join(f"<div class=row>{line}</div>" for line in lines)


def page(case: dict[str, Any]) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in (*case.get("first", []), *[PROSE] * 5, *case.get("last", [])))
    nav = "<div class=nav><a href=/>首页</a> <a href=/b>乡土</a></div>"
    return f"""<title>水闸的清早</title>{case.get("head", "")}{nav}
    <h1>水闸的清早</h1>{divisions(case.get("between", []))}<div class="article-content">{paragraphs}</div>
    {divisions(case.get("behind", []))}<div class=footer><a href=x>联系我们</a></div>""".encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_names(case: dict[str, Any]) -> None:
    metadata = clean(page(case), name="a.html").metadata
    told = {field: metadata.get(field, "") for field in ("author", "publisher")}
    assert told == {field: case[field] for field in told}


@pytest.mark.parametrize(
    ("window", "heading", "title"),
    [
        ("南城水利网", "<h1>水闸的清早</h1>", "水闸的清早"),
        ("水闸的清早【图 文 视频】", "<h1>水闸的清早</h1>", "水闸的清早"),
        ("水闸的清早", "<h1>南城水利</h1>", "水闸的清早"),
    ],
)
def test_title(window: str, heading: str, title: str) -> None:
    body = f"<p>{PROSE}</p>" * 5
    html = f"<title>{window}</title><div class=nav><a href=/>首页</a></div>{heading}<div class=article-content>{body}</div>"
    assert clean(html.encode(), name="a.html").metadata["title"] == title
