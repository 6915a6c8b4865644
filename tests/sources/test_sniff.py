"""Formats by content."""

from __future__ import annotations

import io
import os
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
        (["a.txt", "b/c.html"], "zip"),
    ],
)
def test_zip_family(members: list[str], expected: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    assert sniff(buffer.getvalue(), "x.txt") == expected
    assert sniff(buffer.getvalue()[:-30], "x.txt") == "zip"


def test_open_document() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert sniff(buffer.getvalue()) == "odt"


@pytest.mark.parametrize(
    ("stream", "expected"), [("WordDocument", "doc"), ("Workbook", "xls"), ("EncryptedPackage", "encrypted")]
)
def test_ole_family(stream: str, expected: str) -> None:
    name = stream.encode("utf-16-le")
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(1024, b"\0") + name.ljust(128, b"\0") * 2
    assert sniff(data) == expected
    assert sniff(data[:1024] + b"\0" + data[1024:]) == "ole"


@given(st.binary(max_size=300))
def test_anything_has_a_format(data: bytes) -> None:
    assert sniff(data)


def test_random_bytes_are_binary() -> None:
    assert {sniff(os.urandom(20_000)) for _ in range(5)} == {"binary"}
