"""Books, OFD, spreadsheets, slides, XML, JSON, Markdown, tables: what each gives, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.readers.delimited import aligned
from cleaners.readers.fields import instruction_text
from cleaners.readers.numbering import counted
from cleaners.readers.properties import properties
from cleaners.readers.style_names import heading_level
from cleaners.sources import RawItem
from tests.readers.packages import epub, ofd, zipped

OFFICE = Path(__file__).parent / "office"


def opened(data: bytes | str, name: str = "") -> Document:
    raw = data.encode() if isinstance(data, str) else data
    return read(RawItem(Origin("s", name.encode()), raw, name), Context())


def lines(document: Document) -> list[str]:
    marks = (mark for mark in document.marks if mark.kind not in ("hidden", "element", "damage"))
    return [f"{m.kind}{m.attributes.get('level', '')} {document.source_text[m.start : m.end]}" for m in marks]


def test_book_in_the_order_of_its_spine() -> None:
    toc = "<ncx><navMap><navPoint><navLabel><text>第二章 采茶</text></navLabel><content src='b.xhtml'/></navPoint></navMap></ncx>"
    pages = {
        "a": "<h2>第一章</h2><p>种茶要在山上。</p>",
        "b": "<p>第二章 采茶</p><p>采茶要在<span style='display:none'>密</span>清晨。</p>",
    }
    document = opened(epub(pages, ["b", "a"], toc=toc))
    assert lines(document) == [
        "heading1 第二章 采茶",
        "paragraph 采茶要在密清晨。",
        "heading2 第一章",
        "paragraph 种茶要在山上。",
    ]
    assert [document.source_text[m.start : m.end] for m in document.marks if m.kind == "hidden"] == ["密"]
    assert (document.metadata["title"], document.metadata["author"]) == ("茶经新编", "陆小羽")
    assert document.metadata["published"] == "2015-05-06"


def test_book_in_a_folder_of_its_own() -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(epub({"a": "<p>种茶要在山上。</p>"}, ["a"]))) as archive:
        moved = zipped({f"book/{name}": archive.read(name) for name in archive.namelist()})
    assert opened(moved).source_text == "种茶要在山上。"


def test_ofd_lines_become_paragraphs() -> None:
    full = "茶馆每天五点开门先来的是挑水的人后来的是卖菜的人他们都要喝一碗热茶再走"
    head, foot = (20.0, 10.0, "茶馆文件"), (100.0, 280.0, "- {} -")
    page = [head, (28.0, 30.0, full[:38]), (20.0, 36.0, "路还很长。"), (28.0, 42.0, "关门要晚。"), (20.0, 48.0, full)]
    pages = [[*page, (foot[0], foot[1], foot[2].format(number))] for number in (1, 2, 3)]
    document = opened(ofd(pages))
    found = lines(document)
    assert found[:2] == [f"paragraph {full[:38]}路还很长。", "paragraph 关门要晚。"]
    assert [line for line in found if line.startswith("header")] == ["header 茶馆文件"] * 3
    assert [line for line in found if line.startswith("page_number")] == [
        "page_number - 1 -",
        "page_number - 2 -",
        "page_number - 3 -",
    ]
    assert document.metadata["title"] == "茶馆守则"


def test_ofd_rows_of_one_cell_in_a_form() -> None:
    rows = [["申请人", "陆小羽"], ["申请事项"], ["茶馆", "开业"], ["以上内容属实"]]
    pieces = [(20.0 + 60 * at, 30.0 + 6 * line, cell) for line, row in enumerate(rows) for at, cell in enumerate(row)]
    found = lines(opened(ofd([pieces])))
    assert found == ["table_row 申请人\t陆小羽", "table_row 申请事项", "table_row 茶馆\t开业", "paragraph 以上内容属实"]


def test_sheets_under_their_names() -> None:
    document = opened((OFFICE / "sheet.xls").read_bytes())
    assert lines(document) == [
        "heading1 茶叶", "table_row 品名\t斤数\t日期", "table_row 毛尖\t12.5\t2021-03-04", "heading1 茶具", "table_row 盖碗\t300",
    ]  # fmt: skip


def test_sheet_in_xml() -> None:
    source = """<?xml version="1.0"?><Workbook xmlns="urn:x" xmlns:ss="urn:x"><Worksheet ss:Name="甲"><Table><Row>
        <Cell><Data ss:Type="String">品名</Data></Cell><Cell ss:Index="3"><Data ss:Type="DateTime">2021-03-04T00:00:00.000</Data>
        </Cell></Row></Table></Worksheet></Workbook>"""
    assert lines(opened(source, "x.xls")) == ["table_row 品名\t\t2021-03-04"]


XML = [
    ("<书><章><标题>茶</标题><段>第一<强>段</强>。</段><段>第二段。</段></章></书>",
     ["heading2 茶", "paragraph 第一段。", "paragraph 第二段。"]),
    (
        "<article><info><title>茶</title></info><section><title>采</title><para>清晨<footnote><para>露未干。</para></footnote>采茶。"
        "</para><itemizedlist><listitem><para>一芽</para></listitem></itemizedlist></section></article>",
        ["heading2 茶", "heading2 采", "paragraph 清晨采茶。", "footnote 露未干。", "list_item 一芽"],
    ),
    ("<TEI><teiHeader><title>x</title></teiHeader><text><l>床前明月光<lb/>疑是地上霜</l></text></TEI>",
     ["paragraph 床前明月光", "paragraph 疑是地上霜"]),
    ("<t><row><entry>甲</entry><entry>乙</entry></row></t>", ["table_row 甲\t乙"]),
    ("<!DOCTYPE d [<!ENTITY inn '悦来茶馆'>]><d>&inn;&nbsp;开门&amp;迎客</d>", ["paragraph 悦来茶馆\xa0开门&迎客"]),
    ("<rss><channel><title>站</title><item><title>新茶上市</title><description>&lt;p&gt;价不高。&lt;/p&gt;</description></item>"
     "</channel></rss>",
     ["heading1 新茶上市", "paragraph 价不高。"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), XML)
def test_xml(source: str, expected: list[str]) -> None:
    assert lines(opened(f'<?xml version="1.0" encoding="GB2312"?>\n{source}'.encode("gb18030"))) == expected


def test_a_book_in_xml() -> None:
    head = "<description><title-info><author><first-name>三</first-name><last-name>张</last-name></author><book-title>河边的茶馆"
    head += "</book-title><annotation><p>简介。</p></annotation></title-info></description>"
    body = "<body><section><title><p>第一章</p></title><p>清晨开门。</p></section></body>"
    binary = '<binary id="c.jpg" content-type="image/jpeg">/9j/4AAQSkZJRg==</binary>'
    document = opened(f"<?xml version='1.0'?><FictionBook xmlns='urn:x'>{head}{body}{binary}</FictionBook>".encode())
    assert document.source_text == "第一章\n清晨开门。"
    assert (document.metadata["title"], document.metadata["author"]) == ("河边的茶馆", "张三")


def test_names_for_names_are_a_bomb() -> None:
    names = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    with pytest.raises(Rejected, match="bomb"):
        opened(f"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a '炸'>{names}]><d>&j;</d>")


def test_files_that_xml_points_to_stay_closed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    document = opened(f"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a SYSTEM '{secret.as_uri()}'>]><d>公开&a;</d>")
    assert document.source_text == "公开"


@pytest.mark.parametrize("name", ["a.docx", "b.epub", "c.odt"])
def test_bombs_are_stopped_while_they_unpack(name: str) -> None:
    main = {"a.docx": "word/document.xml", "b.epub": "META-INF/container.xml", "c.odt": "content.xml"}[name]
    parts: dict[str, str | bytes] = {main: b"<a>" + "炸".encode() * (6 << 20)}
    if name == "c.odt":
        parts = {"mimetype": "application/vnd.oasis.opendocument.text", **parts}
    with pytest.raises(Rejected, match="bomb"):
        opened(zipped(parts), name)


def test_too_many_members() -> None:
    with pytest.raises(Rejected, match="bomb"):
        opened(zipped({"word/document.xml": "<a/>", **{f"word/{n}": "" for n in range(10_000)}}))


def test_markdown_keeps_its_text() -> None:
    text = "# 茶\n\n第一段，\n接着写。\n\n- 甲\n1. 乙\n\n| 品名 | 价 |\n|---|---|\n\n```\n# 不是标题\n```\n采\n---\n#不是标题\n"
    document = opened(text, "x.md")
    assert document.source_text == text
    assert lines(document) == [
        "heading1 # 茶", "list_item - 甲", "list_item 1. 乙", "table_row | 品名 | 价 |", "table_row |---|---|",
        "code ```\n# 不是标题\n```", "heading2 采\n---",
    ]  # fmt: skip


TABLES = [
    ("品名,斤数\n毛尖,3\n", "品名\t斤数\n毛尖\t3"),
    ('品名,说明\n毛尖,"香,浓"\n', "品名\t说明\n毛尖\t香,浓"),
    ("品名,斤数,说明\n毛尖,3,香\n龙井,5,淡,清,雅\n", "品名\t斤数\t说明\n毛尖\t3\t香\n龙井\t5\t淡,清,雅"),
    ("品名\t斤数\r\n毛尖\t3\r\n", "品名\t斤数\n毛尖\t3"),
    ("这是一封信，没有表格。\n第二行也没有。\n", "这是一封信，没有表格。\n第二行也没有。\n"),
]


@pytest.mark.parametrize(("source", "expected"), TABLES)
def test_tables_as_text(source: str, expected: str) -> None:
    assert opened(source, "x.csv").source_text == expected


def test_table_under_the_name_of_a_workbook() -> None:
    document = opened("品名\t斤数\n毛尖\t3\n".encode("gbk"), "x.xls")
    assert (document.metadata["format"], document.source_text) == ("csv", "品名\t斤数\n毛尖\t3")


@given(st.lists(st.lists(st.text("甲1.,", min_size=1, max_size=3), min_size=1, max_size=6), max_size=8))
def test_cells_are_joined_never_lost(rows: list[list[str]]) -> None:
    assert [",".join(row) for row in aligned(rows, ",")] == [",".join(row) for row in rows]


@pytest.mark.parametrize(
    ("name", "level"),
    [("heading 1", 1), ("Heading_20_3", 3), ("标题 2", 2), ("標題 4", 4), ("Title", 1), ("标题", 1), ("三级标题", 3),
     ("正文", 0), ("标题页", 0), ("副标题说明", 0), ("List Number 2", 0), ("heading 1,章标题", 1)],
)  # fmt: skip
def test_names_of_headings(name: str, level: int) -> None:
    assert heading_level(name) == level


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1005, "一千零五"), (0, "零")],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert counted(number) == words


@pytest.mark.parametrize(
    ("instruction", "text"),
    [(r"eq \o\ac(○,印)", "印"), (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(chá),茶)', "茶"), (r"EQ \f(1,2)", "1/2"),
     (r'SYMBOL 252 \f "Wingdings" \s 12', "✓"), ("PAGE", ""), ('HYPERLINK "http://a.example"', ""), ('TOC \\o "1-3"', "")],
)  # fmt: skip
def test_fields_without_results(instruction: str, text: str) -> None:
    assert instruction_text(instruction) == text


def test_properties_that_somebody_wrote() -> None:
    assert properties(title="关于茶馆的通知", author="周一鸣", created="2021-03-04T05:06:07Z") == {
        "title": "关于茶馆的通知", "author": "周一鸣", "created": "2021-03-04",
    }  # fmt: skip
    assert properties(title="Microsoft Word - 文档1", author="微软用户", created="1601-01-01") == {}
    assert properties(title="文档1", author="Administrator", modified="") == {}
