"""Notebooks: cells in order, code as it stands, outputs as an option."""

from __future__ import annotations

import json
from typing import Any

import pytest

import cleaners
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources import Opened, RawItem, open_items

CODE = 'x = {"版权所有": 1}\nprint(x)   # 打印,结果'
PROSE = "# 茶馆的账\n\n这一节算一算河边茶馆一年的收入。"
CELLS: list[dict[str, Any]] = [
    {"cell_type": "markdown", "metadata": {}, "source": PROSE.splitlines(keepends=True)},
    {
        "cell_type": "code",
        "source": CODE,
        "outputs": [
            {"output_type": "stream", "text": ["\x1b[31m{'版权所有': 1}\x1b[0m\n"]},
            {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=", "text/plain": ["<Figure>"]}},
        ],
    },
    {"cell_type": "raw", "source": "收入逐年增加。"},
]


def book(cells: Any) -> bytes:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1).encode()


def test_cells_in_order() -> None:
    document = cleaners.clean(book(CELLS), name="a.ipynb")
    assert document.text == "\n".join(["# 茶馆的账", PROSE.split("\n\n")[1], CODE, "收入逐年增加。"])
    assert document.restore() == document.source_text
    assert document.metadata["format"] == "ipynb"
    assert [document.source_text[mark.start : mark.end] for mark in document.marks if mark.kind == "code"] == [CODE]
    assert {edit.rule for edit in document.removed} == {"page.output"}


def test_outputs_are_an_option() -> None:
    document = cleaners.clean(book(CELLS), options=CleanOptions(rules_off=("page.output",)))
    assert "{'版权所有': 1}" in document.text
    assert "iVBOR" not in document.source_text


def test_a_notebook_is_no_container() -> None:
    [item] = open_items(RawItem(Origin("s", b"a"), book(CELLS), "a.json"), CleanOptions())
    assert isinstance(item, RawItem)
    assert any(isinstance(found, Opened) for found in open_items(RawItem(Origin("s", b"a"), b'{"text": "a"}'), CleanOptions()))


def test_an_old_notebook() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["茶馆"]},
        {"cell_type": "code", "input": "1", "outputs": [{"text": "1"}]},
    ]
    data = json.dumps({"metadata": {}, "nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    assert cleaners.clean(data).source_text == "茶馆\n\n1\n\n1"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (book(CELLS)[:-40], "broken"),
        (b'{"cells": [{"cell_type": "code", "source": ' + b"[" * 100_000, "broken"),
        (book([{"cell_type": "code", "source": ""}]), "empty"),
        (book([{"cell_type": "code", "source": {"a": 1}, "outputs": "x"}, 1, None]), "empty"),
        (book({"a": {"cell_type": "code"}}), "empty"),
    ],
)
def test_broken_and_hostile(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        cleaners.clean(data)
    assert caught.value.reason == reason
