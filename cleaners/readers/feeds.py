"""RSS and Atom as one document, where nobody opens them as a container: each entry's title as a heading, then its text."""

from __future__ import annotations

from cleaners.readers.embedded import lines_of, parsed
from cleaners.readers.flow import Line
from cleaners.readers.xml_parts import Element, local
from cleaners.sources.containers.feeds import entries


def feed_lines(root: Element) -> list[Line] | None:
    """The lines of a feed; None for XML that is none."""
    if local(root) not in ("rss", "RDF", "feed") or (local(root) == "feed" and "atom" not in root.tag.lower()):
        return None
    lines: list[Line] = []
    for entry in entries(root):
        if entry.title:
            lines.append(Line(entry.title, "heading", 1))
        lines += lines_of(parsed(entry.body)) if entry.body else []
    return lines
