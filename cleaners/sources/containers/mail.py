"""What is attached to a message. The message itself is a document of its own, and no container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member
from cleaners.sources.containers.names import normalised
from cleaners.sources.ignored import ignored_media_type
from cleaners.sources.item import Ignored
from cleaners.sources.mime import parse
from cleaners.sources.streams import FileStream, Stream

_ATTACHED = re.compile(rb"^content-disposition\s*:\s*attachment|^content-type\s*:\s*message/rfc822|\bname\*?\d*\*?=", re.I | re.M)


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    data = stream.read_all(options.max_bytes)
    if not _ATTACHED.search(data):
        return
    for number, part in enumerate(parse(data).walk()):
        if not part.is_attachment and part.kind != "message/rfc822":
            continue
        if kind := ignored_media_type(part.kind):
            yield Ignored(kind)
            continue
        member = normalised(part.file_name) or f"part-{number}"
        yield Member(member, FileStream.of(part.body), declared=part.charset)
