"""Lines of JSON: sorted, one a record for every reader, and readable by all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners.records import writer
from cleaners.records.folder import CleanFolder
from cleaners.records.receipts import Input, Receipt, Refused, path_key, read_receipt
from cleaners.records.writer import SortedRecords, Written, json_line


@pytest.mark.parametrize("text", ["清文", "a\u2028b\u2029c\x85d", "\x0b\x0c\x1c\x1e", '"\\', "𠀀\N{REPLACEMENT CHARACTER}"])
def test_a_line_is_one_line_for_everybody_and_loses_nothing(text: str) -> None:
    line = json_line({"text": text})
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line)["text"] == text


def test_chinese_stands_as_it_is() -> None:
    assert json_line({"text": "清文"}) == '{"text":"清文"}\n'.encode()


def test_a_lone_surrogate_stops_nothing() -> None:
    assert json.loads(json_line({"a": {"b": ["x\ud800y"]}})) == {"a": {"b": ["x\N{REPLACEMENT CHARACTER}y"]}}


@pytest.mark.parametrize("spool", [1, 1 << 20])
def test_records_come_out_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spool: int) -> None:
    monkeypatch.setattr(writer, "SPOOL", spool)
    folder = CleanFolder(tmp_path / "clean")
    with folder.locked(), SortedRecords(folder) as records:
        for name in ("c", "a", "b"):
            records.add({"id": name, "text": "字" * 10})
        records.add({"id": "a", "text": "second of its id"})
        written = records.publish("documents", 3)
    content = (tmp_path / "clean/documents/part-00003.jsonl").read_bytes()
    assert [json.loads(line)["id"] for line in content.splitlines()] == ["a", "a", "b", "c"]
    assert json.loads(content.splitlines()[1])["text"] == "second of its id"
    assert (written.lines, written.bytes) == (4, len(content))


def test_no_record_is_no_file(tmp_path: Path) -> None:
    folder = CleanFolder(tmp_path / "clean")
    with folder.locked(), SortedRecords(folder) as records:
        with folder.writing("rejected/part-00000.jsonl") as stream:
            stream.write(b"of the run before")
        assert records.publish("rejected", 0) == Written()
        assert not folder.parts("rejected")


def test_a_receipt_comes_back_as_it_was(tmp_path: Path) -> None:
    path = path_key("文/".encode() + b"\xff\xfe.txt")
    receipt = Receipt(
        shard=1,
        fingerprint="f",
        started_ns=2,
        inputs=(Input(path, 3, 4, "d"),),
        refused=(Refused(path, "unreadable", "loop"),),
        documents=Written(1, 2, "x"),
        tally={"documents": {"delivered": 1}},
    )
    assert read_receipt(folder_with(tmp_path, receipt.encoded()), 1) == receipt
    assert path.encode("utf-8", "surrogateescape") == "文/".encode() + b"\xff\xfe.txt"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 0}', b'{"format": 1}', b"\xff"])
def test_a_receipt_that_cannot_be_used_counts_as_none(tmp_path: Path, content: bytes) -> None:
    assert read_receipt(folder_with(tmp_path, content), 1) is None
    assert read_receipt(folder_with(tmp_path, content), 2) is None


def folder_with(place: Path, content: bytes) -> CleanFolder:
    (place / "receipts").mkdir(exist_ok=True)
    (place / "receipts" / "part-00001.json").write_bytes(content)
    return CleanFolder(place)
