"""Containers: every member is a document, is ignored or is rejected, under a name of its own."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import (
    COMPRESSORS,
    chm_of,
    mail_of,
    rar4_of,
    rar5_of,
    sevenzip_of,
    tar_of,
    warc_gz,
    warc_record,
    zip_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources import Ignored, Item, Opened, RawFile, RawItem, discover, open_items

ROOT = Path(__file__).parents[2]
SPRING = "春天来了，河边的柳树发了芽。".encode()
PAGE = "<html><body><p>院子里很静。</p></body></html>".encode("gbk")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)
FILES = [("文集/春天.txt", SPRING), ("院子.html", PAGE), ("院子.png", PICTURE)]


def opened(data: bytes, name: str = "", **options: Any) -> list[Item]:
    return list(open_items(RawItem(Origin("集", b"raw"), data, name), CleanOptions(**options)))


def documents(items: list[Item]) -> dict[str, bytes]:
    return {item.origin.member: item.data for item in items if isinstance(item, RawItem)}


def rejections(items: list[Item]) -> dict[str, str]:
    return {item.origin.member: item.reason for item in items if isinstance(item, Rejected)}


def ignored(items: list[Item]) -> Counter[str]:
    return Counter(item.kind for item in items if isinstance(item, Ignored))


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zip_of(FILES),
    "zip, stored": lambda: zip_of(FILES, method=zipfile.ZIP_STORED),
    "zip, names in GBK": lambda: zip_of(FILES, names="gbk"),
    "zip, names in UTF-8 without the flag": lambda: zip_of(FILES, names="utf-8"),
    "tar": lambda: tar_of(FILES),
    "tar, names in GBK": lambda: tar_of(FILES, names="gbk", form=tarfile.GNU_FORMAT),
    "7z": lambda: sevenzip_of(FILES),
    "rar 4": lambda: rar4_of(FILES),
    "rar 5": lambda: rar5_of(FILES),
    "chm": lambda: chm_of(FILES),
    **{f"tar.{kind}": (lambda kind=kind: COMPRESSORS[kind](tar_of(FILES))) for kind in COMPRESSORS},  # type: ignore[misc]
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_members_of_an_archive(kind: str, tmp_path: Path) -> None:
    """The same from memory and by path."""
    data = ARCHIVES[kind]()
    items = opened(data)
    assert documents(items) == {"文集/春天.txt": SPRING, "院子.html": PAGE}
    assert (ignored(items), rejections(items)) == ({"picture": 1}, {})
    assert [item.kind for item in items if isinstance(item, Opened)] == [
        kind.partition(",")[0].partition(" ")[0].partition(".")[0]
    ]
    (tmp_path / "文集").write_bytes(data)
    [file] = discover(tmp_path).files
    assert documents(list(open_items(file, CleanOptions()))) == documents(items)


@pytest.mark.parametrize("kind", COMPRESSORS)
def test_a_compressed_document_is_the_file_itself(kind: str) -> None:
    items = opened(COMPRESSORS[kind](SPRING), f"春天.txt.{kind}")
    assert documents(items) == {"": SPRING}
    assert items[0] == Opened(kind)
    assert [item.name for item in items if isinstance(item, RawItem)] == ["春天.txt"]


@pytest.mark.parametrize("kind", COMPRESSORS)
def test_compressed_files_one_after_the_other_and_cut_off(kind: str) -> None:
    packed = COMPRESSORS[kind](SPRING)
    assert documents(opened(packed + packed)) == {"": SPRING + SPRING}
    assert rejections(opened(packed[:-4])) == {"": "broken"}


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/root/a.txt", "root/a.txt"),
        ("C:\\Users\\王\\a.txt", "Users/王/a.txt"),
        ("a//./b.txt", "a/b.txt"),
        ("a\x00b\n.txt", "a\\x00b\\x0a.txt"),
    ],
)
def test_names_lead_nowhere(name: str, member: str) -> None:
    from cleaners.sources.containers.names import normalised

    assert normalised(name) == member


def test_equal_names_get_numbers() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        items = opened(zip_of([("a.txt", b"1"), ("a.txt", b"2"), ("./a.txt", b"3")]))
    assert documents(items) == {"a.txt": b"1", "a.txt#2": b"2", "a.txt#3": b"3"}


def test_parts_of_saved_pages_and_of_systems_are_ignored() -> None:
    files = [
        ("页面_files/a.css", b"x"), ("页面_files/frame.html", PAGE), ("页面.html", PAGE), ("__MACOSX/._页面.html", b"\0\5\x16\7"),
        (".DS_Store", b"x"), ("Thumbs.db", b"x"), ("其他_files/留下.txt", SPRING),
    ]  # fmt: skip
    for data in (zip_of(files), sevenzip_of(files)):
        items = opened(data)
        assert documents(items) == {"页面.html": PAGE, "其他_files/留下.txt": SPRING}
        assert ignored(items) == {"part of a saved page": 2, "hidden folder": 1, "hidden file": 1, "system file": 1}
    # A tar archive is read from front to back: what comes before its page is taken for a page of its own.
    assert set(documents(opened(tar_of(files[2:] + files[:2])))) == {"页面.html", "其他_files/留下.txt"}


@pytest.mark.parametrize("make", [zip_of, rar4_of])
def test_a_member_that_needs_a_password(make: Callable[..., bytes]) -> None:
    items = opened(make(FILES[:2], encrypted=True))
    assert rejections(items) == {"文集/春天.txt": "encrypted", "院子.html": "encrypted"}


def test_an_archive_that_needs_a_password() -> None:
    assert rejections(opened(sevenzip_of(FILES, password="山水"))) == {"": "encrypted"}


def test_archives_in_archives() -> None:
    inner = zip_of([("诗.txt", SPRING)])
    items = opened(zip_of([("甲.zip", inner), ("乙.tgz", gzip.compress(tar_of([("丙.zip", inner)])))]))
    assert documents(items) == {"甲.zip!/诗.txt": SPRING, "乙.tgz!/丙.zip!/诗.txt": SPRING}
    assert [(item.kind, item.nested) for item in items if isinstance(item, Opened)] == [
        ("zip", False), ("zip", True), ("tar", True), ("zip", True),
    ]  # fmt: skip


def test_an_office_document_is_no_archive() -> None:
    book = zip_of([("mimetype", b"application/epub+zip"), ("META-INF/container.xml", b"<x/>")], method=zipfile.ZIP_STORED)
    assert [type(item) for item in opened(book)] == [RawItem]
    assert documents(opened(zip_of([("书.epub", book)]))) == {"书.epub": book}


def test_nesting_ends() -> None:
    data = SPRING
    for _ in range(5):
        data = zip_of([("内.zip", data)])
    assert rejections(opened(data)) == {"内.zip!/内.zip!/内.zip": "bomb"}
    data = SPRING
    for _ in range(8):
        data = gzip.compress(data)
    assert rejections(opened(data)) == {"": "bomb"}


def test_what_inflates_too_much_is_a_bomb_and_costs_itself() -> None:
    zeros = bytes(40 << 20)
    items = opened(zip_of([("零.txt", zeros), ("春天.txt", SPRING)]))
    assert (rejections(items), documents(items)) == ({"零.txt": "bomb"}, {"春天.txt": SPRING})
    for kind, compress in COMPRESSORS.items():
        assert rejections(opened(compress(zeros))) == {"": "bomb"}, kind
    assert rejections(opened(gzip.compress(tar_of([("春天.txt", SPRING), ("零.txt", zeros)])))) == {"零.txt": "bomb", "": "bomb"}


def test_members_that_share_their_bytes_are_measured_together() -> None:
    """A directory of a thousand entries, all for the same kilobytes."""
    data = bytearray(zip_of([(f"{number:04}.txt", b"") for number in range(400)], names="utf-8"))
    alone = zip_of([("0000.txt", bytes(range(256)) * 400 * 64)], names="utf-8")
    end = data.rfind(b"PK\5\6")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    head = alone[alone.index(b"PK\1\2") :][:28]
    directory = b"".join(head[:28] + data[at + 28 : at + 42] + bytes(4) + data[at + 46 : at + 54] for at in range(start, end, 54))
    body = alone[: alone.index(b"PK\1\2")]
    whole = body + directory + bytes(data[end : end + 16]) + len(body).to_bytes(4, "little") + bytes(2)
    reasons = Counter(rejections(opened(whole)).values())
    assert reasons["bomb"] + reasons["broken"] > 300


def test_a_member_that_is_too_large() -> None:
    files = [("长.txt", SPRING * 9), ("短.txt", SPRING)]
    for make in (zip_of, tar_of, sevenzip_of, rar5_of, chm_of):
        items = opened(make(files), max_bytes=len(SPRING) * 8)  # type: ignore[operator]
        assert (rejections(items), documents(items)) == ({"长.txt": "too_large"}, {"短.txt": SPRING}), make


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_that_is_cut_off(kind: str) -> None:
    """What is left of it comes out, and the end is told."""
    data = ARCHIVES[kind]()
    for share in (0.3, 0.6, 0.9):
        items = opened(data[: int(len(data) * share)])
        told = rejections(items)
        # Of these, an end at a member's end looks like the end of the archive.
        assert told or kind.startswith(("rar", "tar", "chm")), share
        assert set(told.values()) <= {"broken", "unsupported", "encrypted"}


RECORDS = [
    {"id": 12, "text": "山上的雪化了。", "url": "https://example.org/12", "title": "雪", "lang": "zh", "n": {"a": [1]}},
    {"content": "河里的冰开了。", "source": "水乡日报", "date": "2020-02-02"},
    {"content": "河里的冰开了。", "published": "2020-02-02", "source": "crawl-7"},
]


def line(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode()


def test_records_of_other_pipelines() -> None:
    items = opened(b"\n".join(map(line, RECORDS)))
    first, second, third = (item for item in items if isinstance(item, RawItem))
    assert (first.text, first.origin.member, first.origin.url) == ("山上的雪化了。", "12", "https://example.org/12")
    assert dict(first.metadata) == {"title": "雪", "extra": '{"lang":"zh","n":{"a":[1]}}'}
    assert dict(second.metadata) == {"publisher": "水乡日报", "extra": '{"date":"2020-02-02"}'}
    assert dict(third.metadata) == {"published": "2020-02-02", "extra": '{"source":"crawl-7"}'}
    # Records without an id are known by their text, and by their number among equals.
    assert third.origin.member == second.origin.member + "#2"


@pytest.mark.parametrize(
    "data",
    [
        b"\n".join(map(line, RECORDS)),
        b"\r\n\r\n".join(map(line, RECORDS)) + b"\r\n",
        "\ufeff".encode() + b"\n".join(map(line, RECORDS)),
        "\n".join(json.dumps(record) for record in RECORDS).encode("utf-16"),
        "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS).encode("gb18030"),
        json.dumps(RECORDS, ensure_ascii=False).encode(),
        json.dumps(RECORDS, ensure_ascii=False, indent=2).encode(),
        "\n".join(json.dumps(record, indent=1) for record in RECORDS).encode(),
        gzip.compress(b"\n".join(map(line, RECORDS))),
        COMPRESSORS["zst"](b"\n".join(map(line, RECORDS))),
    ],
    ids=["lines", "blank lines", "byte order mark", "UTF-16", "GB 18030", "array", "indented", "one after another", "gz", "zst"],
)
def test_shapes_of_json(data: bytes) -> None:
    texts = [item.text for item in opened(data) if isinstance(item, RawItem)]
    assert texts == ["山上的雪化了。", "河里的冰开了。", "河里的冰开了。"]


@pytest.mark.parametrize(
    ("field", "record", "text"),
    [
        ("", {"raw_content": "甲"}, "甲"),
        ("", {"段落": [{"行号": 1, "内容": "甲"}, {"行号": 2, "内容": "乙"}]}, "甲\n乙"),
        ("data.body", {"data": {"body": "甲"}, "text": "乙"}, "甲"),
        ("data.body", {"data.body": "甲"}, "甲"),
        ("parts.t", {"parts": [{"t": "甲"}, {"x": 1}, {"t": "乙"}]}, "甲\n乙"),
        ("summary", {"text": "甲"}, None),
        ("", {"title": "甲"}, None),
        ("", {"text": 5}, None),
        ("", ["甲", "乙"], None),
    ],
)
def test_where_the_text_stands(field: str, record: Any, text: str | None) -> None:
    [_, item] = (
        opened(line(record) + b"\n", "a.jsonl", text_field=field)
        if isinstance(record, dict)
        else opened(b"[" + line(record) + b"]", "a.jsonl")
    )
    if text is None:
        assert isinstance(item, Rejected)
        assert item.reason == "unsupported"
        assert "--text-field" in item.detail
    else:
        assert isinstance(item, RawItem)
        assert item.text == text


def test_a_broken_line_costs_itself() -> None:
    items = opened(b"\n".join([line(RECORDS[0]), b'{"text": "cut o', b"", line(RECORDS[1])]))
    assert rejections(items) == {"line-2": "broken"}
    assert len(documents(items)) == 2


def test_a_line_without_end_is_not_held_in_memory() -> None:
    data = line(RECORDS[0]) + b'\n{"text": "' + b"x" * (3 << 20) + b'"}\n' + line(RECORDS[1])
    items = opened(data, max_bytes=1 << 20)
    assert rejections(items) == {"line-2": "too_large"}
    assert len(documents(items)) == 2


@pytest.mark.parametrize("text", ["[1] 前言\n正文。", "{注}本文有删节。", "[转载] 旧文", "{\n  color: red;\n}", "[ ]"])
def test_brackets_are_no_records(text: str) -> None:
    [*_, item] = opened(text.encode())
    assert text == "[ ]" or isinstance(item, RawItem)


def test_answers_of_servers() -> None:
    records = [
        warc_record("warcinfo", "", b"software: x", number=1),
        warc_record("request", "http://e.org/", b"GET", number=2),
        warc_record("response", "http://e.org/院子.html", PAGE, number=3, http="text/html; charset=gbk"),
        warc_record("response", "http://e.org/p", PICTURE, number=4, http="text/html"),
        warc_record("response", "http://e.org/s", b"a{}", number=5, http="text/css"),
        warc_record("response", "http://e.org/n", PAGE, number=6, http="text/html", status="404 Not Found"),
        warc_record("resource", "http://e.org/r", SPRING, number=7),
        warc_record("conversion", "http://e.org/c", SPRING, number=8),
        warc_record("revisit", "http://e.org/v", b"", number=9, http="text/html"),
    ]
    items = opened(warc_gz(records))
    assert documents(items) == {f"urn:uuid:{number:032d}": data for number, data in ((3, PAGE), (7, SPRING), (8, SPRING))}
    assert ignored(items) == {
        "WARC warcinfo": 1, "WARC request": 1, "picture": 1, "style": 1, "HTTP 4xx": 1, "WARC revisit": 1,
    }  # fmt: skip
    page = next(item for item in items if isinstance(item, RawItem))
    assert (page.declared, page.origin.url, page.origin.captured) == ("gbk", "http://e.org/院子.html", "2023-05-06T07:08:09.000Z")
    assert opened(b"".join(records)) == items


def test_packed_and_chunked_answers() -> None:
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    head = "text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"
    [_, item] = opened(warc_record("response", "http://e.org/", chunked, number=1, http=head))
    assert isinstance(item, RawItem)
    assert item.data == PAGE


def test_a_crawl_that_is_cut_off_gives_what_is_there() -> None:
    records = [warc_record("conversion", f"http://e.org/{n}", SPRING, number=n) for n in range(1, 9)]
    data = warc_gz(records)
    items = opened(data[: len(data) * 7 // 10])
    assert len(documents(items)) >= 5
    assert rejections(items) == {"": "broken"}


def test_attachments_are_documents_of_their_own() -> None:
    message = mail_of("春游通知", "大家好。", [("名单.txt", SPRING), ("照片.png", PICTURE), ("附件.zip", zip_of(FILES[:1]))])
    items = opened(message)
    assert documents(items) == {"": message, "名单.txt": SPRING, "附件.zip!/文集/春天.txt": SPRING}
    assert ignored(items) == {"picture": 1}
    assert [type(item) for item in opened(mail_of("无附件", "大家好。"))] == [RawItem]


def test_compiled_help_leaves_its_tables_aside() -> None:
    items = opened(chm_of([("首页.htm", PAGE), ("toc.hhc", b"<ul></ul>"), ("#SYSTEM", b"x")]))
    assert (documents(items), ignored(items)) == ({"首页.htm": PAGE}, {"part of a help file": 2})


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaners.sources.containers import CONTAINERS

    monkeypatch.setitem(CONTAINERS, "7z", CONTAINERS["7z"]._replace(imports="no_such_module"))
    [_, rejected] = opened(sevenzip_of(FILES))
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.detail) == (
        "unsupported",
        "7z archive: the extra [archive] is missing (`qingwen doctor` prints the line that installs it)",
    )


NAMES = st.text(
    st.characters(codec="gb18030", exclude_characters="\x00/\\", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
)
MEMBERS = st.lists(st.tuples(NAMES, st.binary(max_size=300)), min_size=1, max_size=8, unique_by=lambda pair: pair[0])


@settings(max_examples=60, deadline=None)
@given(MEMBERS, st.sampled_from(["zip", "gbk", "tar", "tar.gz", "rar4", "rar5"]))
def test_every_member_is_accounted_for(files: list[tuple[str, bytes]], kind: str) -> None:
    make: dict[str, Callable[[], bytes]] = {
        "zip": lambda: zip_of(files),
        "gbk": lambda: zip_of(files, names="gb18030"),
        "tar": lambda: tar_of(files),
        "tar.gz": lambda: gzip.compress(tar_of(files)),
        "rar4": lambda: rar4_of(files),
        "rar5": lambda: rar5_of(files),
    }
    items = opened(make[kind]())
    assert items[0] == Opened(kind[:3] if kind != "gbk" else "zip")
    members = [item.origin.member for item in items if isinstance(item, RawItem | Rejected)]
    assert len(set(members)) == len(members)
    nested = sum(isinstance(item, Opened) for item in items[1:])
    assert nested or len(members) + sum(ignored(items).values()) == len(files)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(ARCHIVES)), st.data())
def test_a_damaged_archive_ends_in_items(kind: str, data: st.DataObject) -> None:
    raw = bytearray(_ARCHIVED.setdefault(kind, ARCHIVES[kind]()))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    items = opened(bytes(raw))
    assert all(isinstance(item, RawItem | Rejected | Ignored | Opened) for item in items)
    members = [item.origin.member for item in items if isinstance(item, RawItem)]
    assert len(set(members)) == len(members)


_ARCHIVED: dict[str, bytes] = {}


def test_a_container_over_the_limit_of_a_document_is_opened(tmp_path: Path) -> None:
    """The limit is that of a document, not of a file."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(line({"text": f"第{number}篇。"}) for number in range(50)))
    file = RawFile("集", b"a.jsonl", path.stat().st_size, 0, str(path).encode())
    assert len(documents(list(open_items(file, CleanOptions(max_bytes=100))))) == 50


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peaks are counted in KiB on Linux")
@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "tar", "warc.gz", "zip"])
def test_memory_does_not_grow_with_the_container(tmp_path: Path, kind: str) -> None:
    """A hundred megabytes of text pass through a process that stays below a hundred."""
    text = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(34_000))
    pages = [(f"{number}.txt", f"{number}{text}".encode()) for number in range(1000)]
    lines = b"\n".join(line({"text": data.decode()}) for _, data in pages)
    make: dict[str, Callable[[], bytes]] = {
        "jsonl": lambda: lines,
        "jsonl.gz": lambda: gzip.compress(lines, 1),
        "tar": lambda: tar_of(pages),
        "warc.gz": lambda: warc_gz(
            warc_record("conversion", "http://e.org", data, number=n) for n, (_, data) in enumerate(pages)
        ),
        "zip": lambda: zip_of(pages),
    }
    (tmp_path / f"a.{kind}").write_bytes(make[kind]())
    script = """
import sys
from cleaners.options import CleanOptions
from cleaners.sources import RawItem, discover, open_items
from cleaners.workers.confinement import resident_peak
[file] = discover(sys.argv[1]).files
print(sum(isinstance(item, RawItem) for item in open_items(file, CleanOptions())), resident_peak() >> 20)
"""
    told = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True, cwd=ROOT)
    found, mib = map(int, told.stdout.split())
    assert found == 1000
    assert mib < 100
