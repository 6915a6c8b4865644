"""No build falls below the quality that was measured before, or does more work for it."""

from __future__ import annotations

import sys

import pytest

from benchmarks import floors, work

PINNED, FLOORS, CEILINGS = floors.read()


def test_the_set_is_the_one_that_the_floors_were_measured_on() -> None:
    assert floors.digest() == PINNED, "measure anew: python -m benchmarks.floors --raise"


@pytest.mark.slow
def test_nothing_is_below_its_floor() -> None:
    found = dict(floors.measured())
    assert found.keys() == FLOORS.keys()
    assert floors.below(found, FLOORS) == [], "see python -m benchmarks.floors"


def test_below_tells_what_fell() -> None:
    assert floors.below({"a": 0.89, "b": 0.9, "c": 0.1}, {"a": 0.9, "b": 0.9}) == ["a"]


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info[:2] != work.PYTHON, reason="calls are counted on another version of Python")
def test_no_more_calls_a_document_than_before() -> None:
    found = dict(work.counted())
    assert found.keys() == CEILINGS.keys()
    more = {name: count for name, count in found.items() if count > CEILINGS[name]}
    assert not more, "more work than before: python -m benchmarks.work"
