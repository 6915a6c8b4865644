"""Short looks at the nodes round one, which cost little however the page is built."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

_NOTE = re.compile(
    r"(?:^|[\s_-])(?:cite_?ref|references?|footnotes?|fn-?ref|note-?ref|endnotes?|duokan-footnote|sup-?reference|noteref)",
    re.IGNORECASE,
)
_BRANCHES = 8


def text_ahead(node: LexborNode, longest: int, most: int) -> tuple[str | None, int]:
    """The text in a node (None where it is longer than `longest` or stands behind more than `most` nodes), and how many nodes
    were seen for it."""
    found: list[str] = []
    size = seen = 0
    stack = [node.child]
    while stack:
        inner = stack.pop()
        if inner is None:
            continue
        seen += 1
        if seen > most:
            return None, seen
        stack.append(inner.next)
        if inner.tag == "-text":
            text = inner.text_content or ""
            size += len(text.strip())
            if size > longest:
                return None, seen
            found.append(text)
        elif inner.child is not None:
            stack.append(inner.child)
    return "".join(found), seen


def text_behind(node: LexborNode) -> str:
    """The first characters of what stands right behind a node, "" where that is no text."""
    behind = node.next
    for _ in range(_BRANCHES):
        if behind is None:
            break
        if behind.tag == "-text":
            return (behind.text_content or "")[:8]
        if behind.child is None:
            break
        behind = behind.child
    return ""


def is_note(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Whether raised text refers to a note: its own names say so, or all of it is one link within the page."""
    if _NOTE.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
        return True
    parent = node.parent
    if parent is not None and parent.tag == "a":
        told = parent.attributes
        return "#" in (told.get("href") or "") or told.get("epub:type") == "noteref" or (node.prev is None and node.next is None)
    inner = node.child
    return inner is not None and inner.tag == "a" and inner.next is None


def is_reference(attributes: Mapping[str, str | None]) -> bool:
    """Whether a link says of itself that it refers to a note: books leave it to the style sheet to raise its number."""
    said = f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}"
    return "noteref" in said.replace("doc-", "").split()


def starts_of(chunks: list[str]) -> list[int]:
    starts = [0]
    for chunk in chunks[:-1]:
        starts.append(starts[-1] + len(chunk))
    return starts
