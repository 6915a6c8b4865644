"""Subtitles and lyrics: told by their content, in any encoding; the words stay, every other character is in the ledger."""

from __future__ import annotations

import time
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaners
from cleaners.errors import Rejected
from cleaners.sources import sniff
from cleaners.structure.subtitles import subtitle_kind, subtitle_marks

CASES = tomllib.loads((Path(__file__).parent / "subtitle_cases.toml").read_text(encoding="utf-8"))["case"]
PIECES = [
    "WEBVTT\n", "\n", "1\n", "00:00:01,000 --> 00:00:02,000\n", "00:01.000 --> 00:02.000\n", "早。", "<v 甲>", "<i>", "{\\p1}",
    "[Script Info]\n", "[Events]\n", "Format: Start, End, Text\n", "Dialogue: 0,0:00:01.00,0:00:02.00,,", "\\N", "[00:12.50]",
    "[ti:题]\n", "<00:01.00>", "NOTE\n", ",", "\r\n", "&amp;",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    text, name = case["text"], case.get("name", "")
    for encoding in ("utf-8", "gb18030", "utf-16"):
        data = text.removeprefix("\ufeff").encode(encoding)
        assert sniff(data, name) == (case["kind"] or "text"), encoding
        document = cleaners.clean(data, name=name)
        assert document.text == case["expected"], encoding
        assert document.restore() == document.source_text
        assert cleaners.clean(document.text.encode()).text == document.text, "a second time changes nothing"


def test_title_and_author() -> None:
    document = cleaners.clean(CASES[7]["text"].encode())
    assert (document.metadata["title"], document.metadata["author"]) == ("山里的雾", "某人")
    assert document.metadata["format"] == "lrc"


def test_the_first_line_is_no_title() -> None:
    assert "title" not in cleaners.clean(CASES[0]["text"].encode()).metadata


def test_a_text_that_came_as_text() -> None:
    document = cleaners.clean(CASES[0]["text"])
    assert document.text == CASES[0]["expected"]


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\n",
        "WEBVTT\n\nNOTE nothing\n",
        "[Script Info]\nTitle: 空\n[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00",
        "[ti:题]\n[00:01.00]\n",
    ],
)
def test_without_words(text: str) -> None:
    """Rejected, or nothing is left; no error."""
    try:
        document = cleaners.clean(text.encode())
    except Rejected:
        return
    assert not document.text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000\n" * 40_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 300_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<i " * 300_000 + "\n" + "{\\" * 300_000,
        "[00:01.00]" * 100_000 + "词\n",
        "[Script Info]\nScriptType: v4\n" + "Dialogue: ," * 100_000,
        "[Script Info]\nScriptType: v4\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,," + "{\\p1}" * 100_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "\n" * 300_000 + "词",
    ],
    ids=lambda text: text[:24].replace("\n", " "),
)
def test_hostile(text: str) -> None:
    started = time.process_time()
    subtitle_marks(text, subtitle_kind(text[:65536]) or "srt")
    assert time.process_time() - started < 5


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from(["srt", "vtt", "ass", "lrc"]))
def test_marks_are_disjoint(text: str, kind: str) -> None:
    marks, _ = subtitle_marks(text, kind)
    signs = [mark for mark in marks if mark.kind == "markup"]
    assert all(0 <= mark.start < mark.end <= len(text) for mark in signs)
    assert all(before.end <= behind.start for before, behind in pairwise(signs))
