"""Path patterns as people know them from .gitignore."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)


def matcher(patterns: Sequence[str]) -> Callable[[bytes], bool]:
    """Whether a path matches one of the patterns. `*` and `?` stay within a name, `**` goes over folders; a pattern without a
    slash (but at its end) means a name at any depth; a pattern that names a folder means all that lies in it.

    >>> inside = matcher(["news/2019-*", "*.pdf"])
    >>> inside(b"news/2019-05/a.txt"), inside(b"old/deep/a.pdf"), inside(b"old/news/2019-05")
    (True, True, False)
    """
    compiled = [_compiled(pattern) for pattern in patterns]
    return lambda path: any(pattern.match(path) for pattern in compiled)


@cache
def _compiled(pattern: str) -> re.Pattern[bytes]:
    anchored = "/" in pattern.rstrip("/")
    expression = "" if anchored else "(?:.*/)?"
    for token in _TOKEN.findall(pattern.strip("/")):
        expression += _expression(token)
    # A folder's pattern takes what lies in it; one with a slash behind takes nothing else.
    expression += "/.*" if pattern.endswith("/") else "(?:/.*)?"
    return re.compile(expression.encode("utf-8", "surrogateescape") + rb"\Z", re.DOTALL)


def _expression(token: str) -> str:
    match token:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            # One character, which is up to four bytes of UTF-8.
            return "(?:[\\x00-\\x2e\\x30-\\x7f]|[\\xc2-\\xf4][\\x80-\\xbf]+|[\\x80-\\xff])"
    if len(token) > 1:
        inner = token[1:-1].replace("\\", "\\\\")
        if inner.isascii():
            return f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
        # Sets work on bytes only for ASCII; other characters are alternatives.
        return "(?:" + "|".join(map(re.escape, inner)) + ")"
    return re.escape(token)
