"""The step that runs the rules of the packs."""

from __future__ import annotations

from cleaners.boilerplate.engine.load import load_rules
from cleaners.boilerplate.engine.match import find
from cleaners.document import Changes, Document
from cleaners.options import Context
from cleaners.rules.hosts import host_of
from cleaners.step import DATA, step


@step(switch=("boilerplate",), leaves=DATA, packs=True)
def apply_rules(document: Document, context: Context) -> Changes | None:
    """Take out what the rule packs know, and keep what it says of the document as metadata."""
    return find(document.text, load_rules(context.options), host_of(document.origin.url))
