"""Every rule id that may stand in a ledger is in the catalogue, and what is there is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cleaners
from cleaners.errors import OptionsError, Rejected
from cleaners.options import CleanOptions
from cleaners.rules.catalogue import RuleInfo, catalogue, category_of, check_names
from training.rule_docs import TARGET, page

ROOT = Path(__file__).parent.parent.parent
SAMPLES = sorted(path for path in (ROOT / "raw").rglob("*") if path.is_file())
CASES = sorted(path for path in (ROOT / "tests").rglob("cases/*") if path.is_file())


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_a_rule_says_all_there_is_to_know(rule: RuleInfo) -> None:
    where = f"{rule.owner}: {rule.id}"
    assert rule.category, f"{where}: give it a category"
    said = rule.takes.endswith(".")
    assert said, f"{where}: say in one sentence with a full stop what it takes (`comment` in a pack, `takes` in the catalogue)"
    assert "\n" not in rule.takes
    assert len(rule.examples) >= 2, f"{where}: needs two examples"
    assert all(before != after for before, after in rule.examples)
    assert (ROOT / rule.owner).is_file(), f"{where}: `owner` is no file"
    assert rule.switch == "" or hasattr(CleanOptions(), rule.switch)
    assert category_of(rule.id) == rule.category


@pytest.mark.parametrize("path", [*SAMPLES, *CASES], ids=lambda path: path.name)
def test_no_ledger_has_a_rule_that_is_not_in_the_catalogue(path: Path) -> None:
    try:
        document = cleaners.clean(path.read_bytes(), name=path.name)
    except Rejected:
        return
    assert {entry.rule for entry in document.ledger()} <= set(catalogue())


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("run.baar", "'run.bar'"), ("nois.", "noise"), ("model.lines", "model.line"), ("zzzz", "rules list")],
)
def test_unknown_names_are_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(OptionsError, match=nearest):
        CleanOptions(rules_off=(name,))
    check_names(["run.bar", "noise.", "model.line"])


def test_a_rule_of_a_users_pack_has_its_own_category(tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(
        '[pack]\ncategory = "village"\n[[rule]]\nid = "own.bell"\naction = "drop_line"\nrisk = "low"\npattern = "钟楼广播站"\n'
        'literals = ["钟楼"]\nexamples = ["钟楼广播站", "钟楼廣播站"]\ncounter_examples = ["钟楼很高。", "钟声响了。"]\n',
        encoding="utf-8",
    )
    options = CleanOptions(rule_packs=(str(pack),))
    text = "雪下了三天三夜，村口的老槐树压断了枝，孩子们在雪里跑。\n" * 3 + "钟楼广播站\n"
    record = cleaners.record(cleaners.clean(text, options=options))
    assert ("own.bell", "village") in {(removed["rule"], removed["category"]) for removed in json.loads(record["removed"])}


def test_a_pack_that_uses_an_id_of_the_catalogue_is_refused_in_one_line(tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(
        '[[rule]]\nid = "noise.tag"\ncategory = "x"\naction = "drop_line"\nrisk = "low"\npattern = "钟楼"\nliterals = ["钟楼"]\n'
        'examples = ["钟楼", "钟楼"]\ncounter_examples = ["钟", "楼"]\n',
        encoding="utf-8",
    )
    with pytest.raises(cleaners.RuleError, match=r"noise\.tag: the name is taken by") as caught:
        cleaners.clean("雪停了。", options=CleanOptions(rule_packs=(str(pack),)))
    assert "\n" not in str(caught.value)


def test_the_page_of_rules_is_up_to_date() -> None:
    """`make rules` writes it."""
    same = TARGET.read_text(encoding="utf-8") == page()
    assert same, "docs/rules.md is old: run `make rules`"
