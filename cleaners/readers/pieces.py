"""One document of several pieces, each read by itself: the parts of a message, the frames of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaners.document import Document, Origin, Scalar


def joined(pieces: Sequence[Document], origin: Origin) -> Document:
    """The pieces one after the other, a line end between them. What the first ones say of themselves goes before."""
    if len(pieces) == 1:
        return replace(pieces[0], origin=origin)
    texts, marks, omissions, at = list[str](), [], [], 0
    metadata: dict[str, Scalar] = {}
    damaged = 0
    for piece in pieces:
        marks += [mark._replace(start=mark.start + at, end=mark.end + at) for mark in piece.marks]
        omissions += [replace(omission, at=omission.at + at) for omission in piece.omissions]
        texts.append(piece.source_text)
        at += len(piece.source_text) + 1
        damaged += int(piece.metadata.get("bytes_damaged", 0))
        metadata = {**piece.metadata, **metadata}
    if damaged:
        metadata["bytes_damaged"] = damaged
    return Document.of("\n".join(texts), marks=marks, metadata=metadata, omissions=tuple(omissions), origin=origin)
