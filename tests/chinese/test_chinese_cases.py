"""Cases as data: input, options, expected text; each also must restore, be close, and change nothing when run again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaners.chinese import STEPS
from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.step import run_steps

CASES = Path(__file__).parent / "cases"


def load() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['label']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", load())
def test_case(case: dict[str, Any]) -> None:
    context = Context(CleanOptions(**case.get("options", {})))
    expected = case["input"] if case["expected"] is None else case["expected"]
    document = run_steps(Document.of(case["input"]), STEPS, context)
    assert document.text == expected
    assert document.restore() == case["input"]
    assert run_steps(Document.of(document.text), STEPS, context).text == expected
    for entry in document.ledger():
        assert entry.taken != entry.put
        if len(entry.taken) == len(entry.put):
            assert all(old != new for old, new in zip(entry.taken, entry.put, strict=True))
