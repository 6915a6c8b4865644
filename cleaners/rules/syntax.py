"""A rule, and how it is read from a table of TOML.

A rule is matched on folded text (`fold`): simplified characters and ASCII marks, in either case. `%{name}` in a pattern stands
for a fragment of a `[fragments]` table, so that dates, hosts and site names are written once.

    [[rule]]
    id = "doc.uploader"             # family.name, the word that stands in the log, the record and the report
    category = "doc_banner"         # or once for the file, in `[pack]`
    action = "drop_line"            # drop_line | drop_run | cut | to_metadata | omission
    at = "line"                     # line | sentence | start | end | inside: what of a line the pattern has to match;
                                    # sentence: the line, or its last sentences
    where = "head"                  # head | tail | ends | any; `head = 12`, `tail = 20` set the windows, in lines with text
    pattern = '上传人:.*'
    needs = { max_length = 160 }    # see `Needs`
    literals = ["上传人"]           # one of these is in all that matches; found in the pattern where it has fixed words
    comment = "Who sent it in."     # one sentence, for `rules explain` and docs/rules.md
    risk = "low"                    # low | medium | high
    examples = ["..."]              # all of it goes; or { before = "...", after = "...", metadata = { ... } }
    counter_examples = ["..."]      # the rule leaves it alone

Beside its rules a pack may hold `keep = ["a line"]`, see `kept.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, get_args

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.errors import RuleError
from cleaners.origin import OmissionReason
from cleaners.rules.byline import byline_literals
from cleaners.rules.guards import Guard
from cleaners.rules.hosts import of_site

Action = Literal["drop_line", "drop_run", "cut", "to_metadata", "omission"]
At = Literal["line", "sentence", "start", "end", "inside"]
Where = Literal["head", "tail", "ends", "any"]
Risk = Literal["low", "medium", "high"]
Script = Literal["both", "hans", "hant"]

FIELDS = ("author", "document_number", "editor", "modified", "published", "publisher", "section", "title")
"""The fields of metadata that a rule may fill: named groups of its pattern, or `field` with the group `value`."""

COUNTS = ("hidden", "whole", "shown", "pages_seen", "pages_total")
"""The groups of an `omission` that hold numbers: characters hidden, or characters of the whole and of what is shown."""

MATCHERS: Mapping[str, Callable[[], Iterable[str]]] = {"byline": byline_literals}
"""Matchers written as code, in place of a pattern, with the strings one of which is in all that they match."""

HEAD, TAIL = 30, 40
"""Windows unless a rule sets its own. The frame of a scraped page has up to about 25 lines before the first paragraph (menus,
sharing bars) and up to about 35 behind the last one (related lists, footers)."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What else must be so. Lengths are of the line without outer blanks, for a cut of what it takes; neighbours are lines with
    text that stay."""

    max_length: int = 120
    min_length: int = 1
    end_mark: bool | None = None  # True: ends like a sentence; False: does not
    run: int = 1  # drop_run: so many lines of the kind stand together
    beside: int = 0  # another line that goes stands at most so many lines away
    edge: bool = False  # nothing but lines that go stands between the line and the start or the end of the text
    previous: str = ""  # patterns that the neighbour must match from its first character on ...
    next: str = ""
    not_previous: str = ""  # ... or must not
    not_next: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A block of lines before and after the rule; the two are equal in a counter-example."""

    before: str
    after: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """See the top of the module. `head` and `tail` are the windows, `None` for a rule that looks everywhere."""

    id: str
    category: str
    action: Action
    risk: Risk
    pattern: str = ""
    at: At = "line"
    head: int | None = None
    tail: int | None = None
    needs: Needs = Needs()
    field: str = ""
    reason: OmissionReason = "hidden_notice"
    matcher: str = ""
    hosts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    script: Script = "both"
    literals: tuple[str, ...] = ()
    guard: Guard = ()
    foreign: str = ""  # signs that no match has in it
    widest: int = 2**31 - 1  # characters of a match
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()
    pack: str = ""
    comment: str = ""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        pattern = rf"(?:{self.pattern})\Z" if self.at == "end" else self.pattern
        return re.compile(pattern, re.IGNORECASE)

    @cached_property
    def neighbours(self) -> tuple[re.Pattern[str] | None, ...]:
        """`previous`, `next`, `not_previous`, `not_next`."""
        needs = self.needs
        words = (needs.previous, needs.next, needs.not_previous, needs.not_next)
        return tuple(re.compile(word, re.IGNORECASE) if word else None for word in words)

    def for_host(self, host: str) -> bool:
        return not self.hosts or of_site(host, self.hosts)


_KEYS = (
    "id", "category", "action", "at", "where", "head", "tail", "pattern", "matcher", "needs", "field", "reason", "hosts",
    "selectors", "script", "literals", "risk", "examples", "counter_examples", "comment",
)  # fmt: skip
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "action": get_args(Action),
    "at": get_args(At),
    "where": get_args(Where),
    "risk": get_args(Risk),
    "script": get_args(Script),
    "reason": get_args(OmissionReason),
    "field": FIELDS,
    "matcher": tuple(MATCHERS),
}
_ID = lazy_pattern(r"[a-z][a-z0-9]*(?:[._][a-z0-9]+)+")
_FRAGMENT = lazy_pattern(r"%\{(\w+)\}")


def compiled_rule(fields: Mapping[str, Any]) -> Rule:
    """The rule that was read from a pack before: what `dataclasses.asdict` made of it."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    for name in ("examples", "counter_examples"):
        values[name] = tuple(Example(**example) for example in fields[name])
    values["guard"] = tuple(tuple(tuple(strings) for strings in needed) for needed in fields["guard"])
    values["needs"] = Needs(**fields["needs"])
    return Rule(**values)


def read_rule(table: Mapping[str, Any], pack: str, category: str, fragments: Mapping[str, str]) -> Rule:
    """The rule that a table describes. Raises RuleError, with the rule's name, for anything that is not as it should be."""
    name = str(table.get("id", "without an id"))
    try:
        return _read(table, pack, category, fragments)
    except RuleError as error:
        raise RuleError(f"{pack}: rule {name}: {error}") from None


def _read(table: Mapping[str, Any], pack: str, category: str, fragments: Mapping[str, str]) -> Rule:
    for key in table:
        known(key, _KEYS, "key")
    for key, choices in _CHOICES.items():
        if key in table:
            known(table[key], choices, key)
    for key in ("id", "action", "risk"):
        if key not in table:
            raise RuleError(f"needs a value for `{key}`")
    if not _ID.fullmatch(table["id"]):
        raise RuleError("an id reads family.name, in small letters")
    if not (category := _of_type(table, "category", str, category)):
        raise RuleError("needs a `category`, of its own or for the file in `[pack]`")
    if table["action"] in ("cut",) and "at" not in table:
        raise RuleError("a cut says where it cuts: `at` is start, end or inside")
    pattern = expand(_of_type(table, "pattern", str, ""), fragments)
    selectors = _strings(table, "selectors")
    matcher = table.get("matcher", "")
    if not (pattern or matcher or selectors):
        raise RuleError("needs a `pattern`")
    needs = _needs(table.get("needs", {}), fragments)
    if pattern:
        _check_pattern(pattern, table)
    head, tail = _windows(table)
    return Rule(
        id=table["id"],
        category=category,
        action=table["action"],
        risk=table["risk"],
        pattern=pattern,
        at=table.get("at", "line"),
        head=head,
        tail=tail,
        needs=needs,
        field=table.get("field", ""),
        reason=table.get("reason", "hidden_notice"),
        matcher=matcher,
        hosts=tuple(host.lower() for host in _strings(table, "hosts")),
        selectors=selectors,
        script=table.get("script", "both"),
        literals=_literals(pattern, _strings(table, "literals"), matcher),
        **_glances(pattern),
        examples=tuple(_example(item, "") for item in table.get("examples", ())),
        counter_examples=tuple(_example(item, None) for item in table.get("counter_examples", ())),
        pack=pack,
        comment=table.get("comment", ""),
    )


def known(name: Any, names: Iterable[str], what: str) -> None:
    """Refuse a name that is not among `names`, with the nearest that is."""
    names = list(names)
    if name in names:
        return
    import difflib

    near = difflib.get_close_matches(str(name), names, 1, 0.5)
    raise RuleError(f"unknown {what} `{name}`" + (f"; did you mean `{near[0]}`?" if near else f": use {', '.join(names)}"))


def expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """The pattern with its `%{name}` written out."""
    for _ in range(6):
        for name in _FRAGMENT.findall(pattern):
            known(name, fragments, "fragment")
        grown = _FRAGMENT.sub(lambda found: f"(?:{fragments[found[1]]})", pattern)
        if grown == pattern:
            return pattern
        pattern = grown
    raise RuleError("fragments that hold each other")


# `patterns` and the parser of regular expressions behind it are loaded when a pack is read, not for compiled rules.


def _check_pattern(pattern: str, table: Mapping[str, Any]) -> None:
    try:
        groups = re.compile(pattern, re.IGNORECASE).groupindex if _has_groups(pattern, table) else {}
    except re.error as error:
        raise RuleError(f"the pattern does not compile: {error}") from None
    allowed = {"to_metadata": (*FIELDS, "value"), "omission": COUNTS}.get(table["action"], ())
    for group in groups:
        known(group, allowed, "group")
    if table["action"] == "to_metadata" and not groups:
        raise RuleError("to_metadata needs a group that is named like a field, or `field` and a group `value`")
    if "value" in groups and "field" not in table:
        raise RuleError("the group `value` needs a `field`")


def _has_groups(pattern: str, table: Mapping[str, Any]) -> bool:
    """Compiling is slow, and rules are compiled when they are first tried: only what cannot do without is compiled here."""
    return "(?P<" in pattern or table["action"] == "to_metadata"


def check_cost(rule: Rule) -> None:
    """Raise RuleError for a pattern that may take exponential time: refused by its shape, or by the clock."""
    from cleaners.rules.patterns import nested_repeat, slow_probe

    needs = rule.needs
    for pattern in filter(None, (rule.pattern, needs.previous, needs.next, needs.not_previous, needs.not_next)):
        try:
            nested, slow = nested_repeat(pattern), slow_probe(pattern)
        except re.error as error:
            raise RuleError(f"{rule.pack}: rule {rule.id}: the pattern does not compile: {error}") from None
        if nested:
            raise RuleError(
                f"{rule.pack}: rule {rule.id}: a repeat inside a repeat may take exponential time; make the outer one "
                "possessive (`)*+`) or atomic (`(?>...)`)"
            )
        if slow:
            raise RuleError(f"{rule.pack}: rule {rule.id}: the pattern takes too long on {slow!r}")


def _windows(table: Mapping[str, Any]) -> tuple[int | None, int | None]:
    where = table.get("where", "any")
    head = _of_type(table, "head", int, HEAD if where in ("head", "ends") else 0)
    tail = _of_type(table, "tail", int, TAIL if where in ("tail", "ends") else 0)
    if head < 0 or tail < 0:
        raise RuleError("a window is a number of lines")
    if where == "any":
        if head or tail:
            raise RuleError("a window needs `where` = head, tail or ends")
        return None, None
    return head, tail


def _needs(table: Any, fragments: Mapping[str, str]) -> Needs:
    if not isinstance(table, dict):
        raise RuleError("`needs` is a table")
    types = {field.name: str(field.type) for field in fields(Needs)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        known(key, types, "need")
        wanted = {"str": str, "int": int}.get(types[key], bool)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise RuleError(f"`needs.{key}` is a {wanted.__name__}")
        values[key] = expand(value, fragments) if isinstance(value, str) else value
    return Needs(**values)


def _literals(pattern: str, given: tuple[str, ...], matcher: str) -> tuple[str, ...]:
    if given:
        if short := [literal for literal in given if len(literal) < 2]:
            raise RuleError(f"a single character is too little to look for: {short[0]}")
        return tuple(literal.lower() for literal in given)
    if not pattern:
        return tuple(sorted(MATCHERS[matcher]())) if matcher else ()
    from cleaners.rules.patterns import required_strings

    try:
        found = required_strings(pattern)
    except re.error as error:
        raise RuleError(f"the pattern does not compile: {error}") from None
    if not found:
        raise RuleError("no string is in everything that the pattern matches: name some in `literals`")
    if min(map(len, found)) < 2:
        raise RuleError("a single character is too little to look for: name longer strings in `literals`")
    # What holds a shorter one of them is found with it.
    return tuple(sorted(literal for literal in found if not any(other in literal for other in found - {literal})))


def _glances(pattern: str) -> dict[str, Any]:
    """What tells without the pattern itself that a line does not match."""
    from cleaners.rules.patterns import foreign_signs, guard_of, widest

    if not pattern:
        return {}
    return {"guard": guard_of(pattern), "foreign": foreign_signs(pattern), "widest": min(widest(pattern), 2**31 - 1)}


def _example(item: Any, after: str | None) -> Example:
    """`after` is what a bare string becomes; None: it stays."""
    if isinstance(item, str):
        return Example(item, item if after is None else after)
    if not isinstance(item, dict):
        raise RuleError("an example is a string or a table with `before` and `after`")
    for key in item:
        known(key, ("before", "after", "metadata"), "key of an example")
    before = _of_type(item, "before", str, "")
    return Example(before, _of_type(item, "after", str, before if after is None else after), item.get("metadata", {}))


def _of_type(table: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = table.get(key, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RuleError(f"`{key}` is a {kind.__name__}")
    return value


def _strings(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise RuleError(f"`{key}` is a list of strings")
    return tuple(value)
