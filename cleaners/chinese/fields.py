"""Bring metadata that was moved out of the text (title, author, ...) into the same normal form as the text."""

from __future__ import annotations

from cleaners.chinese.converter import convert
from cleaners.chinese.dashes import restore_dashes
from cleaners.chinese.punctuation import restore_marks
from cleaners.chinese.spacing import inner_blanks, plain_blanks, trim_lines
from cleaners.document import Changes, Document, Scalar
from cleaners.options import Context
from cleaners.step import run_steps, step

FIELDS = ("title", "author", "editor", "publisher", "section", "document_number")
_STEPS = (trim_lines, plain_blanks, inner_blanks, restore_marks, restore_dashes)


@step()
def normalise_fields(document: Document, context: Context) -> Changes | None:
    """Convert the fields of a document that was converted, and mend their marks and blanks."""
    found: dict[str, Scalar] = {}
    converted = bool(document.metadata.get("converted"))
    for field in FIELDS:
        value = document.metadata.get(field)
        if isinstance(value, str) and value:
            normal = run_steps(Document.of(convert(value) if converted else value), _STEPS, context).text
            if normal != value:
                found[field] = normal
    return Changes(metadata=found, override=True) if found else None
