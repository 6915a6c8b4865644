"""Author and time of each post of a thread."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners import clean
from cleaners.options import CleanOptions

CASES = tomllib.loads((Path(__file__).parent / "page_posts.toml").read_text(encoding="utf-8"))["case"]
TITLE = "杨树苗春天什么时候剪枝合适？"
POSTS = [
    ("青石板", "2021-03-04 09:12", "想问问大家，去年秋天种下的杨树苗，春天什么时候剪枝合适？我这边三月中旬还有霜，怕剪早了。"),
    ("oldtree", "2021-03-04 12:40", "等芽鼓起来再剪，伤口涂一点封蜡。我们这里一般在清明前后，留三个壮枝，其余贴根去掉。"),
    ("半亩方塘", "2021-03-05 20:03", "同意楼上的做法，另外剪刀要先用酒精擦一遍，不然病枝会传给好枝，去年我就吃过这个亏。"),
]


def page(case: dict[str, Any]) -> str:
    posts = "".join(
        case["post"].format(title=TITLE, n=number, author=author, time=time, text=text)
        for number, (author, time, text) in enumerate(POSTS, 1)
    )
    nav = "".join(f'<a href="/n{n}">{word}</a> ' for n, word in enumerate(("首页", "导读", "搜索", "帮助", "登录", "注册")))
    before = case["before"].format(title=TITLE)
    return (
        f'<title>{TITLE} - 林地</title><div class="nav">{nav}</div>{before}{posts}{case["after"]}<div class="footer">© 林地</div>'
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_posts(case: dict[str, Any]) -> None:
    document = clean(page(case).encode(), name="a.html", url=case["url"], options=CleanOptions(posts=True))
    assert all(text in document.text for _, _, text in POSTS)
    told = json.loads(str(document.metadata["extra"]))["posts"]
    assert [(post["author"], post["time"]) for post in told] == [(author, time) for author, time, _ in POSTS]
    assert all(text.startswith(post["begins"]) for post, (_, _, text) in zip(told, POSTS, strict=True))


def test_asked_for_only() -> None:
    document = clean(page(CASES[0]).encode(), name="a.html", url=CASES[0]["url"])
    assert not document.metadata.get("extra")
    assert document.metadata["author"] == POSTS[0][0]


def test_an_article_has_no_posts() -> None:
    body = "".join(f"<p>{text}</p>" for _, _, text in POSTS)
    html = f'<title>{TITLE}</title><h1>{TITLE}</h1><p>2021-03-04 作者：青石板</p><div class="article-content">{body}</div>'
    document = clean(html.encode(), name="a.html", options=CleanOptions(posts=True))
    assert not document.metadata.get("extra")
