"""Whole pages: bytes, metadata, hostile markup."""

from __future__ import annotations

import time

import pytest

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.pipeline import clean_document
from cleaners.readers import read, read_text
from cleaners.readers.guard import MAX_DEPTH, MAX_TAGS, fit
from cleaners.sources import RawItem

PROSE = "街角的茶馆每天五点开门，先来的是挑水的人。"


def page(data: bytes | str, **origin: str) -> Document:
    raw = data.encode() if isinstance(data, str) else data
    return read(RawItem(Origin("s", b"page.html", **origin), raw), Context())


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1"])
def test_declarations_lie(encoding: str, declared: str) -> None:
    html = f"<html><head><meta charset={declared}><title>茶馆</title></head><body>{f'<p>{PROSE}</p>' * 5}</body></html>"
    document = page(html.encode(encoding))
    assert document.text.split("\n")[0] == PROSE
    assert document.metadata["title"] == "茶馆"
    assert document.metadata["format"] == "html"
    assert document.restore() == document.source_text


@pytest.mark.parametrize(
    ("window", "heading", "title"),
    [
        ("茶馆清晨_南城晚报网", "", "茶馆清晨"),
        ("茶馆清晨 - 南城论坛", "", "茶馆清晨"),
        ("茶馆清晨_生活频道_南城网", "", "茶馆清晨"),
        ("南城政府网 | 关于茶馆营业时间的通知", "", "关于茶馆营业时间的通知"),
        ("茶馆清晨|一个人的早市", "茶馆清晨|一个人的早市", "茶馆清晨|一个人的早市"),
        ("一周茶事：3-5人小聚", "", "一周茶事：3-5人小聚"),
        ("茶馆 - 清晨的故事 - 南城故事汇", "茶馆 - 清晨的故事", "茶馆 - 清晨的故事"),
        ("茶馆清晨", "", "茶馆清晨"),
    ],
)
def test_title_without_the_name_of_the_site(window: str, heading: str, title: str) -> None:
    assert page(f"<title>{window}</title><h1>{heading}</h1><p>{PROSE}</p>").metadata["title"] == title


def test_metadata() -> None:
    document = page(
        f"""<html><head><title>清晨的茶馆_南城日报</title>
        <meta name="ContentSource" content="来源：南城日报"><meta name="PubDate" content="2023-4-5 10:30">
        <meta property="og:title" content="清晨的茶馆"><meta name="author" content="周一鸣">
        <meta property="article:modified_time" content="2023年4月6日">
        <link rel="canonical" href="https://news.example.cn/a.html">
        </head><body><p>{PROSE}</p></body></html>""",
        url="http://other.example.cn/",
    )
    expected = {
        "title": "清晨的茶馆", "author": "周一鸣", "publisher": "南城日报", "published": "2023-04-05", "modified": "2023-04-06",
        "url": "http://other.example.cn/",
    }  # fmt: skip
    assert {key: document.metadata[key] for key in expected} == expected


def test_json_ld_comes_first() -> None:
    document = page(
        f"""<title>茶</title><meta name=author content="另一人"><script type="application/ld+json">
        {{"@graph": [{{"@type": "NewsArticle", "headline": "茶", "author": [{{"name": "周一鸣"}}, {{"name": "吴二"}}],
        "datePublished": "2022-01-02T03:04:05Z"}}]}}</script><script type="application/ld+json">{{broken</script><p>{PROSE}</p>"""
    )
    assert document.metadata["author"] == "周一鸣、吴二"
    assert document.metadata["published"] == "2022-01-02"


@pytest.mark.parametrize("name", ["admin", "10086", "a@b.cn", "南城网", "https://x.cn/u/1"])
def test_what_is_no_author(name: str) -> None:
    assert "author" not in page(f"<title>茶馆_南城网</title><meta name=author content='{name}'><p>{PROSE}</p>").metadata


@pytest.mark.parametrize(
    "html",
    [
        f"<html><head><script>var a = 1;\n</head><body>{f'<p>{PROSE}</p>' * 20}</body></html>",
        f"<html><body><!-- 开头{f'<p>{PROSE}</p>' * 20}</body></html>",
        f"<html><head><title>茶馆\n</head><body>{f'<p>{PROSE}</p>' * 20}</body></html>",
        f"<html><body><textarea>{f'<p>{PROSE}</p>' * 20}</body></html>",
        f"<p>{PROSE}\0{PROSE}</p>" * 10,
        f"<table><p>{PROSE}<td>{PROSE}</table>" * 10,
    ],
    ids=["script", "comment", "title", "textarea", "zero", "misnested"],
)
def test_broken_pages_keep_their_text(html: str) -> None:
    assert page(html).text.count(PROSE) == 20


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li", "b"])
def test_deep_nesting_takes_linear_time(tag: str) -> None:
    begin = time.process_time()
    document = page(f"<html><body>{f'<{tag}>' * 100_000}{PROSE}")
    assert document.text == PROSE
    assert time.process_time() - begin < 10
    assert sum(mark.kind == "element" for mark in document.marks) <= 2 * MAX_DEPTH + 10


@pytest.mark.parametrize("html", ["<html><body></body></html>", "<html><body><img src=x><script>1</script></body></html>"])
def test_pages_without_text(html: str) -> None:
    with pytest.raises(Rejected) as caught:
        page(html)
    assert caught.value.reason == "empty"
    assert caught.value.origin.path == b"page.html"


def test_frames_only() -> None:
    with pytest.raises(Rejected, match="frames"):
        page("<html><frameset cols=20%,*><frame src=a.html><frame src=b.html></frameset></html>")


def test_no_reader() -> None:
    with pytest.raises(Rejected) as caught:
        page(b"\x89PNG\r\n\x1a\n")
    assert caught.value.reason == "unsupported"


def test_plain_text_is_its_own_source() -> None:
    document = page("　　第一段。\r\n\r\n第二段。\n")
    assert document.source_text == "　　第一段。\r\n\r\n第二段。\n"
    assert document.metadata["format"] == "text"


def test_damaged_bytes_are_marked() -> None:
    document = page(f"{PROSE}".encode() * 3 + b"\xe4\xb8\n" + PROSE.encode())
    [mark] = [mark for mark in document.marks if mark.kind == "damage"]
    assert document.source_text[mark.start : mark.end] == "\ufffd"
    assert mark.attributes["bytes"] == "e4b8"
    assert document.metadata["bytes_damaged"] == 2


def test_text_that_is_decoded_already() -> None:
    assert read_text(f"<html><p>{PROSE}</p></html>", Origin()).metadata["format"] == "html"
    assert read_text(PROSE, Origin(), "a.md").metadata["format"] == "md"
    with pytest.raises(Rejected):
        read_text(" \n", Origin())


def test_page_that_word_saved() -> None:
    """Notes stay with the text; headers and comments of the document do not, nor what Word hides."""
    body = "".join(f"<p class=MsoNormal>第{n}段。{PROSE}</p>" for n in "一二三四")
    html = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=ZH-CN><div class=Section1>{body}
        <p class=MsoNormal>清早<span style='mso-hide:all'>暗</span>开门<o:p></o:p></p></div>
        <div style='mso-element:footnote-list'><div style='mso-element:footnote'>
        <p class=MsoFootnoteText>注：挑水的人姓王。</p></div>
        </div><div style='mso-element:header' id=h1><p class=MsoHeader>茶馆内部资料</p></div>
        <div style='mso-element:comment-list'><div style='mso-element:comment'><p>李：此处再查。</p></div></div></body></html>"""
    cleaned = clean_document(page(html), Context())
    assert cleaned.text.split("\n")[-2:] == ["清早开门", "注：挑水的人姓王。"]
    assert {entry.rule for entry in cleaned.removed} == {"page.hidden", "page.header", "page.comment"}


def test_a_tag_of_countless_attributes_loses_them() -> None:
    """The parser's time grows with the square of their number; an attribute that is long by itself stays."""
    many = " ".join(f"a{number}=1" for number in range(20_000))
    assert fit(f"<p {many}>雪停了。</p>").markup == "<p>雪停了。</p>"
    long = f'<img src="data:{"A" * 40_000}">'
    assert fit(long).markup == long


@pytest.mark.parametrize("unit", ["<p>雨", "<p>今天下雨。</p>", "<div>雨</div>", "雨<br>", "<li>雨", "<a href=x>雨</a> "])
def test_a_page_of_countless_tags_is_cut_off_and_says_so(unit: str) -> None:
    document = read_text(unit * (MAX_TAGS + 50_000), Origin(), "a.html")
    assert document.text.count("雨") >= MAX_TAGS
    assert [omission.reason for omission in document.omissions] == ["cut_off"]


def test_a_long_page_is_whole() -> None:
    assert not read_text("<p>今天下雨。</p>\n" * (MAX_TAGS // 2), Origin(), "a.html").omissions
