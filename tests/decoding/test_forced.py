"""An encoding that is given is taken, whatever the bytes look like."""

from __future__ import annotations

import codecs

import pytest

from cleaners.decoding import decode, decode_as

TEXT = "春天来了，院子里的杏花开了。"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("gbk", "gb18030"), ("GB2312", "gb18030"), ("utf8", "utf-8"), ("utf-16", "utf-16-le"), ("big5", "big5hkscs"), ("hz", "hz")],
)
def test_the_text_comes_back(encoding: str, name: str) -> None:
    text = "春天到了" if name == "big5hkscs" else TEXT
    found = decode_as(text.encode(name), encoding)
    assert (found.text, found.damage, found.confidence) == (text, (), 1.0)


def test_it_stands_against_what_the_bytes_look_like() -> None:
    assert decode_as("联通".encode("gbk"), "gbk").text == "联通"
    assert decode_as(TEXT.encode("utf-8"), "gbk").text != TEXT == decode(TEXT.encode("utf-8")).text


def test_a_mark_of_the_same_encoding_is_no_text() -> None:
    assert decode_as(codecs.BOM_UTF8 + TEXT.encode(), "utf-8").text == TEXT


def test_what_does_not_decode_is_kept() -> None:
    found = decode_as(TEXT.encode("gbk") + b"\xff", "gbk")
    assert found.text == TEXT + "\N{REPLACEMENT CHARACTER}"
    assert [damage.data for damage in found.damage] == [b"\xff"]


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'gbx' is no encoding"):
        decode_as(b"", "gbx")
