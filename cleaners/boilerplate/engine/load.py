"""The rules that the options of a run ask for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cleaners.boilerplate.engine.rule_check import problems_of
from cleaners.boilerplate.engine.rules import RuleSet
from cleaners.errors import RuleError
from cleaners.options import CleanOptions
from cleaners.rules.packs import built_in, read_packs, taken_ids, user_packs
from cleaners.rules.syntax import Risk

PROFILES: Mapping[str, tuple[Risk, ...]] = {
    "careful": ("low",),
    "balanced": ("low", "medium"),
    "greedy": ("low", "medium", "high"),
}


def load_rules(options: CleanOptions) -> RuleSet:
    """The rules that `options` ask for. Raises RuleError for a pack that cannot be used."""
    return _rule_set(options.profile, options.rules_off, options.rule_packs)


@cache
def _rule_set(profile: str, rules_off: tuple[str, ...], rule_packs: tuple[str, ...]) -> RuleSet:
    rules = built_in()
    if rule_packs:
        own = read_packs(user_packs(rule_packs), taken=taken_ids())
        rules += own
        if problems := problems_of(own, rules):
            raise RuleError("\n".join(problems))
    options = CleanOptions(rules_off=rules_off)
    kept = (rule for rule in rules if rule.risk in PROFILES[profile] and not options.is_off(rule.id))
    return RuleSet(tuple(kept))
