"""White space in markup, collapsed as a browser does: runs become one blank, and a line break between two wide characters
becomes nothing (CSS Text 3, segment break transformation)."""

from __future__ import annotations

import re

WIDE = (
    "\u2e80-\u2fff\u3000-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003ffff"
)
# Marks of Chinese and of Western text alike: wide next to a wide character.
SHARED = "“”‘’…—·"

_RUN = re.compile(r"[ \t\n\r\f]+")
_BLANKS = " \t\n\r\f"
_BREAK = re.compile(
    rf"(?<=[{WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{WIDE}{SHARED}])|(?<=[{SHARED}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{WIDE}])"
)
_WIDE_CHARACTER = re.compile(f"[{WIDE}]")
_EITHER = re.compile(f"[{WIDE}{SHARED}]")


def collapse(text: str) -> str:
    """One block's text."""
    text = text.strip(_BLANKS)
    if "\n" in text:
        text = _BREAK.sub("", text)
    elif "  " not in text and "\t" not in text and "\r" not in text and "\f" not in text:
        return text
    return _RUN.sub(" ", text)


def collapse_chunks(chunks: list[str]) -> tuple[str, list[int]]:
    """The same for a block in pieces: its text, and where each piece begins in it."""
    out: list[str] = []
    starts: list[int] = []
    length = 0
    last = pending = ""
    for chunk in chunks:
        body = chunk.strip(_BLANKS)
        if not body:
            starts.append(length)
            pending = _stronger(pending, chunk) if last else ""
            continue
        at = chunk.index(body[0]) if chunk[0] in _BLANKS else 0
        if last:
            pending = _stronger(pending, chunk[:at])
            if pending == " " or (pending == "\n" and not joins(last, body[0])):
                out.append(" ")
                length += 1
        starts.append(length)
        body = collapse(body)
        out.append(body)
        length += len(body)
        last, pending = body[-1], _stronger("", chunk[at + len(chunk.strip(_BLANKS)) :])
    return "".join(out), starts


def joins(left: str, right: str) -> bool:
    """Whether a line break between these characters leaves nothing."""
    return bool(
        (_WIDE_CHARACTER.match(left) and _EITHER.match(right)) or (_EITHER.match(left) and _WIDE_CHARACTER.match(right))
    )  # fmt: skip


def _stronger(pending: str, blanks: str) -> str:
    """What two runs of white space come to: a line break counts more than blanks."""
    if pending == "\n" or "\n" in blanks:
        return "\n"
    return " " if pending or blanks else ""
