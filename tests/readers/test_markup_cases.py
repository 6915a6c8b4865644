"""Forms of markup that sites use for one thing, and what a reader sees: cases in `cases/*.toml`.

`text` is the page's text without what its marks say is none of its words; `kinds` names the kinds of marks that a case looks at.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaners.boilerplate.furniture import OF_LINES, without
from cleaners.document import Changes, Origin
from cleaners.readers.html import read_markup

FILES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
CASES = {
    f"{path.stem}-{case['label']}": case for path in FILES for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_case(case: dict[str, Any]) -> None:
    page = f"<!doctype html><html><head><title>窗</title>{case.get('head', '')}</head><body>{case['html']}</body></html>"
    document = read_markup(page, Origin())
    found = document.apply(Changes(without(document, OF_LINES | {"hidden", "ruby"}) or ()))
    assert found.text == case["text"].strip("\n")
    assert found.restore() == document.source_text
    for kind in case.get("kinds", ()):
        marked = [found.text[mark.start : mark.end].rstrip("\n") for mark in found.marks_now(kind)]
        assert marked == case.get(kind, []), kind
