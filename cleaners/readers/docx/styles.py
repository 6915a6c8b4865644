"""Styles and lists of a Word document: which paragraphs are headings, which are items, and the words that number them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaners.readers.markup.scripts import Script
from cleaners.readers.style_names import heading_level
from cleaners.readers.xml_parts import Element, attribute, child, children

_BODY_LEVEL = 9
MAX_STYLE_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Style:
    level: int = 0  # of headings
    numbering: tuple[str, int] | None = None  # list and depth in it; None where no style says
    hidden: bool = False
    script: Script | None = None  # whether its text is raised or lowered


SCRIPTS: dict[str, Script] = {"superscript": "sup", "subscript": "sub"}
PLAIN = Style()


@dataclass(slots=True)
class Styles:
    """Styles by their names in the file; what is based on others has been followed."""

    _elements: dict[str, Element] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    default: str = ""

    @classmethod
    def of(cls, roots: Iterable[Element]) -> Styles:
        styles = cls()
        for root in roots:
            for element in children(root, "style"):
                name = attribute(element, "styleId")
                styles._elements.setdefault(name, element)
                if attribute(element, "type") == "paragraph" and is_on(element, "default"):
                    styles.default = styles.default or name
        return styles

    def __getitem__(self, name: str) -> Style:
        if name not in self._known:
            self._known[name] = self._follow(name)
        return self._known[name]

    def _follow(self, name: str) -> Style:
        level: int | None = None
        numbering: tuple[str, int] | None = None
        hidden: bool | None = None
        align = ""
        for _ in range(MAX_STYLE_CHAIN):
            element = self._elements.get(name)
            if element is None:
                break
            paragraph = child(element, "pPr")
            if level is None:
                level = outline(paragraph)
            if not level and (named := heading_level(value(child(element, "name")))):
                level = named
            if numbering is None:
                numbering = number_of(paragraph)
            if hidden is None:
                hidden = toggled(child(element, "rPr"), "vanish")
            align = align or value(child(child(element, "rPr"), "vertAlign"))
            name = value(child(element, "basedOn"))
        return Style(level or 0, numbering, bool(hidden), SCRIPTS.get(align))


def value(element: Element | None) -> str:
    return attribute(element, "val") if element is not None else ""


def is_on(element: Element, name: str) -> bool:
    return attribute(element, name) in ("1", "true", "on")


def toggled(properties: Element | None, name: str) -> bool | None:
    """A property that is on or off; None where nothing is said."""
    element = child(properties, name)
    if element is None:
        return None
    return attribute(element, "val", "1") not in ("0", "false", "off")


def outline(properties: Element | None) -> int | None:
    """The heading level that a paragraph's own properties give: 0 for body text, None where they say nothing."""
    element = child(properties, "outlineLvl")
    if element is None:
        return None
    text = value(element)
    return int(text) + 1 if text.isdecimal() and int(text) < _BODY_LEVEL else 0


def number_of(properties: Element | None) -> tuple[str, int] | None:
    """The list that a paragraph belongs to; ("0", 0) for one that is taken out of its style's list."""
    numbering = child(properties, "numPr")
    numbering = child(properties, "listPr") if numbering is None else numbering
    if numbering is None:
        return None
    name = child(numbering, "numId")
    name = child(numbering, "ilfo") if name is None else name
    depth = value(child(numbering, "ilvl"))
    return value(name), min(int(depth), 8) if depth.isdecimal() else 0
