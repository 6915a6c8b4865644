"""The parts of a Word package and how they refer to each other."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from cleaners.readers.xml_parts import Element, attribute, child, children, local, parse, text_of
from cleaners.sources.package import Package, resolve

MAIN_NAMES = ("word/document.xml", "word/document2.xml", "document.xml")


class Parts(Protocol):
    """Whatever holds parts by name: a zip archive, or one XML file."""

    def __contains__(self, name: str) -> bool: ...

    def read(self, name: str) -> bytes: ...

    def names(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class FlatParts:
    """A package in one XML file (`pkg:package`)."""

    parts: dict[str, Element]

    @classmethod
    def of(cls, root: Element) -> FlatParts:
        return cls({attribute(part, "name").lstrip("/").casefold(): part for part in children(root, "part")})

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self.parts

    def names(self) -> list[str]:
        return list(self.parts)

    def read(self, name: str) -> bytes:
        from lxml import etree

        part = self.parts.get(name.casefold())
        if (data := child(part, "xmlData")) is not None and len(data):
            return bytes(etree.tostring(data[0], encoding="utf-8"))
        try:
            return base64.b64decode(text_of(child(part, "binaryData")))
        except ValueError:
            return b""


@dataclass(slots=True)
class WordPackage:
    """The parts that hold text, parsed when they are asked for."""

    parts: Parts | Package
    main: str = ""
    targets: dict[str, tuple[str, str]] = field(default_factory=dict)  # relation of the main part -> kind, name of the part

    @classmethod
    def of(cls, parts: Parts | Package) -> WordPackage:
        package = cls(parts)
        package.main = next(package._main(), "")
        for relation in package._relations(package.main):
            kind = attribute(relation, "Type").rpartition("/")[2]
            if attribute(relation, "TargetMode") != "External":
                package.targets[attribute(relation, "Id")] = kind, resolve(package.main, attribute(relation, "Target"))
        return package

    def _main(self) -> Iterator[str]:
        for relation in self._relations(""):
            if attribute(relation, "Type").endswith("/officeDocument"):
                name = resolve("", attribute(relation, "Target"))
                if name in self.parts:
                    yield name
        yield from (name for name in MAIN_NAMES if name in self.parts)
        yield from (name for name in self.parts.names() if posixpath.basename(name).lower().startswith("document"))

    def _relations(self, name: str) -> list[Element]:
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        return [] if root is None else [element for element in root if local(element) == "Relationship"]

    def xml(self, name: str) -> Element | None:
        data = self.parts.read(name) if name else b""
        return parse(data) if data else None

    def related(self, kind: str) -> Iterator[Element]:
        """The parts of a kind that the main part refers to; by their usual name where no relation says so."""
        names = [name for found, name in self.targets.values() if found == kind]
        usual = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        for name in names or ([usual] if usual in self.parts else []):
            if (root := self.xml(name)) is not None:
                yield root
