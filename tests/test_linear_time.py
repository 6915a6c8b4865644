"""Runs of one sign, as forms, tables of contents and attackers write them: time follows their length."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from patterns import PIECES, patterns, slow

import cleaners

PROSE = "第一段文字写在这里，后面跟着别的东西。村里的人把犁搬到院子里，等着第一场雨。\n"
HELD = Path(__file__).with_name("held_patterns.txt")
"""Patterns that take more than linear time alone on a run: what calls them matches them at the start of short lines, or asks a
guard first. `test_a_run_costs_what_its_length_costs` drives them as documents do."""

LENGTH, SECONDS = 20_000, 4.0
"""Characters of a run, and CPU seconds that a document with one may take: below 1 s for each of `PIECES` when it was chosen,
more than 20 s with a pattern that is quadratic."""


def seconds(text: str, name: str) -> float:
    begun = time.process_time()
    with suppress(cleaners.Rejected):
        cleaners.clean(text, name=name)
    return time.process_time() - begun


@pytest.mark.parametrize("piece", ["-", ".", '"', " ", "\u3000", "_", "1", "字", "字\n", ". ", "<b>"])
def test_a_run_costs_what_its_length_costs(piece: str) -> None:
    run = piece * (LENGTH // len(piece))
    assert seconds(f"{PROSE}{run}\n{PROSE}", "a.txt") < SECONDS
    assert seconds(f"<html><body><p>{PROSE}<p>{run}<p>{PROSE}", "a.html") < SECONDS


@pytest.mark.slow
def test_every_run_costs_what_its_length_costs() -> None:
    costs = {}
    for piece in PIECES:
        run = piece * (LENGTH // len(piece))
        costs[piece] = max(
            seconds(f"{PROSE}{run}\n{PROSE}", "a.txt"), seconds(f"<html><body><p>{PROSE}<p>{run}<p>{PROSE}", "a.html")
        )
    assert {piece: cost for piece, cost in costs.items() if cost > SECONDS} == {}


@pytest.mark.slow
def test_no_further_pattern_is_slow_on_runs() -> None:
    held = set(HELD.read_text(encoding="utf-8").split())
    seen = set[tuple[object, int]]()
    found = {}
    for name, pattern in patterns():
        if (pattern.pattern, pattern.flags) not in seen and name.partition("[")[0] not in held:
            seen.add((pattern.pattern, pattern.flags))
            if why := slow(pattern):
                found[name] = why
    assert found == {}
