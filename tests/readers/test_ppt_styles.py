"""Numbers and raised characters of slides, from records written here."""

from __future__ import annotations

import struct

import pytest
from packages import zipped

from cleaners.document import Origin
from cleaners.options import Context
from cleaners.readers import read
from cleaners.readers.ppt_styles import styled
from cleaners.sources import RawItem


def paragraphs(*runs: tuple[int, int]) -> bytes:
    """Runs of (characters, level), with line spacing and tab stops that stand in between."""
    return b"".join(
        struct.pack("<IHIHHIH", n, level, 1 << 12 | 1 << 20 | 1, 0, 90, 0x00020001, 0)[:-2] + b"\0\0" for n, level in runs
    )


def characters(*runs: tuple[int, int, int]) -> bytes:
    """Runs of (characters, entry of the second list, percent raised), with a type size."""
    return b"".join(struct.pack("<IIHHh", n, 1 << 10 | 1 << 17 | 1 << 19, entry % 16 << 10, 24, up) for n, entry, up in runs)


def entries(*said: tuple[int, int] | None) -> bytes:
    """The second list: (scheme, first number), or nothing."""
    return b"".join(struct.pack("<IHHHII", 0x03000000, 1, *entry, 0, 0) if entry else bytes(12) for entry in said)


def shown(rows: list[tuple[str, int, tuple[int, int] | None]]) -> list[str]:
    text = "\r".join(row[0] for row in rows)
    lengths = [len(row[0]) + 1 for row in rows]
    styles = paragraphs(*((n, row[1]) for n, row in zip(lengths, rows, strict=True)))
    styles += characters(*((n, at, 0) for at, n in enumerate(lengths)))
    return styled(text, styles, entries(*(row[2] for row in rows)))


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("春", 0, (3, 1)), ("夏", 0, (3, 1))], ["1. 春", "2. 夏"]),
        ([("春", 0, (3, 4)), ("夏", 0, (3, 4))], ["4. 春", "5. 夏"]),
        ([("春", 0, (2, 1)), ("题外", 0, None), ("夏", 0, (2, 1))], ["1) 春", "题外", "1) 夏"]),
        ([("春", 0, (3, 1)), ("芽", 1, (9, 1)), ("叶", 1, (9, 1)), ("夏", 0, (3, 1))], ["1. 春", "a) 芽", "b) 叶", "2. 夏"]),
        ([("春", 0, (3, 1)), ("细说", 1, None), ("夏", 0, (3, 1))], ["1. 春", "细说", "2. 夏"]),
        ([("春", 0, (38, 1)), ("夏", 0, (38, 1))], ["一、春", "二、夏"]),
        ([("春", 0, (18, 1)), ("夏", 0, (18, 1))], ["① 春", "② 夏"]),
        ([("春", 0, (14, 1)), ("夏", 0, (14, 1))], ["(I) 春", "(II) 夏"]),
        (
            [(f"第{n}行", 0, (3, 1) if n > 17 else None) for n in range(20)],
            [*(f"第{n}行" for n in range(18)), "1. 第18行", "2. 第19行"],
        ),
        ([("春", 0, (3, 1)), ("", 0, (3, 1)), ("夏", 0, (3, 1))], ["1. 春", "", "2. 夏"]),
        ([("春", 0, None), ("夏", 0, None)], ["春", "夏"]),
    ],
)
def test_numbers(rows: list[tuple[str, int, tuple[int, int] | None]], wanted: list[str]) -> None:
    assert shown(rows) == wanted


def test_raised_characters() -> None:
    text = "面积2m2，水是H2O\r次行"
    runs = characters((4, 0, 0), (1, 0, 30), (4, 0, 0), (1, 0, -25), (5, 0, 0))
    assert styled(text, paragraphs((len(text) + 1, 0)) + runs, b"") == ["面积2m²，水是H₂O", "次行"]


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_damaged_styles_lose_no_text(cut: int) -> None:
    text = "春\r夏\r秋"
    styles = (paragraphs((6, 0)) + characters((6, 0, 30)))[:cut]
    assert "".join(sign for line in styled(text, styles, b"\xff" * cut) for sign in line if sign in text) == "春夏秋"


A, P = "http://schemas.openxmlformats.org/drawingml/2006/main", "http://schemas.openxmlformats.org/presentationml/2006/main"


def test_raised_characters_of_pptx() -> None:
    def run(text: str, said: str = "") -> str:
        return f"<a:r><a:rPr {said}/><a:t>{text}</a:t></a:r>"

    lines = (
        run("占地3km") + run("2", 'baseline="30000"') + run("，CO") + run("2", 'baseline="-25000"') + run("少"),
        run("占地3km2，CO2少"),
        run("价格") + run("2", 'baseline="0"') + run("元"),
    )
    body = "".join(f"<a:p>{line}</a:p>" for line in lines)
    slide = (
        f'<p:sld xmlns:a="{A}" xmlns:p="{P}"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="2" name="b"/><p:cNvSpPr/><p:nvPr/>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{body}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.presentationml"
    data = zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/ppt/presentation.xml" ContentType="{types}.presentation.main+xml"/><Override '
            f'PartName="/ppt/slides/slide1.xml" ContentType="{types}.slide+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="ppt/presentation.xml"/></Relationships>',
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{office}"><p:sldIdLst><p:sldId id="256" '
            'r:id="r2"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r2" '
            f'Type="{office}/slide" Target="slides/slide1.xml"/></Relationships>',
            "ppt/slides/slide1.xml": slide,
        }
    )
    text = read(RawItem(Origin(), data, "a.pptx"), Context()).source_text
    assert text.split("\n") == ["占地3km²，CO₂少", "占地3km2，CO2少", "价格2元"]
