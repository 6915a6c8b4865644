"""Damaged structure is told, and what stood in it does not pass for text."""

from __future__ import annotations

import pytest

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem


def opened(data: bytes, name: str) -> Document:
    return read(RawItem(Origin(), data, name), Context())


STYLES = r"{\s0\snext0 Normal;}{\s1\sbasedon0\snext1\outlinelevel0 heading 1;}{\cs2\additive Emphasis;}"
FONTS = r"{\f0\froman\fcharset134 SimSun;}{\f1\fswiss\fcharset0\fprq2 Arial;}"
TEXT = r"\pard\f0 {\u26149?}{\u33590?}\par Tea in spring\par"


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (r"{\fonttbl" + FONTS + r"}{\stylesheet" + STYLES + "}", False),
        (r"{\fonttbl" + FONTS + r"}{\stylesheeu" + STYLES + "}", True),
        (r"{\fonttbm" + FONTS + r"}{\stylesheet" + STYLES + "}", True),
        (r"{\fonttbl" + FONTS + r"}{\stylesheet{\s0\snext0 Normal;}}" + r"{\s1\sbasedon0\snext1 heading 1;}", True),
        ("", False),
    ],
)
def test_rtf_tables(tables: str, told: bool) -> None:
    document = opened(rf"{{\rtf1\ansi\uc1{tables}{TEXT}}}".encode(), "a.rtf")
    lines = document.source_text.split("\n")
    assert lines[-2:] == ["春茶", "Tea in spring"]
    assert ("heading 1" in document.source_text, "Arial" in document.source_text) == (False, False)
    assert [omission.reason for omission in document.omissions] == ["cut_off"] * told


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<article><para>春茶</para><para>夏茶</para></article>", False),
        ("<article><x:para>春茶</x:para><para>夏茶</para></article>", False),
        ("<article><para>春茶 &amp; 水</para><para>夏茶</para></article>", False),
        ("<article><para>春茶</para><para>夏茶</para>", True),
        ("<article><para>春茶</para><pa<para>夏茶</para></article>", True),
        (f"<office:document {ODF}><office:body><office:text><text:p>春茶</text:p><text:p>夏茶</text:p></office:text>"
         "</office:body></office:document>", False),
        (f"<office:document {ODF}><office:body><office:text><text:p>春茶</text:p><text:p>夏茶</text:q></office:text>"
         "</office:body></office:document>", True),
    ],
)  # fmt: skip
def test_xml(source: str, told: bool) -> None:
    document = opened(f'<?xml version="1.0"?>\n{source}'.encode(), "a.xml")
    assert "夏茶" in document.source_text
    assert [omission.reason for omission in document.omissions] == ["cut_off"] * told


def test_a_flat_document_without_its_body() -> None:
    data = f'<?xml version="1.0"?><office:document {ODF}><office:styles>" text:class="x"></office:styles></office:document>'
    with pytest.raises(Rejected) as caught:
        opened(data.encode(), "a.fodt")
    assert caught.value.reason == "broken"
