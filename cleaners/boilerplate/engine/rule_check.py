"""The self-test of rules: every example goes, every counter-example stays, in either script and either width; no pattern may take
exponential time. `qingwen rules check` and CI run it on all packs; packs of users are tested when they are loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from cleaners.boilerplate.engine.literals import traditional_of
from cleaners.boilerplate.engine.match import find
from cleaners.boilerplate.engine.rules import RuleSet
from cleaners.document import Document
from cleaners.errors import RuleError
from cleaners.rules.packs import built_in, read_packs, taken_ids, user_packs
from cleaners.rules.syntax import Example, Rule, check_cost

_AT_LEAST = 2  # examples, and counter-examples, of each rule


def check_packs(paths: Iterable[str] = ()) -> list[str]:
    """What is wrong with the packs that come along and with those at `paths`, one line each, pack and rule named."""
    try:
        rules = built_in()
        rules += read_packs(user_packs(paths), taken=taken_ids())
    except RuleError as error:
        return [str(error)]
    return problems_of(rules, rules)


def problems_of(rules: Iterable[Rule], beside: Iterable[Rule] = ()) -> list[str]:
    """What is wrong with `rules`, one line each, pack and rule named."""
    beside = tuple(beside)
    return [problem for rule in rules for problem in check_rule(rule, beside)]


def check_rule(rule: Rule, beside: Iterable[Rule] = ()) -> list[str]:
    """What is wrong with one rule. A rule that needs other lines to go is tried together with the rules `beside` it."""
    name = f"{rule.pack}: rule {rule.id}"
    try:
        check_cost(rule)
    except RuleError as error:
        return [str(error)]
    if not (rule.pattern or rule.matcher):
        return []
    problems = [
        f"{name}: needs {_AT_LEAST} {what} or more, has {len(examples)}"
        for what, examples in (("examples", rule.examples), ("counter-examples", rule.counter_examples))
        if len(examples) < _AT_LEAST
    ]
    # For the test a rule stands on every site that it names.
    free = replace(rule, hosts=())
    rules = RuleSet(
        (free, *(other for other in beside if other.id != rule.id)) if rule.needs.beside or rule.needs.edge else (free,)
    )
    for kind, examples, fires in (("example", rule.examples, True), ("counter-example", rule.counter_examples, False)):
        for number, example in enumerate(examples, 1):
            for variant, shown in _variants(example, rule):
                if problem := _failure(rules, rule, shown, fires):
                    problems.append(f"{name}: {kind} {number}{variant}: {problem}: {shown.before[:60]!r}")
                    break
    return problems


def _failure(rules: RuleSet, rule: Rule, example: Example, fires: bool) -> str:
    """How the outcome differs from what the example says; "" when it does not."""
    changes = find(example.before, rules)
    if not fires:
        hit = changes is not None and any(edit.rule == rule.id for edit in changes.edits)
        return "the rule takes something" if hit else ""
    if changes is None or not any(edit.rule == rule.id for edit in changes.edits):
        return "the rule takes nothing"
    after = Document.of(example.before).apply(changes)
    if after.text.strip("\n") != example.after.strip("\n"):
        return f"leaves {after.text[:60]!r}"
    for field, value in example.metadata.items():
        if after.metadata.get(field, "") != value:
            return f"gives {field} = {after.metadata.get(field, '')!r}, not {value!r}"
    return ""


def _variants(example: Example, rule: Rule) -> Iterator[tuple[str, Example]]:
    """The example as it stands, with full-width marks, and in traditional characters: the rule must not tell them apart."""
    yield "", example
    for name, table in (("in full width", _wide()), ("in traditional characters", _traditional())):
        if name != "in full width" and rule.script != "both":
            continue
        # What is put in metadata stays as the text has it: only the text is compared.
        yield f" ({name})", Example(example.before.translate(table), example.after.translate(table))


@cache
def _wide() -> dict[int, str]:
    return {ord(mark): chr(ord(mark) + 0xFEE0) for mark in ",:;!?()"}


@cache
def _traditional() -> dict[int, str]:
    """Simplified character -> one traditional character that folds to it."""
    table = {}
    for code in range(0x4E00, 0xA000):
        others = traditional_of(chr(code))
        if others:
            table[code] = others[0]
    return table
