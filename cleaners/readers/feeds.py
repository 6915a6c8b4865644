"""RSS and Atom: each entry's title as a heading, then its text, which is mostly a page in quotes."""

from __future__ import annotations

from cleaners.readers.embedded import page_lines
from cleaners.readers.flow import Line
from cleaners.readers.xml_parts import Element, child, descendants, local, text_of

# The longest first: the whole text before its summary.
_BODIES = ("encoded", "content", "description", "summary")


def feed_lines(root: Element) -> list[Line] | None:
    """The lines of a feed; None for XML that is none."""
    if local(root) not in ("rss", "RDF", "feed") or (local(root) == "feed" and not root.tag.endswith("Atom}feed")):
        return None
    lines: list[Line] = []
    for entry in descendants(root, "item", "entry"):
        if title := text_of(child(entry, "title")):
            lines.append(Line(" ".join(title.split()), "heading", 1))
        for name in _BODIES:
            body = child(entry, name)
            if body is not None and (text := text_of(body)):
                lines += page_lines(text.encode())
                break
    return lines
