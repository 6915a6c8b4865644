"""Runs of one sign, as forms, tables of contents and attackers write them: time follows their length."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

import cleaners

PROSE = "第一段文字写在这里，后面跟着别的东西。村里的人把犁搬到院子里，等着第一场雨。\n"
# One of each class that patterns tell apart, and the pairs that they look for.
PIECES = (
    " ", "\t", "\u3000", "\n", "a", "A", "1", "字", "一", "年", "第", ".", "·", "…", "-", "—", "_", "=", "*", "#", "|", "/",
    "\\", ":", "：", "，", ",", "。", "、", "!", "?", "'", '"', "“", "(", "（", "）", "[", "]", "【", "《", "<", ">", "{", "}",
    "&", ";", "@", "%", "$", "^", "~", "`", "+", "\u200b", "�", "é", "か", ". ", "- ", "a ", "1 ", "字 ", "1.", "a.",
    "1-", "1,", "字,", "字，", "字\n", "a\n", "1\n", " \n", "-\n", "|\n", "| ", "<a ", "</", "<b>", "&#", "[[", "{{", "((",
    "**", "``", "$$", "\\(", "http://", "a@", "a=", "字：", "“字", "《字", "（字）", "第一", "2020-", "...字", "\r\n",
)  # fmt: skip
LENGTH, SECONDS = 20_000, 4.0
"""Characters of a run, and CPU seconds that a document with one may take: below 1 s for each of `PIECES` when it was chosen,
more than 20 s with a pattern that is quadratic."""


def seconds(text: str, name: str) -> float:
    begun = time.process_time()
    with suppress(cleaners.Rejected):
        cleaners.clean(text, name=name)
    return time.process_time() - begun


@pytest.mark.slow
def test_every_run_costs_what_its_length_costs() -> None:
    costs = {}
    for piece in PIECES:
        run = piece * (LENGTH // len(piece))
        costs[piece] = max(
            seconds(f"{PROSE}{run}\n{PROSE}", "a.txt"), seconds(f"<html><body><p>{PROSE}<p>{run}<p>{PROSE}", "a.html")
        )
    assert {piece: cost for piece, cost in costs.items() if cost > SECONDS} == {}
