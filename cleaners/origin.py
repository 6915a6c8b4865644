"""Where a document comes from, and why it may have no text to give: all that a process needs to know that opens none itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RejectReason = Literal[
    "encrypted", "scanned", "garbled", "broken", "bomb", "too_large", "timeout", "memory", "crash",
    "unsupported", "unreadable", "empty", "blocked", "filtered",
]  # fmt: skip

OmissionReason = Literal["hidden_notice", "login", "payment", "trial", "preview_pages", "cut_off", "scanned_pages"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from. `path` is relative to the source, as bytes, since file names need not be text."""

    source: str = ""
    path: bytes = b""
    member: str = ""
    url: str = ""
    captured: str = ""  # ISO 8601, UTC: WARC-Date, else the file's modification time
