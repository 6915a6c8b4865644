"""What rules do to a text: lines that go, parts of lines that go, lines that become metadata or omissions.

An index of strings says which rules may match where (`Literals`), so a line without any such string is never looked at. What is
left is visited forwards and backwards until nothing changes: windows count only lines that stay, and a line may depend on its
neighbours' going. A second run over the result therefore finds nothing that the first one missed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cleaners.boilerplate.engine.calls import OUTER, REACH, calls, fits, in_script, matched
from cleaners.boilerplate.engine.rules import RuleSet
from cleaners.boilerplate.layout import View, view_of
from cleaners.document import Changes, Edit, Omission
from cleaners.rules.byline import read_byline
from cleaners.rules.dates import iso_date
from cleaners.rules.guards import passes
from cleaners.rules.syntax import COUNTS, Rule

_ROUNDS = 6  # visits in both directions; what real pages need is 2
_NEAR = 200  # lines looked at for a neighbour that stays


def find(text: str, rules: RuleSet, host: str = "") -> Changes | None:
    """What `rules` do to `text`; None when it is nothing."""
    hits = calls(view_of(text), rules, host)
    return _Matching(view_of(text), rules, hits).run() if hits else None


@dataclass(slots=True)
class _Line:
    """A line that some rule may match: what is left of it, and the rules to try with the places that call for them."""

    start: int  # without outer blanks
    end: int
    rules: dict[int, list[int]] = field(default_factory=dict)
    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    gone: Rule | None = None
    failed: set[int] = field(default_factory=set)  # rules that do not match what is left
    read: tuple[str, str] | None = None  # what is left, and its fold

    def kept(self) -> list[tuple[int, int]]:
        """The spans that no cut took."""
        spans, done = [], self.start
        for start, end, _ in sorted(self.cuts):
            if done < start:
                spans.append((done, min(start, self.end)))
            done = max(done, end)
        return [*spans, (done, self.end)] if done < self.end else spans

    def edits(self) -> Iterator[Edit]:
        """The cuts, each without what another one took already."""
        done = 0
        for start, end, rule in sorted(self.cuts):
            if max(start, done) < end:
                yield Edit(max(start, done), end, "", rule, "part of a line")
            done = max(done, end)


class _Matching:
    """One text under one set of rules. `run` does it all."""

    def __init__(self, view: View, rules: RuleSet, hits: dict[int, list[int]]) -> None:
        self.text = view.text
        self.lower = view.lower
        self.rules = rules.rules
        # Blank lines are no lines to rules: the same text with and without them fares alike.
        self.spans = view.filled
        self.lines: dict[int, _Line] = {}
        for number, positions in sorted(hits.items()):
            for position in positions:
                at = bisect_right(view.filled_starts, position) - 1
                line = self.lines.get(at) or self.lines.setdefault(at, self._line(at))
                line.rules.setdefault(number, []).append(position)
        self.order = sorted(self.lines)
        self.metadata: dict[str, str] = {}
        self.omissions: list[Omission] = []
        self.runs: dict[int, set[int]] = {number: set() for number in hits if self.rules[number].action == "drop_run"}

    def run(self) -> Changes | None:
        for _ in range(_ROUNDS):
            self.runs = {number: self._runs(number) for number in self.runs}
            if not self._visit(self.order, forwards=True):
                break  # backwards, nothing would be new either
            self._visit(self.order[::-1], forwards=False)
        edits = list(self._edits())
        return Changes(edits, self.metadata, tuple(self.omissions)) if edits else None

    # -- lines

    def _line(self, at: int) -> _Line:
        start, end = self.spans[at]
        return _Line(start, end, {}) if end - start > 2 * REACH else self._trim(_Line(start, end, {}))

    def _trim(self, line: _Line) -> _Line:
        text = self.text
        while line.start < line.end and text[line.start].isspace():
            line.start += 1
        while line.start < line.end and text[line.end - 1].isspace():
            line.end -= 1
        return line

    def _read(self, line: _Line) -> tuple[str, str]:
        """What is left of a line, and its fold in lower case."""
        if line.read is None:
            spans = line.kept() if line.cuts else [(line.start, line.end)]
            raw, folded = ("".join([text[start:end] for start, end in spans]) for text in (self.text, self.lower))
            stripped = raw.strip()
            if len(stripped) < len(raw):
                lead = len(raw) - len(raw.lstrip())
                folded = folded[lead : lead + len(stripped)]
            line.read = stripped, folded
        return line.read

    def _neighbour(self, at: int, way: int) -> str:
        """The folded text of the next line that stays, before (-1) or behind (1); of a long one the two ends."""
        for near in range(at + way, at + way * _NEAR, way):
            if not 0 <= near < len(self.spans):
                return ""
            line = self.lines.get(near)
            if line and line.gone:
                continue
            start, end = (line.start, line.end) if line else self.spans[near]
            text = self.lower
            whole = end - start <= 2 * REACH
            return (text[start:end] if whole else text[start : start + REACH] + text[end - REACH : end]).strip()
        return ""

    # -- visits

    def _visit(self, order: Iterable[int], *, forwards: bool) -> bool:
        """Try the rules on every line; `before` and `behind` count the lines that stay on either side of it."""
        total = sum(line.gone is not None for line in self.lines.values())
        passed, changed = 0, False
        for at in order:
            line = self.lines[at]
            if line.gone:
                passed += 1
                continue
            gone_before = passed if forwards else total - passed
            before = at - gone_before
            behind = len(self.spans) - 1 - at - (total - gone_before)
            if self._try(at, line, before, behind):
                changed = True
                if line.gone:
                    total += 1
                    passed += 1
        return changed

    def _try(self, at: int, line: _Line, before: int, behind: int) -> bool:
        changed = False
        while True:
            cut = False
            for number, positions in line.rules.items():
                rule = self.rules[number]
                if number in line.failed or not self._stands(rule, at, before, behind):
                    continue
                if rule.at in ("line", "sentence"):
                    found = self._whole(number, at, line, before, behind)
                else:
                    found = self._part(rule, at, line, positions)
                if line.gone:
                    return True
                if found:
                    cut = True
                    line.read = None
                    line.failed.clear()
                    if line.start >= line.end or not any(self.text[start:end].strip() for start, end in line.kept()):
                        line.gone = rule
                        return True
            if not cut:
                return changed
            changed = True

    def _stands(self, rule: Rule, at: int, before: int, behind: int) -> bool:
        """Whether the place is right."""
        needs = rule.needs
        in_head = rule.head is None or before < rule.head
        in_tail = rule.tail is None or behind < rule.tail
        if not (in_head or in_tail):
            return False
        if needs.edge and not ((in_head and before == 0) or (in_tail and behind == 0)):
            return False
        if needs.beside:
            near = (self.lines.get(at + step) for way in (1, -1) for step in range(way, way * (needs.beside + 1), way))
            if not any(line and line.gone for line in near):
                return False
        return True

    def _among(self, rule: Rule, at: int) -> bool:
        """Whether the neighbours are right."""
        previous, following, not_previous, not_following = rule.neighbours
        return not (
            (previous and not previous.match(self._neighbour(at, -1)))
            or (following and not following.match(self._neighbour(at, 1)))
            or (not_previous and not_previous.match(self._neighbour(at, -1)))
            or (not_following and not_following.match(self._neighbour(at, 1)))
        )

    def _whole(self, number: int, at: int, line: _Line, before: int, behind: int) -> bool:
        rule = self.rules[number]
        if rule.action == "drop_run":
            if at in self.runs[number] and self._among(rule, at):
                line.gone = rule
            return line.gone is not None
        raw, folded = self._read(line)
        if rule.at == "line" and not fits(rule, raw, folded):
            line.failed.add(number)
            return False
        if rule.matcher:
            found = self._among(rule, at) and read_byline(
                folded, raw, self._neighbour(at, -1), self._neighbour(at, 1), before, behind
            )
            if isinstance(found, dict):
                self._tell(found)
                line.gone = rule
            return line.gone is not None
        begin, match = matched(rule, folded)
        if not match:
            line.failed.add(number)
        elif self._among(rule, at):
            self._note(rule, match, raw[begin:], line.start + begin)
            if begin:
                self._keep_front(line, begin, rule)
            else:
                line.gone = rule
            return True
        return False

    def _keep_front(self, line: _Line, front: int, rule: Rule) -> None:
        """Cut a line behind the first `front` characters of what is left of it."""
        old, end = line.end, line.end
        for left, right in line.kept():
            if front <= right - left:
                end = left + front
                break
            front -= right - left
        line.cuts = [cut for cut in line.cuts if cut[0] < end]
        line.end = end
        self._trim(line)
        line.cuts.append((line.end, old, rule.id))

    def _part(self, rule: Rule, at: int, line: _Line, positions: list[int]) -> bool:
        """Cut what the rule matches at the start, at the end or inside of the line."""
        spans = [(line.start, min(line.end, line.start + REACH))]
        most = rule.needs.max_length
        if rule.at == "start" and positions[0] > line.start + most:
            return False
        if rule.at == "end":
            if positions[-1] < line.end - most - OUTER:
                return False
            spans = [(max(line.start, line.end - REACH), line.end)]
        elif rule.at == "inside":
            spans = [(max(line.start, place - REACH), min(line.end, place + REACH)) for place in positions]
        done = max((end for _, end, _ in line.cuts), default=0) if rule.at == "inside" else 0
        changed = False
        for start, end in spans:
            start = max(start, done)
            if start >= end:
                continue
            folded = self.lower[start:end]
            if not passes(rule.guard, folded):
                continue
            raw = self.text[start:end]
            if rule.script != "both" and not in_script(rule, raw):
                continue
            match = rule.regex.match(folded) if rule.at == "start" else rule.regex.search(folded)
            if not match or not 0 < len(match[0].strip()) <= most or not self._among(rule, at):
                continue
            self._note(rule, match, raw, start)
            changed = True
            cut = (start + match.start(), start + match.end())
            if rule.at == "inside":
                line.cuts.append((*cut, rule.id))
                done = cut[1]
            else:
                old = (line.start, line.end)
                line.start, line.end = (cut[1], line.end) if rule.at == "start" else (line.start, cut[0])
                self._trim(line)
                line.cuts.append((old[0], line.start, rule.id) if rule.at == "start" else (line.end, old[1], rule.id))
        return changed

    def _runs(self, number: int) -> set[int]:
        """The lines that stand in a run, long enough, of lines that the rule matches. Lines that go break no run."""
        rule = self.rules[number]
        found: set[int] = set()
        group: list[int] = []
        following = -1  # the line that would carry the group on
        for at in self.order:
            line = self.lines[at]
            if line.gone:
                following += at == following
                continue
            if at != following:
                group = []
            raw, folded = self._read(line) if number in line.rules else ("", "")
            if raw and fits(rule, raw, folded) and rule.regex.fullmatch(folded):
                group.append(at)
                following = at + 1
            else:
                group = []
            if len(group) >= rule.needs.run:
                found.update(group[-rule.needs.run :])
        return found

    # -- what was found

    def _note(self, rule: Rule, match: re.Match[str], raw: str, at: int) -> None:
        """Keep what the groups of a match in the fold of `raw` say."""
        groups = {name: value for name, value in match.groupdict().items() if value}
        if rule.action == "to_metadata":
            for name, value in groups.items():
                key = rule.field if name == "value" else name
                dated = key in ("published", "modified")
                self._tell({key: iso_date(value) if dated else raw[slice(*match.span(name))].strip()})
        elif rule.action == "omission":
            counts = {name: _number(groups.get(name, "")) for name in COUNTS}
            chars = counts["hidden"] or max(0, counts["whole"] - counts["shown"])
            said = raw[slice(*match.span())].strip()
            self.omissions.append(Omission(rule.reason, chars, counts["pages_seen"], counts["pages_total"], said, at))

    def _tell(self, found: dict[str, str]) -> None:
        for key, value in found.items():
            if value:
                self.metadata.setdefault(key, value)

    def _edits(self) -> Iterable[Edit]:
        """Lines that go take their break with them; the last ones of the text take the break before."""
        limit = len(self.text)
        for at in reversed(self.order):
            line, (start, end) = self.lines[at], self.spans[at]
            if not line.gone:
                yield from line.edits()
                continue
            if end == limit:
                start = limit = max(0, start - 1)
            else:
                end += 1
            done = start
            for edit in line.edits():
                yield Edit(done, edit.start, "", line.gone.id, "rest of a line")
                yield edit
                done = edit.end
            yield Edit(done, end, "", line.gone.id, "rest of a line" if line.cuts else "whole line")


def _number(digits: str) -> int:
    digits = digits.replace(",", "")
    return int(digits) if digits.isdecimal() else 0
