"""PDF files that the tests write themselves, and what is read from them."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_writer import Box, Page, Text, lines, wrapped, write
from stand_in import digits_fit

from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.origin import Origin
from cleaners.readers import read as read_any
from cleaners.readers.anydoc_pdf import markdown_lines
from cleaners.readers.anydoc_pdf import read as second_reader
from cleaners.sources.item import RawItem

FIELDS = (
    "春天的田野上到处是忙碌的身影，人们把去年留下的种子拿出来晾晒，准备迎接新一年的播种。"
    "村口的老槐树发了新芽，孩子们放学以后总喜欢在树下做游戏。"
)
RIVER = "河水从山谷里流出来，绕过三个村庄，最后汇入下游的水库。水库建成已经有四十年了，附近的居民都靠它灌溉农田，也靠它养鱼。"
MARKET = (
    "集市逢五逢十开市，卖菜的摊子从桥头一直排到祠堂门口。"
    "近几年来赶集的年轻人少了，摊主们商量着把时间改到周末，好让在城里做工的人也赶得上。"
)
SCHOOL = (
    "小学的教室翻修过两次，最近一次换了屋顶和门窗。老师们说，冬天再也不用把炉子搬进教室里去，孩子们写字的时候手也不会冻得发红了。"
)
PROSE = [FIELDS, RIVER, MARKET, SCHOOL]
FULL_PAGE = Box(0, 0, 595, 842, picture=True)


def read(data: bytes) -> Document:
    return read_any(RawItem(Origin(), data, "x.pdf"), Context())


def kept(document: Document) -> list[str]:
    """The lines of the text, page furniture and what is hidden left out."""
    gone = ("header", "footer", "page_number", "hidden", "reference")
    return [document.text[mark.start : mark.end] for mark in document.marks if mark.kind not in gone]


def marked(document: Document, kind: str) -> list[str]:
    return [document.text[mark.start : mark.end] for mark in document.marks if mark.kind == kind]


def columns(sides: dict[float, list[str]], *, top: float = 120, shift: float = 0, by_row: bool = False) -> list[Text]:
    """Columns of 18 characters, by where they begin."""
    placed = [
        (number, side, text)
        for side, (x, paragraphs) in enumerate(sides.items())
        for number, text in enumerate(lines(wrapped(paragraphs, 18), x=x, y=top + side * shift, indent=2))
    ]
    return [text for _, _, text in (sorted(placed, key=lambda one: one[:2]) if by_row else placed)]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("UniGB-UTF16-H", "utf-16-be"),
        ("UniGB-UCS2-H", "utf-16-be"),
        ("GBK-EUC-H", "gbk"),
        ("GBK2K-H", "gb18030"),
        ("GB-EUC-H", "gb2312"),
    ],
)
def test_paragraphs_are_whole_again_in_fonts_that_are_only_named(encoding: str, codec: str) -> None:
    page = lines(wrapped(PROSE, 30), indent=2)
    assert kept(read(write([page], encoding=encoding, codec=codec))) == PROSE


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(PROSE), min_size=2, max_size=6),
    st.integers(22, 40),
    st.sampled_from([10.5, 12, 14]),
    st.floats(1.3, 2.2),
)
def test_every_measure_gives_the_same_paragraphs(paragraphs: list[str], width: int, size: float, leading: float) -> None:
    if size * width > 500:
        width = int(500 / size)
    placed = lines(wrapped(paragraphs, width), x=40, size=size, leading=size * leading, indent=2)
    pages = [
        [Text(t.x, 60 + (t.y - 80) % 700, t.text, t.size) for t in placed[at : at + n]]
        for n in [int(700 / (size * leading))]
        for at in range(0, len(placed), n)
    ]
    assert "".join(kept(read(write(pages)))) == "".join(paragraphs)
    if len(pages) == 1:
        assert kept(read(write(pages))) == paragraphs


def test_paragraphs_parted_by_blank_lines() -> None:
    page = [
        Text(80, 80 + 20 * row + 14 * number, text)
        for number, paragraph in enumerate(PROSE)
        for row, text in enumerate((paragraph[at : at + 36] for at in range(0, len(paragraph), 36)), 3 * number)
    ]
    assert kept(read(write([page]))) == PROSE


def test_a_paragraph_goes_on_over_page_and_furniture() -> None:
    broken = wrapped([FIELDS], 30)
    first, second = lines(broken[:2], y=700, indent=2), lines(broken[2:], y=80)
    pages = [
        [*lines(wrapped([RIVER], 30), indent=2), *first, Text(290, 800, "— 1 —", 10)],
        [Text(80, 50, "村史资料汇编", 9), *second, *lines(wrapped([MARKET], 30), y=200, indent=2), Text(290, 800, "— 2 —", 10)],
        [Text(80, 50, "村史资料汇编", 9), *lines(wrapped([SCHOOL], 30), indent=2), Text(290, 800, "— 3 —", 10)],
    ]
    document = read(write(pages))
    assert kept(document) == [RIVER, FIELDS, MARKET, SCHOOL]
    assert marked(document, "page_number") == ["— 1 —", "— 2 —", "— 3 —"]
    assert marked(document, "header") == ["村史资料汇编"] * 2


def test_latin_words_are_joined_with_a_blank_and_without_their_hyphen() -> None:
    text = [
        "The village archive holds letters, ledgers and photo-",
        "graphs that were collected from every household that",
        "wanted to share them.",
    ]
    assert kept(read(write([lines(text)]))) == [
        "The village archive holds letters, ledgers and photographs that were collected from every household "
        "that wanted to share them."
    ]


def test_no_blank_comes_between_chinese_characters_set_wide() -> None:
    page = [Text(t.x, t.y, t.text, 12, spacing=3) for t in lines(wrapped(PROSE, 26), indent=2.5)]
    assert kept(read(write([page]))) == PROSE


@pytest.mark.parametrize("by_row", [False, True])
@pytest.mark.parametrize("shift", [0, 7])
@digits_fit
def test_two_columns_below_a_title(by_row: bool, shift: float) -> None:
    title = Text(150, 80, "三个村庄的水利和集市", 20)
    page = [title, *columns({60: [FIELDS, RIVER, MARKET], 320: [SCHOOL, MARKET, RIVER]}, shift=shift, by_row=by_row)]
    document = read(write([page]))
    assert kept(document) == ["三个村庄的水利和集市", FIELDS, RIVER, MARKET, SCHOOL, MARKET, RIVER]
    assert marked(document, "heading") == ["三个村庄的水利和集市"]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    broken = lines(wrapped([FIELDS, RIVER, MARKET, SCHOOL], 18), x=60, indent=2)
    half = len(broken) // 2
    page = broken[:half] + [Text(t.x + 260, t.y - broken[half].y + 80, t.text) for t in broken[half:]]
    assert kept(read(write([page]))) == PROSE


def test_a_table_is_read_row_by_row() -> None:
    rows = [["村名", "户数", "人口"], ["上河村", "214", "832"], ["下河村", "97", "365"], ["桥头", "156", "604"]]
    page = [Text(x, 300 + 24 * at, cell) for at, row in enumerate(rows) for x, cell in zip((80, 240, 400), row, strict=True)]
    document = read(write([[*lines(wrapped([FIELDS], 30), indent=2), *page]]))
    assert marked(document, "table_row") == ["\t".join(row) for row in rows]


def test_cells_of_several_lines_in_a_table_with_rules() -> None:
    cells = [["项目", "说明"], ["水渠", "从水库到桥头全长三里，去年冬天修过一次"], ["学校", "屋顶和门窗换过"]]
    page: list[Text | Box] = [Box(x, 300, 0.5, 120) for x in (80, 160, 300)]
    page += [Box(80, y, 220, 0.5) for y in (300, 330, 390, 420)]
    page += [
        Text(84, 320, "项目"),
        Text(164, 320, "说明"),
        Text(84, 350, "水渠"),
        Text(84, 410, "学校"),
        Text(164, 410, "屋顶和门窗换过"),
    ]
    page += [Text(164, 350, "从水库到桥头全长三里，"), Text(164, 368, "去年冬天修过一次")]
    document = read(write([[*lines(wrapped([FIELDS], 30), indent=2), *page]]))
    assert marked(document, "table_row") == ["\t".join(row) for row in cells]


@pytest.mark.parametrize(
    "number", ["{}", "- {} -", "— {} —", "第{}页", "第 {} 页 共 4 页", "{}/4", "Page {} of 4", "· {} ·", "－{}－"]
)
def test_page_numbers(number: str) -> None:
    pages = [[*lines(wrapped([text], 30), indent=2), Text(280, 800, number.format(at), 10)] for at, text in enumerate(PROSE, 1)]
    document = read(write(pages))
    assert kept(document) == PROSE
    assert len(marked(document, "page_number")) == 4


@digits_fit
def test_headers_that_alternate_and_change() -> None:
    heads = [
        "村史资料汇编",
        "第一章 田野",
        "村史资料汇编",
        "第一章 田野",
        "村史资料汇编",
        "第二章 河流",
        "村史资料汇编",
        "第二章 河流",
    ]
    pages = [
        [Text(80 if at % 2 else 400, 50, head, 9), *lines(wrapped([text, text], 30), y=90, indent=2)]
        for at, (head, text) in enumerate(zip(heads, PROSE * 2, strict=True))
    ]
    document = read(write(pages))
    assert kept(document) == [text for text in PROSE * 2 for _ in range(2)]
    assert marked(document, "header") == heads


def test_text_that_returns_is_not_furniture_where_it_stands_in_the_text() -> None:
    page = lines(wrapped(PROSE, 30), indent=2)
    assert kept(read(write([page, page, page]))) == PROSE * 3
    titled = [[Text(200, 60, "问与答", 24), *lines(wrapped([text], 30), y=110, indent=2)] for text in PROSE]
    assert kept(read(write(titled))) == [line for text in PROSE for line in ("问与答", text)]


def test_a_number_that_does_not_count_stays() -> None:
    pages = [
        [*lines(wrapped([text], 30), indent=2), Text(80, 780, year)]
        for text, year in zip(PROSE, ("1987", "1954", "2001", "1949"), strict=True)
    ]
    assert [line for line in kept(read(write(pages))) if line.isdecimal()] == ["1987", "1954", "2001", "1949"]


@digits_fit
def test_notes_at_the_foot_stand_behind_the_paragraph() -> None:
    note = "① 见村志第三卷，另据老人口述。"
    body = lines(wrapped([FIELDS, RIVER], 30), indent=2)
    last = body[-1]
    page = [*body, Text(last.x + 12 * len(last.text), last.y - 5, "①", 6), Text(80, 760, note, 9)]
    rest = lines(wrapped([MARKET], 30), indent=2)
    document = read(write([page, rest]))
    assert kept(document) == [FIELDS, RIVER + "①", note, MARKET]
    assert (marked(document, "footnote"), marked(document, "reference")) == ([note], ["①"])


def test_headings_and_items_by_size_and_number() -> None:
    page = [
        Text(200, 80, "村庄调查报告", 22),
        *lines(
            ["一、田野", "　　" + FIELDS[:25] + "。", "（一）播种的时间。", "1. 春播在三月，", "2. 秋播在九月。"], y=130, indent=2
        ),
    ]
    document = read(write([page]))
    assert marked(document, "heading") == ["村庄调查报告", "一、田野"]
    assert [mark.attributes["level"] for mark in document.marks if mark.kind == "heading"] == [1, 2]
    assert len(marked(document, "list_item")) == 3


def test_a_block_set_in_from_both_sides_is_one_paragraph() -> None:
    page = [*lines(wrapped([FIELDS, RIVER], 30), indent=2), *lines(wrapped([MARKET], 26), x=104, y=260, indent=2)]
    page += lines(wrapped([SCHOOL, RIVER], 30), y=400, indent=2)
    assert kept(read(write([page]))) == [FIELDS, RIVER, MARKET, SCHOOL, RIVER]


def test_verses_and_centred_lines_stay_lines() -> None:
    verses = ["田埂青青水满渠", "桥头日日有人居", "老槐树下听钟响", "放学归来读旧书"]
    page = [*lines(wrapped([FIELDS, RIVER], 30), indent=2), *lines(verses, x=218, y=260)]
    page += lines(wrapped([SCHOOL, RIVER], 30), y=400, indent=2)
    assert kept(read(write([page]))) == [FIELDS, RIVER, *verses, SCHOOL, RIVER]


def test_large_words_at_one_place_of_every_page_lie_under_the_text() -> None:
    pages = [[*lines(wrapped([text], 30), indent=2), Text(150, 420, "内部样稿", 60, grey=0.9)] for text in PROSE]
    document = read(write(pages))
    assert (kept(document), marked(document, "hidden")) == (PROSE, ["内部样稿"] * 4)


BASE = lines(wrapped([FIELDS], 30), indent=2)


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ([Text(80, 500, "这行白字谁也看不见", grey=1.0)], "white"),
        ([Text(80, 900, "这行字在纸的外面")], "off the page"),
        ([Text(80, 500, "这行字没有画出来", mode=3)], "invisible"),
        ([Text(80, 500, "这行字小得看不见", size=0.8)], "too small"),
        ([Text(150, 600, "样稿请勿外传", 40, slope=0.6, grey=0.8)], "aslant"),
    ],
)
def test_what_is_not_seen_is_marked(extra: list[Text | Box], why: str) -> None:
    document = read(write([[*BASE, *extra]]))
    assert (kept(document), len(marked(document, "hidden"))) == ([FIELDS], 1), why


@pytest.mark.parametrize(
    "page",
    [
        [Box(60, 50, 500, 200, grey=0.2), *[Text(t.x, t.y, t.text, grey=1.0) for t in BASE]],
        [FULL_PAGE, *[Text(t.x, t.y, t.text, mode=3) for t in BASE]],
        [FULL_PAGE, *[Text(t.x, t.y, t.text, grey=1.0) for t in BASE]],
    ],
    ids=["white on a dark ground", "recognised on a scan", "white on a picture"],
)
def test_what_is_seen_is_not_hidden(page: list[Text | Box]) -> None:
    document = read(write([page]))
    assert (kept(document), marked(document, "hidden")) == ([FIELDS], [])


def test_recognised_lines_of_uneven_size_are_one_paragraph() -> None:
    sizes = (12, 11.2, 12.4, 11.6)
    page = [
        FULL_PAGE,
        *[
            Text(t.x + at % 2, t.y, t.text, size, mode=3, spacing=12 - size)
            for at, (t, size) in enumerate(zip(BASE, sizes, strict=False))
        ],
    ]
    assert kept(read(write([page]))) == [FIELDS]


@pytest.mark.parametrize(("rotate", "slope"), [(90, 1.0), (270, -1.0)])
@digits_fit
def test_a_page_on_its_side(rotate: int, slope: float) -> None:
    texts = lines(wrapped([FIELDS, RIVER], 30), indent=2)
    page = [Text(t.y if slope > 0 else 595 - t.y, 800 - t.x if slope > 0 else t.x, t.text, slope=slope) for t in texts]
    assert kept(read(write([Page(list(page), rotate=rotate)]))) == [FIELDS, RIVER]


@digits_fit
def test_lines_that_run_down_the_page() -> None:
    texts = lines(wrapped([FIELDS, RIVER], 30), indent=2)
    page = [Text(560 - t.y, t.x, t.text) for t in texts]
    assert kept(read(write([page], encoding="UniGB-UTF16-V"))) == [FIELDS, RIVER]


def reason(data: bytes) -> str:
    with pytest.raises(Rejected) as caught:
        read(data)
    return caught.value.reason


def test_what_has_no_text_to_give() -> None:
    page = lines(wrapped(PROSE, 30), indent=2)
    wrong = [Text(t.x, t.y, "".join(chr(0x4E00 + ord(c) * 7919 % 20000) for c in t.text)) for t in page]
    private = [Text(t.x, t.y, "".join(chr(0xE000 + ord(c) % 6000) for c in t.text)) for t in page]
    assert reason(write([page], user_password=b"geheim")) == "encrypted"
    assert reason(write([[FULL_PAGE], [FULL_PAGE]])) == "scanned"
    assert reason(write([[FULL_PAGE, Text(280, 800, str(number))] for number in (1, 2, 3)])) == "scanned"
    assert reason(write([wrong])) == "garbled"
    assert reason(write([page, wrong, wrong])) == "garbled"
    assert reason(write([private])) == "garbled"
    assert reason(write([[Box(50, 50, 10, 10)]])) == "empty"
    assert reason(b"%PDF-1.4\nnothing\n%%EOF") == "broken"
    assert reason(write([page] * 2001)) == "too_large"


def test_a_stream_that_inflates_without_end_is_a_bomb() -> None:
    packed = zlib.compress(b"0 0 m " * (12 << 20), 9)
    good = write([BASE])
    at = good.index(b"/Contents")
    bomb = good[:at] + good[at:].replace(
        b"endobj", b"endobj\n900 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj" % (len(packed), packed), 1
    )
    assert reason(bomb) == "bomb"


def test_an_owner_password_alone_locks_nothing() -> None:
    assert kept(read(write([BASE], user_password=b""))) == [FIELDS]


@pytest.mark.parametrize("name", ["owner_aes128.pdf", "owner_aes256.pdf"])
def test_an_owner_password_of_newer_kinds_locks_nothing(name: str) -> None:
    """Two lines of `pdf_writer`, encrypted by qpdf."""
    text = "".join(kept(read((Path(__file__).parent / name).read_bytes())))
    assert text == "田里种的是早稻，山上种的是茶。"


def test_scanned_pages_among_others_are_an_omission() -> None:
    document = read(write([lines(wrapped([FIELDS, RIVER], 30), indent=2), [FULL_PAGE], lines(wrapped([MARKET], 30), indent=2)]))
    (omission,) = document.omissions
    assert (omission.reason, omission.pages_seen, omission.pages_total) == ("scanned_pages", 2, 3)
    assert kept(document) == [FIELDS, RIVER, MARKET]


def test_the_title_is_the_heading_that_the_text_begins_with() -> None:
    page = [Text(200, 80, "村庄调查报告", 22), *lines(wrapped(PROSE, 30), y=130, indent=2)]
    assert read(write([page])).metadata["title"] == "村庄调查报告"
    assert read(write([page], info={"Title": "春耕通知"})).metadata["title"] == "春耕通知"
    late = [*lines(wrapped(PROSE, 30), indent=2), Text(200, 600, "村庄调查报告", 22)]
    assert "title" not in read(write([late])).metadata


def test_metadata_of_the_file() -> None:
    info = {"Title": "Microsoft Word - 春耕通知.doc", "Author": "村志编写组", "CreationDate": "D:20240115093000+08'00'"}
    metadata = read(write([BASE], info=info)).metadata
    assert (metadata["title"], metadata["author"], metadata["created"]) == ("春耕通知", "村志编写组", "2024-01-15T09:30:00+08:00")
    assert (
        not {"title", "author", "created"}
        & read(write([BASE], info={"Title": "untitled", "Author": "user", "CreationDate": "x"})).metadata.keys()
    )


@settings(max_examples=40)
@given(st.data())
def test_damaged_bytes_give_text_or_a_reason(data: st.DataObject) -> None:
    good = bytearray(write([lines(wrapped(PROSE, 30), indent=2)]))
    for place in data.draw(st.lists(st.integers(8, len(good) - 1), max_size=20)):
        good[place] = data.draw(st.integers(0, 255))
    try:
        document = read(bytes(good[: data.draw(st.integers(200, len(good)))]))
    except Rejected:
        return
    assert document.text


def test_lines_of_the_second_reader() -> None:
    markdown = [
        "# 村庄 调查 报告",
        "",
        "**田野** 从桥头 一直到祠堂 village hall",
        "1. 春播",
        "- 秋播",
        "| 村名 | 户数 |",
        "| --- | --- |",
    ]
    assert list(markdown_lines("\n".join([*markdown, "| 上河村 | 214 |"]))) == [
        ("heading", 1, "村庄调查报告"),
        ("paragraph", 0, "田野从桥头一直到祠堂 village hall"),
        ("list_item", 0, "1. 春播"),
        ("list_item", 0, "- 秋播"),
        ("table_row", 0, "村名\t户数"),
        ("table_row", 0, "上河村\t214"),
    ]


def test_the_second_reader_has_the_same_reasons() -> None:
    for data, why in ((write([BASE]), "scanned"), (b"%PDF-1.4\nnothing\n%%EOF", "broken")):
        with pytest.raises(Rejected) as caught:
            second_reader(RawItem(Origin(), data), Context())
        assert caught.value.reason == why
