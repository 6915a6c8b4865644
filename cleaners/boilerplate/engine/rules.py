"""The packs of rules, and the set that a run uses.

The packs that come along are trusted when they are loaded (CI checks them, see `rule_check`); packs of users are checked then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cleaners.boilerplate.engine.literals import ANY_LENGTH, Literals
from cleaners.document import Document
from cleaners.options import CleanOptions
from cleaners.rules import tables
from cleaners.rules.byline import likely_byline
from cleaners.rules.guards import passes
from cleaners.rules.syntax import Risk, Rule, RuleError, compiled_rule, host_of, known, of_site, read_rule

__all__ = [
    "RuleError",
    "RuleSet",
    "built_in",
    "built_in_packs",
    "categories",
    "category_of",
    "keeps_boilerplate",
    "load_rules",
    "read_packs",
    "rules_version",
    "user_packs",
]

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


def keeps_boilerplate(document: Document, options: CleanOptions) -> bool:
    """Whether the options leave this document's boilerplate alone, altogether or for its site."""
    if not options.boilerplate:
        return True
    if not options.keep_sites:
        return False
    url = document.origin.url or str(document.metadata.get("url", ""))
    return bool(url) and of_site(host_of(url), options.keep_sites)


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


@cache
def rules_version(rule_packs: tuple[str, ...] = ()) -> str:
    """A digest of everything that rules are made of: the packs, their vocabulary and the packs of the user."""
    return tables.digest_of({**tables.sources(), **dict(user_packs(rule_packs))})


@cache
def categories() -> Mapping[str, str]:
    """Category by rule, for the rules of the packs that come along and for rules that stand in code. See `category_of`."""
    known_in_code: dict[str, str] = tables.table("categories.toml")["rules"]
    return {**known_in_code, **{rule.id: rule.category for rule in built_in()}}


def category_of(rule: str) -> str:
    """The category of a rule: its own, its family's, or the family's name."""
    return categories().get(rule) or _families().get(family := rule.split(".")[0]) or family


def _families() -> Mapping[str, str]:
    families: dict[str, str] = tables.table("categories.toml")["families"]
    return families


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


def user_packs(paths: Iterable[str]) -> list[tuple[str, str]]:
    """(path, content) of the user's packs, folders searched through. Raises RuleError for a path that cannot be read."""
    found = []
    for name in paths:
        path = Path(name)
        members = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        try:
            found += [(str(member), member.read_text(encoding="utf-8")) for member in members]
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"{name}: cannot be read: {error}") from None
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


def _rules_of(pack: str, content: str) -> Iterator[Rule]:
    import tomllib

    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{pack}: is no TOML: {error}") from None
    try:
        for key in table:
            known(key, ("pack", "fragments", "rule"), "key")
        about: Any = table.get("pack", {})
        for key in about:
            known(key, ("category", "comment"), "key of [pack]")
    except RuleError as error:
        raise RuleError(f"{pack}: {error}") from None
    fragments = {**tables.table("fragments.toml")["fragments"], **table.get("fragments", {})}
    for rule in table.get("rule", ()):
        yield read_rule(rule, pack, str(about.get("category", "")), fragments)
