"""The rules that come along: their self-test, whole pages with and without a frame, and what holds of any text."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.boilerplate.engine.load import load_rules
from cleaners.boilerplate.engine.rule_check import check_packs
from cleaners.boilerplate.engine.step import apply_rules, find
from cleaners.document import Document, Origin
from cleaners.options import CleanOptions, Context
from cleaners.rules.catalogue import category_of
from cleaners.rules.packs import built_in, rules_version
from cleaners.step import run_steps

CASES = Path(__file__).parent / "cases"
PROSE = ("入春以来,天气干燥,火险等级居高不下。", "老人推开门,院里落满了雪。", "一、基本情况", "会议强调,各村要落实专人巡山", "")


def cases(name: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"])


def cleaned(text: str, **options: Any) -> Document:
    return run_steps(Document.of(text), [apply_rules], Context(CleanOptions(**options)))


def test_every_rule_does_what_its_examples_say() -> None:
    assert check_packs() == []


@pytest.mark.parametrize("rule", built_in(), ids=lambda rule: rule.id)
def test_every_rule_has_examples_of_both_kinds(rule: Any) -> None:
    assert len(rule.examples) >= 2
    assert len(rule.counter_examples) >= 2


@pytest.mark.parametrize("case", cases("rules_gone.toml"), ids=lambda case: case["label"])
def test_a_frame_goes(case: dict[str, Any]) -> None:
    before = case["before"].strip("\n")
    document = cleaned(before)
    assert [line for line in document.text.split("\n") if line.strip()] == case["after"].strip("\n").split("\n")
    assert {key: document.metadata.get(key) for key in case.get("metadata", {})} == case.get("metadata", {})
    assert document.restore() == before


@pytest.mark.parametrize("profile", ["careful", "balanced", "greedy"])
@pytest.mark.parametrize("case", cases("rules_kept.toml"), ids=lambda case: case["label"])
def test_content_stays(case: dict[str, Any], profile: str) -> None:
    text = case["text"].strip("\n")
    document = cleaned(text, profile=profile)
    assert document.text == text, [entry.rule for entry in document.ledger()]
    assert not document.metadata


EXAMPLES = [line for rule in built_in() for example in rule.examples for line in example.before.split("\n")]
LINES = st.lists(st.one_of(st.sampled_from(EXAMPLES), st.sampled_from(PROSE)), max_size=24)


@settings(max_examples=300, deadline=None)
@given(LINES, st.sampled_from(["careful", "balanced", "greedy"]))
def test_a_second_run_finds_nothing(lines: list[str], profile: str) -> None:
    text = "\n".join(lines)
    document = cleaned(text, profile=profile)
    assert document.restore() == text
    again = run_steps(document, [apply_rules], Context(CleanOptions(profile=profile)))  # type: ignore[arg-type]
    assert again.text == document.text


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_blank_lines_make_no_difference(lines: list[str]) -> None:
    lines = [line for line in lines if line.strip()]
    close, apart = cleaned("\n".join(lines)), cleaned("\n\n".join(lines))
    assert [line for line in apart.text.split("\n") if line] == [line for line in close.text.split("\n") if line]


def test_a_line_goes_with_its_break() -> None:
    assert cleaned("雪停了。\n返回顶部\n天亮了。").text == "雪停了。\n天亮了。"
    assert cleaned("返回顶部\n雪停了。").text == "雪停了。"
    assert cleaned("雪停了。\n返回顶部").text == "雪停了。"
    assert cleaned("雪停了。\n返回顶部\n").text == "雪停了。\n"
    assert cleaned("雪停了。\n返回顶部\n[返回列表]").text == "雪停了。"
    assert cleaned("返回顶部\n[返回列表]").text == ""


def test_options_say_what_runs() -> None:
    text = "雪停了。\n返回顶部\n下载积分:15"
    assert cleaned(text).text == "雪停了。"
    assert cleaned(text, boilerplate=False).text == text
    assert cleaned(text, profile="careful").text == "雪停了。\n下载积分:15"
    assert cleaned(text, rules_off=("nav.back",)).text == "雪停了。\n返回顶部"
    assert cleaned(text, rules_off=("doc.", "nav.")).text == text


def test_a_kept_site_keeps_its_frame() -> None:
    text = "雪停了。\n返回顶部"
    for url, kept in (("https://bbs.example.org/a", True), ("https://example.com/a", False), ("", False)):
        document = Document.of(text, origin=Origin(url=url))
        after = run_steps(document, [apply_rules], Context(CleanOptions(keep_sites=("example.org",))))
        assert (after.text == text) is kept


def test_every_rule_has_a_category() -> None:
    assert all(category_of(rule.id) == rule.category for rule in built_in())
    assert category_of("nav.back") == "navigation"
    assert category_of("foot.never_heard_of") == "foot"
    assert category_of("space.indent") == "space"


def test_the_version_is_that_of_the_data(tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text("")
    assert rules_version() == rules_version()
    assert rules_version((str(pack),)) != rules_version()


BAIT = {
    "one line": "转载请注明出处,更多内容请访问本站,来源:网络(本文来自某网)下载,",
    "short lines": "上一篇:雪夜\n雪停了。\n来源:某网 时间:2019-01-02\n相关文章\n",
    "lines that all go": "返回顶部\n上一篇:雪夜\n",
    "a run": "• 人工客服\n",
    "nothing": "雪停了天亮了",
}


@pytest.mark.parametrize("bait", BAIT.values(), ids=BAIT)
def test_time_grows_with_the_text_and_no_faster(bait: str) -> None:
    """A long line and many short ones, full of what rules look for: eight times the text, not sixty-four times the time."""
    rules = load_rules(CleanOptions(profile="greedy"))

    def seconds(times: int) -> float:
        start = time.process_time()
        find(bait * times, rules)
        return time.process_time() - start

    seconds(10)
    assert seconds(8_000) < 24 * max(0.02, min(seconds(1_000), seconds(1_000)))
