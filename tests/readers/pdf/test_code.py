"""Programs in a text: their lines and indents."""

from __future__ import annotations

import pytest
from pdf_writer import Text, lines, wrapped, write
from test_pdf import FIELDS, RIVER, kept, marked, read

PROGRAM = ["def plant(field):", "    for row in field:", "        if row.dry:", "            water(row)", "    return field"]


def placed(program: list[str], *, y: float = 240, font: str = "Courier", drawn: bool = False, leading: float = 14) -> list[Text]:
    """`drawn`: blanks at the head of a line are written, not skipped."""
    found = []
    for at, line in enumerate(program):
        own = line if drawn else line.lstrip(" ")
        found.append(Text(80 + 5 * (len(line) - len(own)), y + at * leading, own, 10, font=font))
    return found


TEXT, MORE = lines(wrapped([FIELDS, RIVER], 30), indent=2), lines(wrapped([RIVER], 30), y=500, indent=2)


@pytest.mark.parametrize("font", ["Courier", "ABCDEF+Consolas", "DejaVuSansMono", "Menlo-Regular", "CMTT10", "CourierNewPSMT"])
@pytest.mark.parametrize("drawn", [False, True])
def test_a_program_keeps_lines_and_indents(font: str, drawn: bool) -> None:
    document = read(write([[*TEXT, *placed(PROGRAM, font=font, drawn=drawn), *MORE]]))
    assert marked(document, "code") == PROGRAM
    assert kept(document) == [FIELDS, RIVER, *PROGRAM, RIVER]


def test_a_remark_in_another_face() -> None:
    page = placed(PROGRAM)
    page.insert(1, Text(100, 240 + 7, "# 逐行浇水", 10))
    page = [Text(t.x, 240 + 14 * at, t.text, t.size, font=t.font) for at, t in enumerate(page)]
    assert marked(read(write([[*TEXT, *page, *MORE]])), "code") == [PROGRAM[0], "    # 逐行浇水", *PROGRAM[1:]]


def test_a_text_all_in_such_type_is_text() -> None:
    letters = ["The village archive holds letters, ledgers and photo-", "graphs that were collected from every household that"]
    document = read(write([placed([*letters, "wanted to share them."], y=80)]))
    assert not marked(document, "code")
    assert len(kept(document)) == 1


def test_a_path_alone_is_no_program() -> None:
    assert not marked(read(write([[*TEXT, *placed(["/etc/village/fields.conf"]), *MORE]])), "code")


def test_chinese_in_such_type_is_text() -> None:
    page = [Text(t.x, t.y + 160, t.text, font="SimSunMono") for t in lines(wrapped([RIVER], 30), indent=2)]
    document = read(write([[*TEXT, *page, *MORE]]))
    assert not marked(document, "code")
    assert kept(document) == [FIELDS, RIVER, RIVER, RIVER]
