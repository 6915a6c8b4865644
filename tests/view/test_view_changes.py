"""Source and delivered text side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Entry
from cleaners.patch import restore
from cleaners.records.folder import CleanFolder
from cleaners.records.ledger import records, source_text
from cleaners.view.changes import LONGEST, Row, rows_of, with_removed

LINES = st.text(alphabet="甲乙\n", max_size=12)


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, str, list[Entry]]:
    """A source text, a delivered one, and the ledger between them."""
    source = delivered = ""
    entries = []
    for number in range(draw(st.integers(0, 6))):
        kept, taken, put = draw(LINES), draw(LINES), draw(st.one_of(st.just(""), LINES))
        source, delivered = source + kept, delivered + kept
        if taken or put:
            entries.append(Entry(len(source), taken, len(delivered), put, f"rule.{number % 2}", ""))
        source, delivered = source + taken, delivered + put
    return source, delivered, entries


def side(rows: list[Row], name: str) -> str:
    return "".join(segment.text for row in rows for segment in getattr(row, name))


@given(changed())
def test_the_rows_are_the_texts(case: tuple[str, str, list[Entry]]) -> None:
    source, delivered, entries = case
    assert restore(delivered, entries) == source
    rows = list(rows_of(source, entries))
    assert (side(rows, "source"), side(rows, "delivered")) == (source, delivered)
    assert sum(len(s.text) for row in rows for s in row.source if s.rule) == sum(len(entry.taken) for entry in entries)
    for row in rows[:-1]:  # both sides of a row end their line, or have none
        for part in (row.source, row.delivered):
            assert not part or part[-1].text.endswith("\n")


@pytest.mark.parametrize("text", ["字" * (3 * LONGEST + 7), "字\n" * 10])
def test_a_line_without_end_is_cut(text: str) -> None:
    rows = list(rows_of(text, []))
    assert side(rows, "source") == side(rows, "delivered") == text
    assert all(row.chars <= 2 * LONGEST for row in rows)
    taken = list(rows_of(text, [Entry(0, text, 0, "", "a.b", "")]))
    assert side(taken, "source") == text
    assert all(row.chars <= 2 * LONGEST for row in taken)


def test_a_removed_line_stands_beside_nothing() -> None:
    rows = list(rows_of("前一行\n下载 分享\n后一行", [Entry(4, "下载 分享\n", 4, "", "page.bar", "")]))
    assert [(len(row.source), len(row.delivered), row.changed) for row in rows] == [(1, 1, False), (1, 0, True), (1, 1, False)]


def test_a_record_alone_tells_what_was_removed(samples: CleanFolder) -> None:
    """Without a ledger the removed pieces stand where the record says; the rest is as delivered."""
    for record in records(samples):
        source, entries = with_removed(record)
        rows = list(rows_of(source, entries))
        assert side(rows, "delivered") == record["text"]
        assert side(rows, "source") == source
        assert [entry.taken for entry in entries] == [piece["text"] for piece in record["removed"]]
        if not record["metadata"]["chars_changed"]:
            exact = source_text(samples, record["id"])
            assert "".join(source.split()) == "".join(exact.split())
