"""Characters in pieces, twice, in codes of a font's own, in sizes and boxes that few programs write."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pdf_writer import BUILT_IN, Box, Text, by_hand, coded, lines, wrapped, write
from stand_in import digits_fit
from test_pdf import BASE, FIELDS, RIVER, kept, marked, read

LINE = b"BT /F1 12 Tf 72 760 Td (An ordinary line.) Tj ET "


@pytest.mark.parametrize(
    ("font", "meanings", "codes", "text"),
    [
        ("ABCDEF+CambriaMath", {1: "𝑥", 2: "𝑦"}, "0102", "𝑥𝑦"),
        ("ABCDEF+SimSun-ExtB", {1: "𠮷", 2: "野", 3: "𪚥"}, "010203", "𠮷野𪚥"),
        ("SymbolMT", {1: "\uf061", 2: "\uf0b3", 3: "\uf0e5"}, "010203", "α≥∑"),
        ("Wingdings-Regular", {1: "\uf06c", 2: "\uf0fc"}, "0102", "●✓"),
        ("SomethingElse", {1: "\uf06c", 2: "A"}, "0102", "\uf06cA"),
        ("PingFangSC", {1: "理\uf9e4", 2: "量\uf97e", 3: "论"}, "010203", "理量论"),
        ("PingFangSC", {1: "理", 2: "\uf9e4", 3: "论"}, "010203", "理\uf9e4论"),
        ("ABCDEF+SimHei-5b", {}, "7f9e57", "孿实字"),
        ("gbsn00lp4e", {}, "2d61", "中乡"),
        ("gbksong57", {}, "414243", "特藤腾"),
        ("Univers-55", {}, "414243", "ABC"),
        ("FZSSK--GBK1-00", {}, "414243", "ABC"),
    ],
)
def test_codes_of_fonts(font: str, meanings: dict[int, str], codes: str, text: str) -> None:
    content = LINE + b"BT /F2 12 Tf 72 700 Td <%s> Tj ET" % codes.encode()
    document = read(by_hand(content, fonts=b"/F2 10 0 R", more=coded(font, meanings)))
    assert "".join(kept(document)).removeprefix("An ordinary line.").strip() == text


@pytest.mark.parametrize(
    "matrix", [b"/F1 -14 Tf -1 0 0 -1", b"/F1 14 Tf 1 0 .33 1", b"/F1 -14 Tf -1 0 -.3 -1", b"/F1 1 Tf 14 0 3 14"]
)
def test_sizes_below_zero_and_oblique_type(matrix: bytes) -> None:
    content = b"BT %s 72 760 Tm (Every line of this page) Tj ET BT %s 72 742 Tm (was written by a program) Tj ET" % (
        matrix,
        matrix,
    )
    document = read(by_hand(content))
    assert "\n".join(kept(document)).split() == ["Every", "line", "of", "this", "page", "was", "written", "by", "a", "program"]
    assert not marked(document, "hidden")


def test_a_page_inherits_its_size() -> None:
    content = b"BT /F1 12 Tf 72 1150 Td (High on a long page.) Tj 900 0 Td (Far on the right.) Tj ET"
    document = read(by_hand(content, size=b"0 0 1100 1200"))
    assert not marked(document, "hidden")
    assert "Far on the right." in document.text


def test_lines_of_a_plot_are_no_table() -> None:
    grid = [Box(80 + 4 * at, 300, 0.3, 200) for at in range(50)] + [Box(80, 300 + 4 * at, 200, 0.3) for at in range(50)]
    document = read(write([[*BASE, *grid, Text(90, 330, "纵轴", 9), Text(200, 480, "横轴", 9)]]))
    assert not document.omissions
    assert kept(document) == [FIELDS, "纵轴", "横轴"]


@pytest.mark.parametrize("shifts", [(0, 0.3), (0, 0.8, 1.6), (0, 3.0)])
def test_lines_written_again_to_make_them_bold(shifts: tuple[float, ...]) -> None:
    page = [Text(t.x + shift, t.y - shift / 4, t.text) for shift in shifts for t in lines(wrapped([FIELDS, RIVER], 30), indent=2)]
    assert kept(read(write([page]))) == [FIELDS, RIVER]


@pytest.mark.parametrize("text", ["他呵呵呵地笑了……——", "人人人有份，哈哈哈哈", "llllllll iiii ......", "1111111111"])
def test_characters_that_return_side_by_side_stay(text: str) -> None:
    assert kept(read(write([[*BASE, Text(80, 400, text)]]))) == [FIELDS, text]


_WIDTHS = {
    "m": 0.833,
    "H": 0.722,
    "O": 0.778,
    "/": 0.278,
    "-": 0.333,
    "[": 0.278,
    "]": 0.278,
    " ": 0.278,
    "x": 0.5,
    "y": 0.5,
    "s": 0.5,
}


def row(y: float, *pieces: str | tuple[str, float, float]) -> list[Text]:
    """Pieces of one line, some of another size (second) and higher or lower (third); letters and digits in a font of their own,
    as programs set them."""
    x, placed = 80.0, []
    for piece in pieces:
        text, size, down = (piece, 12.0, 0.0) if isinstance(piece, str) else piece
        for run in re.findall(r"[ -~]+|[^ -~]+", text):
            placed.append(Text(x, y + down, run, size, font=BUILT_IN if run.isascii() else "SimSun"))
            x += sum(size * (_WIDTHS.get(sign, 0.556) if sign.isascii() else 1) for sign in run)
    return placed


def up(text: str) -> tuple[str, float, float]:
    return text, 7, -5


def down(text: str) -> tuple[str, float, float]:
    return text, 7, 2.5


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["果园面积2×10", up("4"), "平方米。"], "果园面积2×10⁴平方米。"),
        (["分子式为H", down("2"), "O的物质"], "分子式为H₂O的物质"),
        (["流速5m·s", up("-1"), "左右"], "流速5m·s⁻¹左右"),
        (["变量e", up("x/y"), "增长"], "变量e^{x/y}增长"),
        (["研究表明", up("[12]"), "如此"], "研究表明[12]如此"),
        (["春播更好。", up("3"), "又如"], "春播更好。[3]又如"),
        (["同一行里", ("small type", 8, 0), "没有升降"], "同一行里small type没有升降"),
        (["第", up("2"), "章"], "第[2]章"),
    ],
)
@digits_fit
def test_scripts(pieces: list[str | tuple[str, float, float]], text: str) -> None:
    assert kept(read(write([[*BASE, *row(300, *pieces)]])))[-1] == text


def test_scripts_in_cells() -> None:
    rows = [["村名", "面积"], ["上河村", "m"], ["下河村", "m"], ["桥头", "m"]]
    page = [Text(x, 300 + 24 * at, cell) for at, row in enumerate(rows) for x, cell in zip((80, 240), row, strict=True)]
    page = [replace(text, font=BUILT_IN) if text.text == "m" else text for text in page]
    page += [Text(250, 300 + 24 * at - 5, "2", 7, font=BUILT_IN) for at in (1, 2, 3)]
    assert marked(read(write([[*BASE, *page]])), "table_row")[1:] == ["上河村\tm²", "下河村\tm²", "桥头\tm²"]


def form(fields: list[bytes]) -> bytes:
    """A page with three labels and the fields that stand behind them."""
    content = b"".join(b"BT /F1 12 Tf 72 %d Td (%s) Tj ET " % (y, label) for y, label in ((700, b"Name:"), (660, b"Remarks:")))
    places = b" ".join(b"%d 0 R" % number for number in range(20, 20 + len(fields)))
    widgets = {number: b"<</Type/Annot/Subtype/Widget%s>>" % field for number, field in enumerate(fields, 20)}
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DA(/F1 12 Tf 0 g)/DR<</Font<</F1 5 0 R>>>>>>>>" % places
    return by_hand(content, page=b"/Annots[%s]" % places, more={1: catalog, **widgets})


def test_values_of_forms() -> None:
    name = b"<feff%s>" % "周一鸣".encode("utf-16-be").hex().encode()
    data = form(
        [
            b"/FT/Tx/T(a)/V%s/Rect[120 696 300 714]" % name,
            b"/FT/Tx/T(b)/Ff 4096/V(first line\rsecond line)/Rect[140 640 400 676]",
            b"/FT/Tx/T(c)/V(not shown)/F 2/Rect[120 500 300 514]",
            b"/FT/Tx/T(d)/Ff 8192/V(secret)/Rect[120 400 300 414]",
            b"/FT/Btn/T(e)/Ff 65536/V(push)/Rect[120 300 300 314]",
        ]
    )
    assert " ".join(kept(read(data))).split() == ["Name:", "周一鸣", "Remarks:", "first", "line", "second", "line"]


def test_characters_of_another_font_are_written_behind_their_line() -> None:
    """Quotation marks half an em wide, in gaps that the one piece of the line leaves for them; two of them are a piece, too."""
    codes = dict(enumerate("她举起信说我哥就会把妹写得那么长。", 1))
    quotes = dict(enumerate("“‘’”", 1))
    shown = b"".join(b"<%02x>" % code + (b" -500 " if code in (5, 10, 11, 16) else b"") for code in codes)
    content = b"BT /F2 12 Tf 80 700 Td [%s] TJ ET " % shown
    content += b"BT /F3 6 Tf 140 700 Td [<01> -10000 <02> -2000 <03> -10000 <04>] TJ ET"
    objects = coded("ABCDEF+Song", codes) | coded("ABCDEF+Serif", quotes, first=20)
    found = kept(read(by_hand(content, fonts=b"/F2 10 0 R/F3 20 0 R", more=objects)))
    assert found == ["她举起信说“我哥就会把‘妹’写得那么长”。"]


def test_browsers_raise_type_by_a_third_of_it() -> None:
    page = row(300, "果园面积2×10", ("4", 10, -4), "平方米，比去年多。")
    assert kept(read(write([[*BASE, *page]])))[-1] == "果园面积2×10⁴平方米，比去年多。"


def test_drawn_fonts_have_boxes_round_their_ink() -> None:
    """Type 3, as browsers write it: 一 is a stripe in the middle of the line."""
    signs = {1: "他", 2: "一", 3: "步", 4: "走", 5: "。"}
    boxes = {
        1: (0, -120, 1000, 880),
        2: (50, 340, 950, 420),
        3: (0, -120, 1000, 880),
        4: (0, -120, 1000, 880),
        5: (0, -120, 1000, 880),
    }
    fonts, objects = drawn_fonts(signs, boxes)
    show = lambda codes: b" ".join(b"/T%d 12 Tf <%02x> Tj" % (code, code) for code in codes)  # noqa: E731
    content = b"BT 80 700 Td %s ET BT 80 670 Td %s ET" % (show([1, 2, 3, 2, 3, 4, 5]), show([2, 3, 2, 3, 1, 4, 5]))
    assert "".join(kept(read(by_hand(content, fonts=fonts, more=objects)))) == "他一步一步走。一步一步他走。"


def drawn_fonts(signs: dict[int, str], boxes: dict[int, tuple[int, int, int, int]]) -> tuple[bytes, dict[int, bytes]]:
    """A font for each sign, whose drawing fills its box."""
    names, objects = b"", dict[int, bytes]()
    for code, sign in signs.items():
        at, (left, low, right, high) = 10 + 3 * code, boxes[code]
        objects[at + 1] = coded("X", {code: sign}, first=at)[at + 1]
        drawing = b"1000 0 %d %d %d %d d1 %d %d %d %d re f" % (left, low, right, high, left, low, right - left, high - low)
        objects[at + 2] = b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing)
        objects[at] = (
            b"<</Type/Font/Subtype/Type3/FontBBox[%d %d %d %d]/FontMatrix[.001 0 0 .001 0 0]/FirstChar %d/LastChar %d"
            b"/Widths[1000]/CharProcs<</g %d 0 R>>/Encoding<</Differences[%d/g]>>/ToUnicode %d 0 R>>"
            % (left, low, right, high, code, code, at + 2, code, at + 1)
        )
        names += b"/T%d %d 0 R" % (code, at)
    return names, objects
