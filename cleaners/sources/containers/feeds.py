"""Feeds of every version (RSS 0.9 to 2.0, RDF, Atom): each entry is a document with its title, author, date and address. Its text
is mostly a page in quotes, and is given as a page."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from cleaners.decoding import decode, decode_as
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member
from cleaners.sources.markup import root_tag
from cleaners.sources.streams import FileStream, Stream

_FEED = re.compile(
    rb"<(?:[\w.-]+:)?(?:rss\b|feed\b[^>]{0,2000}(?:/atom|/Atom)|RDF\b[^>]{0,4000}(?:purl\.org/(?:rss|net/rss)|/rdf/simple))"
)
# The longest first: the whole text before its summary.
_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "issued", "date", "created", "updated", "modified")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?\Z")
_DECLARATION = re.compile(r"\A[\ufeff\s]*<\?xml\b[^>]{0,300}\?>")
_NAME = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset({"lt", "gt", "amp", "quot", "apos"})
_TAG = re.compile(r"<(?:[a-zA-Z]{1,10}[\s/>]|!--|/[a-zA-Z])")
_MAIL_NAME = re.compile(r"\S+@\S+\s*\(([^()]{1,100})\)\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `body` is markup, "" where there is no text but the title."""

    title: str
    body: str
    url: str = ""
    id: str = ""
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The entry as a page."""
        title = html.escape(self.title, quote=False)
        head = f"<h1>{title}</h1>" if title else ""
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><article>{head}{self.body}'
            "</article></body></html>"
        )


def is_feed(head: bytes) -> bool:
    return bool(_FEED.match(root_tag(head)))


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    data = stream.read_all(options.max_bytes)
    text = (decode_as(data, stream.encoding) if stream.encoding else decode(data)).text
    root = _root(text)
    number = 0
    for number, entry in enumerate(entries(root) if root is not None else (), 1):
        if not entry.title and not entry.body:
            continue
        page = entry.page
        yield Member(
            entry.id or entry.url or f"entry-{number}",
            FileStream.of(page.encode("utf-8", "surrogatepass")),
            text=page,
            url=entry.url,
            metadata=entry.metadata,
            file_name="entry.html",
        )
    if not number:
        raise Rejected("broken" if root is None else "empty", "a feed without entries")


def _root(text: str) -> Any:
    def read_name(found: re.Match[str]) -> str:
        return found[0] if found[1] in _OWN else html.entities.html5.get(f"{found[1]};", "")

    markup = _NAME.sub(read_name, _DECLARATION.sub("", text, count=1)).lstrip("\ufeff \t\r\n")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True)
    try:
        return etree.fromstring(markup.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def entries(root: Any) -> Iterator[Entry]:
    """The entries below the root of a feed, in order."""
    channel = next((element for element in root.iter() if _local(element) == "channel"), root)
    publisher = _line(_child(channel, "title"))
    for element in root.iter():
        if _local(element) in ("item", "entry"):
            yield _entry(element, publisher)


def _entry(element: Any, publisher: str) -> Entry:
    metadata = {"title": _title(element), "author": _author(element), "published": _published(element), "publisher": publisher}
    guid = _line(_child(element, "guid", "id"))
    url = _url(element) or (guid if guid.startswith(("http://", "https://")) else "")
    known = {name: value for name, value in metadata.items() if value}
    return Entry(metadata["title"], _body(element), url, guid, known)


def _body(element: Any) -> str:
    for name in _BODIES:
        found = _child(element, name)
        if found is not None and (markup := _markup(found)):
            return markup
    return ""


def _markup(element: Any) -> str:
    """The content of an element as markup: a page in quotes, elements of a page, or plain text."""
    kind = (element.get("type") or "").lower()
    if len(element):
        inner = "".join(etree.tostring(child, encoding="unicode") for child in element if isinstance(child.tag, str))
        return f"{html.escape(element.text or '', quote=False)}{_without_prefixes(inner)}".strip()
    text = (element.text or "").strip()
    plain = kind in ("text", "text/plain") and element.get("mode") != "escaped"
    if plain or not _TAG.search(text):
        text = text if plain else html.unescape(text)
        return "".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.split("\n") if line.strip())
    return text


def _without_prefixes(markup: str) -> str:
    return re.sub(r"(</?)[A-Za-z][\w.-]{0,30}:(?=[A-Za-z])", r"\1", markup)


def _title(element: Any) -> str:
    title = _line(_child(element, "title"))
    return " ".join(html.unescape(re.sub(r"</?[a-zA-Z][^<>]{0,300}>", "", title)).split())


def _author(element: Any) -> str:
    found = _child(element, "creator", "author")
    name = _child(found, "name") if found is not None else None
    author = _line(name if name is not None else found)
    named = _MAIL_NAME.match(author)
    return named[1].strip() if named else author


def _published(element: Any) -> str:
    for name in _DATES:
        value = _line(_child(element, name))
        if _ISO.match(value):
            return value
        try:
            date = parsedate_to_datetime(value) if value else None
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if date is not None:
            return date.isoformat(timespec="seconds").replace("+00:00", "Z")
    return ""


def _url(element: Any) -> str:
    for link in element:
        address = (link.get("href") or link.text or "").strip() if _local(link) == "link" else ""
        if address and (link.get("rel") or "alternate") == "alternate":
            return str(address)
    return ""


def _child(element: Any, *names: str) -> Any:
    """The first child of the first of these names that has one."""
    for name in names:
        for found in element:
            if _local(found) == name and not found.tag.startswith("{http://search.yahoo.com"):
                return found
    return None


def _line(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
