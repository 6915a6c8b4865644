"""Whether two characters belong together inside a word. Shows whether a line break cuts a word."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cleaners.characters.fold import t2s


@cache
def _followers() -> dict[str, str]:
    """First character -> all characters that follow it inside words (`training/cohesion.py`)."""
    lines = files("cleaners.chinese.data").joinpath("cohesion.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}


def cohesive(first: str, second: str) -> bool:
    """Whether `second` follows `first` inside words. Each may be traditional or simplified."""
    simplified = t2s()
    return simplified.get(second, second) in _followers().get(simplified.get(first, first), "")
