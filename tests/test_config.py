"""A configuration is taken whole or refused with one line that says what to change."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.config import effective, kinds, options_from, read_config, shown
from cleaners.errors import ConfigError
from cleaners.options import CleanOptions
from cleaners.settings import Settings
from training import option_docs

ROOT = Path(__file__).parent.parent
EVERY = {(table, key) for table, kind in kinds().items() for key in kind.__dataclass_fields__}


def test_values_become_options() -> None:
    options = options_from(CleanOptions, {"script": "keep", "rules_off": ["doc."], "punctuation": False}, "qingwen.toml [clean]")
    assert options == CleanOptions(script="keep", rules_off=("doc.",), punctuation=False)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reapir": True}, "qingwen.toml: unknown key 'reapir'; did you mean 'repair'?"),
        ({"xyz": 1}, "qingwen.toml: unknown key 'xyz'; there are: about_characters"),
        ({"script": "hant"}, "qingwen.toml: script = 'hant': choose one of 'simplified', 'keep'"),
        ({"repair": 1}, "qingwen.toml: repair = 1: a value of type bool is needed"),
        ({"max_bytes": True}, "qingwen.toml: max_bytes = True: a value of type int is needed"),
        ({"rules_off": "doc."}, "qingwen.toml: rules_off = 'doc.': a list of strings is needed"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(values: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        options_from(CleanOptions, values, "qingwen.toml")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"[clean\n", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "qingwen.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"qingwen\.toml: "):
        read_config(path)


FILE = """
[run]
workers = 2
[source]
exclude = ["drafts/"]
[alarms]
reject_rate = 1
[clean]
script = "keep"
"""


def test_file_environment_and_flags_in_this_order(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FILE, encoding="utf-8")
    environment = {"QINGWEN_RUN_WORKERS": "3", "QINGWEN_SOURCE_INCLUDE": "a/*, b", "QINGWEN_CLEAN_REPAIR": "false", "HOME": "/"}
    found = effective(path, environment, {"run.workers": 4, "run.clean": None})
    settings = found.settings
    assert (settings.run.workers, settings.run.clean) == (4, "clean")
    assert (settings.source.include, settings.source.exclude) == (("a/*", "b"), ("drafts/",))
    assert (settings.clean.script, settings.clean.repair, settings.alarms.reject_rate) == ("keep", False, 1)
    assert found.given_by == {
        ("run", "workers"): "--workers",
        ("source", "include"): "QINGWEN_SOURCE_INCLUDE",
        ("source", "exclude"): f"{path} [source]",
        ("alarms", "reject_rate"): f"{path} [alarms]",
        ("clean", "script"): f"{path} [clean]",
        ("clean", "repair"): "QINGWEN_CLEAN_REPAIR",
    }


def test_what_is_shown_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FILE, encoding="utf-8")
    found = effective(path, {"QINGWEN_SOURCE_NAME": 'a "quoted" \\ name'})
    printed = tmp_path / "shown.toml"
    printed.write_text("\n".join(shown(found)), encoding="utf-8")
    assert effective(printed).settings == found.settings
    assert "# QINGWEN_SOURCE_NAME" in printed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "environment", "message"),
    [
        ("[rnu]\n", {}, "unknown table [rnu]; did you mean 'run'?"),
        ("[run]\nworker = 1\n", {}, "[run]: unknown key 'worker'; did you mean 'workers'?"),
        ("run = 1\n", {}, "write [run] above its keys"),
        ("", {"QINGWEN_RUN_WORKER": "1"}, "unknown variable QINGWEN_RUN_WORKER; did you mean 'QINGWEN_RUN_WORKERS'?"),
        ("", {"QINGWEN_RUN_WORKERS": "many"}, "QINGWEN_RUN_WORKERS: workers = 'many': a value of type int is needed"),
        ("", {"QINGWEN_CLEAN_REPAIR": "perhaps"}, "a value of type bool is needed"),
        ("[schedule]\nevery = 5\n", {}, "every = 5: a value of type str is needed"),
    ],
)
def test_settings_that_are_none_are_refused(tmp_path: Path, content: str, environment: dict[str, str], message: str) -> None:
    path = tmp_path / "qingwen.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        effective(path, environment)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_the_sample_shows_all_settings_with_their_defaults() -> None:
    sample = (Path(__file__).parent.parent / "qingwen.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in sample.splitlines() if " = " in line or line.startswith("[")]
    tables = tomllib.loads("\n".join(lines))
    built = {table: options_from(kind, tables[table], table) for table, kind in kinds().items()}
    assert Settings(**built) == Settings()
    assert {(table, key) for table in tables for key in tables[table]} == EVERY


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/options.md"])
def test_every_option_is_documented(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [key for _, key in sorted(EVERY) if f"`{key}`" not in text] == []


def test_the_page_of_options_is_up_to_date() -> None:
    same = option_docs.TARGET.read_text(encoding="utf-8") == option_docs.page()
    assert same, "docs/options.md is old: run `make rules`"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("clean.profil=careful", "unknown key 'profil'; did you mean 'profile'?"),
        ("claen.profile=careful", "unknown table 'claen'; did you mean 'clean'?"),
        ("profile=careful", "write table.key=value"),
        ("clean.profile", "write table.key=value"),
        ("clean.shards=0", "shards = 0: at least 1 is needed"),
        ("run.workers=x", "a value of type int is needed"),
    ],
)
def test_a_line_that_sets_nothing_is_refused(line: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        effective(None, {}, sets=[line])
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_set_goes_before_the_file_and_behind_a_flag(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FILE, encoding="utf-8")
    sets = ["run.workers=5", "clean.rules_off=run.bar, noise.", "clean.repair=false", "alarms.reject_rate=0.5"]
    found = effective(path, {"QINGWEN_RUN_WORKERS": "3"}, {"run.workers": 7}, sets)
    assert (found.settings.run.workers, found.settings.alarms.reject_rate) == (7, 0.5)
    assert (found.settings.clean.rules_off, found.settings.clean.repair) == (("run.bar", "noise."), False)
    assert found.given_by["clean", "repair"] == "--set clean.repair=false"
