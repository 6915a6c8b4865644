"""The identity of a document, and when it was captured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cleaners.origin import Origin

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def document_id(origin: Origin) -> str:
    """32 hexadecimal digits that depend on where the document lies, and on nothing else."""
    named = origin.source.encode("utf-8", "surrogatepass"), origin.path, origin.member.encode("utf-8", "surrogatepass")
    return sha256(b"\0".join(named)).hexdigest()[:32]


def captured_at(mtime_ns: int) -> str:
    """A modification time as ISO 8601 in UTC with milliseconds, cut and not rounded; "" for times outside the calendar."""
    try:
        moment = _EPOCH + timedelta(milliseconds=mtime_ns // 1_000_000)
    except OverflowError:
        return ""
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z" if moment.year >= 1000 else ""
