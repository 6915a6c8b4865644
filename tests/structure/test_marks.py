"""Marks from the shape of plain text and Markdown: what is told, and what looks like it and is not."""

from __future__ import annotations

import time
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.structure import looks_like_markdown, marks_of

FOLDER = Path(__file__).parent
CASES = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))["case"]
DIALECTS = tomllib.loads((FOLDER / "dialects.toml").read_text(encoding="utf-8"))["case"]


def told(text: str, *, markdown: bool = False) -> list[str]:
    return [f"{mark.kind} {text[mark.start : mark.end]}" for mark in marks_of(text, markdown=markdown)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    found = told(case["text"], markdown=case.get("markdown", False))
    if "marks" in case:
        assert found == case["marks"]
    assert [mark for mark in found if mark.split(" ")[0] in case.get("none", ())] == []


@pytest.mark.parametrize("case", [case for case in CASES if "marks" in case], ids=lambda case: case["label"])
@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_any_line_end_will_do(case: dict[str, Any], end: str) -> None:
    text = case["text"].replace("\n", end)
    assert told(text, markdown=case.get("markdown", False)) == [mark.replace("\n", end) for mark in case["marks"]]


@pytest.mark.parametrize("case", DIALECTS, ids=lambda case: case["label"])
def test_markdown_is_told_by_its_signs(case: dict[str, Any]) -> None:
    assert looks_like_markdown(case["text"]) is case["markdown"]


PIECES = [  # of structure, and what stands between them
    "```",
    "~~~",
    "\n",
    "    ",
    "- ",
    "1. ",
    "| a | b |",
    "|---|---|",
    "$",
    "$$",
    "\\(",
    "x = 1;",
    "：",
    "“",
    "# ",
    "[1] ",
    "<a>",
    "茶",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_marks_lie_in_the_text_and_lines_have_one_kind(text: str, markdown: bool) -> None:
    marks = marks_of(text, markdown=markdown)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert marks == sorted(marks, key=lambda mark: (mark.start, -mark.end))
    lines = [mark for mark in marks if mark.kind != "formula" and mark.attributes.get("form") != "inline"]
    assert all(one.end <= other.start for one, other in pairwise(lines))


HOSTILE = {
    "fences never closed": "```a\n" * 20_000,
    "one fence never closed": "```python\n" + "x = 1\n" * 20_000,
    "rows": "| a | b |\n" * 20_000,
    "items": "\n".join(f"{number}. 茶" for number in range(20_000)),
    "items within items": "\n".join(" " * (number % 60) + "- 茶" for number in range(20_000)),
    "one line": "茶，" * 200_000,
    "one line of statements": "a=b;" * 100_000,
    "dollars": "$a" * 100_000,
    "openings": "\\[ " * 50_000,
    "environments": "\\begin{array}\n" * 20_000,
    "comments never closed": "/* a\n" * 20_000,
    "assignments": ("a=" * 999 + "\n") * 100,
    "brackets": ("(" * 1999 + "\n") * 100,
    "bullets": ("- " * 999 + "x\n") * 100,
    "quotes": ("\"'" * 999 + "\n") * 100,
    "chains": ("a=b " * 400 + "\n") * 100,
    "tags": "<a " * 100_000,
    "backticks": "`a" * 100_000,
    "blanks": " " * 300_000 + "x",
    "columns": ("a  " * 600 + "\n") * 100,
    "colons": "甲：乙\n" * 20_000,
    "numbers": ("1." * 999 + "\n") * 100,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_time_in_proportion(text: str) -> None:
    start = time.process_time()
    marks_of(text, markdown=False)
    marks_of(text, markdown=True)
    looks_like_markdown(text)
    assert time.process_time() - start < 3
