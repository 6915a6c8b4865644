"""Which parts of a page are its own where the model alone does not tell: what goes, and look-alikes that stay."""

from __future__ import annotations

from cleaners import clean
from cleaners.boilerplate.page.step import main_text

PROSE = [
    "水塔建于一九七八年，砖砌，高十二米，村里人至今还在用它，每年开春要请人上去清洗一次。",
    "管水的老周住在塔下，每天清早先看水位，再去开闸，二十多年没有误过一次时辰。",
    "塔身上的标语换过三回，最早的一条已经看不清字，只剩下几笔红漆留在砖缝里。",
]
OTHER = [
    "县里的老车站要拆了，候车室的长椅先搬走，售票窗口还亮着灯，最后一班车晚上九点开。",
    "站长说旧钟留给博物馆，时刻表留给学校，剩下的东西过完年一起处理。",
]
TITLE = "村里的老水塔"
NAV = "".join(f'<a href="/{n}">{word}</a> ' for n, word in enumerate(("首页", "新闻", "视频", "论坛", "搜索", "登录")))


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(main: str, title: str = TITLE) -> str:
    return f'<title>{title}</title><div class="nav">{NAV}</div>{main}<div class="footer">© 村志</div>'


def unit(title: str, lines: list[str], date: str = "2020-05-04 08:00") -> str:
    head = f'<h1>{title}</h1><p class="info"><span>{date}</span></p>'
    return f'<div class="item">{head}<div class="text">{paragraphs(lines)}</div></div>'


def test_another_article_below_goes() -> None:
    text = main_text(page(unit(TITLE, PROSE * 2) + unit("老车站的最后一天", OTHER * 3) + unit("车站的钟", OTHER * 2)))
    assert all(line in text for line in PROSE)
    assert not any(line in text for line in OTHER)


def test_sections_of_one_look_stay() -> None:
    sections = "".join(
        f'<div class="item"><h2>{title}</h2><div class="text">{paragraphs(lines * 2)}</div></div>'
        for title, lines in (("塔的由来", PROSE), ("车站的由来", OTHER))
    )
    text = main_text(page(f"<h1>{TITLE}</h1>{sections}"))
    assert all(line in text for line in PROSE + OTHER)


def test_facts_below_the_title_stay() -> None:
    facts = ["类型：水利 结构：砖砌", "高度：十二米", "容量：八十立方"]
    main = f'<h1>{TITLE}</h1><div class="kv">{paragraphs(facts)}</div><div class="article-content">{paragraphs(PROSE * 2)}</div>'
    assert all(fact in main_text(page(main)) for fact in facts)


def test_a_byline_is_no_fact() -> None:
    byline = ["来源：村志办", "作者：周平", "发布时间：2020-05-04"]
    main = f'<h1>{TITLE}</h1><div class="kv">{paragraphs(byline)}</div><div class="article-content">{paragraphs(PROSE * 2)}</div>'
    assert not any(line in main_text(page(main)) for line in byline)


def test_titles_of_answers_go() -> None:
    titles = [
        f'<li><a href="/r{n}">第{n}个人也说说这座塔的事</a>【水边的人{n}】08-12 11:5{n} 12{n}字 [9{n}/0]</li>'
        for n in range(1, 8)
    ]
    main = (
        f"<table><tr><td>主题：{TITLE}</td></tr><tr><td>作者：老周 时间：2005-08-11 19:13:18</td></tr>"
        f"<tr><td>{paragraphs(PROSE)}</td></tr></table>"
        f"<table><tr><td>回复线索：<ul><li>老周<ul>{''.join(titles)}</ul></li></ul></td></tr></table>"
    )
    text = main_text(page(main))
    assert PROSE[0] in text
    assert "水边的人" not in text


def test_heads_of_posts_of_terminal_boards_go() -> None:
    posts = "".join(
        f'<div class="post"><p>发信人: tower{n} (水塔), 信区: Village<br>标  题: Re: 老水塔'
        f"<br>发信站: 村志站 (Sat Jun 13 23:5{n}:28 2020), 站内"
        f"<br>{line}<br>--<br>※ 来源:·村志站·[FROM: 49.95.86.*]</p></div>"
        for n, line in enumerate(PROSE)
    )
    text = clean(page(f"<h1>{TITLE}</h1>{posts}").encode(), name="a.html", url="https://bbs.example/thread/1").text
    assert all(line in text for line in PROSE)
    assert not any(word in text for word in ("发信人", "发信站", "来源"))


def test_captions_side_by_side_are_no_buttons() -> None:
    captions = "".join('<div class="photo"><img src="t.jpg"><span>旧水塔</span></div>' for _ in range(3))
    main = f'<h1>{TITLE}</h1><div class="article-content">{paragraphs(PROSE)}{captions}{paragraphs(OTHER)}</div>'
    assert "旧水塔" in main_text(page(main))


def test_a_short_piece_of_code_in_a_toolbar_stays() -> None:
    code = "<pre><code>水位 = 3\nprint(水位)</code></pre>"
    code = f'<div class="code-toolbar">{code}<div class="toolbar"><button>复制</button></div></div>'
    main = f'<h1>{TITLE}</h1><div class="article-content">{paragraphs(PROSE)}{code}{paragraphs(OTHER)}</div>'
    assert "水位 = 3\nprint(水位)" in clean(page(main).encode(), name="a.html").text


def test_a_template_in_a_form_is_no_text() -> None:
    form = f'<textarea style="display:none"><div><p>{"".join(OTHER)}</p><p>{"！".join(OTHER * 4)}</p></div></textarea>'
    text = main_text(page(f'{form}<h1>{TITLE}</h1><div class="article-content">{paragraphs(PROSE)}</div>'))
    assert PROSE[0] in text
    assert OTHER[0] not in text
