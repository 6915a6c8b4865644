"""The numbers of lists in OpenDocument text, which its list styles describe and the text does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaners.readers.numbering import Level, parted, written
from cleaners.readers.xml_parts import Element, attribute, descendants, local

_STYLES = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "一": "chineseCounting",
    "壹": "chineseLegalSimplified", "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle",
}  # fmt: skip
_PLACE = re.compile(r"%(\d{1,2})%")
MAX_DEPTH = 10
ListStyles = dict[str, dict[int, Level]]


def list_styles(roots: Iterable[Element | None]) -> ListStyles:
    found: ListStyles = {}
    for root in roots:
        for style in descendants(root, "list-style"):
            levels = {_integer(attribute(level, "level")): _level(level) for level in style if local(level) == _NUMBERED}
            found.setdefault(attribute(style, "name"), levels)
    return found


_NUMBERED = "list-level-style-number"


def _level(element: Element) -> Level:
    depth = _integer(attribute(element, "level"))
    shown = max(1, min(_integer(attribute(element, "display-levels", "1")), depth))
    places = ".".join(f"%{place}%" for place in range(depth - shown + 1, depth + 1))
    style = _STYLES.get(attribute(element, "num-format")[:1], "none")
    pattern = attribute(element, "num-prefix") + places + attribute(element, "num-suffix")
    return Level(_integer(attribute(element, "start-value", "1")), style, pattern)


def _integer(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


@dataclass(slots=True)
class Lists:
    """Which lists the walk over a text stands in, and how far each has counted."""

    styles: ListStyles
    open: list[str] = field(default_factory=list)  # the styles of the open lists, the outermost first
    waiting: bool = False  # an item has begun, and its first paragraph has not come
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def begin(self, element: Element) -> None:
        style = attribute(element, "style-name") or (self.open[-1] if self.open else "")
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        if not self.open and not goes_on:
            self._counts.pop(style, None)
        self.open.append(style)

    def end(self, element: Element) -> None:
        """Of a list or an item."""
        self.waiting = False
        if local(element) == "list" and self.open:
            self.open.pop()

    def begin_item(self, element: Element) -> None:
        self.waiting = True
        if start := _integer(attribute(element, "start-value")):
            self._counts.setdefault(self.open[-1] if self.open else "", {})[len(self.open)] = start - 1

    def number(self) -> str:
        """What stands before the paragraph that begins now."""
        if not self.waiting or not self.open:
            return ""
        self.waiting = False
        style, depth = self.open[-1], len(self.open)
        levels, counts = self.styles.get(style, {}), self._counts.setdefault(style, {})
        level = levels.get(depth)
        if level is None or level.style == "none":
            return ""
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in range(depth + 1, MAX_DEPTH + 1):
            counts.pop(deeper, None)

        def put(match: re.Match[str]) -> str:
            at = levels.get(int(match[1]), level)
            return written(counts.get(int(match[1]), at.start), at.style)

        return parted(_PLACE.sub(put, level.pattern))
