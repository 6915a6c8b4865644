"""Marks from the shape of plain text and Markdown: what the author set apart, and steps must leave alone."""

from cleaners.structure.dialect import looks_like_markdown
from cleaners.structure.marks import marks_of

__all__ = ["looks_like_markdown", "marks_of"]
