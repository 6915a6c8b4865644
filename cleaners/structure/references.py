"""Lists of literature: numbered lines that name a kind of publication, a publisher, a DOI."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.lines import NUMBER, Lines

KIND = "citation"
_NUMBERED = lazy_pattern(r"[\[〔［【(（]?\d{1,3}[\]〕］】)）.．、][ \t\u3000]*+\S")
_SOURCE = lazy_pattern(
    r"[\[［][JMDCNRSPAGZ](?:/OL|/EB|/CD)?[\]］]|出版社|学报|學報|\b(?:doi|DOI|vol\.|pp\.|Press|Journal|et al)\b|\(\d{4}\)"
    r"|\d{4}[，,(（:：][ ]?\d|arXiv|\bProc\b"
)


def references(lines: Lines) -> Iterator[Mark]:
    """A mark for each of two numbered lines or more that name where something was published."""
    numbers = lines.of(NUMBER)
    if len(numbers) < 2:
        return
    found = [
        number
        for number in numbers
        if lines.free(number) and _NUMBERED.match(lines.bare(number)) and _SOURCE.search(lines.bare(number))
    ]
    for place, number in enumerate(found):
        beside = [other for other in found[max(0, place - 1) : place + 2] if other != number]
        if any(abs(other - number) <= 4 for other in beside):
            lines.set_kind(number, number, KIND)
            yield Mark(KIND, *lines.body(number))
