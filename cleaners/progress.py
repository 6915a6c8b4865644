"""How far a reader has come with a document of many parts. Readers say it; the worker that runs them listens, so that one page on
which a parser hangs does not use up the time of the whole document. Nobody listens outside a worker."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[int, int], None]

_listener: Listener | None = None


def listen(listener: Listener) -> None:
    global _listener
    _listener = listener


def reached(part: int, parts: int) -> None:
    """`part` of `parts` (pages) is begun, counted from 0; `part == parts` says that all are done."""
    if _listener is not None:
        _listener(part, parts)
