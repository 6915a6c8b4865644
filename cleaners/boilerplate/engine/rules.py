"""The set of rules that a run uses, with what finds them fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from cleaners.boilerplate.engine.literals import ANY_LENGTH, Literals
from cleaners.rules.byline import likely_byline
from cleaners.rules.guards import passes
from cleaners.rules.syntax import Rule

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
