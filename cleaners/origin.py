"""Where a document comes from, and why it may have no text to give: all that a process needs to know that opens none itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RejectReason = Literal[
    "encrypted", "scanned", "garbled", "broken", "bomb", "too_large", "timeout", "memory", "crash",
    "unsupported", "unreadable", "empty",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from. `path` is relative to the source, as bytes, since file names need not be text."""

    source: str = ""
    path: bytes = b""
    member: str = ""
    url: str = ""
    captured: str = ""  # ISO 8601, UTC: WARC-Date, else the file's modification time


class Rejected(Exception):  # noqa: N818 - the design's word: an outcome, not a fault
    """A document that has no text to give. `reason` is for machines, `detail` one line for people."""

    def __init__(self, reason: RejectReason, detail: str = "", origin: Origin | None = None) -> None:
        super().__init__(reason, detail, origin)
        self.reason = reason
        self.detail = detail
        self.origin = origin or Origin()

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason
