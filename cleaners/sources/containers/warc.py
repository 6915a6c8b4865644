"""WARC, plain or compressed: one document a record that has an answer of a server, or what another program made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member
from cleaners.sources.ignored import ignored_media_type
from cleaners.sources.item import Ignored
from cleaners.sources.streams import Checked, Stream, bounded

_BROKEN = (OSError, ValueError, EOFError)
_KNOWN = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})
_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:  # noqa: ARG001
    try:
        records = ArchiveIterator(
            cast(IO[bytes], stream), parse_http=True, auto_decode="all", quirks_mode=True, fsspec_args=False
        )
        for record in records:
            yield _member(record)
        stream.complain()
    except _BROKEN as error:
        raise Rejected("broken", f"WARC: {error}") from None


def _member(record: WarcRecord) -> Found:
    if not record.record_type & _WANTED:
        kind = (record.headers.get("WARC-Type") or "").lower()
        return Ignored(f"WARC {kind if kind in _KNOWN else 'record of unknown type'}")
    http = record.http_headers if record.is_http_parsed else None
    if http is not None:
        status = http.status_code or 200
        if not 200 <= status < 300:
            return Ignored(f"HTTP {status // 100}xx")
    media_type = (record.http_content_type if http is not None else record.headers.get("Content-Type")) or ""
    if kind := ignored_media_type(media_type):
        return Ignored(kind)
    url = record.headers.get("WARC-Target-URI") or ""
    length = max(1, record.content_length)
    return Member(
        (record.record_id or "").strip("<>"),
        Stream(Checked(record.reader, _BROKEN, "WARC record"), bound=bounded(lambda: length), size=record.content_length),
        declared=record.http_charset if http is not None else None,
        url=url.strip("<>"),
        captured=_time_stamp(record.headers.get("WARC-Date") or ""),
        file_name=url.partition("?")[0].rpartition("/")[2],
    )


def _time_stamp(date: str) -> str:
    """WARC-Date, to the second or finer, as the record's time stamps: UTC with milliseconds."""
    whole, _, fraction = date.strip().removesuffix("Z").partition(".")
    if len(whole) != 19 or "T" not in whole:
        return ""
    return f"{whole}.{(fraction + '000')[:3]}Z"
