"""Takes out what readers marked as signs of a format (times and styles of subtitles, markup of wikis), and puts in what stands
for it. A mark `markup` names its rule and, in `to`, its replacement."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import Gate, step

RULES = ("subtitle.time", "subtitle.style", "subtitle.repeat", "wiki.sign", "wiki.template", "wiki.note", "wiki.variant")


@step(rules=RULES, switch=("boilerplate",), gate=Gate(marks=frozenset({"markup"})))
def told_signs(document: Document, _context: Context) -> list[Edit]:
    return list(_edits(document))


def _edits(document: Document) -> Iterator[Edit]:
    done = 0
    for mark in sorted(document.marks_now("markup"), key=lambda mark: (mark.start, -mark.end)):
        start = max(mark.start, done)
        if start < mark.end:
            yield Edit(start, mark.end, str(mark.attributes.get("to", "")), str(mark.attributes["rule"]))
            done = mark.end
