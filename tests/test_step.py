"""Steps and their runner: declarations are kept, silent steps would have found nothing, protected marks stay whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Changes, Document, Edit, Mark
from cleaners.edits import Edits
from cleaners.errors import Error, Rejected, StepError
from cleaners.options import CleanOptions, Context
from cleaners.pipeline import STEPS
from cleaners.rules.catalogue import in_code
from cleaners.step import ALWAYS, CODE, DATA, Gate, Screen, Step, run_steps, step

# Texts that ring at one gate or another: blanks, escapes, marks of all kinds, Han of both scripts, controls, halves.
PIECES = [
    "雪停了", "這裡", "(chǔ)", "&lt;", "\\u6625", "%E6%98", "=E6=98=A5", "...", "。。", "--", "\u3000", "  ", "\n", "\r\n", "\t",
    "ａ", "\u200b", "\ufeff", "\ud83d", "\U0001f600", "\U000f0000", ",", ".", "abc", "12", "Ã©", "\x85", "ﾗ", "①", "「",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), max_size=12).map("".join)


@pytest.mark.parametrize("each", [each for each in STEPS if not each.gate.always], ids=lambda each: each.name)
@given(text=TEXTS)
def test_a_silent_step_would_have_found_nothing(each: Step, text: str) -> None:
    document = Document.of(text)
    if Screen(text, STEPS).opens(each.gate, document):
        return
    found = each(document, Context())
    edits = found.edits if isinstance(found, Changes) else found or ()
    assert not len(edits if isinstance(edits, Edits) else list(edits))
    assert not (isinstance(found, Changes) and (found.metadata or found.omissions))


@given(TEXTS)
def test_a_screen_answers_like_a_search(text: str) -> None:
    gates = [
        Gate("&%"),
        Gate(ranges=((0x80, 0x10FFFF),)),
        Gate(" \u3000"),
        Gate(words=("...", "--")),
    ]
    screen = Screen(text, [step(gate=gate)(lambda _document, _context: None) for gate in gates])
    document = Document.of(text)
    said = [screen.opens(gate, document) for gate in gates]
    assert said[0] == any(sign in text for sign in "&%")
    assert said[1] == (not text.isascii())
    assert said[2] == (" " in text or "\u3000" in text)
    assert said[3] == ("..." in text or "--" in text)


def test_every_rule_in_code_is_declared_by_its_step_and_every_declared_rule_is_in_the_catalogue() -> None:
    declared = {rule for each in STEPS for rule in each.rules}
    missing, idle = sorted(declared - set(in_code())), sorted(set(in_code()) - declared)
    assert not missing, f"add to cleaners/rules/catalogue.toml: {missing}"
    assert not idle, f"in cleaners/rules/catalogue.toml, and declared by no step in @step(rules=...): {idle}"


def test_the_switch_of_a_rule_is_the_switch_of_its_step() -> None:
    for each in STEPS:
        for rule in each.rules:
            if rule == "entry.control":  # of two steps, one of which always runs
                continue
            switch = in_code()[rule].switch
            # Conversion asks its own options: they say how, not whether.
            assert switch in each.switch or (not each.switch and switch in ("", "script", "quotes", "conversion_overlay")), rule


@pytest.mark.parametrize("each", STEPS, ids=lambda each: each.name)
def test_switches_are_options(each: Step) -> None:
    options = CleanOptions()
    assert all(hasattr(options, name) for name in each.switch)
    assert all(each.run.__module__.replace(".", "/") + ".py" for rule in each.rules)


def _drop(rule: str) -> Step:
    @step(rules=("noise.jammer",), leaves=CODE)
    def dropping(document: Document, _context: Context) -> Iterator[Edit]:
        return (Edit(n, n + 1, "", rule) for n, sign in enumerate(document.text) if sign == "x")

    return dropping


def test_an_undeclared_rule_is_refused_in_one_line() -> None:
    with pytest.raises(StepError, match=r"step dropping does not declare the rule 'noise.alien'") as caught:
        run_steps(Document.of("x"), [_drop("noise.alien")], Context())
    assert isinstance(caught.value, Error)
    assert "\n" not in str(caught.value)


def test_a_step_without_a_declaration_is_refused_in_one_line() -> None:
    def bare(_document: Document, _context: Context) -> None:
        return None

    with pytest.raises(StepError, match="'bare' is no step"):
        run_steps(Document.of("x"), [bare], Context())  # type: ignore[list-item]


def test_edits_that_reach_into_protected_marks_are_taken_back() -> None:
    document = Document.of("x.x.x", marks=[Mark("code", 2, 3), Mark("paragraph", 4, 5)])
    assert run_steps(document, [_drop("noise.jammer")], Context()).text == ".x."


@given(TEXTS, st.data())
def test_protected_text_stays_whole(text: str, data: st.DataObject) -> None:
    """Whatever stands in a code mark comes out as it was, line ends and control characters aside."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = Document.of(text, marks=[Mark("code", start, end)] if start < end else [])
    free = [each for each in STEPS if each.leaves >= CODE]
    try:
        after = run_steps(document, free, Context())
    except Rejected:
        return
    for mark in after.marks_now("code"):
        assert after.text[mark.start : mark.end] == text[start:end]


def test_a_switch_that_is_off_skips_the_step() -> None:
    @step(rules=("noise.jammer",), switch=("repair", "boilerplate"))
    def failing(_document: Document, _context: Context) -> None:
        raise AssertionError("was run")

    for options in (CleanOptions(repair=False), CleanOptions(boilerplate=False), CleanOptions(rules_off=("noise.jammer",))):
        run_steps(Document.of("x"), [failing], Context(options))
    assert failing.gate is ALWAYS
    assert CODE < DATA
