"""Outlook's messages: body, sender, date, and what is attached, as for mail."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from compound import Tree, compound

import cleaners
from cleaners.document import Document, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers import read
from cleaners.sources import RawItem, sniff
from cleaners.sources.compressed_rtf import unpacked

TEXT = "各位邻居：\r\n周六上午去河边种树，请自带水壶。\r\n"
PAGE = '<html><head><meta charset="{0}"></head><body><p>周六上午去河边种树。</p><p>请自带水壶。</p></body></html>'
RTF = (
    rb"{\rtf1\ansi\ansicpg936\fromhtml1\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "
    rb"\'d6\'dc\'c1\'f9\'d6\'d6\'ca\'f7\'a1\'a3\par}"
)
SENT = 132_000_000_000_000_000  # 2019-04-17T18:40:00Z in ticks


def properties(head: int, **values: tuple[int, int, int]) -> bytes:
    return bytes(head) + b"".join(struct.pack("<HHIQ", kind, number, 6, value) for kind, number, value in values.values())


def message(head: int = 32, *, page: int = 0, body_page: int = 0, **streams: bytes | str | Tree) -> Tree:
    """Streams by the number and type of their property: `p0037001F="..."`; others by their whole name."""
    tree: Tree = {}
    for name, content in streams.items():
        key = f"__substg1.0_{name[1:]}" if name[0] == "p" else name
        tree[key] = content.encode("utf-16-le") if isinstance(content, str) else content
    known = {"time": (0x40, 0x39, SENT), "page": (3, 0x3FFD, page), "body": (3, 0x3FDE, body_page)}
    return tree | {"__properties_version1.0": properties(head, **known)}


def opened(tree: Tree) -> Document:
    data = compound(tree)
    assert sniff(data) == "msg"
    return read(RawItem(Origin("s", b"raw.msg"), data), Context())


HEAD = {"p0037001F": "种树通知", "p0C1A001F": "小周", "p0C1F001F": "/O=ORG/CN=ZHOU", "p5D01001F": "zhou@example.org"}


def test_a_message() -> None:
    document = opened(message(**HEAD, p1000001F=TEXT))
    assert document.source_text == TEXT.replace("\r\n", "\n")
    known = {name: document.metadata[name] for name in ("title", "author", "published", "format")}
    assert known == {"title": "种树通知", "author": "小周", "published": "2019-04-17T18:40:00Z", "format": "msg"}


def test_a_long_message() -> None:
    assert opened(message(**HEAD, p1000001F=TEXT * 400)).source_text == TEXT.replace("\r\n", "\n") * 400


@pytest.mark.parametrize(
    ("page", "codec"), [(936, "gbk"), (54936, "gb18030"), (950, "big5"), (65001, "utf-8"), (1252, "gbk"), (0, "gbk")]
)
def test_text_of_old_programs(page: int, codec: str) -> None:
    text = "周六上午去河邊種樹，請自帶水壺。" if codec == "big5" else "周六上午去河边种树，请自带水壶。"
    document = opened(
        message(
            page=page, p0037001E="种树".encode("gbk") if codec != "big5" else "種樹".encode(codec), p1000001E=text.encode(codec)
        )
    )
    assert document.source_text == text


@pytest.mark.parametrize(("page", "codec"), [(936, "gbk"), (65001, "utf-8")])
def test_a_page(page: int, codec: str) -> None:
    document = opened(message(body_page=page, **HEAD, p10130102=PAGE.format(codec).encode(codec)))
    assert document.source_text.split("\n") == ["周六上午去河边种树。", "请自带水壶。"]


def packed(data: bytes, kind: bytes) -> bytes:
    """All literals, or a plain body."""
    body = data if kind == b"MELA" else b"".join(b"\0" + data[at : at + 8] for at in range(0, len(data), 8))
    return struct.pack("<II4sI", len(body) + 12, len(data), kind, 0) + body


@pytest.mark.parametrize("kind", [b"MELA", b"LZFu"])
def test_packed_rtf(kind: bytes) -> None:
    assert opened(message(**HEAD, p10090102=packed(RTF, kind))).source_text.strip() == "周六种树。"


def test_references_of_packed_rtf() -> None:
    # The example of MS-OXRTFCP 4.1: references into the text that the window begins with, and the mark of the end.
    data = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")
    assert unpacked(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def attachment(name: str, data: bytes | Tree, kind: str = "") -> Tree:
    tree: Tree = {"__properties_version1.0": properties(8), "__substg1.0_3707001F": name.encode("utf-16-le")}
    tree["__substg1.0_37010102" if isinstance(data, bytes) else "__substg1.0_3701000D"] = data
    return tree | ({"__substg1.0_370E001F": kind.encode("utf-16-le")} if kind else {})


def test_what_is_attached(tmp_path: Path) -> None:
    inner = message(24, p0037001F="转发", p1000001F="昨天的会改到下周三上午九点，地点不变。")
    tree = message(**HEAD, p1000001F="附件两份，请各位邻居查收，有事电话联系。")
    tree["__attach_version1.0_#00000000"] = attachment("名单.txt", "甲组三人，乙组五人，丙组两人，都已经报名。".encode("gbk"))
    tree["__attach_version1.0_#00000001"] = attachment("转发.msg", inner)
    tree["__attach_version1.0_#00000002"] = attachment("图.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png")
    (tmp_path / "a.msg").write_bytes(compound(tree))
    found = [item for item in cleaners.clean_path(tmp_path / "a.msg") if isinstance(item, Document)]
    assert [(document.origin.member, document.text[:4]) for document in found] == [
        ("", "附件两份"), ("名单.txt", "甲组三人"), ("转发.msg", "昨天的会"),
    ]  # fmt: skip


def test_messages_without_end() -> None:
    tree = message(24, p1000001F="最里面")
    for _ in range(30):
        outer = message(24, p1000001F="一层")
        outer["__attach_version1.0_#00000000"] = attachment("内.msg", tree)
        tree = outer
    assert opened(tree).source_text == "一层"


def test_an_encrypted_message() -> None:
    with pytest.raises(Rejected) as caught:
        opened(message(p001A001F="IPM.Note.SMIME", p0037001F="密"))
    assert caught.value.reason == "encrypted"


def test_a_message_without_text() -> None:
    with pytest.raises(Rejected) as caught:
        opened(message(**HEAD))
    assert caught.value.reason == "empty"


def test_any_damage_is_a_rejection_or_a_text() -> None:
    data = compound(message(**HEAD, p1000001F=TEXT, p10090102=packed(RTF, b"LZFu")))
    for at in range(0, len(data), 37):
        broken = data[:at] + bytes((data[at] ^ 0x55,)) + data[at + 1 :]
        for mutant in (broken, data[:at]):
            try:
                read(RawItem(Origin("s", b"raw.msg"), mutant), Context())
            except Rejected:
                continue
