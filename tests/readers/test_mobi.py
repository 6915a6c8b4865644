"""Books for the Kindle and for Palm: packing, both kinds of markup, locks, and damage."""

from __future__ import annotations

import pytest
from palm import database, mobi, packed

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.readers.palmdoc import inflated
from cleaners.sources import RawItem, sniff

PAGES = (
    "<html><head><guide><reference title='目录' type='toc' filepos=10 /></guide></head><body><h1>第一章 采茶</h1><p>清明前后，"
    "山上的茶农天不亮就上山。</p><mbp:pagebreak/><h1>第二章 焙茶</h1><p>焙茶要用文火 slowly and evenly，不能心急。</p></body>"
    "</html>"
)
LINES = ["第一章 采茶", "清明前后，山上的茶农天不亮就上山。", "第二章 焙茶", "焙茶要用文火 slowly and evenly，不能心急。"]


def book(data: bytes) -> Document:
    assert sniff(data) == "mobi"
    return read(RawItem(Origin("s", b"raw.mobi"), data), Context())


@pytest.mark.parametrize("packing", [1, 2])
@pytest.mark.parametrize("trailers", [0, 1, 2, 3])
@pytest.mark.parametrize("size", [4096, 50])
def test_a_book(packing: int, trailers: int, size: int) -> None:
    document = book(database(mobi(PAGES.encode(), packing=packing, trailers=trailers, size=size)))
    assert document.source_text.split("\n") == LINES
    headings = [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "heading"]
    assert headings == [LINES[0], LINES[2]]
    assert (document.metadata["title"], document.metadata["format"]) == ("茶经新编", "mobi")


def test_what_a_book_says_of_itself() -> None:
    extra = {100: "陆小羽".encode(), 101: "青山出版社".encode(), 106: b"2015-05-06T00:00:00", 503: "茶经新编（修订本）".encode()}
    known = book(database(mobi(PAGES.encode(), extra=extra))).metadata
    assert [known[name] for name in ("title", "author", "publisher", "published")] == [
        "茶经新编（修订本）", "陆小羽", "青山出版社", "2015-05-06",
    ]  # fmt: skip


def test_a_book_of_the_new_kind() -> None:
    shell = '<?xml version="1.0"?><html><head><title>章</title><link href="a.css"/></head><body class="c"></body></html>'
    text = f"{shell}<h1>第一章 采茶</h1><p>天不亮就上山。</p>{shell}<h1>第二章 焙茶</h1><p>要用文火。</p>".encode()
    document = book(database(mobi(text + b"p { color: red }", version=8, flows=len(text))))
    assert document.source_text.split("\n") == ["第一章 采茶", "天不亮就上山。", "第二章 焙茶", "要用文火。"]


@pytest.mark.parametrize("styles", ["p { color: red }", "", "@page { margin: 1em } .c { color: red }"])
def test_a_book_that_lost_the_table_of_its_parts(styles: str) -> None:
    text = "<h1>第一章 采茶</h1><p>天不亮就上山。</p>".encode()
    records = mobi(text + styles.encode(), version=8, flows=len(text))
    document = book(database([b"????" + record[4:] if record[:4] == b"FDST" else record for record in records]))
    assert document.source_text.split("\n") == ["第一章 采茶", "天不亮就上山。"]
    assert [omission.reason for omission in document.omissions] == ["cut_off"]


def test_two_books_in_one_file() -> None:
    new = mobi("<p>新的一种，正文齐全。</p>".encode(), version=8)
    old = mobi("<p>旧的一种。</p>".encode(), extra={121: bytes(4)})
    old = mobi("<p>旧的一种。</p>".encode(), extra={121: (len(old) + 1).to_bytes(4, "big")})
    assert book(database([*old, b"BOUNDARY", *new])).source_text == "新的一种，正文齐全。"


@pytest.mark.parametrize("codec", ["gbk", "big5", "utf-8"])
def test_plain_text_of_palm(codec: str) -> None:
    text = "山上的茶農天不亮就上山，\n到了晌午纔下來。\n" * 30
    text = text if codec == "big5" else text.replace("農", "农").replace("纔", "才").replace("來", "来")
    header = mobi(text.encode(codec))[0][:16]
    data = text.encode(codec)
    header = header[:4] + len(data).to_bytes(4, "big") + header[8:]
    pieces = [packed(data[at : at + 4096]) for at in range(0, len(data), 4096)]
    document = book(database([header[:8] + len(pieces).to_bytes(2, "big") + header[10:], *pieces], b"TEXtREAd"))
    assert document.source_text == text.strip()


def test_a_locked_book() -> None:
    with pytest.raises(Rejected) as caught:
        book(database(mobi(PAGES.encode(), drm=2)))
    assert (caught.value.reason, caught.value.detail) == ("encrypted", "the book is locked (DRM)")


def test_a_packing_that_is_not_read() -> None:
    with pytest.raises(Rejected) as caught:
        book(database(mobi(PAGES.encode(), packing=17480)))
    assert caught.value.reason == "unsupported"
    assert "HUFF/CDIC" in caught.value.detail


def test_a_book_that_is_cut_off() -> None:
    records = mobi(PAGES.encode() * 200)
    data = database(records)
    document = book(data[: len(data) // 2])
    assert document.source_text.startswith(LINES[0])
    assert [omission.reason for omission in document.omissions] == ["cut_off"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"abc", b"abc"),
        (b"\x03\xe4\xb8\xad", "中".encode()),
        (b"a\xe2", b"a b"),
        (b"abc\x80\x18", b"abcabc"),  # 3 back, 3 long
        (b"ab\x80\x0f", b"ab" + b"b" * 10),  # over what it writes itself
        (b"a\x80", b"a"),
        (b"a\xbf\xff", b"a"),  # to before the start
    ],
)
def test_packing(data: bytes, text: bytes) -> None:
    assert inflated(data) == text


def test_any_damage_is_a_rejection_or_a_text() -> None:
    data = database(mobi(PAGES.encode(), trailers=3, extra={503: "茶".encode()}))
    for at in range(68, len(data)):
        for mutant in (data[:at] + bytes((data[at] ^ 0x5A,)) + data[at + 1 :], data[:at]):
            try:
                read(RawItem(Origin("s", b"raw.mobi"), mutant), Context())
            except Rejected:
                continue
