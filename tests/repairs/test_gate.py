"""The ready-made tables of the gate are those of the model; sound text passes without a look at the model."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from cleaners.repairs.gate import _tables, suspicions
from training import repair_marks


def test_tables_are_those_of_the_model() -> None:
    """`python -m training.repair_marks` writes them anew."""
    marks, costs = _tables()
    np.testing.assert_array_equal(marks, repair_marks.marks())
    np.testing.assert_array_equal(costs, repair_marks.costs())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("今天天气很好，我们去公园散步。", set()),
        ("plain ASCII (without a reading), 100 = 10 * 10", set()),
        ("空格&nbsp;留下了", {"escapes"}),
        ("读作%E4%BD%A0", {"escapes"}),
        ("發(fā)展", {"annotations"}),
        ("發（ fā ）展", {"annotations"}),
        ("丢了\ufffd一个字", {"lost"}),
        ("看不见的\u200b字符", {"fixable"}),
        ("\U00020000\U000e0101", {"fixable"}),
        ("\U00020000\U0001f600好", set()),
    ],
)
def test_what_is_suspicious(text: str, names: set[str]) -> None:
    found = suspicions(text)
    assert {name for name in ("fixable", "escapes", "annotations", "lost", "shifted", "lines") if getattr(found, name)} == names


def test_places_in_long_texts() -> None:
    """A sign behind the first chunk is seen, too."""
    text = "好" * (1 << 20) + "\u200b"
    assert suspicions(text).fixable
    assert not suspicions(text[:-1]).fixable


def test_sound_text_needs_no_model() -> None:
    program = (
        "from cleaners.document import Document\nfrom cleaners.options import Context\nfrom cleaners.step import run_steps\n"
        "from cleaners.repairs import STEPS\nfrom cleaners.characters.model import _file\n"
        "text = '今天天气很好，我们去公园散步。湖边的柳树发了芽，孩子们在草地上放风筝。'\n"
        "assert run_steps(Document.of(text), STEPS, Context()).text == text\n"
        "assert not _file.cache_info().currsize\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
