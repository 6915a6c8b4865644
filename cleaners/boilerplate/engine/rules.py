"""The set of rules that a run uses, with what finds them fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from cleaners.boilerplate.engine.literals import ANY_LENGTH, Literals
from cleaners.errors import RuleError
from cleaners.options import CleanOptions
from cleaners.rules.byline import likely_byline
from cleaners.rules.guards import passes
from cleaners.rules.packs import built_in, read_packs, user_packs
from cleaners.rules.syntax import Risk, Rule

PROFILES: Mapping[str, tuple[Risk, ...]] = {
    "careful": ("low",),
    "balanced": ("low", "medium"),
    "greedy": ("low", "medium", "high"),
}


END_MARKS = frozenset("。!?…;.”\"'")
_BLANKS = 80  # outer blanks that a line may have before its length is looked at


@dataclass(frozen=True, eq=False)
class RuleSet:
    """The rules of a run, in the order in which they are tried."""

    rules: tuple[Rule, ...]

    @cached_property
    def index(self) -> Literals[int]:
        """Which rules, by number, to try at which strings."""
        owners: dict[str, list[int]] = {}
        longest: dict[str, int] = {}
        for number, rule in enumerate(self.rules):
            for literal in rule.literals:
                owners.setdefault(literal, []).append(number)
                longest[literal] = max(longest.get(literal, 0), self.longest_lines[number])
        return Literals(owners, longest)

    @cached_property
    def longest_lines(self) -> tuple[int, ...]:
        """The longest line that each rule takes, outer blanks allowed for."""
        return tuple(
            min(rule.needs.max_length, rule.widest) + _BLANKS if rule.at == "line" else ANY_LENGTH for rule in self.rules
        )

    @cached_property
    def glances(self) -> tuple[Callable[[str], bool], ...]:
        """For each rule for whole lines, whether it matches a line (folded, in lower case, without outer blanks) by itself."""
        return tuple(map(_glance, self.rules))

    def selectors(self, host: str) -> tuple[str, ...]:
        """CSS selectors of the page elements that the rules for `host` take out."""
        return tuple(selector for rule in self.rules if rule.for_host(host) for selector in rule.selectors)


def _glance(rule: Rule) -> Callable[[str], bool]:
    """The test of a line that is cheap first: most lines fail at a length or at a sign that the pattern knows nothing of."""
    if rule.matcher or rule.action == "drop_run":
        return likely_byline if rule.matcher else bool
    needs, foreign, guard = rule.needs, rule.foreign, rule.guard
    shortest, longest, end_mark = needs.min_length, min(needs.max_length, rule.widest), needs.end_mark

    def likely(line: str) -> bool:
        if not shortest <= len(line) <= longest or (end_mark is not None and end_mark != (line[-1:] in END_MARKS)):
            return False
        for sign in foreign:
            if sign in line:
                return False
        return passes(guard, line) and rule.regex.fullmatch(line) is not None

    return likely


def load_rules(options: CleanOptions) -> RuleSet:
    """The rules that `options` ask for. Raises RuleError for a pack that cannot be used."""
    return _rule_set(options.profile, options.rules_off, options.rule_packs)


@cache
def _rule_set(profile: str, rules_off: tuple[str, ...], rule_packs: tuple[str, ...]) -> RuleSet:
    rules = built_in()
    if rule_packs:
        from cleaners.boilerplate.engine.rule_check import problems_of  # it runs rules, so it needs this module

        own = read_packs(user_packs(rule_packs), taken={rule.id: rule.pack for rule in rules})
        rules += own
        if problems := problems_of(own, rules):
            raise RuleError("\n".join(problems))
    options = CleanOptions(rules_off=rules_off)
    kept = (rule for rule in rules if rule.risk in PROFILES[profile] and not options.is_off(rule.id))
    return RuleSet(tuple(kept))
