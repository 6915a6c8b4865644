"""A configuration is taken whole or refused with one line that says what to change."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cleaners.config import ConfigError, options_from, read_config
from cleaners.options import CleanOptions


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


def test_the_sample_shows_options_with_their_defaults() -> None:
    sample = (Path(__file__).parent.parent / "qingwen.toml").read_text(encoding="utf-8")
    shown = tomllib.loads("\n".join(line.removeprefix("# ") for line in sample.splitlines() if " = " in line))
    assert options_from(CleanOptions, shown, "qingwen.toml") == CleanOptions()
