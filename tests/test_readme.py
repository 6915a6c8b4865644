"""What the READMEs show is true: their rule holds, their options are options, both tell the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cleaners.boilerplate.engine.rule_check import check_packs
from cleaners.config import kinds, options_from

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(readme: Path, language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(readme.read_text(encoding="utf-8")) if name == language]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_rule_and_the_options_are_good(readme: Path, tmp_path: Path) -> None:
    options, rule = blocks(readme, "toml")
    for table, values in tomllib.loads(options).items():
        assert options_from(kinds()[table], values, readme.name) != kinds()[table]()
    pack = tmp_path / "own.toml"
    pack.write_text(rule, encoding="utf-8")
    assert check_packs([str(pack)]) == []


def test_both_show_the_same_commands_and_rules() -> None:
    strip = re.compile(r"\s*#.*")
    for language in ("sh", "python", "toml"):
        shown = [[strip.sub("", block) for block in blocks(readme, language)] for readme in READMES]
        assert shown[0] == shown[1]


def test_every_command_is_named() -> None:
    from cleaners.cli import app

    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        assert all(f"`qingwen {name}" in text for name in names)
