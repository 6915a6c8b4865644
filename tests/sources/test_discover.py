# ruff: noqa: PTH102, PTH123
"""Folders as they are found in the wild."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from cleaners.document import Origin
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources import Listing, RawFile, RawItem, discover, open_items
from cleaners.sources.selection import listed


def put(folder: Path, *names: str, data: bytes = "正文。".encode()) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def paths(listing: Listing) -> list[bytes]:
    return [file.path for file in listing.files]


def opened(file: RawFile, **options: int) -> RawItem:
    """The one document in a file."""
    [item] = open_items(file, CleanOptions(**options))  # type: ignore[arg-type]
    assert isinstance(item, RawItem)
    return item


def test_order_is_that_of_the_path_bytes(tmp_path: Path) -> None:
    put(tmp_path, "乙.txt", "b/c.txt", "b.txt", "b-1.txt", "a/z/y.txt", "甲.txt")
    assert paths(discover(tmp_path)) == sorted(paths(discover(tmp_path)))
    assert len(discover(tmp_path).files) == 6


def test_source_is_the_folder_and_a_single_file_has_the_same_identity(tmp_path: Path) -> None:
    put(tmp_path / "集", "a.txt")
    [inside] = discover(tmp_path / "集").files
    [alone] = discover(tmp_path / "集" / "a.txt").files
    assert inside == alone
    assert inside.source == "集"
    assert discover(tmp_path / "集", source="x").files[0].source == "x"


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = "中文.txt".encode("gbk")
    try:
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:
            file.write(b"text")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    [file] = discover(tmp_path).files
    assert file.path == name
    assert file.name == r"\xd6\xd0\xce\xc4.txt"
    assert opened(file).data == b"text"


def test_what_is_no_document_is_counted(tmp_path: Path) -> None:
    put(
        tmp_path,
        "page.html", "page_files/style.css", "page_files/frame.html", "page_files/sub/x.js", "报告.htm",
        "报告.files/image001.png", "plain_files/kept.txt", ".gitkeep", "Thumbs.db", "deep/.DS_Store", "script.js", "photo.JPG",
        "~$report.doc", "film.mp4",
    )  # fmt: skip
    listing = discover(tmp_path)
    assert paths(listing) == [b"page.html", b"plain_files/kept.txt", "报告.htm".encode()]
    assert listing.ignored == {
        "part of a saved page": 4, "hidden file": 3, "system file": 1, "script": 1, "picture": 1, "media": 1,
    }  # fmt: skip
    assert listing.found == 14


def test_the_frames_of_a_saved_page_are_its_text(tmp_path: Path) -> None:
    frames = '<html><frameset><frame src="框架_files/main%20text.htm"><frame src=框架_files\\sub/b.htm></frameset></html>'
    put(tmp_path, "框架.htm", data=frames.encode("gbk"))
    put(tmp_path, "框架_files/main text.htm", "框架_files/sub/b.htm", "框架_files/advert.htm", "框架_files/a.gif")
    put(tmp_path, "plain.htm", data='<html><body>正文<iframe src="plain_files/advert.htm"></iframe></body></html>'.encode())
    put(tmp_path, "plain_files/advert.htm")
    listing = discover(tmp_path)
    assert [path.decode() for path in paths(listing)] == ["plain.htm", "框架_files/main text.htm", "框架_files/sub/b.htm"]
    assert listing.ignored == {"part of a saved page": 3, "page of frames": 1}


def test_content_counts_more_than_a_name(tmp_path: Path) -> None:
    put(tmp_path, "page.png", data="<html><body><p>正文</p></body></html>".encode())
    put(tmp_path, "picture", data=b"\x89PNG\r\n\x1a\n" + bytes(50))
    put(tmp_path, "readme")
    listing = discover(tmp_path)
    assert paths(listing) == [b"page.png", b"readme"]
    assert listing.ignored == {"picture": 1}


def test_a_link_loop_is_one_record(tmp_path: Path) -> None:
    put(tmp_path, "a/b/x.txt")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    listing = discover(tmp_path)
    assert paths(listing) == [b"a/b/x.txt"]
    assert [(rejected.origin.path, rejected.reason) for rejected in listing.rejected] == [
        (b"a/b/up", "unreadable"),
        (b"gone", "unreadable"),
        (b"self", "unreadable"),
    ]
    assert "loop" in listing.rejected[0].detail
    assert "loop" in listing.rejected[2].detail


def test_links_that_leave_the_tree_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path, "raw/a.txt", "other/b.txt", "other/c/d.txt", "single.txt")
    (tmp_path / "raw/one").symlink_to(tmp_path / "other")
    (tmp_path / "raw/two").symlink_to(tmp_path / "other")
    (tmp_path / "raw/file1").symlink_to(tmp_path / "single.txt")
    (tmp_path / "raw/file2").symlink_to(tmp_path / "single.txt")
    (tmp_path / "raw/inner").symlink_to(tmp_path / "raw/a.txt")
    (tmp_path / "other/back").symlink_to(tmp_path / "raw")
    (tmp_path / "raw/all").symlink_to(tmp_path)
    assert paths(discover(tmp_path / "raw")) == [b"a.txt"]
    assert discover(tmp_path / "raw").ignored == {"link out of the folder": 4, "link to what is listed": 1}
    listing = discover(tmp_path / "raw", follow_links=True)
    assert paths(listing) == [b"a.txt", b"file1", b"one/b.txt", b"one/c/d.txt"]
    assert listing.ignored == {"link to what is listed": 4}
    assert [rejected.origin.path for rejected in listing.rejected] == [b"all"]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_no_link_leads_into_the_system(tmp_path: Path) -> None:
    put(tmp_path, "raw/a.txt")
    (tmp_path / "raw/environ.txt").symlink_to("/proc/self/environ")
    (tmp_path / "raw/self").symlink_to("/proc/self")
    (tmp_path / "hop").symlink_to("/proc/self/status")
    (tmp_path / "raw/hop.txt").symlink_to(tmp_path / "hop")
    assert paths(discover(tmp_path / "raw", follow_links=True)) == [b"a.txt"]
    assert paths(discover(tmp_path / "raw")) == [b"a.txt"]


def test_a_side_table_is_not_read_through_a_link(tmp_path: Path) -> None:
    put(tmp_path, "raw/a.txt")
    (tmp_path / "secret").write_text("not a table", encoding="utf-8")
    (tmp_path / "raw/_qingwen.toml").symlink_to(tmp_path / "secret")
    assert paths(listed(tmp_path / "raw")) == [b"a.txt"]


def test_devices_and_sockets_are_never_opened(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert discover(tmp_path).ignored == {"special file": 2}


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", "locked/b.txt")
    real = os.scandir

    def scandir(path: bytes):  # type: ignore[no-untyped-def]
        if path.endswith(b"locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    listing = discover(tmp_path)
    assert paths(listing) == [b"a.txt"]
    assert [str(rejected) for rejected in listing.rejected] == ["unreadable: folder: Permission denied"]


def test_no_such_root(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        discover(tmp_path / "nothing")


def test_a_deep_tree(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for _ in range(200):
        folder += b"/d"
        os.mkdir(folder)
    (Path(os.fsdecode(folder)) / "x.txt").write_bytes(b"x")
    assert len(discover(tmp_path).files) == 1


def test_a_file_that_vanishes_is_a_rejection(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    [file] = discover(tmp_path).files
    (tmp_path / "a.txt").unlink()
    [rejected] = open_items(file, CleanOptions())
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.detail) == ("unreadable", "the file vanished during the run")
    assert rejected.origin.path == b"a.txt"


@pytest.mark.parametrize("size", [5, 11])
def test_too_large(tmp_path: Path, size: int) -> None:
    """Also where the file has grown since it was listed."""
    put(tmp_path, "a.txt", data=b"x" * 11)
    file = RawFile("s", b"a.txt", size, 0, os.fsencode(tmp_path / "a.txt"))
    [rejected] = open_items(file, CleanOptions(max_bytes=10))
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "too_large"
    assert opened(file, max_bytes=11).data == b"x" * 11


def test_captured_is_the_modification_time(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", ns=(0, 1795219200_123_999_999))
    [file] = discover(tmp_path).files
    assert file.origin == Origin(tmp_path.name, b"a.txt", captured="2026-11-21T00:00:00.123Z")
