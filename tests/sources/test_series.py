"""Mailboxes, feeds and dumps of wikis: each message, entry and page is a document."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources import Ignored, Item, Opened, RawItem, open_items, sniff
from cleaners.sources.containers.mbox import is_mbox

TEXT = "这一家的茶馆开在河边，每天清晨五点开门，来喝茶的多是附近的老人。"


def opened(data: bytes, name: str = "", **options: Any) -> list[Item]:
    return list(open_items(RawItem(Origin("集", b"raw"), data, name), CleanOptions(**options)))


def cleaned(data: bytes, tmp_path: Path) -> list[Document]:
    (tmp_path / "raw").write_bytes(data)
    return [found for found in cleaners.clean_path(tmp_path / "raw") if isinstance(found, Document)]


def message(number: int, body: str = TEXT) -> bytes:
    head = (
        f"From a@example.org Mon Jan  1 00:00:0{number} 2024\nFrom: a@example.org\nSubject: s{number}\nMessage-ID: <{number}@x>\n"
    )
    return (head + f"Content-Type: text/plain; charset=utf-8\n\n{body}\n\n").encode()


def test_a_mailbox(tmp_path: Path) -> None:
    data = message(1, f"{TEXT}\n>From 头说起。\nFrom 10:30 on we talked.") + message(2)
    assert sniff(data) == "mbox"
    documents = cleaned(data, tmp_path)
    assert [document.origin.member for document in documents] == ["1@x", "2@x"]
    assert [document.metadata["title"] for document in documents] == ["s1", "s2"]
    assert "From 头说起" in documents[0].source_text, "a line that was quoted"
    assert "From 10:30 on" in documents[0].source_text, "no line between messages"


def test_what_is_attached_in_a_mailbox() -> None:
    parts = "--x\nContent-Type: text/plain; charset=utf-8\n\n信。\n--x\n"
    parts += 'Content-Disposition: attachment; filename="a.txt"\n\n附件。\n--x--\n'
    head = "From a@b Mon Jan  1 00:00:00 2024\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x"
    mail = f"{head}\n\n{parts}\n".encode()
    items = opened(mail + message(2))
    assert [item.origin.member for item in items if isinstance(item, RawItem)] == ["message-1", "message-1!/a.txt", "2@x"]


def test_one_message_is_no_mailbox() -> None:
    assert not is_mbox(message(1))
    assert sniff(message(1)) == "eml"
    assert not is_mbox(b"From here we walked at 10:30 2024\nand then: home\n" * 2)


def test_messages_of_any_size() -> None:
    """Lines between messages are found wherever blocks are cut; a message that is too big is no loss to the others."""
    sizes = [1, 1_048_000, 1_048_500, 3_000_000, 1]
    items = opened(b"".join(message(number, "a" * size) for number, size in enumerate(sizes)), max_bytes=2_000_000)
    rejected = [item.reason for item in items if isinstance(item, Rejected)]
    assert (rejected, sum(isinstance(item, RawItem) for item in items)) == (["too_large"], 4)


FEEDS = tomllib.loads((Path(__file__).parent / "feeds.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_feed(kind: str, encoding: str, tmp_path: Path) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>\n<!-- x -->\n{FEEDS[kind].format(TEXT)}'.encode(encoding)
    [document] = cleaned(data, tmp_path)
    assert document.text == f"新茶\n{TEXT}\n好。"
    found = {name: document.metadata[name] for name in ("title", "author", "published")}
    assert found == {"title": "新茶", "author": "张三", "published": "2024-01-01T08:00:00+08:00"}
    assert document.origin.url == "http://e.org/1"
    assert cleaners.clean(data).text == document.text, "as one document, where nobody opens it"


def test_other_xml_is_no_feed() -> None:
    for markup in (
        "<rdf:RDF xmlns:rdf='r'><a>字</a></rdf:RDF>",
        "<feed><animal>牛</animal></feed>",
        "<book><rss>字</rss></book>",
    ):
        assert not any(isinstance(item, Opened) for item in opened(markup.encode()))


@pytest.mark.parametrize(
    "data",
    [
        b"<rss><channel><title>x</title></channel></rss>",
        b"<rss><channel><item><title>\xe8\x8c\xb6</ti",
        b"<rss>" + b"<item>" * 50_000,
    ],
)
def test_broken_feeds(data: bytes) -> None:
    started = time.process_time()
    opened(data)
    assert time.process_time() - started < 5


def page(title: str, text: str, space: int = 0) -> str:
    revision = f"<revision><timestamp>2024-01-01T00:00:00Z</timestamp><text>{text}</text></revision>"
    return f"<page><title>{title}</title><ns>{space}</ns><id>1</id>{revision}</page>"


def test_a_dump_of_a_wiki(tmp_path: Path) -> None:
    pages = (
        page("茶", f"'''茶'''。[[河|{TEXT}]]") + page("茗", "#重定向 [[茶]]") + page("讨论:茶", "不好。", 1) + page("水", TEXT)
    )
    data = f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="zh"><siteinfo/>{pages}</mediawiki>'.encode()
    documents = cleaned(data, tmp_path)
    assert [(document.metadata["title"], document.text) for document in documents] == [("茶", f"茶。{TEXT}"), ("水", TEXT)]
    assert sum(isinstance(item, Ignored) for item in opened(data)) == 2
    cut = opened(data[:-60])
    assert sum(isinstance(item, RawItem) for item in cut) >= 1, "a dump that is cut off"


def test_names_for_names_in_feeds_and_dumps() -> None:
    names = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    for root, inner in (("rss", "<item><title>&j;</title></item>"), ("mediawiki", page("a", "&j;"))):
        items = opened(f"<!DOCTYPE {root} [<!ENTITY a 'x'>{names}]><{root}>{inner}</{root}>".encode())
        assert all(len(item.data) < 10_000 for item in items if isinstance(item, RawItem))


@given(
    st.lists(st.sampled_from([message(1), message(2), b"From ", b"\n", b"a" * 100, b"From a 10:30\nA:", b"\r\n"]), max_size=12)
)
def test_any_mailbox_ends(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert all(len(item.data) <= len(data) for item in opened(data) if isinstance(item, RawItem))
