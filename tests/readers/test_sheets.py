"""Workbooks that harm: cells far apart, locked ones, libraries that give up."""

from __future__ import annotations

from pathlib import Path

import pytest
from packages import zipped

from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.origin import Origin
from cleaners.readers import read
from cleaners.readers.registry import FALLBACKS
from cleaners.sources.item import RawItem
from cleaners.sources.panics import panics_rejected
from cleaners.sources.tables import workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(rows: str, extra: str = "") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets><sheet name="甲" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{extra}<sheetData>{rows}</sheetData></worksheet>',
        }
    )


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}" spans="1:9">{"".join(cells)}</row>'


def opened(data: bytes) -> str:
    return read(RawItem(Origin(), data, "x.xlsx"), Context()).text


@pytest.mark.parametrize("far", ["XFD1048576", "B1048576", "AZ900000", "XFD2000"])
@pytest.mark.parametrize("extra", ["", '<dimension ref="A1:XFD1048576"/>'])
def test_cells_far_apart(far: str, extra: str) -> None:
    number = int(far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    data = xlsx(row(1, cell("A1", "户数"), cell("C1", "人口")) + row(number, cell(far, "见附表")), extra)
    lines = [line.split("\t") for line in opened(data).split("\n")]
    assert [[text for text in line if text] for line in lines] == [["户数", "人口"], ["见附表"]]


def test_long_sheets_stay_as_they_are() -> None:
    data = xlsx("".join(row(at, cell(f"A{at}", f"第{at}户"), cell(f"D{at}", "桥头")) for at in range(1, 3001)))
    assert opened(data).split("\n")[2999] == "第3000户\t\t\t桥头"


def test_columns_between_stay_where_the_sheet_is_small() -> None:
    assert opened(xlsx(row(1, cell("A1", "甲"), cell("D1", "乙")))) == "甲\t\t\t乙"


def test_a_panic_is_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("capacity overflow")

    with pytest.raises(Rejected, match="capacity overflow"), panics_rejected():
        panic()
    with pytest.raises(KeyboardInterrupt), panics_rejected():
        raise KeyboardInterrupt
    monkeypatch.setattr(workbook.calamine, "load_workbook", panic)
    monkeypatch.delitem(FALLBACKS, "xlsx")
    with pytest.raises(Rejected) as caught:
        opened(xlsx(row(1, cell("A1", "甲"))))
    assert caught.value.reason == "broken"


def test_a_locked_xls_is_called_so() -> None:
    data = bytearray((Path(__file__).parent / "office" / "sheet.xls").read_bytes())
    second = data.index(b"\x09\x08\x10\x00") + 20  # behind the record that every workbook begins with
    data[second : second + 2] = b"\x2f\x00"
    with pytest.raises(Rejected) as caught:
        read(RawItem(Origin(), bytes(data), "x.xls"), Context())
    assert caught.value.reason == "encrypted"


def test_the_record_names_the_second_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no such table")

    monkeypatch.setattr(workbook.calamine, "load_workbook", fail)
    document = read(RawItem(Origin(), xlsx(row(1, cell("A1", "今年的户数和人口"))), "x.xlsx"), Context())
    (omission,) = document.omissions
    assert omission.text.startswith("read by anydoc_office, after: ")
