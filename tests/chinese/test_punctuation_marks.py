"""Marks of prose come back, signs of data stay: one case a line (`punctuation_marks.tsv`), each the same when cleaned again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cleaners.chinese import STEPS
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import run_steps

CASES = Path(__file__).with_name("punctuation_marks.tsv")
# A mark right behind a face has no neighbour that tells.
KNOWN_FAILURES = {"别走啊QAQ,等等我>_<!"}


def plain(cell: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), cell)


def load() -> list[Any]:
    rows = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        pytest.param(
            plain(given),
            plain(given) if wanted == "=" else plain(wanted),
            id=f"{family} {number}",
            marks=pytest.mark.xfail(strict=True) if given in KNOWN_FAILURES else (),
        )
        for number, (family, given, wanted) in enumerate(rows)
    ]


@pytest.mark.parametrize(("given", "wanted"), load())
def test_marks(given: str, wanted: str) -> None:
    document = run_steps(Document.of(given), STEPS, Context())
    assert document.text == wanted
    assert document.restore() == given
    assert run_steps(Document.of(wanted), STEPS, Context()).text == wanted
