"""Dumps of a MediaWiki (XML): each page of the main name space is a document. They are read as they come, whatever their size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member
from cleaners.sources.item import Ignored
from cleaners.sources.markup import root_tag
from cleaners.sources.streams import FileStream, Stream

_DUMP = re.compile(rb"<mediawiki\b")
_REDIRECT = re.compile(r"\s*#(?:redirect|重定向)\s*:?\s*\[\[", re.IGNORECASE)


def is_dump(head: bytes) -> bool:
    return bool(_DUMP.match(root_tag(head)))


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    settings: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "recover": True}
    try:
        for _, page in etree.iterparse(cast(Any, stream), events=("end",), tag="{*}page", **settings):
            yield _page(page)
            page.clear()
            while page.getprevious() is not None:
                del page.getparent()[0]
        stream.complain()
    except etree.XMLSyntaxError as error:
        raise Rejected("broken", f"MediaWiki dump: {error}") from None


def _page(page: Any) -> Found:
    space, title = page.findtext("{*}ns") or "0", page.findtext("{*}title") or ""
    revisions = page.findall("{*}revision")
    latest = revisions[-1] if revisions else page
    text = latest.findtext("{*}text") or ""
    if space != "0":
        return Ignored("wiki page outside the main name space")
    if page.find("{*}redirect") is not None or _REDIRECT.match(text):
        return Ignored("redirect of a wiki")
    metadata = {"title": title, "modified": latest.findtext("{*}timestamp") or ""}
    known = {name: value for name, value in metadata.items() if value}
    member = title or f"page-{page.findtext('{*}id') or ''}"
    return Member(member, FileStream.of(text.encode("utf-8", "replace")), text=text, metadata=known, file_name="page.wiki")
