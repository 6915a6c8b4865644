"""The data of this package. It is written as TOML, for people, and read from `compiled.json`, which takes no time.

`python -m training.rule_tables` compiles it anew. Where the TOML was changed since, it is read itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

COMPILED = "compiled.json"
NAMES = (
    "bylines.toml",
    "catalogue.toml",
    "fragments.toml",
    "frame_lines.toml",
    "omissions.toml",
    "promotions.toml",
    "runs.toml",
    "signs.toml",
)
PACKS = "packs"


@cache
def sources() -> Mapping[str, str]:
    """The content of all TOML files, the packs of rules in `packs/`."""
    folder = files("cleaners.rules")
    packs = sorted(entry.name for entry in folder.joinpath(PACKS).iterdir() if entry.name.endswith(".toml"))
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in (*NAMES, *(f"{PACKS}/{name}" for name in packs))}


def digest_of(contents: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in contents.items():
        content = text.encode()
        digest.update(f"{len(name)} {name} {len(content)} ".encode() + content)
    return digest.hexdigest()[:16]


@cache
def table(name: str) -> Mapping[str, Any]:
    """What the TOML file says."""
    compiled = _compiled()
    if compiled:
        found: Mapping[str, Any] = compiled["tables"][name]
        return found
    return parsed(name)


def parsed(name: str) -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(sources()[name])


def compiled_rules() -> list[dict[str, Any]] | None:
    """The built-in rules as fields of `Rule`; None where they have to be read from their packs."""
    compiled = _compiled()
    return compiled["rules"] if compiled else None


@cache
def _compiled() -> dict[str, Any]:
    path = files("cleaners.rules").joinpath(COMPILED)
    if not path.is_file():
        return {}
    compiled: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return compiled if compiled["digest"] == digest_of(sources()) else {}
