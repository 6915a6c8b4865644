"""What may match where: the rules that a text calls for, by a glance at its lines, and one rule against one line."""

from __future__ import annotations

import re

from cleaners.boilerplate.engine.rules import END_MARKS, RuleSet
from cleaners.boilerplate.layout import View
from cleaners.characters.fold import t2s
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules.guards import passes
from cleaners.rules.syntax import Rule

REACH = 240
"""Characters from the end of a line, or from a string that gave the rule away, that a `cut` sees: more than any sentence of a
site about itself has, and what bounds the cost on a line of 100 MB."""

OUTER = 40  # blanks that a match at the end may hold beyond its length
_SENTENCE = lazy_pattern(r"(?:[。!…]+|\.{3,}|\?+(?![a-z0-9=&]))[”\"'』」’)\]】》]*\s*(?=\S)")


def calls(view: View, rules: RuleSet, host: str) -> dict[int, list[int]]:
    """The places that call for a rule, by its number, where a glance at the line does not rule the rule out."""
    lower = view.lower
    hits: dict[int, list[int]] = {}
    start, end = 0, -1
    called: dict[int, list[int]] = {}  # of one line
    for position, number in rules.index.find(view):
        if position > end:
            if called:
                _glance(hits, rules, called, lower, start, end)
                called = {}
            start = lower.rfind("\n", end + 1, position) + 1 or end + 1
            end = lower.find("\n", position)
            end = end if end >= 0 else len(lower)
        called.setdefault(number, []).append(position)
    if called:
        _glance(hits, rules, called, lower, start, end)
    return {number: places for number, places in hits.items() if rules.rules[number].for_host(host)} if hits else hits


def _glance(hits: dict[int, list[int]], rules: RuleSet, called: dict[int, list[int]], lower: str, start: int, end: int) -> None:
    """Add to `hits` the rules that may match the line, of those that it calls for."""
    line = lower[start:end].strip()
    whole = []
    cut = False  # the other rules may see less of the line
    for number, positions in called.items():
        rule = rules.rules[number]
        if rule.at == "line":
            whole.append(number)
            continue
        if rule.at == "inside":
            positions = [
                place for place in positions if passes(rule.guard, lower[max(start, place - REACH) : min(end, place + REACH)])
            ]
        elif not _reaches(rule, positions[0] - start, end - positions[-1]) or not passes(rule.guard, line):
            continue
        if positions:
            hits.setdefault(number, []).extend(positions)
            cut = True
    for number in whole:
        likely = end - start <= rules.longest_lines[number] if cut else rules.glances[number](line)
        if likely:
            hits.setdefault(number, []).extend(called[number])


def _reaches(rule: Rule, before: int, behind: int) -> bool:
    """Whether a cut from the start or the end of a line may reach a place so far from it; what other cuts take comes on top."""
    return (before if rule.at == "start" else behind) <= min(rule.needs.max_length, rule.widest) + REACH


def matched(rule: Rule, line: str) -> tuple[int, re.Match[str] | None]:
    """Where what the rule takes of a line begins, and the match. Sentences in front that it can do without are the document's,
    whatever the pattern lets stand there."""
    regex = rule.regex
    whole = regex.fullmatch(line) if rule.at == "line" and passes(rule.guard, line) else None
    if rule.at == "line" and (not whole or rule.action not in ("drop_line", "omission")):
        return 0, whole
    most = rule.needs.max_length
    near = max(0, len(line) - most - OUTER)
    begins = [match.end() for match in _SENTENCE.finditer(line, near) if match.end() < len(line)]
    for begin in reversed(begins):
        rest = line[begin:]
        if len(rest) <= most and passes(rule.guard, rest) and (match := regex.fullmatch(rest)):
            return begin, match
    if rule.at == "sentence" and len(line) <= most and passes(rule.guard, line):
        whole = regex.fullmatch(line)
    return 0, whole


def fits(rule: Rule, raw: str, folded: str) -> bool:
    """Whether length, end and script are right."""
    needs = rule.needs
    if not needs.min_length <= len(folded) <= needs.max_length:
        return False
    if needs.end_mark is not None and needs.end_mark != (folded[-1:] in END_MARKS):
        return False
    return rule.script == "both" or in_script(rule, raw)


def in_script(rule: Rule, raw: str) -> bool:
    return (rule.script == "hant") == any(char in t2s() for char in raw)
