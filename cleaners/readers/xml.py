"""XML: the office formats that are one file of it, feeds, and the text of all others (DocBook, TEI, UOF, anything)."""

from __future__ import annotations

import html.entities
import re
from dataclasses import replace

from cleaners.document import Document, Omission
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.decoded import decoded_item, encoding_metadata
from cleaners.readers.docx import read_flat as read_word
from cleaners.readers.feeds import feed_lines
from cleaners.readers.flow import assemble
from cleaners.readers.odt import read_flat as read_odt
from cleaners.readers.properties import properties
from cleaners.readers.spreadsheet_xml import read_flat as read_spreadsheet
from cleaners.readers.xml_parts import Element, child, children, descendants, local, parse_told, text_of
from cleaners.readers.xml_text import XmlText
from cleaners.sources.item import RawItem

_DECLARATION = re.compile(r"\A[\ufeff\s]*<\?xml\b[^>]*\?>")
# Of a document type, names for plain words are used. Names for names are how a line of XML becomes a gigabyte.
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_DEFINED = re.compile(r"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_ENTITY = re.compile(r"&([A-Za-z_][\w.-]{0,63});")
MAX_NESTED, MAX_GROWTH = 20, 10_000_000
_OPEN_DOCUMENT = "{urn:oasis:names:tc:opendocument:"
_OWN = frozenset({"lt", "gt", "amp", "quot", "apos"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def read(item: RawItem, context: Context) -> Document:
    """Raises Rejected("broken")."""
    decoded = decoded_item(item, context)
    markup = prepared(decoded.text)
    if markup is None:
        raise Rejected("bomb", "names that stand for names for names", item.origin)
    root, whole = parse_told(markup.encode("utf-8"))
    if root is None:
        raise Rejected("broken", "XML that cannot be read", item.origin)
    document = _document(root, item)
    omissions = document.omissions if whole else (*document.omissions, Omission("cut_off", at=len(document.text)))
    return replace(document, metadata={**document.metadata, **encoding_metadata(decoded)}, omissions=omissions)


def prepared(markup: str) -> str | None:
    """Without the declaration (its encoding may lie, and is undone), the document type, and what the standard forbids; with the
    named characters of HTML, and what the document type names, as they read. None for names that would grow without end."""
    markup = _DECLARATION.sub("", markup, count=1)
    names: dict[str, str] = {}
    if doctype := _DOCTYPE.search(markup):
        defined = {name: double or single for name, double, single in _DEFINED.findall(doctype[0])}
        if sum(len(_ENTITY.findall(value)) for value in defined.values()) > MAX_NESTED:
            return None
        names = {name: value for name, value in defined.items() if "&" not in value and "<" not in value}
        markup = markup[: doctype.start()] + markup[doctype.end() :]
        if sum(len(value) * markup.count(f"&{name};") for name, value in names.items()) > MAX_GROWTH:
            return None

    def read_name(found: re.Match[str]) -> str:
        name = found[1]
        return found[0] if name in _OWN else names.get(name) or html.entities.html5.get(f"{name};", "")

    if "&" in markup:
        markup = _ENTITY.sub(read_name, markup)
    return _CONTROLS.sub("", markup).lstrip("\ufeff \t\r\n")


def _document(root: Element, item: RawItem) -> Document:
    name = local(root)
    if name == "wordDocument" or (name == "package" and child(root, "part") is not None):
        return read_word(root, item.origin)
    if name == "Workbook":
        return read_spreadsheet(root, item.origin)
    if name == "document" and any(child(child(root, "body"), kind) is not None for kind in ("text", "presentation", "drawing")):
        return read_odt(root, item.origin)
    if root.tag.startswith(_OPEN_DOCUMENT) and child(root, "body") is None:
        raise Rejected("broken", "a document whose body is lost", item.origin)
    lines = feed_lines(root)
    metadata = _book(root) if name == "FictionBook" else _metadata(root)
    text, marks = assemble(XmlText().read(root) if lines is None else lines, metadata)
    return Document.of(text, marks=marks, metadata=metadata, origin=item.origin)


def _book(root: Element) -> dict[str, str | int | float | bool]:
    """What an FB2 says of itself at its head, which is none of its text."""
    for said in list(children(root, "description")):
        root.remove(said)
        author = next(descendants(said, "author"), None)
        names = (text_of(child(author, part)) for part in ("last-name", "first-name", "middle-name"))
        return properties(title=text_of(next(descendants(said, "book-title"), None)), author="".join(names))
    return {}


def _metadata(root: Element) -> dict[str, str | int | float | bool]:
    """Title and author, where the vocabulary has a place for them at its head."""
    head = next(descendants(root, "teiHeader", "info", "articleinfo", "bookinfo", "channel", "header", "head"), root)
    title = child(head, "title")
    if title is None:
        title = next(descendants(child(head, "fileDesc"), "title"), None)
    author = next(descendants(head, "author"), None) if head is not root else child(root, "author")
    return properties(title=text_of(title), author=text_of(author))
