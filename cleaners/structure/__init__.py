"""Marks from the shape of plain text: what the author set apart, and steps must leave alone."""

from cleaners.document import Mark
from cleaners.structure.chat import chat_marks
from cleaners.structure.posts import post_marks

__all__ = ["chat_marks", "message_marks", "post_marks"]


def message_marks(text: str) -> list[Mark]:
    """The marks of a chat, of a dialogue, or of a short post."""
    return chat_marks(text) or list(post_marks(text))
