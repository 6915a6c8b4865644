"""Marks of prose come back, signs of data stay: one case a line (`punctuation_marks.tsv`), each the same when cleaned again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaners.chinese import STEPS
from cleaners.document import Document
from cleaners.options import Context
from cleaners.step import run_steps
from cleaners.structure.marks import marks_of

FILES = ("punctuation_marks.tsv", "punctuation_kinds.tsv")
# A mark right behind a face has no neighbour that tells; an array of a few lines is no code, so its indent goes; a bracket
# behind a set is taken for a part of the formula, and so is a comma between formulas; a question is taken for a speaker.
KNOWN_FAILURES = {
    "别走啊QAQ,等等我>_<!",
    r'[\n  {"id": 1, "text": "你好,世界"},\n  {"id": 2, "text": "再见,世界"}\n]',
    "设P(A)=0.3,P(B)=0.5,求P(A+B).",
    r"问:几点开门?\n答:早上八点.",
    "数列{a,b,c}的第n项(n≥1)已知,求和.",
}


def plain(cell: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), cell)


def load() -> list[Any]:
    lines = [line for name in FILES for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [
        pytest.param(
            plain(given),
            plain(given) if wanted == "=" else plain(wanted),
            id=f"{family} {number}",
            marks=pytest.mark.xfail(strict=True) if given in KNOWN_FAILURES else (),
        )
        for number, (family, given, wanted) in enumerate(rows)
    ]


def _read(text: str) -> Document:
    """As the reader of plain text gives it: with marks of what is code, a row or front matter."""
    return replace(Document.of(text), marks=tuple(marks_of(text)))


@pytest.mark.parametrize(("given", "wanted"), load())
def test_marks(given: str, wanted: str) -> None:
    document = run_steps(_read(given), STEPS, Context())
    assert document.text == wanted
    assert document.restore() == given
    assert run_steps(_read(wanted), STEPS, Context()).text == wanted
