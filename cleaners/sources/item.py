"""The bytes of one document, with what is known about them from outside, and what else is found on the way to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from cleaners.origin import Origin


@dataclass(frozen=True)
class RawItem:
    """One raw document. `declared` is what somebody outside says of its encoding (HTTP); what the bytes declare themselves is
    read from them. `encoding` is what it is for certain: then nothing is guessed. `name` is a hint that only breaks ties. `text`
    is there where the document came as text (a field of a JSON record), and `data` is then its UTF-8. `metadata` is what the
    container says of the document: it goes before what the document says itself."""

    origin: Origin
    data: bytes
    name: str = ""
    declared: str | None = None
    text: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes, in hexadecimal digits."""
        return sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        return len(self.data)


class Opened(NamedTuple):
    """A container was opened: its kind, and whether it is the raw file itself or lies in another one."""

    kind: str
    nested: bool = False


class Ignored(NamedTuple):
    """A member that is no document: what it is instead ("picture", "style" ...)."""

    kind: str
