"""Every rule id that may stand in a ledger: what it takes, in which category, who owns it and which option switches it.

Rules of packs describe themselves; those that stand in code are described in `catalogue.toml`. The commands `qingwen rules list`
and `qingwen rules explain ID`, the check of `rules_off`, docs/rules.md, and the categories of records and reports come from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from cleaners.errors import OptionsError
from cleaners.rules import tables
from cleaners.rules.packs import built_in, read_packs, taken_ids, user_packs
from cleaners.rules.syntax import Rule

PACK = "cleaners/rules/packs/"


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What there is to know of a rule.

    `switch` is the option of `[clean]` that switches its step ("" where nothing does), `owner` the module or pack that it stands
    in, `examples` pairs of text before and after. `risk` is that of a pack's rule, "" for code.
    """

    id: str
    category: str
    takes: str
    switch: str
    owner: str
    examples: tuple[tuple[str, str], ...]
    risk: str = ""


@cache
def catalogue(rule_packs: tuple[str, ...] = ()) -> Mapping[str, RuleInfo]:
    """All rules by id, those of the user's packs included. Raises RuleError for a pack that cannot be read.

    >>> catalogue()["annotation.pinyin"].switch
    'repair'
    """
    own = read_packs(user_packs(rule_packs), taken=taken_ids())
    found = {**in_code(), **{rule.id: _of_pack(rule) for rule in (*built_in(), *own)}}
    return dict(sorted(found.items()))


@cache
def in_code() -> Mapping[str, RuleInfo]:
    """The rules that stand in code."""
    return {
        name: RuleInfo(
            id=name,
            category=entry["category"],
            takes=entry["takes"],
            switch=entry["switch"],
            owner=entry["owner"],
            examples=tuple((before, after) for before, after in entry["examples"]),
        )
        for name, entry in tables.table("catalogue.toml").items()
    }


def _of_pack(rule: Rule) -> RuleInfo:
    examples = tuple((example.before, example.after) for example in rule.examples)
    owner = f"{PACK}{rule.pack}" if rule in built_in() else rule.pack
    return RuleInfo(rule.id, rule.category, rule.comment, "boilerplate", owner, examples, rule.risk)


@cache
def category_of(rule: str, rule_packs: tuple[str, ...] = ()) -> str:
    """The category of a rule; the family's name for one that nobody knows."""
    if entry := tables.table("catalogue.toml").get(rule):  # most are: the packs need not be read for them
        return str(entry["category"])
    known = catalogue(rule_packs).get(rule)
    return known.category if known else rule.split(".")[0]


def check_names(names: Iterable[str], rule_packs: tuple[str, ...] = ()) -> None:
    """Raise OptionsError for a name that is neither a rule's nor a family's (`noise.`), with the nearest one."""
    known = catalogue(rule_packs)
    families = {f"{rule[:at]}." for rule in known for at in range(len(rule)) if rule[at] == "."}
    for name in names:
        if name not in known and name not in families:
            near = get_close_matches(name, [*known, *families], 1)
            hint = f"did you mean {near[0]!r}?" if near else "`qingwen rules list` shows all"
            raise OptionsError(f"rules_off: no rule is called {name!r}; {hint}")
