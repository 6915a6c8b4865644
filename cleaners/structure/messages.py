"""Lines of chats and of short posts: who wrote, when, and what."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark
from cleaners.structure.chat import chat_marks
from cleaners.structure.lines import Lines
from cleaners.structure.posts import post_marks

_CLOCK = lazy_pattern(r"[:：](?<=\d[:：])\d")
_NAMED = 25  # characters of a name and its colon
_FEWEST = 2  # such lines, below which there is no dialogue


def messages(lines: Lines) -> Iterator[Mark]:
    """A mark `message` for each line of a chat, with a mark `speaker` on its head; or for the lines of a short post."""
    found = chat_marks(lines.text) if _may_be_chat(lines) else []
    for mark in found or post_marks(lines.text):
        number = lines.number_at(mark.start)
        if mark.kind == "message":
            if not lines.free(number):
                continue
            lines.set_kind(number, number, "message")
        # The blank at the end of a line may be the half of a line end.
        end = min(mark.end, lines.body(number)[1])
        yield mark if end == mark.end else Mark(mark.kind, mark.start, end, mark.attributes)


def _may_be_chat(lines: Lines) -> bool:
    """Whether there are times, or lines that begin with a name. 他说：“...” is a story."""
    return _CLOCK.search(lines.text) is not None or len(lines.fields(_NAMED)) >= _FEWEST
