"""Untrusted XML, parsed: no entities, no network, no huge trees; what can be read of a damaged part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

# lxml's stubs lag behind: an element here is one of lxml's own kind.
Element: TypeAlias = Any


def parse(data: bytes | str, *, recover: bool = True) -> Element | None:
    """The root of what can be read of `data`, or None."""
    return parse_told(data, recover=recover)[0]


def parse_told(data: bytes | str, *, recover: bool = True) -> tuple[Element | None, bool]:
    """The root of what can be read of `data`, or None, and whether all of it was well formed. Prefixes that nothing declares do
    no harm."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=recover, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    faults = (fault for fault in parser.error_log if fault.level >= etree.ErrorLevels.ERROR)
    return root, all(fault.type_name.startswith("NS_") for fault in faults)


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """The attribute of that local name, in whatever namespace: producers and versions of a format differ in it."""
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return default


def child(element: Element | None, name: str) -> Element | None:
    if element is not None:
        for found in element:
            if local(found) == name:
                return found
    return None


def children(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        for found in element:
            if local(found) == name:
                yield found


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """All elements of these local names below `element`, in the order of the document."""
    if element is not None:
        for found in element.iter():
            if local(found) in names:
                yield found


def text_of(element: Element | None) -> str:
    """All text in an element, stripped."""
    return "".join(element.itertext()).strip() if element is not None else ""
