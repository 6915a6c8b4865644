"""The page's own text and why the rest was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaners
from cleaners.boilerplate.page.step import main_text
from cleaners.boilerplate.steps import strip_page
from cleaners.document import Changes, Document, Edit, Origin
from cleaners.options import CleanOptions, Context
from cleaners.readers import read_text
from cleaners.readers.html import read_markup
from cleaners.step import run_steps

BODY = [
    "街角的茶馆每天五点开门，先来的是挑水的人，后来的是卖菜的人。",
    "老板姓许，记得住每个人的口味：谁要浓的，谁只喝头一道，谁从来不付现钱。",
    "到了九点，棋盘摆上桌，茶馆里便安静下来，只听见棋子落在木头上的声音。",
    "有一年冬天停了水，街坊们轮流去井边打水，茶馆一天也没有关门。",
]
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in BODY)
NEWS = f"""<html><head><title>清晨的茶馆_南城晚报网</title></head><body>
<div class="nav"><ul><li><a href=/>首页</a></li><li><a href=/a>新闻</a></li><li><a href=/b>副刊</a></li></ul></div>
<div class="crumbs">当前位置：<a href=/>首页</a> &gt; <a href=/b>副刊</a></div>
<div class="main"><h1>清晨的茶馆</h1><div class="info">2023-04-05 10:30　来源：南城晚报　作者：周一鸣</div>
<div class="article-content">{PARAGRAPHS}<div class="share">分享到：<a>微信</a><a>微博</a></div></div>
<div class="related"><h3>相关新闻</h3><ul><li><a href=1>旧城墙下的早市又开张了</a></li><li><a href=2>修表匠的最后一个冬天</a></li>
<li><a href=3>河边的理发摊搬进了新楼</a></li></ul></div></div>
<div class="comments"><p>写得真好，小时候常去那家茶馆，老板还记得我。</p></div>
<div class="footer">版权所有 南城晚报社 <a href=x>联系我们</a></div></body></html>"""


def stripped(html: str, context: Context | None = None, url: str = "") -> Document:
    return run_steps(read_text(html, Origin(url=url)), [strip_page], context or Context())


def reasons(document: Document) -> dict[str, str]:
    return {entry.taken.strip().split("\n")[0]: entry.rule for entry in document.removed}


def test_an_article() -> None:
    document = stripped(NEWS)
    assert document.text.split("\n") == ["清晨的茶馆", "2023-04-05 10:30　来源：南城晚报　作者：周一鸣", *BODY]
    assert document.restore() == document.source_text
    assert reasons(document) == {
        "首页": "page.nav",
        "分享到：微信微博": "page.share",
        "相关新闻": "page.related",
        "写得真好，小时候常去那家茶馆，老板还记得我。": "page.comments",
        "版权所有 南城晚报社 联系我们": "page.footer",
    }


def test_main_text_is_the_body_alone() -> None:
    assert main_text(NEWS) == "\n".join(BODY)
    assert main_text(NEWS.encode("gbk")) == "\n".join(BODY)


def test_a_second_run_changes_nothing() -> None:
    document = stripped(NEWS)
    again = strip_page(document, Context())
    assert document.apply(again or Changes()).text == document.text


def test_hidden_words_and_readings_inside_lines() -> None:
    html = NEWS.replace("老板姓许", "老板<span style='display:none'>复制无效</span>姓<ruby>许<rt>xǔ</rt></ruby>")
    document = stripped(html)
    assert document.text.split("\n")[3] == BODY[1]
    assert {entry.rule for entry in document.removed} >= {"page.hidden", "page.ruby"}


def test_an_article_that_a_script_would_show() -> None:
    assert main_text(NEWS.replace('class="article-content"', 'class="article-content" style="visibility: hidden"')) == "\n".join(
        BODY
    )


def test_all_posts_of_a_thread() -> None:
    posts = [BODY[0] + BODY[1], "我也去过，茶很便宜。", BODY[2], "顶楼主。", BODY[3]]
    cells = "".join(
        f"""<div id=post_{number}><div class="pls">用户{number} 积分 {number}00</div>
        <table><tr><td class="t_f" id="postmessage_{number}">{post}</td></tr></table>
        <div class="po">回复 举报</div></div>"""
        for number, post in enumerate(posts)
    )
    html = f"""<title>老茶馆 - 南城论坛</title><div class=nav><a href=/>论坛首页</a></div><h1>老茶馆</h1>{cells}
    <div class=footer>Powered by X</div>"""
    assert main_text(html).split("\n") == posts


def test_answers_to_a_question() -> None:
    """On a forum, answers in boxes named comment are content; their names, times and buttons are not. Under an article they are
    readers' comments."""
    answers = "".join(
        f"""<li class="comment-item"><div class="comment-user">用户{number}</div>
        <div class="comment-content"><p>{answer}</p></div>
        <div class="comment-time">2023-04-0{number} 10:00</div><div class="comment-actions">回复 举报</div></li>"""
        for number, answer in enumerate(["去河边那家吧。", "我也想知道，同问。", BODY[2]], 1)
    )
    html = f"""<title>哪家茶馆最老</title><h1>哪家茶馆最老</h1><div class="article-content">{PARAGRAPHS}</div>
    <ul class="comment-list">{answers}</ul>"""
    thread = main_text(html, url="https://bbs.example.cn/t/1").split("\n")
    assert thread == [*BODY, "去河边那家吧。", "我也想知道，同问。", BODY[2]]
    assert main_text(html, url="https://news.example.cn/a/1").split("\n") == BODY


def test_words_that_lie() -> None:
    """A body in a box whose name says sidebar is still the body."""
    assert main_text(NEWS.replace('"article-content"', '"right-share"').replace('class="share"', "")).startswith(BODY[0])


def test_text_without_marks_of_sentences() -> None:
    poem = "<p>" + "<br>".join(["清晨走过旧时的街口看见茶馆的灯还亮着像从前一样"] * 8) + "</p>"
    comments = f"<div class=comments>{PARAGRAPHS}</div>"
    html = f"<title>灯</title><h1>灯</h1><div class='article-content'>{poem}</div>{comments}"
    assert "看见茶馆的灯" in main_text(html)
    assert BODY[0] not in main_text(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>只有一句话</p>",
        "<a href=x>只有一个链接</a>",
        "<nav><a>甲</a></nav>",
        "<div class=footer>版权所有</div>",
        "<li>一<li>二",
        "<h1>题</h1>",
    ],
)
def test_never_nothing(html: str) -> None:
    assert stripped(f"<html><body>{html}</body></html>").text
    assert main_text(f"<html><body>{html}</body></html>")


def test_a_simple_document_stays_whole() -> None:
    html = f"""<html><body><h2>第一章</h2>{PARAGRAPHS}<ul><li>茶叶三种</li><li>水一桶</li></ul>
    <table><tr><td>茶</td><td>2</td></tr></table></body></html>"""
    assert stripped(html).text.split("\n") == ["第一章", *BODY, "茶叶三种", "水一桶", "茶\t2"]


def test_other_documents_pass() -> None:
    assert strip_page(read_text("\n".join(BODY), Origin()), Context()) is None


def test_rules_can_be_switched_off() -> None:
    document = stripped(NEWS, Context(CleanOptions(rules_off=("page.comments",))))
    assert "小时候常去那家茶馆" in document.text
    assert "版权所有" not in document.text
    assert stripped(NEWS, Context(CleanOptions(rules_off=("page.",)))).text == read_markup(NEWS, Origin()).text


def test_sites_can_be_kept() -> None:
    context = Context(CleanOptions(keep_sites=("news.example.cn",)))
    document = read_text(NEWS, Origin(url="https://news.example.cn/a"))
    assert run_steps(document, [strip_page], context).text == document.text


def test_edits_follow_the_text() -> None:
    """The step reads the current text: earlier edits have moved the lines."""
    document = read_text(NEWS, Origin())
    at = document.text.index("街角")
    document = document.apply(Changes([Edit(0, 2, "", "test"), Edit(at, at, "啊，", "test")]))
    document = document.apply(strip_page(document, Context()) or Changes())
    assert document.text.endswith("啊，" + "\n".join(BODY))


PAGES = Path(__file__).parents[2] / "../shared/data/html_pages"


@pytest.mark.skipif(not PAGES.exists(), reason="needs the shared development pages beside the project")
def test_the_floor_on_development_pages() -> None:
    """`python -m benchmarks.pages` prints the figures; lower this only with a reason."""
    import json

    from benchmarks.page_score import score

    index = json.loads((PAGES / "index.json").read_text(encoding="utf-8"))
    scores = [
        score(
            main_text((PAGES / f"{page['name']}.html").read_bytes(), url=page["url"]),
            (PAGES / f"{page['name']}.txt").read_text("utf-8"),
        )
        for page in index
    ]
    assert sum(f1 for _, _, f1 in scores) / len(scores) >= 0.93
    assert not [recall for _, recall, _ in scores if recall < 0.05]


_SHORT = ("天刚亮,船工已经把缆绳解开,等着第一批去集市的人。", "河面上的雾还没有散,对岸的灯一盏一盏地灭了。")


@pytest.mark.parametrize("head", ["", "<title>江边网</title>", "<title>渡口的早晨 - 江边网</title>"])
@pytest.mark.parametrize("byline", ["", "<p class=info>2020-03-05 作者:林远</p>"])
@pytest.mark.parametrize("paragraphs", [1, 2])
def test_headings_of_short_pages_stay(head: str, byline: str, paragraphs: int) -> None:
    text = "".join(f"<p>{line}</p>" for line in _SHORT[:paragraphs])
    page = (
        f"<html><head>{head}</head><body><nav><a href=/>首页</a> <a href=/n>新闻</a></nav><h1>渡口的早晨</h1>{byline}{text}"
        "<h2>回程</h2><p>傍晚的时候,船又回到了渡口,大家各自回家去了。</p><footer>版权所有 江边网</footer></body></html>"
    )
    document = cleaners.clean(page.encode(), name="a.html")
    lines = document.text.split("\n")
    assert (lines[0], lines[-2]) == ("渡口的早晨", "回程")
    assert "版权所有" not in document.text
    if "江边网</title>" not in head or "渡口" in head:
        assert document.metadata["title"] == "渡口的早晨"


@pytest.mark.parametrize(
    ("between", "lines"),
    [
        ("<ul><li>带上雨具</li><li>七点集合</li></ul>", ["带上雨具", "七点集合"]),
        ("<table><tr><th>班次</th><th>时间</th></tr><tr><td>早班</td><td>6:30</td></tr></table>", ["班次\t时间", "早班\t6:30"]),
        ("<figure><img src=a.jpg><figcaption>图为渡口全景</figcaption></figure>", ["图为渡口全景"]),
        ("<dl><dt>渡口</dt><dd>两岸往来的码头。</dd></dl>", ["渡口", "两岸往来的码头。"]),
        ("<ul class=related><li>秋收</li><li>老桥</li></ul>", []),
    ],
)
@pytest.mark.parametrize("last", [_SHORT[1], ""])
def test_structure_behind_a_paragraph_of_a_short_page(between: str, lines: list[str], last: str) -> None:
    page = (
        f"<html><head><title>渡口的早晨 - 江边网</title></head><body><nav><a href=/>首页</a></nav><div><h1>渡口的早晨</h1>"
        f"<p>{_SHORT[1]}</p><p>{_SHORT[0]}</p>{between}<p>{last}</p></div><footer>版权所有 江边网</footer></body></html>"
    )
    text = cleaners.clean(page.encode(), name="a.html").text.split("\n")
    assert text[3 : len(text) - bool(last)] == lines
