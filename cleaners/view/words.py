"""What the pages say, in each language: `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of a language by their keys."""
    table = tomllib.loads(files("cleaners.view").joinpath("words.toml").read_text(encoding="utf-8"))
    return {key: said[LANGUAGES.index(language)] for key, said in table.items()}
