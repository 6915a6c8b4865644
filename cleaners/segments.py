"""Texts too long to be cleaned at once: cut into segments at line ends, cleaned one after the other, and joined again.

The steps hold some dozens of bytes a character (codes, lines, n-grams, patches): a text of 100 MB would need gigabytes. In
segments of some megabytes what a step learns from a text (its runs, templates, the script it is in) it learns from enough of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from cleaners.document import Document, Omission, Scalar
from cleaners.errors import Rejected
from cleaners.marks import Mark, Marks
from cleaners.patch import Patch

LONGEST = 4_000_000
"""Characters of a segment: a worker then needs some 400 MB for the steps. A novel has a tenth of it, so hardly any document is
cut. Lower: less memory, more places where a step cannot see what stands behind (`python -m benchmarks.memory`)."""

_SUMS = ("lossy_chars",)
_SHARES = ("residue", "frame_left", "frame_share", "hant_share")


def in_segments(document: Document, clean: Callable[[Document], Document], longest: int = LONGEST) -> Document:
    """The document after `clean`, which is called for each segment where it is too long.

    A segment that cannot be read stays as it is, and counts as damaged. Raises Rejected where `clean` rejects all of them. A page
    is never cut: its elements hold each other, and its reader bounds it.
    """
    if len(document.text) <= longest or "element" in document.marks.kinds:
        return clean(document)
    parts, cleaned, rejected = list[Document](), list[Document](), list[Rejected]()
    for part in _cut(document, longest):
        if part.text.isspace():  # the line ends between two segments
            parts.append(part)
            continue
        try:
            cleaned.append(clean(part))
            parts.append(cleaned[-1])
        except Rejected as reason:
            rejected.append(reason)
            parts.append(replace(part, metadata={**part.metadata, "residue": 1.0}))
    if rejected and not cleaned:
        raise rejected[0]
    return _joined(document, parts, cleaned[0] if cleaned else document)


def _cut(document: Document, longest: int) -> Iterator[Document]:
    """The segments of a document that nothing was done to, and the line ends between them: a step may trim what it sees of a
    text, and lines must not be joined for it. A blank line parts better than the end of any line."""
    text, start = document.text, 0
    while start < len(text):
        end = min(start + longest, len(text))
        if end < len(text):
            least = start + longest // 2
            end = next((at for sign in ("\n\n", "\n") if (at := text.rfind(sign, least, end)) >= 0), end)
        yield _part(document, start, end)
        start = end
        while end < len(text) and text[end] == "\n":
            end += 1
        if end > start:
            yield _part(document, start, end)
        start = end


def _part(document: Document, start: int, end: int) -> Document:
    piece = document.text[start:end]
    patch, marks = Patch.identity(len(piece)), _within(document, start, end)
    return replace(document, source_text=piece, text=piece, patch=patch, omissions=(), marks=marks)


def _within(document: Document, start: int, end: int) -> Marks:
    """The marks that reach into a span, in its coordinates."""
    if not document.marks:
        return document.marks
    return Marks(
        Mark(mark.kind, max(mark.start, start) - start, min(mark.end, end) - start, mark.attributes)
        for mark in document.marks
        if mark.start < end and mark.end > start
    )


def _joined(document: Document, parts: Sequence[Document], first: Document) -> Document:
    omissions, at, end = list(document.omissions), 0, len(document.source_text.rstrip())
    for part in parts:
        last = at + len(part.source_text) >= end
        omissions += [replace(found, at=found.at + at) for found in part.omissions if last or not _is_of_the_end(found, part)]
        at += len(part.source_text)
    return replace(
        document,
        text="".join(part.text for part in parts),
        patch=Patch.joined([part.patch for part in parts]),
        omissions=tuple(omissions),
        metadata=_fields(document, parts, first),
        options=first.options,
    )


def _is_of_the_end(omission: Omission, part: Document) -> bool:
    """Whether it says that the text breaks off at the end of a segment, which the text does not."""
    return omission.reason == "cut_off" and omission.at >= len(part.source_text.rstrip())


def _fields(document: Document, parts: Sequence[Document], first: Document) -> Mapping[str, Scalar]:
    """Those of the first segment, where titles stand; counts are summed up, and shares are means by length."""
    fields = dict(first.metadata)
    if converted := next((part.metadata["converted"] for part in parts if part.metadata.get("converted")), ""):
        fields["converted"] = converted
    for name in _SUMS:
        if any(name in part.metadata for part in parts):
            fields[name] = sum(int(part.metadata.get(name, 0)) for part in parts)
    for name in _SHARES:
        if any(name in part.metadata for part in parts):
            whole = sum(float(part.metadata.get(name, 0.0)) * len(part.source_text) for part in parts)
            fields[name] = round(whole / len(document.source_text), 4)
    return fields
