"""Lines of chats and of short posts: who wrote, when, and what."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.chat import chat_marks
from cleaners.structure.lines import Lines
from cleaners.structure.posts import post_marks

_ENDS = lazy_pattern("[\r\x0b\x0c\x85\u2028\u2029]")


def messages(lines: Lines) -> Iterator[Mark]:
    """A mark `message` for each line of a chat, with a mark `speaker` on its head; or for the lines of a short post."""
    text = _ENDS.sub("\n", lines.text.replace("\r\n", " \n"))  # of the same length
    for mark in chat_marks(text) or post_marks(text):
        number = int(lines.line_ends.searchsorted(mark.start))
        if mark.kind == "message":
            if not lines.free(number):
                continue
            lines.set_kind(number, number, "message")
        yield mark
