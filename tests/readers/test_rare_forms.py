"""Files of forms that few programs write, and every reader meets: RTF of Macs, packed types, wide encodings, names for names."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from contextlib import suppress

import pytest
from packages import W, docx, epub, zipped

from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.readers.doc.reader import is_binary
from cleaners.sources import RawItem, sniff

TEXT, OLD = "周六上午去河边种树。", "週六上午去河邊種樹。"
MIME = "application/vnd.oasis.opendocument.text"
CONTENT = (
    '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t"><office:body><office:text><text:p>{}</text:p></office:text>'
    "</office:body></office:document-content>"
)
PAGE = "<html><head><title>种树</title></head><body><p>周六上午去河边种树，请自带水壶。</p></body></html>"
WORD = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>'
BOMB = '<?xml version="1.0"?><!DOCTYPE {} [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip


def opened(data: bytes, name: str = "", *, fallback: bool = False) -> Document:
    return read(RawItem(Origin("s", b"raw"), data, name), Context(), fallback=fallback)


def escaped(text: str, codec: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec))


@pytest.mark.parametrize(
    ("head", "body", "lines"),
    [
        (r"\mac{\fonttbl{\f0\fnil\fcharset80 Beijing;}}", escaped(TEXT, "gb2312") + r"\par", [TEXT]),
        (r"\mac{\fonttbl{\f0\fnil\fcharset81 Taipei;}}", escaped(OLD, "big5") + r"\par", [OLD]),
        (r"\mac\ansicpg10008{\fonttbl{\f0\fnil STHeiti;}}", escaped(TEXT, "gb2312") + r"\par", [TEXT]),
        (r"\mac{\fonttbl{\f0\fnil\fcharset77 Times;}}", r"caf\'8e \'d2x\'d3 \'d0 y\par", ["café “x” – y"]),
        (
            r"\ansi\ansicpg936\cocoartf2639{\fonttbl\f0\fnil\fcharset134 PingFangSC-Regular;\f1\fswiss\fcharset0 Helvetica;}",
            escaped(TEXT, "gbk") + "\\\n" + r"\f1 ok\'97\f0 " + escaped("好", "gbk") + "\\\r\n\\\r\n" + escaped("完", "gbk"),
            [TEXT, "ok—好", "完"],
        ),
        (
            r"\ansi\ansicpg1252\cocoartf1671{\fonttbl\f0\fnil PingFangSC;}",
            "\\uc0\\u21608 \\u20845  x\\\n\\u26641 ",
            ["周六 x", "树"],
        ),
        (r"\ansi{\fonttbl\f0 A;}{\colortbl;\red1\green2\blue3;\\" + "\n}", r"x\par", ["x"]),
    ],
)
def test_rtf_of_macs(head: str, body: str, lines: list[str]) -> None:
    document = opened(("{\\rtf1" + head + "\\f0 " + body + "}").encode("ascii"))
    assert document.source_text.split("\n") == lines


@pytest.mark.parametrize("stored", [("mimetype",), ()])
def test_the_type_of_a_package_may_be_packed(stored: tuple[str, ...]) -> None:
    assert opened(zipped({"mimetype": MIME, "content.xml": CONTENT.format(TEXT)}, stored=stored)).source_text == TEXT


@pytest.mark.parametrize("meta", ["", '<meta charset="gbk">'])
@pytest.mark.parametrize("codec", ["utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-16-le", "utf-16-be"])
def test_wide_pages(codec: str, meta: str) -> None:
    document = opened(PAGE.replace("<title>", f"{meta}<title>").encode(codec))
    assert (document.source_text, document.metadata["format"]) == ("周六上午去河边种树，请自带水壶。", "html")


MAIL = "From: a@example.org\r\nMIME-Version: 1.0\r\nSubject: 种树\r\nContent-Type: text/plain; charset={}\r\n{}\r\n{}\r\n"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("charset", "header", "body"),
    [
        ("utf-8", "", "请自带水壶，河边见。"),
        ("gb2312", "", "请自带水壶，河边见。"),
        ("gb2312", "Content-Transfer-Encoding: base64\r\n", ""),
    ],
)
def test_wide_mail(codec: str, charset: str, header: str, body: str) -> None:
    text = "请自带水壶，河边见。"
    body = base64.b64encode(text.encode("gb2312")).decode() if header else body
    data = MAIL.format(charset, header, body).encode(codec)
    assert sniff(data) == "eml"
    document = opened(data)
    assert (document.source_text.strip(), document.metadata["title"]) == (text, "种树")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-32-be"])
def test_wide_texts_are_no_markup(codec: str) -> None:
    text = "Tree planting on Saturday: 周六上午去河边种树，a < b。\n" * 5
    assert sniff(text.encode(codec)) == "text"
    assert opened(text.encode(codec)).source_text.strip() == text.strip()


def test_each_page_of_a_book_stands_once() -> None:
    pages = {"a": "<h1>古桥</h1><p>桥建于明代，后来重修。</p>", "b": "<p>第二章。</p>"}
    assert opened(epub(pages, ["a", "b", "a"])).source_text.split("\n") == ["古桥", "桥建于明代，后来重修。", "第二章。"]


def part_of(package: bytes, name: str, content: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return zipped({part: content if part == name else archive.read(part) for part in archive.namelist()})


@pytest.mark.parametrize("fallback", [False, True])
@pytest.mark.parametrize(
    "data",
    [
        part_of(docx(""), "word/document.xml", BOMB.format("x") + WORD),
        zipped({"mimetype": MIME, "content.xml": BOMB.format("x") + CONTENT.format("&j;")}),
        part_of(epub({"a": ""}, ["a"]), "OPS/a.xhtml", BOMB.format("html") + "<html><body><p>&j;正文一段。</p></body></html>"),
    ],
    ids=["docx", "odt", "epub"],
)  # fmt: skip
def test_names_for_names_grow_in_no_reader(data: bytes, fallback: bool) -> None:
    begun = time.process_time()
    text = ""
    with suppress(Rejected):
        text = opened(data, fallback=fallback).source_text
    assert len(text) < 100
    assert time.process_time() - begun < 2


def test_a_page_that_names_a_word() -> None:
    page = '<!DOCTYPE html [<!ENTITY tea "云雾茶">]><html><body><p>山上产&tea;。</p></body></html>'
    assert opened(part_of(epub({"a": ""}, ["a"]), "OPS/a.xhtml", page)).source_text == "山上产云雾茶。"


@pytest.mark.parametrize(
    ("text", "binary"),
    [
        (bytes(range(0xEC, 0x100)).decode("latin-1") * 9, False),
        ("ꗬā⁍Љദེ¿ ࠀબ慃汯湡ほЉွŖ\u1f7eቾቾኒኞጫ͊ኪዀዞዺጊᙵɢ\u1316ᮀ᠀ꥠꦀ", True),
        ("བོད་ཡིག་གི་དཔེ་ཆ། " * 9, False),
        ("ئۇيغۇر تىلى ۋە يېزىقى " * 9, False),
        ("ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ " * 9, False),
        ("ꆈꌠꁱꂷ，彝文的书。" * 9, False),
        ("ꀀꄀꈀꌀꐀꁀꅀꉀꍀꂀꆀꊀꎀ。" * 9, False),
        ("ሀ ለ ሐ መ ᎀ ᎐ ก ข ค " * 9, False),
        ("维吾尔语 ئۇيغۇر，藏语 བོད་ཡིག，蒙古语 ᠮᠣᠩᠭᠣᠯ，彝语 ꆈꌠ，傣语 ᦅᦺᦑᦟᦹᧉ。", False),
        (TEXT * 9, False),
        ("", False),
    ],
)
def test_bytes_taken_for_text(text: str, binary: bool) -> None:
    assert is_binary(text) is binary
