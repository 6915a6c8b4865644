"""Mailboxes (mbox): messages one behind the other, each under a line `From sender date`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.streams import HEAD, FileStream, Stream

_BLOCK = 1 << 20
_KEPT = 4096  # bytes held back from each block: a line that parts messages may be cut in two
# A letter may have a line that begins with From: here a time stands in it, and a header below.
_SEPARATOR = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?\s{0,8}|(?<=\n))From [^\r\n]{1,200}?\d{1,2}:\d\d[^\r\n]{0,60}\r?\n(?:>From [^\r\n]{0,300}\r?\n)?"
    rb"(?=[A-Za-z][A-Za-z0-9-]{1,60}:)"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_ID = re.compile(rb"^Message-ID:\s{0,80}<([^<>\s]{1,250})>", re.IGNORECASE | re.MULTILINE)


def is_mbox(head: bytes) -> bool:
    """Whether what begins so is a box: a single message under such a line is none."""
    first = _SEPARATOR.match(head)
    return first is not None and (len(head) >= HEAD or _SEPARATOR.search(head, first.end()) is not None)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    for number, message in enumerate(_messages(stream, options.max_bytes), 1):
        if message is None:
            detail = f"a message of more than {options.max_bytes:,} bytes, the limit (max_bytes)"
            yield MemberRejected(Rejected("too_large", detail), f"message-{number}")
            continue
        own = _ID.search(message[:16384])
        member = own[1].decode("utf-8", "replace") if own else f"message-{number}"
        yield Member(member, FileStream.of(message), file_name="message.eml")


def _messages(stream: Stream, limit: int) -> Iterator[bytes | None]:
    """The messages without the line above them; None in the place of one that is too big."""
    buffer, pieces, size = b"", list[bytes](), 0
    while True:
        block = stream.read(_BLOCK)
        buffer += block
        safe, at = (len(buffer) - _KEPT if block else len(buffer)), 0
        cut = max(0, safe)
        for line in _SEPARATOR.finditer(buffer):
            if line.start() >= safe or (line.end() > safe and block):
                cut = min(cut, line.start())
                break
            if size + line.start() - at > 0:
                pieces.append(buffer[at : line.start()])
                yield _message(pieces, size + line.start() - at, limit)
            pieces, size, at = [], 0, line.end()
        cut = max(at, cut)
        size += cut - at
        if size <= limit:
            pieces.append(buffer[at:cut])
        buffer = buffer[cut:]
        if not block:
            break
    if size:
        yield _message(pieces, size, limit)


def _message(pieces: list[bytes], size: int, limit: int) -> bytes | None:
    return _QUOTED.sub(rb"\1", b"".join(pieces)) if size <= limit else None
