"""The packs of rules: those that come along, and those of users.

The packs that come along are trusted when they are loaded (CI checks them, see `rule_check`); packs of users are checked then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cleaners.errors import RuleError
from cleaners.rules import tables
from cleaners.rules.syntax import Rule, compiled_rule, known, read_rule


@cache
def rules_version(rule_packs: tuple[str, ...] = ()) -> str:
    """A digest of everything that rules are made of: the packs, their vocabulary and the packs of the user."""
    return tables.digest_of({**tables.sources(), **dict(user_packs(rule_packs))})


@cache
def built_in() -> tuple[Rule, ...]:
    """All rules that come along, whatever their risk."""
    compiled = tables.compiled_rules()
    return built_in_packs() if compiled is None else tuple(map(compiled_rule, compiled))


def built_in_packs() -> tuple[Rule, ...]:
    """The same, read from the packs."""
    folder = f"{tables.PACKS}/"
    packs = ((name.removeprefix(folder), text) for name, text in tables.sources().items() if name.startswith(folder))
    return read_packs(packs, taken={})


def taken_ids() -> dict[str, str]:
    """The ids that no pack of a user may give a rule, each with who has it."""
    return {**dict.fromkeys(tables.table("catalogue.toml"), "a rule in code"), **{rule.id: rule.pack for rule in built_in()}}


def user_packs(paths: Iterable[str]) -> list[tuple[str, str]]:
    """(path, content) of the user's packs, folders searched through. Raises RuleError for a path that cannot be read."""
    found = []
    for name in paths:
        path = Path(name)
        members = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        try:
            found += [(str(member), member.read_text(encoding="utf-8")) for member in members]
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise RuleError(f"{name}: cannot be read ({why}); name a TOML file, or a folder of them") from None
    return found


def read_packs(packs: Iterable[tuple[str, str]], taken: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of some packs, given as (name, content). Raises RuleError, which names pack and rule."""
    taken = dict(taken)
    rules = []
    for pack, content in packs:
        for rule in _rules_of(pack, content):
            if rule.id in taken:
                raise RuleError(f"{pack}: rule {rule.id}: the name is taken by {taken[rule.id]}")
            taken[rule.id] = pack
            rules.append(rule)
    return tuple(rules)


def read_keep(packs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The lines that some packs keep (see `kept.py`). Raises RuleError."""
    for pack, content in packs:
        yield from _keep_of(pack, _table_of(pack, content))


def _keep_of(pack: str, table: Mapping[str, Any]) -> list[str]:
    lines = table.get("keep", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise RuleError(f"{pack}: keep: a list of lines is needed")
    return lines


def _table_of(pack: str, content: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{pack}: is no TOML: {error}") from None


def _rules_of(pack: str, content: str) -> Iterator[Rule]:
    table = _table_of(pack, content)
    try:
        for key in table:
            known(key, ("pack", "fragments", "rule", "keep"), "key")
        about: Any = table.get("pack", {})
        for key in about:
            known(key, ("category", "comment"), "key of [pack]")
    except RuleError as error:
        raise RuleError(f"{pack}: {error}") from None
    _keep_of(pack, table)
    fragments = {**tables.table("fragments.toml")["fragments"], **table.get("fragments", {})}
    for rule in table.get("rule", ()):
        yield read_rule(rule, pack, str(about.get("category", "")), fragments)
