"""The record has one shape, and the committed schema is that of the code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from cleaners.document import Changes, Document, Edit, Edits, Omission, Origin
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import OmissionReason, RejectReason
from cleaners.records import schema
from cleaners.records.schema import json_schema, record_of, rejected_record_of

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json_schema())
ORIGIN = Origin("letters", b"a/\xff.txt", member="3", url="http://example.org/1", captured="2026-11-21T00:00:00.000Z")
SOURCE = "上传人:小林\n雨停了,院子里很静。\n  (下略120字)\n猫(māo)在睡。"


def cleaned() -> Document:
    document = Document.of(SOURCE, origin=ORIGIN, metadata={"title": "雨后", "published": "2020-08-06", "script": "hans"})
    at = SOURCE.index
    notice = SOURCE[at("(下") : at("猫")]
    edits = [
        Edit(0, at("雨"), "", "doc.uploader"),
        Edit(at(","), at(",") + 1, "，", "punctuation.full_width"),
        Edit(at("  "), at("(下"), "", "space.indent"),
        Edit(at("(下"), at("猫"), "", "omission.hidden_notice"),
        Edit(at("(m"), at("在"), "", "annotation.pinyin"),
    ]
    omission = Omission("hidden_notice", chars=120, pages_seen=2, pages_total=5, text=notice.strip(), at=at("(下"))
    return document.apply(Changes(Edits.of(edits), omissions=(omission,)))


def test_the_committed_schema_is_that_of_the_code() -> None:
    committed = json.loads((ROOT / "schema" / "record.schema.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "run: python -m cleaners.records.schema > schema/record.schema.json"


def test_the_reasons_are_those_of_the_nouns() -> None:
    assert get_args(OmissionReason) == schema.OMISSIONS
    assert get_args(RejectReason) == schema.REJECTIONS


def test_a_record_in_full() -> None:
    record = record_of(cleaned())
    VALIDATOR.validate(record)
    assert record["text"] == "雨停了，院子里很静。\n猫在睡。"
    assert (record["source"], record["added"], record["created"]) == ("letters", ORIGIN.captured, "2020-08-06T00:00:00.000Z")
    metadata = record["metadata"]
    expected = {
        "file_path": "a/\\xff.txt", "member": "3", "url": ORIGIN.url, "title": "雨后", "published": "2020-08-06",
        "language": "zh",
        "complete": False, "incomplete_reason": "hidden_notice", "omitted_chars": 120, "pages_seen": 2, "pages_total": 5,
        "chars_in": len(SOURCE), "chars_out": 15, "chars_removed": len(SOURCE) - 15, "chars_changed": 1, "lossy_chars": 0,
    }  # fmt: skip
    assert {name: metadata[name] for name in expected} == expected
    assert json.loads(record["omissions"]) == [{"reason": "hidden_notice", "chars": 120, "at": 11, "text": "(下略120字)"}]
    # Blanks are counted, but not listed.
    assert [(row["rule"], row["at"], row["text"]) for row in json.loads(record["removed"])] == [
        ("doc.uploader", 0, "上传人:小林\n"),
        ("omission.hidden_notice", 11, "(下略120字)\n"),
        ("annotation.pinyin", 12, "(māo)"),
    ]


def test_removed_text_can_be_left_out_and_stays_counted() -> None:
    record = record_of(cleaned(), CleanOptions(removed="none"))
    assert record["removed"] == "[]"
    assert record["metadata"]["chars_removed"] == len(SOURCE) - 15


def test_a_replacement_over_gaps_is_no_removal() -> None:
    document = Document.of("鎮(zhèn)農(nóng)會").apply(
        Changes([Edit(1, 7, "", "annotation.pinyin"), Edit(8, 14, "", "annotation.pinyin")])
    )
    document = document.apply(Changes([Edit(0, 3, "镇农会", "script.simplify")]))
    record = record_of(document)
    assert [row["rule"] for row in json.loads(record["removed"])] == ["annotation.pinyin"] * 2
    assert (record["metadata"]["chars_removed"], record["metadata"]["chars_changed"]) == (12, 3)


@pytest.mark.parametrize(
    "make", [lambda: record_of(Document.of("")), lambda: record_of(cleaned()), lambda: rejected_record_of(Rejected("broken"))]
)
def test_every_key_is_there_with_one_type_and_never_null(make: Callable[[], dict[str, Any]]) -> None:
    record = make()
    VALIDATOR.validate(record)
    for field in schema.METADATA:
        assert type(record["metadata"][field.name]) is type(field.unknown), field.name
    assert [*record] == ["id", "text", "source", "added", "created", "metadata", "omissions", "removed"]


def test_a_rejected_record_has_the_reason_too() -> None:
    record = rejected_record_of(Rejected("unreadable", "two\nlines", ORIGIN))
    VALIDATOR.validate(record)
    assert (record["metadata"]["drop_reason"], record["metadata"]["drop_detail"]) == ("unreadable", "two lines")
    assert set(record["metadata"]) - set(record_of(cleaned())["metadata"]) == {"drop_reason", "drop_detail"}
    del record["metadata"]["drop_detail"]
    assert not VALIDATOR.is_valid(record)


@pytest.mark.parametrize("name", ["encoding_confidence", "hant_share"])
def test_a_whole_number_is_a_float_where_the_field_is_one(name: str) -> None:
    value = record_of(Document.of("字", metadata={name: 1}))["metadata"][name]
    assert (value, type(value)) == (1.0, float)


@pytest.mark.parametrize(
    ("published", "created"),
    [
        ("2020-08-06", "2020-08-06T00:00:00.000Z"),
        ("2020-08-06T09:30", "2020-08-06T09:30:00.000Z"),
        ("2020-08-06 09:30:15", "2020-08-06T09:30:15.000Z"),
        ("2020-08", ""),
        ("", ""),
    ],
)
def test_created_is_a_whole_time_stamp_or_empty(published: str, created: str) -> None:
    assert record_of(Document.of("字", metadata={"published": published}))["created"] == created
