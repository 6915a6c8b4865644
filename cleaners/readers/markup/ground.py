"""On which ground the text of a page stands, asked where a style colours it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cleaners.readers.markup.colours import (
    WHITE,
    Colour,
    ground_of,
    grounds_of,
    is_light,
    may_be_dark,
    named_colour,
    same,
    text_colour,
)
from cleaners.readers.markup.nodes import Element

Attributes = Mapping[str, str | None]
# What may be told unseen: parts of a line, and paragraphs beside others.
_TAGS = frozenset({"span", "font", "b", "i", "em", "strong", "u", "small", "p", "s"})


@dataclass(slots=True)
class _Slot:
    """The ground of an element and of what is in it; `dark` where a sheet may give it one that nobody sees here."""

    colour: Colour | None = WHITE
    dark: bool = False


@dataclass
class Grounds:
    """The grounds of the elements of one page, which are looked up from the inside and remembered."""

    sheets: Sequence[str] = ()
    told: dict[int, Colour | str] = field(default_factory=dict)  # element -> the ground that it names itself
    known: dict[int, _Slot] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        return grounds_of("\n".join(self.sheets))

    def note(self, number: int, attributes: Attributes, style: str) -> None:
        """Remember the ground that a block gives itself."""
        ground: Colour | str | None = ground_of(style) if "background" in style else ""
        if not ground and (named := attributes.get("bgcolor")):
            ground = named_colour(named)
        if not ground and attributes.get("background"):
            ground = "picture"
        if ground:
            self.told[number] = ground

    def hides(self, tag: str, attributes: Attributes, style: str, number: int, elements: list[Element], *, beside: bool) -> bool:
        """Whether an element in block `number` has the colour of its ground. `beside`: text of another colour stands beside."""
        if tag not in _TAGS or attributes.get("class"):
            return False
        colour = text_colour(style) if style else None
        if colour is None and tag == "font" and (named := attributes.get("color")):
            colour = named_colour(named)
        if colour is None or (style and ground_of(style)):
            return False
        slot = self._of(number, elements)
        if slot.colour is None or slot.dark or not same(colour, slot.colour):
            return False
        return beside or not is_light(colour)

    def _of(self, number: int, elements: list[Element]) -> _Slot:
        path: list[int] = []
        at = number
        while at >= 0 and at not in self.known:
            path.append(at)
            at = elements[at].parent
        slot = self.known[at] if at >= 0 else _Slot()
        for inner in reversed(path):
            slot = self.known[inner] = self._own(inner, elements[inner], slot)
        return slot

    def _own(self, number: int, element: Element, outer: _Slot) -> _Slot:
        if told := self.told.get(number):
            return _Slot(told if isinstance(told, tuple) else None)
        words = element.words
        if element.tag in self.names or (words and not self.names.isdisjoint(words.split())):
            return _Slot(None)
        dark = outer.dark or bool(words and may_be_dark(words))
        return _Slot(outer.colour, dark) if dark != outer.dark else outer
