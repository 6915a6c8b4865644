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
    content = {
        "digest": tables.digest_of(tables.sources()),
        "tables": {name: tables.parsed(name) for name in tables.NAMES},
        "rules": [asdict(rule) for rule in packs.built_in_packs()],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    TARGET.write_text(compiled(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
