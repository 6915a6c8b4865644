"""Identity and time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Origin
from cleaners.sources import captured_at, document_id


def test_id_is_fixed_for_ever() -> None:
    assert document_id(Origin("news", "甲/乙.html".encode())) == "64f5c971256c95bfcdc2c3855a3e8ef5"
    assert len(document_id(Origin("news", b"a"))) == 32


@given(st.tuples(st.text(), st.binary(), st.text()), st.tuples(st.text(), st.binary(), st.text()))
def test_different_places_have_different_ids(one: tuple[str, bytes, str], two: tuple[str, bytes, str]) -> None:
    if any("\0" in part for part in (one[0], one[2], two[0], two[2])) or b"\0" in one[1] + two[1]:
        return  # no path holds a zero byte
    assert (document_id(Origin(*one)) == document_id(Origin(*two))) == (one == two)


def test_url_and_time_are_no_part_of_the_id() -> None:
    assert document_id(Origin("a", b"b", url="http://c", captured="2026")) == document_id(Origin("a", b"b"))


def test_captured_at() -> None:
    assert captured_at(0) == "1970-01-01T00:00:00.000Z"
    assert captured_at(-1) == "1969-12-31T23:59:59.999Z"
    assert captured_at(10**30) == ""
