"""Compile `cleaners/rules/compiled.json`: the rule packs and word tables of the package, with the strings that give each
rule away, so that loading them parses neither TOML nor regular expressions.

    python -m training.rule_tables
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from cleaners.rules import packs, tables

TARGET = Path(__file__).parent.parent / "cleaners" / "rules" / tables.COMPILED


def compiled() -> str:
    """The tables and rules, a line for each: a difference shows which one changed."""
    digest = f'"digest":{_json(tables.digest_of(tables.sources()))}'
    named = ",\n".join(f"{_json(name)}:{_json(tables.parsed(name))}" for name in tables.NAMES)
    rules = ",\n".join(_json(asdict(rule)) for rule in packs.built_in_packs())
    return f'{{{digest},\n"tables":{{\n{named}\n}},\n"rules":[\n{rules}\n]}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    TARGET.write_text(compiled(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
