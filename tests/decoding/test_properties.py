"""What holds for any bytes: an answer, never an exception; damage that can be put back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.decoding import Decoded, decode
from cleaners.decoding.tolerant import decode_tolerant

CHINESE = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60)
JUNK = [
    *(b"", b"\0", b"\xff", b"\x80", b"\x1b", b"~{", b"~{~}", b"\x1b$", b"\x1b$)A\x0e"),
    *(b"\xff\xfe", b"\xff\xfe\xd8", b"\xff\xfe" + b"\x00\xd8" * 50, b"\xff\xfe\0\0" + b"\xff" * 41),
    *(b"\xef\xbb\xbf", b"\x84\x31\x95\x33", b"\xed\xa0\x80" * 50),
    *(b"\0" * 5000, b"\xff" * 5001, bytes(range(256)), bytes(range(255, -1, -1)) * 9),
    *(b"<meta charset=>\xff", b"<?xml encoding='\xff'?>\x80"),
]


def check(data: bytes, decoded: Decoded) -> None:
    assert 0.0 <= decoded.confidence <= 1.0
    assert not any(0xD800 <= ord(character) < 0xE000 for character in decoded.text)
    assert [item.at for item in decoded.damage] == sorted({item.at for item in decoded.damage})
    assert all(decoded.text[item.at] == "\ufffd" for item in decoded.damage)
    assert all(item.data for item in decoded.damage)
    assert sum(len(item.data) for item in decoded.damage) <= len(data)


@pytest.mark.parametrize("data", JUNK, ids=range(len(JUNK)))
def test_junk(data: bytes) -> None:
    check(data, decode(data))


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(data, decode(data))


@settings(deadline=None, max_examples=150)
@given(CHINESE, st.sampled_from(["gb18030", "utf-8", "big5hkscs", "utf-16-le"]), st.binary(max_size=6), st.integers(0, 120))
def test_damaged_text(text: str, codec: str, junk: bytes, place: int) -> None:
    data = text.encode(codec, "ignore")
    data = data[:place] + junk + data[place:]
    check(data, decode(data))


LINES = st.lists(
    st.tuples(CHINESE | st.text(max_size=30), st.sampled_from(["gb18030", "utf-8", "big5hkscs", "cp949"])), max_size=40
)


@settings(deadline=None, max_examples=100)
@given(LINES, st.sampled_from([b"\n", b" ", b"\xff\n", b"<b>"]))
def test_lines_in_many_encodings(lines: list[tuple[str, str]], end: bytes) -> None:
    data = b"".join(text.encode(codec, "ignore") + end for text, codec in lines)
    decoded = decode(data)
    check(data, decoded)
    if decoded.encoding in ("gb18030", "utf-8", "big5", "cp950", "big5hkscs", "cp949"):
        assert decoded.text.count("\n") == data.count(b"\n")


@settings(deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=4), st.text(max_size=4).map(lambda text: text.encode("utf-8", "ignore")))))
def test_damage_of_utf8_can_be_put_back(parts: list[bytes]) -> None:
    data = b"".join(part for part in parts if b"\xed" not in part)  # CESU-8 pairs are read as one character
    text, damage = decode_tolerant(data, "utf-8")
    lost = {item.at: item.data for item in damage}
    assert b"".join(lost.get(at, character.encode()) for at, character in enumerate(text)) == data


@settings(deadline=None)
@given(st.text(min_size=40, alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])))
def test_utf8_comes_back(text: str) -> None:
    text = text.lstrip("\ufeff") + "汉字" * 12
    assert decode(text.encode()).text == text


def test_time_is_linear() -> None:
    unit = b"\xd6\xd0\xff" * 20_000 + b"~{" * 10_000 + b"\xed\xa0\x80" * 10_000

    def seconds(times: int) -> float:
        begin = time.process_time()
        decode(unit * times)
        return time.process_time() - begin

    seconds(1)
    assert seconds(8) < 8 * max(0.05, seconds(1)) * 3
