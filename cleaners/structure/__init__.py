"""Marks from the shape of plain text and Markdown: what the author set apart, and steps must leave alone."""

from cleaners.structure.marks import marks_of

__all__ = ["marks_of"]
