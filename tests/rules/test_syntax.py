"""What a pack may say, and what is refused: always with the names of pack and rule, and with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.boilerplate.engine.load import load_rules
from cleaners.boilerplate.engine.rule_check import check_packs
from cleaners.boilerplate.engine.step import apply_rules
from cleaners.document import Document, Origin
from cleaners.errors import RuleError
from cleaners.options import CleanOptions, Context
from cleaners.rules.patterns import nested_repeat, required_strings, slow_probe
from cleaners.step import run_steps

RULE = """
[pack]
category = "mine"
[[rule]]
id = "mine.motto"
action = "drop_line"
pattern = '山高水长,欢迎再来%{done}'
risk = "low"
examples = ["山高水长,欢迎再来!", "山高水长,欢迎再来"]
counter_examples = ["山高水长", "山高水长,欢迎再来看我们的雪"]
"""


def pack(folder: Path, content: str) -> str:
    path = folder / "own.toml"
    path.write_text(content, encoding="utf-8")
    return str(path)


def loaded(path: str) -> None:
    load_rules(CleanOptions(rule_packs=(path,)))


def test_a_pack_of_the_user_runs(tmp_path: Path) -> None:
    path = pack(tmp_path, RULE)
    for packs in (path, str(tmp_path)):
        context = Context(CleanOptions(rule_packs=(packs,)))
        document = run_steps(Document.of("雪停了。\n山高水長，歡迎再來！"), [apply_rules], context)
        assert document.text == "雪停了。"
        assert document.removed[0].rule == "mine.motto"
    assert check_packs([path]) == []
    (problem,) = check_packs([pack(tmp_path, RULE.replace("再来!", "再见!"))])
    assert "own.toml: rule mine.motto: example 1: the rule takes nothing" in problem


def test_a_rule_for_a_site_runs_there_alone(tmp_path: Path) -> None:
    context = Context(CleanOptions(rule_packs=(pack(tmp_path, RULE + 'hosts = ["example.org"]\n'),)))
    for url, text in (("http://www.example.org/1", "雪停了。"), ("http://example.com/1", "雪停了。\n山高水长,欢迎再来")):
        document = Document.of("雪停了。\n山高水长,欢迎再来", origin=Origin(url=url))
        assert run_steps(document, [apply_rules], context).text == text


def test_an_omission_is_recorded(tmp_path: Path) -> None:
    rule = """
[[rule]]
id = "mine.rest"
category = "hidden_text"
action = "omission"
reason = "login"
pattern = '全篇(?P<whole>\\d+)字,眼前(?P<shown>\\d+)字'
risk = "low"
examples = ["全篇900字,眼前300字", "全篇12字,眼前2字"]
counter_examples = ["全篇900字", "眼前300字"]
"""
    context = Context(CleanOptions(rule_packs=(pack(tmp_path, rule),)))
    document = run_steps(Document.of("雪停了。\n全篇900字,眼前300字"), [apply_rules], context)
    assert document.text == "雪停了。"
    assert [(found.reason, found.chars) for found in document.omissions] == [("login", 600)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('risk = "low"', 'risc = "low"', "unknown key `risc`; did you mean `risk`?"),
        ('"drop_line"', '"droplines"', "unknown action `droplines`; did you mean `drop_line`?"),
        ("%{done}", "%{dome}", "unknown fragment `dome`; did you mean `done`?"),
        ('risk = "low"', 'risk = "low"\nneeds = { max_lenght = 3 }', "unknown need `max_lenght`; did you mean `max_length`?"),
        ('risk = "low"', 'risk = "low"\nneeds = { max_length = "3" }', "`needs.max_length` is a int"),
        ('risk = "low"', 'risk = "low"\nhead = 3', "a window needs `where`"),
        ('action = "drop_line"', "", "needs a value for `action`"),
        ("mine.motto", "Motto", "an id reads family.name"),
        ("mine.motto", "nav.back", "the name is taken by nav.toml"),
        ("山高水长,欢迎再来%{done}'", "山高水长(欢迎再来'", "does not compile"),
        ("山高水长,欢迎再来%{done}'", ".{3,40}'", "name some in `literals`"),
        ("山高水长,欢迎再来%{done}'", "(山|水).{3,40}'", "a single character is too little"),
        ("山高水长,欢迎再来%{done}'", "山高水长(?:[^,]+,?)*'", "a repeat inside a repeat"),
        ("山高水长,欢迎再来%{done}'", "山高水长.*'", "counter-example 1: the rule takes something"),
        ("山高水长,欢迎再来%{done}'", "山高水长,欢迎再来'", "example 1: the rule takes nothing"),
        ('"drop_line"', '"cut"', "a cut says where it cuts"),
        ('"drop_line"', '"to_metadata"', "to_metadata needs a group"),
        ('examples = ["山高水长,欢迎再来!", ', "examples = [", "needs 2 examples or more, has 1"),
        ("[pack]", "[pack", "is no TOML"),
        ("[pack]", "[packs]", "unknown key `packs`"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in RULE
    path = pack(tmp_path, RULE.replace(old, new, 1))
    with pytest.raises(RuleError) as error:
        loaded(path)
    assert said in str(error.value)
    assert "own.toml" in str(error.value)


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        loaded(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        ("上一(?:篇|页):.*", {"上一篇:", "上一页:"}),
        (".{0,9}版权所有.*", {"版权所有"}),
        ("(?:abc|d.*)x?", {"abc", "d"}),
        ("(?:返回)?顶部", {"返回顶部", "顶部"}),
        ("(?:返回){2,}", {"返回"}),
        (r"\d+(?=页)", None),
        ("[上下]一篇", {"上一篇", "下一篇"}),
        ("ICP备", {"icp备"}),
    ],
)
def test_strings_that_every_match_holds(pattern: str, strings: set[str] | None) -> None:
    assert required_strings(pattern) == strings


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?:[^,]*,?)*x", "(?:a|b+)*c", "(?:(?:ab)+c?)+d"])
def test_nested_repeats_are_seen(pattern: str) -> None:
    assert nested_repeat(pattern)


@pytest.mark.parametrize("pattern", ["(?:a+)?b", "(?>a+)+b", "(?:a+)*+b", "(?:ab){2,4}c", "a+b+c+", "(?:a{1,3}){1,5}"])
def test_harmless_repeats_pass(pattern: str) -> None:
    assert not nested_repeat(pattern)


def test_exponential_time_is_felt() -> None:
    assert slow_probe("(?:a|a)*b")
    assert slow_probe("(?:a|ab|b)*c")
    assert not slow_probe("上一篇.{0,40}下一篇.{0,40}")
