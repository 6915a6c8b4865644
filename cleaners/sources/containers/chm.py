"""Compiled help (extra `[chm]`): its pages, each a document of its own encoding."""

from __future__ import annotations

from collections.abc import Iterator

from pylibmspack import ChmArchive, ChmError, MspackError

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.containers.names import normalised
from cleaners.sources.item import Ignored
from cleaners.sources.streams import FREE, RATIO, FileStream, Stream

# The help's own tables: contents, index, full-text index.
_TABLES = (".hhc", ".hhk", ".hhp", ".btr", ".stp")


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    assert isinstance(stream, FileStream)
    if stream.path:
        archive = ChmArchive(stream.path.decode("utf-8", "surrogateescape"))
    else:
        archive = ChmArchive.from_bytes(stream.rewound().read())
    try:
        files = archive.files(include_system=False)
    except (MspackError, ChmError, OSError, ValueError) as error:
        raise Rejected("broken", f"CHM: {error}") from None
    left = max(FREE, RATIO * stream.size)
    for file in files:
        raw, size = file["name"], int(file["size"])
        if not size or raw.endswith("/"):
            continue
        member = normalised(raw)
        if raw.startswith(("/#", "/$", "#", "$", "::")) or member.lower().endswith(_TABLES):
            yield Ignored("part of a help file")
            continue
        if size > options.max_bytes:
            detail = f"{size:,} bytes, the limit is {options.max_bytes:,} (max_bytes)"
            yield MemberRejected(Rejected("too_large", detail), member)
            continue
        left -= size
        if left < 0:
            raise Rejected("bomb", f"inflates to more than {RATIO} times its size")
        try:
            data = archive.read(raw, max_size=options.max_bytes)
        except (MspackError, ChmError, OSError, ValueError) as error:
            yield MemberRejected(Rejected("broken", f"CHM: {error}"), member)
            continue
        yield Member(member, FileStream.of(data))
