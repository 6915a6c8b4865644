"""Documents: steps compose, marks and omissions keep their place, everything comes back."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from cleaners.document import Changes, Document, Edit, Mark, Omission
from cleaners.errors import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.step import Step, run_steps, step

TEXTS = st.text(st.sampled_from("　 \n甲乙丙()qū,。1"), max_size=60)


SWAPS = {"甲": "script.simplify", "乙": "script.overlay", ",": "punctuation.full_width", "q": "script.vocabulary"}


def drop(character: str) -> Step:
    @step(rules=("space.width",))
    def dropping(document: Document, _context: Context) -> Iterator[Edit]:
        return (Edit(n, n + 1, "", "space.width") for n, c in enumerate(document.text) if c == character)

    return dropping


def swap(old: str, new: str) -> Step:
    @step(rules=(SWAPS[old],))
    def swapping(document: Document, _context: Context) -> Iterator[Edit]:
        return (Edit(n, n + 1, new, SWAPS[old]) for n, c in enumerate(document.text) if c == old)

    return swapping


@step()
def nothing(_document: Document, _context: Context) -> None:
    return None


STEPS = st.lists(
    st.one_of(
        st.builds(drop, st.sampled_from("　 \n甲乙(")),
        st.builds(swap, st.sampled_from("甲乙,q"), st.sampled_from(["丙", "，", "丁戊"])),
    ),
    max_size=6,
)


@given(TEXTS, STEPS)
def test_any_steps_can_be_undone(source: str, steps: list[Step]) -> None:
    document = run_steps(Document.of(source), steps, Context())
    assert document.restore() == source
    assert document.source_text == source
    kept = len(source) - sum(document.patch.taken().values())
    assert kept + sum(len(entry.put) for entry in document.ledger()) == len(document.text)


@given(TEXTS, STEPS)
def test_a_mark_keeps_what_is_left_of_its_text(source: str, steps: list[Step]) -> None:
    middle = len(source) // 2
    document = Document.of(source, marks=[Mark("first", 0, middle), Mark("second", middle, len(source))])
    document = run_steps(document, steps, Context())
    # The edits here are of single characters, so no change crosses the edge of the marks: the marks split the text in two.
    alone = [run_steps(Document.of(half), steps, Context()).text for half in (source[:middle], source[middle:])]
    marked = {mark.kind: document.text[mark.start : mark.end] for mark in document.marks_now()}
    assert [marked.get("first", ""), marked.get("second", "")] == alone


def test_a_step_that_finds_nothing_returns_the_same_document() -> None:
    document = Document.of("原文")
    assert run_steps(document, [nothing, drop("x")], Context()) is document


def test_omissions_are_kept_in_the_place_of_the_source() -> None:
    document = run_steps(Document.of("　　上文【略】下文"), [drop("　")], Context())
    omission = Omission("hidden_notice", chars=12, text="【略】", at=2)
    document = document.apply(Changes([Edit(2, 5, "", "omission.hidden_notice")], omissions=(omission,)))
    assert document.text == "上文下文"
    assert document.omissions == (Omission("hidden_notice", chars=12, text="【略】", at=4),)


def test_metadata_that_is_set_stays_unless_overridden() -> None:
    document = Document.of("", metadata={"title": "甲", "author": ""})
    assert document.apply(Changes(metadata={"title": "乙", "author": "丙"})).metadata == {"title": "甲", "author": "丙"}
    assert document.apply(Changes(metadata={"title": "乙"}, override=True)).metadata["title"] == "乙"


def test_what_was_removed_leaves_blanks_and_replacements_aside() -> None:
    document = run_steps(Document.of("　甲(乙"), [drop("　"), drop("("), swap("乙", "丙")], Context())
    assert [(entry.taken, entry.at, entry.rule) for entry in document.removed] == [("(", 1, "space.width")]


def test_a_rejection_says_why_in_one_line() -> None:
    assert str(Rejected("unsupported", "no reader for PDF yet")) == "unsupported: no reader for PDF yet"
    assert str(Rejected("empty")) == "empty"


def test_a_rule_that_is_switched_off_changes_nothing() -> None:
    steps = [drop("甲"), swap("乙", "丙"), swap("q", "x")]
    for off, expected in [
        ((), "丙x"),
        (("space.width",), "甲丙x"),
        (("script.",), "乙q"),
        (("script.vocabulary", "space.width"), "甲丙q"),
    ]:
        document = run_steps(Document.of("甲乙q"), steps, Context(options=CleanOptions(rules_off=off)))
        assert document.text == expected
