"""Strings that give away what more than one step looks for, found in one pass over the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal

from cleaners.boilerplate.engine.literals import Literals
from cleaners.boilerplate.layout import View
from cleaners.boilerplate.withheld.notices import signs
from cleaners.rules import tables

Kind = Literal["notice", "naming", "site", "promotion", "frame"]

_NAMING = ("_第", "-第", "—第", "》由", "标题", "名称", "您正在", "正在阅读")
"""Where a page names its title, see `title`."""


@cache
def _index() -> Literals[Kind]:
    owners: dict[str, list[Kind]] = {}
    for word in {*map(str.lower, signs()), "read more"}:
        owners.setdefault(word, []).append("notice")
    for word in _NAMING:
        owners.setdefault(word, []).append("naming")
    for word in tables.table("promotions.toml")["words"]["strong"].split():
        owners.setdefault(word, []).append("promotion")
    kinds: tuple[Kind, ...] = ("site", "frame")
    for kind in kinds:
        for word in tables.table("signs.toml")[kind].split():
            owners.setdefault(word, []).append(kind)
    return Literals(owners)


@lru_cache(maxsize=2)
def signs_of(view: View) -> Mapping[Kind, list[int]]:
    """The places of the signs of each kind."""
    found: dict[Kind, list[int]] = {"notice": [], "naming": [], "site": [], "promotion": [], "frame": []}
    for position, kind in _index().find(view):
        found[kind].append(position)
    return found
