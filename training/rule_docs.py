"""Write docs/rules.md: every rule of the catalogue, for people.

python -m training.rule_docs
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleaners.rules.catalogue import RuleInfo, catalogue

TARGET = Path(__file__).parent.parent / "docs" / "rules.md"

HEAD = """# Rules

Every rule id that may stand in a record's `removed`, in a ledger or in a report. This page is made from the catalogue
(`make rules`); `qingwen rules explain ID` says the same on the terminal.

`rules_off = ["run.bar", "noise."]` under `[clean]` switches single rules off, or families. *Switch* is the option
that switches the whole step.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *_families()]).rstrip() + "\n"


def _families() -> Iterator[str]:
    families: dict[str, list[RuleInfo]] = {}
    for rule in catalogue().values():
        families.setdefault(rule.id.split(".")[0], []).append(rule)
    for family, rules in families.items():
        yield f"## {family}\n"
        yield "| rule | takes | category | switch | stands in | example |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for rule in rules:
            before, after = rule.examples[0]
            example = f"{_code(before)} → {_code(after) if after else 'nothing'}"
            cells = (f"`{rule.id}`", _plain(rule.takes), rule.category, rule.switch or "always", f"`{rule.owner}`", example)
            yield f"| {' | '.join(cells)} |"
        yield ""


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    """Text as inline code in a cell of a table."""
    shown = text.replace("`", "'").replace("|", "｜").replace("\n", " ⏎ ")
    return f"`{''.join(sign if sign.isprintable() else f'U+{ord(sign):04X}' for sign in shown)}`"


def main() -> None:
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.name}: {len(catalogue())} rules")


if __name__ == "__main__":
    main()
