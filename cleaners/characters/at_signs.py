"""Slow patterns, tried only where a sign of theirs stands.

A pattern that begins with a look behind is tried at every character, which takes most of the time of a step; one search for a few
characters finds the places where it can match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def matches_at(pattern: re.Pattern[str], sign: re.Pattern[str], text: str, *, behind: int = 0) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` finds, if each of its matches begins `behind` characters after the start of a match of `sign`.

    >>> [match.span() for match in matches_at(re.compile("(?<=国)--"), re.compile("--"), "中国--世界 --")]
    [(2, 4)]
    """
    at = 0
    while (found := sign.search(text, at)) is not None:
        place = found.start() + behind
        match = pattern.match(text, place)
        if match is not None:
            yield match
        at = max(found.start() + 1, match.end() - behind if match is not None else 0)


def lines_with(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that `sign`, which does not match line ends, is found in."""
    at = 0
    while (found := sign.search(text, at)) is not None:
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        yield start, end if end >= 0 else len(text)
        if end < 0:
            return
        at = end + 1
