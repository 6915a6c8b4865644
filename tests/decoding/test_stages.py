"""Single stages: names of encodings, samples, escapes, the character model's part."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import cleaners
from cleaners.decoding import declared, euc_tw
from cleaners.decoding.declared import canonical, declared_inside
from cleaners.decoding.escapes import decode_hz, decode_iso_2022, detect_escapes
from cleaners.decoding.sample import active_blocks, high_byte_runs
from cleaners.decoding.wide import detect_wide


def test_doctests() -> None:
    assert doctest.testmod(declared).failed == 0


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        (b"<META httpequiv=Content-Type content='text/html;charset=BIG5'>", "big5hkscs"),
        (b"<meta charset=utf-8>", "utf-8"),
        (b"<?xml version='1.0' encoding='GBK'?>", "gb18030"),
        (b'@charset "Shift_JIS";', "cp932"),
        (b"<meta charset='rot13'>", ""),
        (b"<meta name=charset>", ""),
        (b"charset=big5", ""),
    ],
)
def test_declared_inside(head: bytes, encoding: str) -> None:
    assert declared_inside(b"\n" + head if head[:1] == b"<" and head[1:2] != b"?" else head) == encoding


@pytest.mark.parametrize("label", [None, "", "\0", "base64", "idna", "x" * 1000, "gb-nonsense", "undefined"])
def test_labels_that_name_no_encoding(label: str | None) -> None:
    assert canonical(label) == ""


def test_runs_leave_markup_out() -> None:
    runs = high_byte_runs("<b>中文</b> and <i>汉字</i>".encode("gbk")).split(b"\n")
    assert runs == [">中文".encode("gbk"), ">汉字".encode("gbk")]


def test_repetition_is_no_evidence() -> None:
    assert len(high_byte_runs("中".encode("gbk") * 10_000)) < 100


def test_samples_come_from_the_whole_file() -> None:
    data = b"a" * 1_000_000 + "村口".encode("gbk") + b" a" * 500_000
    assert high_byte_runs(data).startswith("a村口".encode("gbk"))
    assert active_blocks(data) == sorted({1_000_000 // 1024, 1_000_003 // 1024})


def test_hz_keeps_tildes_and_ends_with_the_line() -> None:
    assert decode_hz(b"~~ ~{VPND~} x~\ny") == ("~ 中文 xy", ())
    assert decode_hz(b"~{VPND\nplain")[0] == "中文\nplain"


def test_iso_2022_state_ends_with_the_line() -> None:
    assert decode_iso_2022(b"\x1b$)A\x0eVPND\nplain")[0] == "中文\nplain"
    assert decode_iso_2022(b"\x1b$BCfJ8\x1b(Bplain")[0] == "中文plain"


@pytest.mark.parametrize("data", [b"ls ~{a,b}", b"\x1b[0m\x1b$ shell", b"cost ~{}", b"~{12"])
def test_text_that_only_looks_like_escapes(data: bytes) -> None:
    assert detect_escapes(data) is None


def test_cns_planes() -> None:
    planes = euc_tw.cns_planes()
    assert planes[1][(0xC4 - 0xA1) * 94 + 0xA1 - 0xA1] == "一"
    assert all(len(cells) == 94 * 94 for cells in planes.values())
    assert np.mean([cell != euc_tw.EMPTY for cell in planes[2]]) > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "int main(){\n\treturn 0; // ﹏﹏\n}\n" * 3,
        "a=1\nｐｒｉｎｔ(x)\nｅｎｄ\n" * 2,
        "x = 'é' * 2\n",
        "[section]\nname=ｖａｌｕｅ\n",
    ],
)
def test_utf8_beyond_ascii_is_never_utf16(text: str) -> None:
    for end in ("", "#"):
        assert cleaners.decode((text + end).encode()).encoding == "utf-8"
        assert detect_wide((text + end).encode()) is None
