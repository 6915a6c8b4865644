"""A Word package as a document."""

from __future__ import annotations

from cleaners.document import Document, Omission, Origin, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.docx.body import Body, Known
from cleaners.readers.docx.numbering import counters_of
from cleaners.readers.docx.parts import FlatParts, WordPackage
from cleaners.readers.docx.styles import Styles
from cleaners.readers.embedded import page_lines
from cleaners.readers.flow import Line, LineKind, assemble
from cleaners.readers.properties import properties
from cleaners.readers.xml_parts import Element, attribute, child, children, descendants, text_of
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package

_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    package = Package.open(item.data, item.origin)
    return read_package(WordPackage.of(package), item.origin, package)


def read_flat(root: Element, origin: Origin) -> Document:
    """A package in one XML file, or the XML of Word 2003: its root."""
    if child(root, "part") is not None:
        return read_package(WordPackage.of(FlatParts.of(root)), origin)
    styles, lists = list(children(root, "styles")), list(children(root, "lists"))
    known = Known(Styles.of(styles), counters_of(lists))
    body = child(root, "body")
    headers, footers = _running(known, list(descendants(body, "hdr")), list(descendants(body, "ftr")))
    lines = [*headers, *Body(known).read(body if body is not None else root), *footers]
    metadata = _properties([child(root, "DocumentProperties")])
    text, marks = assemble(lines, metadata)
    return Document.of(text, marks=marks, metadata=metadata, origin=origin)


def read_package(word: WordPackage, origin: Origin, package: Package | None = None) -> Document:
    root = word.xml(word.main)
    if root is None:
        raise Rejected("broken", "the document's main part cannot be read", origin)
    known = Known(
        Styles.of(word.related("styles")), counters_of(word.related("numbering")), imported=lambda name: _chunk(word, name)
    )
    notes: dict[tuple[str, str], list[Line]] = {}
    for kind, line_kind in (("footnote", "footnote"), ("endnote", "footnote"), ("comment", "comment")):
        for part in word.related(f"{kind}s"):
            for note in children(part, kind):
                if attribute(note, "type") not in _SEPARATORS:
                    notes[kind, attribute(note, "id")] = Body(known).aside(note, _kind(line_kind))
    known = Known(known.styles, known.counters, notes, known.imported)
    headers, footers = _running(known, word.related("header"), word.related("footer"))
    lines = [*headers, *Body(known).read(root), *footers]
    metadata = _properties([word.xml("docProps/core.xml")])
    text, marks = assemble(lines, metadata)
    damaged = package is not None and package.damaged
    return Document.of(
        text,
        marks=marks,
        metadata=metadata,
        omissions=(Omission("cut_off", at=len(text)),) if damaged else (),
        origin=origin,
    )


def _kind(name: str) -> LineKind:
    return "comment" if name == "comment" else "footnote"


def _running(known: Known, headers: object, footers: object) -> tuple[list[Line], list[Line]]:
    """Lines of headers and of footers, each once: every section has its own, mostly the same."""
    found: tuple[dict[str, Line], dict[str, Line]] = {}, {}
    for lines, roots, kind in zip(found, (headers, footers), ("header", "footer"), strict=True):
        for root in roots:  # type: ignore[attr-defined]
            for line in Body(known).read(root):
                lines.setdefault(line.text, Line(line.text, "header" if kind == "header" else "footer"))
    return list(found[0].values()), list(found[1].values())


def _chunk(word: WordPackage, relation: str) -> list[Line]:
    """The lines of a part that is a page: converters of web editors write whole documents so."""
    name = word.targets.get(relation, ("", ""))[1]
    return page_lines(word.parts.read(name)) if name else []


def _properties(roots: list[Element | None]) -> dict[str, Scalar]:
    values: dict[str, str] = {}
    for root in roots:
        for name, names in _NAMES.items():
            for element in () if root is None else descendants(root, *names):
                values.setdefault(name, text_of(element))
    return properties(**values)


_NAMES = {
    "title": ("title", "Title"),
    "author": ("creator", "Author"),
    "created": ("created", "Created"),
    "modified": ("modified", "LastSaved"),
}
