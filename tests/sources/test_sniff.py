"""Formats by content."""

from __future__ import annotations

import io
import os
import struct
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.sources import sniff

CASES = tomllib.loads((Path(__file__).parent / "sniff_cases.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode(case.get("encoding", "utf-8"))
    assert sniff(data, case.get("name", "")) == case["expected"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (["[Content_Types].xml", "word/document.xml"], "docx"),
        (["[Content_Types].xml", "xl/workbook.xml"], "xlsx"),
        (["OFD.xml", "Doc_0/Document.xml"], "ofd"),
        (["[Content_Types].xml", "FixedDocSeq.fdseq", "Documents/1/FixedDoc.fdoc"], "xps"),
        (["[Content_Types].xml", "visio/document.xml"], "vsdx"),
        (["Index/Document.iwa", "preview.jpg"], "iwork"),
        (["META-INF/container.xml", "Contents/content.hpf"], "hwpx"),
        (["a.txt", "b/c.html"], "zip"),
        (["读我.txt", "Documents/说明.txt", "Index.html"], "zip"),
    ],
)
def test_zip_family(members: list[str], expected: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    assert sniff(buffer.getvalue(), "x.txt") == expected
    assert sniff(buffer.getvalue()[:-30], "x.txt") == expected, "cut off before its directory"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_open_document(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert sniff(buffer.getvalue()) == "odt"


@pytest.mark.parametrize(
    ("stream", "expected"), [("WordDocument", "doc"), ("Workbook", "xls"), ("EncryptedPackage", "encrypted")]
)
def test_ole_family(stream: str, expected: str) -> None:
    name = stream.encode("utf-16-le") + b"\0\0"
    entry = name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + b"\x02" + bytes(61)
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + entry
    assert sniff(data) == expected
    assert sniff(data[:1024] + b"\0" + data[1024:]) == "ole"


def test_objects_inside_a_file_do_not_tell_what_it_is() -> None:
    def entry(name: str, kind: int, before: int = -1, behind: int = -1, child: int = -1) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBB3i", raw, len(raw), kind, 1, before, behind, child).ljust(128, b"\0")

    directory = (
        entry("Root Entry", 5, child=1) + entry("Workbook", 2, behind=2) + entry("MBD0001", 1, child=3) + entry("WordDocument", 2)
    )
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<I", head, 48, 1)  # the directory's sector; the table of sectors is in sector 0
    struct.pack_into("<I", head, 76, 0)
    table = struct.pack("<128i", -3, -2, *[-1] * 126)
    assert sniff(bytes(head) + table + directory) == "xls"


@given(st.binary(max_size=300))
def test_anything_has_a_format(data: bytes) -> None:
    assert sniff(data)


def test_random_bytes_are_binary() -> None:
    assert {sniff(os.urandom(20_000)) for _ in range(5)} == {"binary"}
