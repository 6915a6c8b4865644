"""Escapes left in text are resolved; those that are the text's subject, an address or code stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaners.document import Document
from cleaners.options import Context
from cleaners.repairs.escapes import resolve_escapes
from cleaners.step import run_steps

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    return [pytest.param(row, id=row["label"]) for row in json.loads((HERE / name).read_text(encoding="utf-8"))]


def resolved(text: str) -> str:
    document = run_steps(Document.of(text), (resolve_escapes,), Context())
    assert document.restore() == text
    return document.text


@pytest.mark.parametrize("case", cases("escapes.json"))
def test_escapes_are_resolved(case: dict[str, str]) -> None:
    assert resolved(case["input"]) == case["expected"]


@pytest.mark.parametrize("case", cases("escapes_kept.json"))
def test_what_is_meant_stays(case: dict[str, str]) -> None:
    assert resolved(case["input"]) == case["input"]
