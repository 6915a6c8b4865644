"""The lists of a Word document, as its part `numbering` defines them."""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.readers.docx.styles import value
from cleaners.readers.numbering import Counters, Level, number_style
from cleaners.readers.xml_parts import Element, attribute, child, children


def counters_of(roots: Iterable[Element]) -> Counters:
    found = Counters()
    for root in roots:
        for definition in (*children(root, "abstractNum"), *children(root, "listDef")):
            name = attribute(definition, "abstractNumId") or attribute(definition, "listDefId")
            found.levels[name] = {_integer(attribute(lvl, "ilvl")): _level(lvl) for lvl in children(definition, "lvl")}
        for number in (*children(root, "num"), *children(root, "list")):
            name = attribute(number, "numId") or attribute(number, "ilfo")
            target = child(number, "abstractNumId")
            found.lists[name] = value(target if target is not None else child(number, "ilst"))
            for override in children(number, "lvlOverride"):
                if start := value(child(override, "startOverride")):
                    found.starts[name, _integer(attribute(override, "ilvl"))] = _integer(start)
    return found


def _level(element: Element) -> Level:
    style = value(child(element, "numFmt")) or number_style(value(child(element, "nfc")))
    return Level(
        _integer(value(child(element, "start")) or "1"),
        style,
        value(child(element, "lvlText")),
        value(child(element, "suff")) == "nothing",
    )


def _integer(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
