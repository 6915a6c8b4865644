"""Tables: where a column holds a text each row is a document, else all rows are one."""

from __future__ import annotations

import csv
import io
import time
import tomllib
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources import Item, Opened, RawItem, open_items
from cleaners.sources.containers.delimited import members
from cleaners.sources.streams import Stream
from cleaners.sources.tables.layout import layout_of
from cleaners.sources.tables.rows import lines_of, rows_of, separator_of

LAYOUTS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "tables.toml").read_text(encoding="utf-8"))[
    "layout"
]
SIZES = (3, 40, 400)
QUOTING = {"minimal": csv.QUOTE_MINIMAL, "all": csv.QUOTE_ALL}


def rows(layout: dict[str, Any], size: int) -> list[list[str]]:
    cycle = layout["rows"]
    return [[cell.format(n=number) for cell in cycle[number % len(cycle)]] for number in range(size)]


def written(layout: dict[str, Any], table: list[list[str]]) -> bytes:
    separator, ends = layout.get("separator", ","), layout.get("ends", "\n")
    table = [layout["header"], *table] if "header" in layout else table
    if layout.get("quotes") == "none":
        return "".join(separator.join(row) + ends for row in table).encode(layout.get("encoding", "utf-8"))
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=QUOTING[layout.get("quotes", "minimal")], lineterminator=ends).writerows(table)
    return out.getvalue().encode(layout.get("encoding", "utf-8"))


def opened(data: bytes, name: str = "表.csv", **options: Any) -> list[Item]:
    return list(open_items(RawItem(Origin("集", b"raw"), data, name), CleanOptions(**options)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_layouts(layout: dict[str, Any], size: int) -> None:
    table = rows(layout, size)
    data = written(layout, table)
    if "text" not in layout:
        [item] = opened(data)
        assert isinstance(item, RawItem)
    else:
        [first, *items] = opened(data)
        assert first == Opened("table")
        assert [item.text for item in items if isinstance(item, RawItem)] == [row[layout["text"]] for row in table]
        assert isinstance(items[0], RawItem)
        assert layout.get("metadata", {}).items() <= items[0].metadata.items()
        assert len({item.origin for item in items if isinstance(item, RawItem)}) == size
    # One document, where one is asked for: a row a line, and no row is lost.
    document = cleaners.clean(data, name="表.csv")
    lines = iter(document.text.split("\n"))
    for row in table:
        wanted = [squeezed(cell) for cell in row]
        assert any(all(cell in squeezed(line) for cell in wanted) for line in lines), row
    assert document.restore() == document.source_text


def squeezed(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def sheet(table: list[list[str]], title: str = "Sheet1", state: str = "visible") -> dict[str, str]:
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escaped(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in table
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return {"name": title, "state": state, "xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>"}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")


def workbook(*sheets: dict[str, str]) -> bytes:
    from tests.readers.packages import zipped

    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = "".join(
        f'<sheet name="{one["name"]}" sheetId="{n}" state="{one["state"]}" r:id="r{n}"/>' for n, one in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{relation}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{relation}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{relation}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{targets}</Relationships>',
    }
    return zipped({**parts, **{f"xl/worksheets/sheet{n}.xml": one["xml"] for n, one in enumerate(sheets, 1)}})


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", [one for one in LAYOUTS if one.get("quotes") != "none"], ids=lambda layout: layout["name"])
def test_the_same_in_a_workbook(layout: dict[str, Any], size: int) -> None:
    table = rows(layout, size)
    data = workbook(sheet([layout["header"], *table] if "header" in layout else table))
    items = opened(data, "表.xlsx")
    if "text" not in layout:
        assert [type(item) for item in items] == [RawItem]
    else:
        assert items[0] == Opened("workbook")
        assert [item.text for item in items if isinstance(item, RawItem)] == [row[layout["text"]] for row in table]
    lines = iter(cleaners.clean(data, name="表.xlsx").text.split("\n"))
    for row in table:
        assert any(all(squeezed(cell) in squeezed(line) for cell in row) for line in lines), row


def test_a_workbook_with_another_sheet_is_one_document() -> None:
    """Nothing of it is lost: neither the sheet of figures nor one that is not shown."""
    texts = rows(LAYOUTS[0], 5)
    for other in (sheet([["省份", "人口"], ["山西", "3490"]], "数据"), sheet(texts, "旧", state="hidden")):
        [item] = opened(workbook(sheet([LAYOUTS[0]["header"], *texts]), other), "表.xlsx")
        assert isinstance(item, RawItem)
        assert item.text is None


def test_a_column_that_is_named() -> None:
    data = written(LAYOUTS[0], rows(LAYOUTS[0], 3))
    assert [item.text for item in opened(data, text_field="用户") if isinstance(item, RawItem)] == ["小林", "小陈", "小王"]
    [item] = opened(data, text_field="没有")
    assert isinstance(item, RawItem)


def test_a_title_above_the_header() -> None:
    table = rows(LAYOUTS[0], 5)
    data = "茶馆的帖子\n".encode() + written(LAYOUTS[0], table)
    book = workbook(sheet([["茶馆的帖子", "", ""], LAYOUTS[0]["header"], *table]))
    for items in (opened(data), opened(book, "表.xlsx")):
        found = [item for item in items if isinstance(item, RawItem)]
        assert [item.text for item in found] == [row[2] for row in table]
        assert found[0].metadata["extra"] == '{"table":"茶馆的帖子"}'


def test_a_table_without_a_name_that_tells() -> None:
    """Its first line says what it is; no other text is taken for a table."""
    data = written(LAYOUTS[0], rows(LAYOUTS[0], 5))
    for name in ("", "表.txt", "表"):
        assert len([item for item in opened(data, name) if isinstance(item, RawItem)]) == 5
    for text in ("早上，雨停了, 猫回来了。\n作者, 小林\n", "title, author\n雨, 小林\n", "a,b\n1,2\n"):
        [item] = opened(text.encode(), "a.txt")
        assert isinstance(item, RawItem)
        assert item.text is None


def test_rows_that_are_conversations() -> None:
    data = "instruction,input,output\n翻译,早上好,Good morning\n写一句话,,雨停了。\n".encode()
    texts = [item.text for item in opened(data) if isinstance(item, RawItem)]
    assert texts == ["instruction: 翻译\ninput: 早上好\noutput: Good morning", "instruction: 写一句话\noutput: 雨停了。"]


def test_a_text_torn_by_line_ends_is_one_again() -> None:
    data = "编号,时间,内容\n" + "".join(f"{n},2024-03-02,早上下了一场雨。\n河水涨了，路不通。\n" for n in range(9))
    assert [item.text for item in opened(data.encode()) if isinstance(item, RawItem)] == [
        "早上下了一场雨。\n河水涨了，路不通。"
    ] * 9


def test_a_row_without_its_text_is_told() -> None:
    data = "标题,正文,赞\n雨,早上下了一场雨。,3\n茶\n,,\n猫,猫从墙上跳下来。,5\n".encode()
    items = opened(data)
    assert [item.reason for item in items if isinstance(item, Rejected)] == ["unsupported"]
    assert [item.text for item in items if isinstance(item, RawItem)] == ["早上下了一场雨。", "猫从墙上跳下来。"]


@given(
    st.lists(
        st.lists(st.text("ab\"',;\n 中，", max_size=8), min_size=3, max_size=3).filter(
            lambda row: any(cell.strip() for cell in row)
        ),
        max_size=8,
    ),
    st.sampled_from(["minimal", "all"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 50),
)
def test_what_is_written_is_read(table: list[list[str]], quotes: str, ends: str, block: int) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=QUOTING[quotes], lineterminator=ends).writerows(table)
    text = out.getvalue()
    blocks = [text[at : at + block] for at in range(0, len(text), block)]
    assert list(rows_of(lines_of(blocks), ",")) == table


HOSTILE = {
    "never closed": '"早上,雨停了\n' * 200_000,
    "never closed, second cell": '1,"早上,雨停了\n' * 200_000,
    "one quote": '"' + "雨停了\n" * 400_000,
    "nothing but quotes": '"' * 2_000_000,
    "pairs that close nothing": ('"a' * 10 + "\n") * 80_000,
    "a cell of many lines, again and again": '"a\n",' * 300_000,
    "quotes at line starts": ('"a\n' * 50 + 'b","\n') * 6_000,
    "a hundred thousand columns": (",".join(map(str, range(100_000))) + "\n") * 10,
    "every row of another width": "\n".join("a," * width for width in range(1, 1500)),
    "quotes and blanks": '" ' * 800_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_follows_the_length_and_nothing_is_lost(text: str) -> None:
    begun = time.process_time()
    count = sum(len(squeezed(cell)) for row in rows_of(lines_of([text]), ",") for cell in row)
    layout_of(list(islice(rows_of(lines_of([text]), ","), 200)))
    separator_of(text)
    assert time.process_time() - begun < 15
    assert count == len(squeezed(text))


class Endless:
    """A table of many rows that is made while it is read."""

    def __init__(self, count: int) -> None:
        self.rows = (f"{number},2024-03-02,{'早上下了一场雨，河水涨了。' * 30}\n".encode() for number in range(count))
        self.ahead = "编号,时间,正文\n".encode()

    def read(self, size: int, /) -> bytes:
        pieces, held = [self.ahead], len(self.ahead)
        for row in self.rows:
            pieces.append(row)
            held += len(row)
            if held >= size:
                break
        data = b"".join(pieces)
        self.ahead = data[size:]
        return data[:size]


def peak(count: int) -> int:
    tracemalloc.start()
    found = sum(1 for _ in members(Stream(Endless(count)), "表.csv", CleanOptions()))
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == count
    return used


def test_memory_is_flat() -> None:
    assert peak(6_000) < 1.2 * peak(2_000)


@pytest.mark.slow
def test_a_million_rows() -> None:
    def count() -> Iterator[int]:
        yield from (1 for _ in members(Stream(Endless(1_000_000)), "表.csv", CleanOptions()))

    assert sum(count()) == 1_000_000
