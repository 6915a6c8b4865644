"""EPUB: the pages of its spine, in that order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from cleaners.decoding import decode
from cleaners.document import Document, Omission, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.embedded import lines_of, parsed
from cleaners.readers.flow import Line, assemble
from cleaners.readers.properties import properties
from cleaners.readers.xml import prepared
from cleaners.readers.xml_parts import Element, attribute, child, descendants, local, parse, text_of
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package, resolve

_SPACE = re.compile(r"\s+")
_PAGES = frozenset(
    {"application/xhtml+xml", "text/html", "application/html+xml", "application/x-dtbook+xml", "text/x-oeb1-document"}
)
_DECLARED = 4096  # characters within which a page declares names
# Fonts may be obscured without the book being locked.
_OBSCURED = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    package = Package.open(item.data, item.origin)
    if _is_locked(package):
        raise Rejected("encrypted", "the book is locked (DRM)", item.origin)
    name, opf = _opf(package)
    pages = list(_spine(name, opf)) if opf is not None else []
    pages = [page for page in dict.fromkeys(pages) if page in package] or sorted(
        page for page in package.names() if page.lower().endswith((".xhtml", ".html", ".htm"))
    )
    if not pages:
        raise Rejected("broken", "a book without pages", item.origin)
    labels = _labels(package, name, opf)
    lines = [line for page in pages for line in _page(package.read(page), labels.get(page.casefold(), {}))]
    text, marks = assemble(lines)
    omissions = (Omission("cut_off", at=len(text)),) if package.damaged else ()
    return Document.of(text, marks=marks, metadata=_metadata(opf), omissions=omissions, origin=item.origin)


def _page(data: bytes, labels: dict[str, int]) -> list[Line]:
    """The lines of a page. Those that the table of contents calls by name are headings, whatever the page makes of them."""
    text = decode(data).text
    if "<!ENTITY" in text[:_DECLARED]:  # a parser of pages takes the end of a declaration for that of the document type
        known = prepared(text)
        if known is None:
            raise Rejected("bomb", "names that stand for names for names")
        text = known
    lines = lines_of(parsed(text)) if data else []
    for line in lines if labels else ():
        if line.kind == "paragraph" and (level := labels.pop(_SPACE.sub("", line.text), 0)):
            line.kind, line.level = "heading", level
    return lines


def _labels(package: Package, base: str, opf: Element | None) -> dict[str, dict[str, int]]:
    """Page -> names in the table of contents that lead there, with their levels."""
    found: dict[str, dict[str, int]] = {}
    for item in descendants(opf, "item"):
        name = resolve(base, attribute(item, "href"))
        if attribute(item, "media-type") == "application/x-dtbncx+xml":
            points = [(text_of(child(p, "navLabel")), child(p, "content"), "src", p) for p in _points(package, name, "navPoint")]
        elif "nav" in attribute(item, "properties").split():
            points = [(text_of(link), link, "href", link) for link in _points(package, name, "a")]
        else:
            continue
        for label, target, key, place in points:
            if target is not None and label:
                page = resolve(name, unquote(attribute(target, key))).casefold()
                level = sum(local(above) in ("navPoint", "ol") for above in place.iterancestors())
                found.setdefault(page, {}).setdefault(_SPACE.sub("", label), max(1, level + (key == "src")))
    return found


def _points(package: Package, name: str, tag: str) -> Iterator[Element]:
    return descendants(parse(package.read(name)), tag)


def _is_locked(package: Package) -> bool:
    root = parse(package.read("META-INF/encryption.xml"))
    methods = {attribute(method, "Algorithm") for method in descendants(root, "EncryptionMethod")}
    return any(not method.startswith(_OBSCURED) for method in methods) and "META-INF/rights.xml" in package


def _opf(package: Package) -> tuple[str, Element | None]:
    container = parse(package.read("META-INF/container.xml"))
    names = [attribute(root, "full-path") for root in descendants(container, "rootfile")]
    names += [name for name in package.names() if name.lower().endswith(".opf")]
    for name in names:
        if name in package and (root := parse(package.read(name))) is not None:
            return name, root
    return "", None


def _spine(base: str, opf: Element) -> Iterator[str]:
    """The pages that people turn, without the table of contents that readers make their menu of."""
    items = {attribute(item, "id"): item for item in descendants(opf, "item")}
    for reference in descendants(opf, "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None and attribute(item, "media-type") in _PAGES and "nav" not in attribute(item, "properties").split():
            yield resolve(base, attribute(item, "href"))


def _metadata(opf: Element | None) -> dict[str, Scalar]:
    said = next(descendants(opf, "metadata"), None)
    values = {name: next((text_of(found) for found in descendants(said, tag)), "") for name, tag in _NAMES.items()}
    author = "、".join(text_of(found) for found in descendants(said, "creator"))
    found = properties(title=values["title"], author=author, modified=values["modified"])
    published = properties(created=values["published"]).get("created", "")
    return {
        **found,
        **({"published": published} if published else {}),
        **({"publisher": p} if (p := values["publisher"]) else {}),
    }


_NAMES = {"title": "title", "publisher": "publisher", "published": "date", "modified": "modified"}
