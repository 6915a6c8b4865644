"""Slides: the second way to read PPT, flat files, placeholders, notes, numbers of lists."""

from __future__ import annotations

import struct

import pytest
from compound import compound

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem, sniff


def opened(data: bytes, *, fallback: bool = False) -> Document:
    return read(RawItem(Origin("s", b"raw"), data), Context(), fallback=fallback)


def record(kind: int, body: bytes = b"", *, instance: int = 0, holds: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (15 if holds else 0), kind, len(body)) + body


def holding(kind: int, *parts: bytes, instance: int = 0) -> bytes:
    return record(kind, b"".join(parts), instance=instance, holds=True)


def text(kind: int, words: str, *more: bytes) -> bytes:
    return record(3999, struct.pack("<I", kind)) + record(4000, words.encode("utf-16-le")) + b"".join(more)


def box(*parts: bytes) -> bytes:
    return holding(1036, holding(0xF002, holding(0xF003, holding(0xF004, holding(0xF00D, *parts)))))


def slide_of(number: int, place: int, *outline: bytes) -> bytes:
    return record(1011, struct.pack("<IIIII", place, 0, 0, number, 0)) + b"".join(outline)


def deck(*, saved_again: bool = False) -> bytes:
    """Two slides, the first with notes and fields; `saved_again`: the second one stands twice, the newer one behind."""
    listed = holding(
        4080, slide_of(256, 2, text(0, "采茶"), text(1, "清明前后，\r天不亮\x0b就上山。")), slide_of(257, 3), instance=0
    )
    noted = holding(4080, slide_of(256, 4), instance=2)
    masters = holding(4080, slide_of(0, 9, text(0, "单击此处编辑母版标题样式")), instance=1)
    number = box(text(4, "*", record(4056)))
    references = [box(record(3998, struct.pack("<I", place))) for place in (0, 1)]
    objects = {
        1: holding(1000, masters, listed, noted),
        2: holding(1006, *references, number),
        3: holding(1006, box(text(4, "焙茶要用文火。"))),
        4: holding(1008, record(1009, struct.pack("<II", 256, 0)), box(text(2, "这一页讲三分钟。")), number),
    }
    stream, places = b"", dict[int, int]()
    for number, data in objects.items():
        places[number], stream = len(stream), stream + data
    edit, stream = saved(stream, places, 0)
    if saved_again:
        newer = {3: len(stream)}
        edit, stream = saved(stream + holding(1006, box(text(4, "焙茶不能心急。"))), newer, edit)
    user = record(4086, struct.pack("<III", 20, 0xE391C05F, edit))
    return compound({"PowerPoint Document": stream, "Current User": user})


def saved(stream: bytes, places: dict[int, int], before: int) -> tuple[int, bytes]:
    table = record(6002, b"".join(struct.pack("<II", 1 << 20 | number, place) for number, place in places.items()))
    edit = len(stream) + len(table)
    return edit, stream + table + record(4085, struct.pack("<IIIIIII", 0, 0, before, len(stream), 1, 9, 0))


@pytest.mark.parametrize("saved_again", [False, True])
def test_the_second_way(saved_again: bool) -> None:
    data = deck(saved_again=saved_again)
    assert sniff(data) == "ppt"
    document = opened(data, fallback=True)
    last = "焙茶不能心急。" if saved_again else "焙茶要用文火。"
    assert document.source_text.split("\n") == ["采茶", "清明前后，", "天不亮", "就上山。", "这一页讲三分钟。", last]
    kinds = {
        document.source_text[mark.start : mark.end]: mark.kind for mark in document.marks if mark.kind in ("heading", "footnote")
    }
    assert kinds == {"采茶": "heading", "这一页讲三分钟。": "footnote"}
    assert document.omissions[-1].text == "read by ppt"


def test_damage_ends() -> None:
    data = deck(saved_again=True)
    for at in range(512, len(data), 13):
        for mutant in (data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :], data[:at]):
            try:
                opened(mutant, fallback=True)
            except Rejected:
                continue


SPACES = 'xmlns:office="o" xmlns:draw="d" xmlns:text="t" xmlns:presentation="p" xmlns:style="s"'
FLAT = f"""<?xml version="1.0"?><office:document {SPACES}><office:master-styles><style:master-page style:name="m">
<draw:frame presentation:class="title"><draw:text-box><text:p>单击此处编辑标题</text:p></draw:text-box></draw:frame>
</style:master-page></office:master-styles><office:body><office:presentation><draw:page draw:name="一">
<draw:frame presentation:class="title"><draw:text-box><text:p>采茶</text:p></draw:text-box></draw:frame>
<draw:frame presentation:placeholder="true"><draw:text-box><text:p>单击添加文本</text:p></draw:text-box></draw:frame>
<draw:custom-shape><text:p>天不亮就上山。</text:p></draw:custom-shape>
<presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>讲三分钟。</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="page-number"><draw:text-box><text:p><text:page-number>&lt;number&gt;</text:page-number></text:p>
</draw:text-box></draw:frame></presentation:notes></draw:page>
<draw:page><draw:frame><draw:text-box><text:p>焙茶</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body></office:document>"""


def test_slides_in_one_file_of_xml() -> None:
    document = opened(FLAT.encode())
    assert document.source_text.split("\n") == ["采茶", "天不亮就上山。", "讲三分钟。", "<number>", "焙茶"]
    kinds = {document.source_text[m.start : m.end]: m.kind for m in document.marks if m.kind in ("footnote", "page_number")}
    assert kinds == {"讲三分钟。": "footnote", "<number>": "page_number"}
