"""What a container gives: members, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.item import Ignored
from cleaners.sources.streams import Stream


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `stream` is to be read before the next member is asked for; `text` stands in its place where the member came as
    text. `name` is normalised: a path, or the member's own id; "" for the only one of a compressed file."""

    name: str
    stream: Stream
    declared: str | None = None
    text: str | None = None
    url: str = ""
    captured: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""
    """The hint that a name gives to the format, where `name` is an id."""

    page_part: bool = False
    """Part of a saved page that lies beside it."""


class MemberRejected(Rejected):
    """A member that cannot be opened, while those behind it can."""

    def __init__(self, rejected: Rejected, name: str) -> None:
        super().__init__(rejected.reason, rejected.detail)
        self.name = name


Found: TypeAlias = Member | MemberRejected | Ignored


class Container(Protocol):
    """What a module of this package offers as `members`. Raises Rejected for what ends the container: a broken end, a bomb.
    `name` is the container's own, `options` may say how to read it."""

    def __call__(self, stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]: ...
