"""Word 6 and 95: 8-bit text in the code page of the file's language, or characters of two bytes."""

from __future__ import annotations

import struct

import pytest

from cleaners.document import Origin
from cleaners.readers.doc.fib import read_fib
from cleaners.readers.doc.reader import document_text

SIMPLIFIED, TRADITIONAL, ENGLISH = 0x0804, 0x0404, 0x0409
TEXT = "清早的茶馆五点开门。\r第二段：先来的是挑水的人，後来的是卖菜的人。\r"
FIRST = 0x300
EXTENDED = 0x1000


def stream(text: bytes, language: int, flags: int = 0, notes: tuple[int, int] = (0, 0)) -> bytes:
    """A stream `WordDocument` without formatting; `notes` are the lengths of headers and of footnotes behind the text."""
    head = bytearray(FIRST)
    struct.pack_into("<HH2xHxxH", head, 0, 0xA5DC, 104, language, flags)
    struct.pack_into("<II", head, 0x18, FIRST, FIRST + len(text))
    width = 2 if flags & EXTENDED else 1
    struct.pack_into("<3i", head, 52, len(text) // width - sum(notes), notes[1], notes[0])
    return bytes(head) + text


def read(data: bytes) -> str:
    fib = read_fib(data)
    assert fib is not None
    assert fib.old
    return document_text(fib, data, data, {}, Origin())[0]


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [(TEXT, "gbk", SIMPLIFIED), (TEXT, "gbk", ENGLISH), ("清早的茶館五點開門，先來的是挑水的人。\r" * 3, "big5", TRADITIONAL),
     ("The café opens at five.\r", "cp1252", ENGLISH)],
)  # fmt: skip
def test_code_pages(text: str, encoding: str, language: int) -> None:
    assert read(stream(text.encode(encoding), language)) == text.strip("\r").replace("\r", "\n")


@pytest.mark.parametrize("packed", [False, True])
def test_two_bytes_a_character(packed: bool) -> None:
    """East Asian editions: code points, or the bytes of the code page with the first one on top."""
    encoded = (sign.encode("gbk") for sign in TEXT)
    units = [int.from_bytes(code, "big") for code in encoded] if packed else [ord(sign) for sign in TEXT]
    data = struct.pack(f"<{len(units)}H", *units)
    assert read(stream(data, SIMPLIFIED, EXTENDED)) == TEXT.strip("\r").replace("\r", "\n")


def test_what_is_no_word_file() -> None:
    assert read_fib(b"") is None
    assert read_fib(b"\xdc\xa5" + bytes(1000)) is None
    assert read_fib(bytes(1000)) is None


def test_fields_and_signs() -> None:
    text = '见\x13 HYPERLINK "http://a.example" \x14网站\x15，第\x13 PAGE \x14３\x15页\x1e完\x01\x1f。\r'.encode("gbk")
    assert read(stream(text, SIMPLIFIED)) == "见网站，第３页-完。"


def test_a_field_that_never_ends_swallows_nothing() -> None:
    assert read(stream("甲\x13乙丙。\r丁戊。\r".encode("gbk"), SIMPLIFIED)) == "甲乙丙。\n丁戊。"


def test_cells_without_formatting() -> None:
    text = "品名\x07斤数\x07\x07毛尖\x07三\x07\x07茶馆守则。\r".encode("gbk")
    assert read(stream(text, SIMPLIFIED)) == "品名\t斤数\n毛尖\t三\n茶馆守则。"
