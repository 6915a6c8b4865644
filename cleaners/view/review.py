"""Which removal a reader is asked about next, and what is known of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from cleaners.document import Entry

EACH = 20
"""Removals of a rule that are asked about: enough to tell one that is right 9 times of 10 from one that is half the time."""

ORDERS = ("rule", "doubt")
"""`rule`: of each rule by lot, turn by turn; `doubt`: what a frame seldom is first."""

NEAR = 2
"""Lines of the source that are shown before and behind."""


class Removal(NamedTuple):
    text_id: int
    rule: str
    place: str
    text: str
    times: int
    id: str
    title: str

    @property
    def about(self) -> tuple[str, str, str]:
        return self.rule, self.place, self.text


_SELECT = "SELECT text_id, rule, texts.place, text, times, id, title FROM texts JOIN documents USING (doc)"


def next_removal(db: sqlite3.Connection, order: str, rule: str, judged: Collection[tuple[str, str, str]]) -> Removal | None:
    """The next one that nobody has judged; None where there is none left. `rule`: of this one alone."""
    if order == "doubt" and not rule:
        rows: Iterable[Any] = db.execute(f"{_SELECT} ORDER BY doubt DESC LIMIT ?", (len(judged) + 1,))
        return next((found for row in rows if (found := Removal(*row)).about not in judged), None)
    names = [rule] if rule else [name for (name,) in db.execute("SELECT rule FROM rules ORDER BY rule")]
    done = {name: sum(1 for of, _, _ in judged if of == name) for name in names}
    for name in sorted(names, key=lambda name: (done[name], name)):
        if done[name] >= EACH and not rule:
            continue
        rows = db.execute(f"{_SELECT} WHERE rule = ? ORDER BY chance LIMIT ?", (name, done[name] + 1))
        for row in rows:
            if (found := Removal(*row)).about not in judged:
                return found
    return None


def removal_of(db: sqlite3.Connection, text_id: str) -> Removal | None:
    row = db.execute(f"{_SELECT} WHERE text_id = CAST(? AS INTEGER)", (text_id,)).fetchone()
    return Removal(*row) if row else None


class Around(NamedTuple):
    """A removal in its source: the lines that it stands in, what of them stays round it, and the lines before and behind."""

    lines: tuple[str, ...]
    before: tuple[str, ...] = ()
    lead: str = ""
    tail: str = ""
    behind: tuple[str, ...] = ()


def around(removal: Removal, source: str, entries: Iterable[Entry], shown: int) -> Around:
    """Where a removal stands in the source text of its document."""
    for entry in entries:
        if entry.rule == removal.rule and " ".join(entry.taken[:shown].split()) == removal.text:
            start, stop = source.rfind("\n", 0, entry.start) + 1, entry.start + len(entry.taken)
            end = source.find("\n", entry.start + len(entry.taken.rstrip("\n")))
            end = len(source) if end < 0 else end
            before = [line for line in source[max(0, start - 2000) : start].split("\n") if line.strip()]
            behind = [line for line in source[end : end + 2000].split("\n") if line.strip()]
            lines = tuple(source[start:end].split("\n"))
            return Around(lines, tuple(before[-NEAR:]), source[start : entry.start], source[stop:end], tuple(behind[:NEAR]))
    return Around((removal.text,))
