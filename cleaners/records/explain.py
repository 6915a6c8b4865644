"""Before and after in one view: the source text with what was taken out, what stands in its place, and the rule beside it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from importlib.resources import files
from string import Template
from typing import NamedTuple

from cleaners.document import Document, Entry


class Piece(NamedTuple):
    """A stretch of text that was kept (`taken` and `put` alike), or one change under its rule."""

    taken: str
    put: str
    rule: str = ""
    evidence: str = ""


def pieces(document: Document) -> Iterator[Piece]:
    """The pieces of a document: see `pieces_of`."""
    return pieces_of(document.source_text, document.ledger())


def pieces_of(source_text: str, ledger: Iterable[Entry]) -> Iterator[Piece]:
    """The source text from its first to its last character; neighbouring changes under one rule come as one piece, unless the
    line model made them: each of its decisions has reasons of its own."""
    done, pending = 0, Piece("", "")
    for entry in ledger:
        kept = source_text[done : entry.start]
        if kept or entry.rule != pending.rule or entry.rule.startswith("model."):
            if pending.rule:
                yield pending
            if kept:
                yield Piece(kept, kept)
            pending = Piece("", "", entry.rule, entry.evidence)
        pending = pending._replace(taken=pending.taken + entry.taken, put=pending.put + entry.put)
        done = entry.start + len(entry.taken)
    if pending.rule:
        yield pending
    if kept := source_text[done:]:
        yield Piece(kept, kept)


def to_html(document: Document, name: str) -> str:
    """One self-contained page. Everything that comes from the document is escaped."""
    template = files("cleaners.records").joinpath("explain.html").read_text(encoding="utf-8")
    body = "".join(map(_piece_html, pieces(document)))
    facts = [(key, str(value)) for key, value in sorted(document.metadata.items()) if value != ""]
    rows = [*facts, *((f"omission: {omission.reason}", omission.text) for omission in document.omissions)]
    rows += [(rule, str(count)) for rule, count in sorted(document.patch.taken().items(), key=lambda item: -item[1])]
    table = "".join(f"<tr><th>{html.escape(key)}</th><td>{html.escape(value)}</td></tr>" for key, value in rows)
    parts = {"name": html.escape(name), "facts": table, "body": body, "text": html.escape(document.text)}
    return Template(template).substitute(parts)


def _piece_html(piece: Piece) -> str:
    if not piece.rule:
        return html.escape(piece.taken)
    rule = html.escape(piece.rule)
    title = html.escape(f"{piece.rule}: {piece.evidence}" if piece.evidence else piece.rule, quote=True)
    taken = f"<del>{html.escape(piece.taken)}</del>" if piece.taken else ""
    put = f"<ins>{html.escape(piece.put)}</ins>" if piece.put else ""
    if piece.rule.startswith("model."):  # a decision, not a rule: what it rests on stands beside it
        rule = title
    label = f"<small>{rule}</small>" if piece.taken.strip() and not piece.put else ""
    return f'<span title="{title}">{taken}{put}{label}</span>'
