"""Long texts are cleaned in segments: nothing is lost at the cuts, and the patch of all is the patches of each."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import pipeline
from cleaners.document import Changes, Document, Edit, Mark, Omission, Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.html import read_markup
from cleaners.records.writer import PIECE, json_line
from cleaners.segments import in_segments

LINE = "雪停以后，村口的钟又响了起来，孩子们跑到河边去看冰。"
PROSE = "\n".join(f"{LINE}这是第{number}天的事情。" for number in range(60)) + "\n"


def cleaned(part: Document) -> Document:
    return pipeline.clean_document(part, Context())


@given(st.text(alphabet="雪停了，。\n A1", max_size=200), st.integers(1, 50), st.data())
def test_what_segments_take_can_be_put_back(text: str, longest: int, data: st.DataObject) -> None:
    def change(part: Document) -> Document:
        edits = []
        for at in range(0, len(part.text) - 1, 2):
            if data.draw(st.booleans()):
                edits.append(Edit(at, at + data.draw(st.integers(0, 1)), data.draw(st.sampled_from(["", "梅"])), "a.b", "why"))
        return part.apply(Changes(edits)).apply(Changes([Edit(0, min(1, len(part.text)), "", "c.d")]))

    document = in_segments(Document.of(text), change, longest)
    assert document.source_text == text
    assert document.restore() == text
    assert document.patch.length == len(document.text)
    assert {entry.rule for entry in document.ledger()} <= {"a.b", "c.d"}


def test_prose_comes_out_as_if_it_were_whole() -> None:
    document = in_segments(Document.of(PROSE), cleaned, 400)
    assert document.text == cleaned(Document.of(PROSE)).text


def test_a_segment_is_cut_at_a_line_end_and_nowhere_else() -> None:
    seen: list[str] = []

    def look(part: Document) -> Document:
        seen.append(part.text)
        return part

    in_segments(Document.of(PROSE), look, 400)
    assert len(seen) > 3
    assert all(part.startswith("雪停") and part.rstrip().endswith("。") for part in seen)


def test_marks_and_omissions_keep_their_places() -> None:
    text = "甲" * 30 + "\n" + "乙" * 30

    def look(part: Document) -> Document:
        if "乙" in part.text:
            assert [(mark.start, mark.end) for mark in part.marks] == [(0, 10)]
        found = (Omission("cut_off", at=len(part.text)), Omission("hidden_chars", 5, at=3))
        return part.apply(Changes(omissions=found))

    document = in_segments(Document.of(text, marks=(Mark("quote", 31, 41),)), look, 40)
    # A segment's end is not the text's.
    assert [(found.reason, found.at) for found in document.omissions] == [
        ("hidden_chars", 3),
        ("cut_off", 61),
        ("hidden_chars", 34),
    ]


def test_line_ends_before_and_behind_all_segments_change_nothing() -> None:
    text = "\n" * 50 + "甲" * 30 + "\n" + "乙" * 30 + "\n" * 50

    def look(part: Document) -> Document:
        end = Omission("cut_off", at=len(part.text.rstrip()))
        return part.apply(Changes(metadata={"title": part.text.strip()[0]}, omissions=(end,)))

    document = in_segments(Document.of(text), look, 40)
    assert document.metadata["title"] == "甲"
    assert [found.at for found in document.omissions] == [111]
    assert document.text == text


def test_a_page_is_not_cut() -> None:
    page = "<html><body><div id=head>首页</div><article>" + f"<p>{LINE}</p>" * 200 + "</article></body></html>"
    document = read_markup(page, Origin())
    whole = in_segments(document, cleaned, 400)
    assert whole.text.count(LINE) == 200


def test_a_segment_that_cannot_be_read_stays_and_counts() -> None:
    def refuse(part: Document) -> Document:
        if "乙" in part.text:
            raise Rejected("garbled", "no text", part.origin)
        return part

    document = in_segments(Document.of("甲" * 30 + "\n" + "乙" * 30), refuse, 40)
    assert "乙" in document.text
    assert document.metadata["residue"] == pytest.approx(0.5, abs=0.02)
    with pytest.raises(Rejected):
        in_segments(Document.of("乙" * 30 + "\n" + "乙" * 30), refuse, 40)


def test_a_long_text_is_one_line_of_json() -> None:
    record = {"id": "1", "text": '雪\u2028"\n\ud800' * (PIECE // 4), "metadata": {"title": '"text":""'}}
    line = json_line(record)
    assert line.count(b"\n") == 1
    found = json.loads(line)
    assert found == {**record, "text": record["text"].replace("\ud800", "\ufffd")}
    assert list(found) == list(record)
