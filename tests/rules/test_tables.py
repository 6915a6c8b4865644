"""The compiled data says what the TOML says, and the shared view of a text is the text."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.boilerplate.engine.literals import Literals
from cleaners.boilerplate.layout import View
from cleaners.characters.fold import fold, folded_codes
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules import tables
from cleaners.rules.guards import passes
from cleaners.rules.packs import built_in, built_in_packs
from training.rule_tables import TARGET, compiled

TEXT = st.text(st.one_of(st.characters(), st.sampled_from("下載下载。\nＡa𠀀 \ud800")), max_size=80)


def test_the_compiled_tables_are_up_to_date() -> None:
    same = TARGET.read_text(encoding="utf-8") == compiled()  # not in the assertion: a difference would be a line of 260 KB
    assert same, "cleaners/rules/compiled.json is old: run `make rules`"


def test_compiled_rules_are_the_rules_of_the_packs() -> None:
    assert tables.compiled_rules() is not None
    assert built_in() == built_in_packs()


def test_a_match_passes_the_guard() -> None:
    for rule in built_in():
        for example in rule.examples:
            for line in example.before.split("\n"):
                folded = fold(line).lower().strip()
                if rule.pattern and rule.at == "line" and rule.regex.fullmatch(folded):
                    assert passes(rule.guard, folded), rule.id
                    assert len(folded) <= rule.widest
                    assert not set(rule.foreign) & set(folded)


@given(TEXT)
def test_codes_are_the_fold_in_lower_case(text: str) -> None:
    codes = folded_codes(text)
    assert len(codes) == len(text)
    for code, char in zip(codes.tolist(), fold(text), strict=True):
        outside = ord(char) > 0xFFFF or 0xD800 <= ord(char) < 0xE000
        assert code == (0 if outside else ord(char.lower()) if char.isascii() else ord(char))


@given(TEXT)
def test_a_view_knows_its_lines(text: str) -> None:
    view = View(text)
    lines = text.split("\n")
    starts, ends = view.bounds
    assert [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)] == lines
    assert [text[start:end] for start, end in view.filled] == [line for line in lines if line.strip()]


@given(TEXT, st.sets(st.sampled_from(["下载", "a𠀀", "载。\n下", "aa", "。a"]), min_size=1))
def test_every_string_is_found(text: str, strings: set[str]) -> None:
    view = View(text)
    expected = [
        (at, string)
        for at in range(len(text))
        for string in sorted(strings)
        if "𠀀" not in string and view.lower.startswith(string, at)
    ]
    assert sorted(Literals({string: [string] for string in strings if "𠀀" not in string}).find(view)) == sorted(expected)


def test_patterns_are_compiled_when_they_are_used() -> None:
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.search("x")
    assert lazy_pattern("b+").sub("", "abbc") == "ac"
    assert np.array_equal(View("").bounds[0], [0])
