"""What a step is, and the runner.

A step is a pure function `(document, context) -> Changes | Edits | edits | None` with its declaration:

    @step(
        rules=("quote.corner",),             # what its edits may be called; each stands in cleaners/rules/catalogue.toml
        switch=("punctuation",),             # options that must be on
        leaves=DATA,                         # kinds of marks whose text it must not touch
        gate=Gate(characters="「」『』"),      # without one of these it has nothing to do
    )
    def turn_quotes(document: Document, context: Context) -> Iterator[Edit]: ...

`run_steps` does the rest: it skips steps that are switched off or whose gate is shut, refuses an edit under a rule that the step
did not declare, and takes back edits that reach into marks which the step must leave alone, or into lines that a pack of the
user keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaners.document import Changes, Document, Edit
from cleaners.edits import Edits, Ints
from cleaners.errors import StepError
from cleaners.options import CleanOptions, Context
from cleaners.rules.hosts import host_of, of_site
from cleaners.rules.kept import kept_spans

__all__ = ["ALWAYS", "CODE", "DATA", "HEADS", "Gate", "Step", "outside_marks", "run_steps", "step"]

Found: TypeAlias = Changes | Edits | Iterable[Edit] | None
Function: TypeAlias = Callable[[Document, Context], Found]

CODE = frozenset({"code", "formula", "front_matter"})
"""Marks of text in which every sign counts: nothing but damage is mended there."""

DATA = CODE | {"table_row", "message"}
"""The same, rows of tables and messages of chats: records are never judged line by line, nor set like prose."""

HEADS = CODE | {"speaker"}
"""Code, and time and name before a message: what is said is set like prose, its head stays as the program wrote it."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a step needs to have anything to do: one of the `characters`, one within the `ranges` of code points, one of the
    `words`, or a mark of one of the kinds. With none of these named, the step always runs.

    The runner answers all gates by characters in one look at the text.
    """

    characters: str = ""
    ranges: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()

    @property
    def always(self) -> bool:
        return not (self.characters or self.ranges or self.words or self.marks)


ALWAYS = Gate()
NOT_ASCII = Gate(ranges=((0x80, 0x10FFFF),))


@dataclass(frozen=True, eq=False)
class Step:
    """A function with its declaration; see the top of the module. Calling it runs the function and asks nothing."""

    run: Function
    rules: frozenset[str]
    switch: tuple[str, ...]
    leaves: frozenset[str]
    gate: Gate
    packs: bool  # its edits may also bear the id of any rule of a pack

    @property
    def name(self) -> str:
        return self.run.__name__

    def __call__(self, document: Document, context: Context) -> Found:
        return self.run(document, context)

    def __repr__(self) -> str:
        return f"<step {self.name}>"

    def is_on(self, document: Document, options: CleanOptions) -> bool:
        """Whether the options let this step work on this document."""
        if not all(getattr(options, name) for name in self.switch):
            return False
        if options.rules_off and self.rules and not self.packs and all(map(options.is_off, self.rules)):
            return False
        return not ("boilerplate" in self.switch and options.keep_sites and _keeps_site(document, options))


def step(
    *,
    rules: Iterable[str] = (),
    switch: Iterable[str] = (),
    leaves: frozenset[str] = frozenset(),
    gate: Gate = ALWAYS,
    packs: bool = False,
) -> Callable[[Function], Step]:
    """Declare the function below as a step. `switch` names fields of `CleanOptions` that must all be on."""
    return lambda run: Step(run, frozenset(rules), tuple(switch), leaves, gate, packs)


def run_steps(document: Document, steps: Iterable[Step], context: Context) -> Document:
    """Run steps in order, each on what the one before it left. Edits under rules that are switched off do not happen.

    Raises StepError for a step without a declaration, and for an edit under a rule that its step did not declare.
    """
    options = context.options
    steps = tuple(steps)
    screen = None
    if document.options != options:
        document = replace(document, options=options)
    for each in steps:
        if not isinstance(each, Step):
            raise StepError(
                f"{getattr(each, '__name__', each)!r} is no step: declare it with @step(rules=...), see cleaners/step.py"
            )
        if not each.is_on(document, options):
            continue
        if not each.gate.always:
            if screen is None or screen.text is not document.text:
                screen = Screen(document.text, steps)
            if not screen.opens(each.gate, document):
                continue
        found = each.run(document, context)
        if found is not None:
            changes = found if isinstance(found, Changes) else Changes(found)
            document = document.apply(_allowed(each, document, changes, options))
    return document


def _allowed(each: Step, document: Document, changes: Changes, options: CleanOptions) -> Changes:
    """`changes` without what the options or the document's marks forbid."""
    edits = changes.edits if isinstance(changes.edits, Edits) else Edits.of(changes.edits)
    if len(edits):
        strangers = [rule for rule in edits.rules if rule not in each.rules]
        if strangers and not each.packs:
            raise StepError(f"step {each.name} does not declare the rule {strangers[0]!r}: add it to @step(rules=...)")
        if options.rules_off:
            edits = edits.only(lambda rule: not options.is_off(rule))
        if each.leaves and document.marks:
            edits = outside_marks(edits, document, each.leaves)
        if options.rule_packs and "boilerplate" in each.switch:
            edits = _outside(edits, kept_spans(document.text, options.rule_packs))
    return replace(changes, edits=edits)


def outside_marks(edits: Edits, document: Document, kinds: frozenset[str]) -> Edits:
    """The edits that do not reach into a mark of these kinds; the same object when none does."""
    return _outside(edits, protected_spans(document, kinds))


def _outside(edits: Edits, spans: tuple[Ints, Ints] | None) -> Edits:
    if spans is None:
        return edits
    first, last = spans
    at = last.searchsorted(edits.starts, "right")  # the first span that ends behind the start of the edit
    begins = np.append(first, np.iinfo(np.int64).max).take(at)
    inside = begins < edits.ends
    inside |= (edits.starts == edits.ends) & (begins < edits.starts)
    if not inside.any():
        return edits
    kept = (~inside).tolist()
    return Edits.of(edit for edit, keep in zip(edits, kept, strict=True) if keep)


def protected_spans(document: Document, kinds: frozenset[str]) -> tuple[Ints, Ints] | None:
    """Starts and ends of the marks of these kinds in the current text, sorted and merged; None where there are none."""
    if kinds.isdisjoint(document.marks.kinds):
        return None
    starts, ends = document.spans_now(kinds)
    if not len(starts):
        return None
    order = np.lexsort((ends, starts))
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    # A span begins where all before it have ended.
    first = np.concatenate(([True], starts[1:] > ends[:-1]))
    last = np.concatenate((first[1:], [True]))
    return starts[first], ends[last]


def _keeps_site(document: Document, options: CleanOptions) -> bool:
    url = document.origin.url or str(document.metadata.get("url", ""))
    return bool(url) and of_site(host_of(url), options.keep_sites)


class Screen:
    """One look at a text that answers every gate by characters: each code point has a bit for each gate that it opens."""

    def __init__(self, text: str, steps: Sequence[Step]) -> None:
        self.text = text
        self.numbers, table = _bits(tuple(dict.fromkeys(each.gate for each in steps if each.gate.characters or each.gate.ranges)))
        self.bits = 0
        for start in range(0, len(text), _PART):
            units = np.frombuffer(text[start : start + _PART].encode("utf-16-le", "surrogatepass"), "<u2")
            self.bits |= int(np.bitwise_or.reduce(table.take(units)))

    def opens(self, gate: Gate, document: Document) -> bool:
        """Whether the step behind `gate` may have something to do."""
        if (number := self.numbers.get(gate)) is not None and self.bits >> number & 1:
            return True
        return any(word in self.text for word in gate.words) or not gate.marks.isdisjoint(document.marks.kinds)


_PART = 1 << 16  # characters looked at in one go: memory stays flat on a long text


@cache
def _bits(gates: tuple[Gate, ...]) -> tuple[dict[Gate, int], NDArray[np.uint32]]:
    """The bit of each gate, and the bits of each UTF-16 unit. Characters beyond the first plane are told by their halves: a gate
    that opens at any of them opens at all."""
    table = np.zeros(1 << 16, np.uint32)
    for number, gate in enumerate(gates):
        bit = np.uint32(1 << number)
        for first, last in (*gate.ranges, *((ord(sign), ord(sign)) for sign in gate.characters)):
            table[first : min(last, 0xFFFF) + 1] |= bit
            if last > 0xFFFF:
                table[0xD800:0xE000] |= bit
    return {gate: number for number, gate in enumerate(gates)}, table
