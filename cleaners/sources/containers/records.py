"""A record of another pipeline (an object of JSON, a row of a table) as a member: its text is the document, its other fields are
the document's metadata. What the project's own records have no field for stands in `extra`, as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from cleaners.characters.han import ANY_HAN
from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.rules.dates import iso_date
from cleaners.sources.containers.conversations import conversation_of, with_comments
from cleaners.sources.containers.fields import AUTHORS, DATES, TEXT_FIELDS, first, key_of, text_at
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.streams import FileStream

_ID = ("id", "_id", "doc_id", "docid", "uuid", "uid", "编号", "微博id", "文章id", "note_id", "mid")
_URL = ("url", "source_url", "link", "metadata.url", "meta.url", "网址", "链接", "文章链接", "原文链接", "微博链接", "href")
_FIELDS = {
    "title": ("title", "标题", "题目", "文章标题", "metadata.title", "meta.title"),
    "author": ("author", "作者", "metadata.author", *AUTHORS),
    "published": DATES,
}
_SOURCE = ("source", "来源")
KNOWN_FIELDS = frozenset((*TEXT_FIELDS, *_ID, *_URL, *_SOURCE, *(name for names in _FIELDS.values() for name in names)))
"""Names that fields of records have."""
# Where servers put the list of records that they answer with.
_WRAPPERS = ("data", "result", "results", "items", "list", "records", "rows", "docs", "documents", "articles", "posts", "hits",
             "response", "entries", "数据", "列表")  # fmt: skip
_MAX_WRAPPERS = 4
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|\Z)")
_TIME = re.compile(r"\d[日\sT]\s*(\d{1,2})(:\d\d(?::\d\d)?)")


def members_of(value: Any, place: str, options: CleanOptions) -> Iterator[Found]:
    """The members that a value of JSON stands for: itself as one record, or the records in the list that it wraps."""
    if isinstance(value, Rejected):
        yield MemberRejected(value, place)
        return
    try:
        found = member_of(value, place, options)
        if isinstance(found, MemberRejected) and not options.text_field and (wrapped := _wrapped(value)):
            for number, record in enumerate(wrapped, 1):
                yield member_of(record, f"{place}.{number}", options)
        else:
            yield found
    except RecursionError:
        yield MemberRejected(Rejected("broken", "JSON nested too deep"), place)


def member_of(value: Any, place: str, options: CleanOptions) -> Member | MemberRejected:
    """The member that one record is, under its own id or the digest of its text; a MemberRejected under `place` where no field
    of it holds a text."""
    if isinstance(value, Mapping) and isinstance(inner := value.get("_source"), Mapping):  # a hit of Elasticsearch
        value = {**{key: field for key, field in value.items() if key != "_source"}, **inner}
    record: Mapping[str, Any] = value if isinstance(value, Mapping) else {"text": value} if isinstance(value, str) else {}
    used = set[str]()
    own_id = first(record, _ID, used)
    text = _text(value, record, used, options)
    if text is None:
        there = ", ".join(map(str, list(record)[:8])) or f"no fields, it is {type(value).__name__}"
        wanted = f"no text in {options.text_field!r}" if options.text_field else "no field of a known name holds the text"
        detail = f"{wanted}; name another with text_field (--text-field); there are: {there}"
        return MemberRejected(Rejected("unsupported", detail), own_id or place)
    data = text.encode("utf-8", "surrogatepass")
    metadata = _metadata(record, used)
    url = first(record, _URL, used)
    if rest := {key: field for key, field in record.items() if key not in used}:
        metadata["extra"] = _json(rest)
    name = own_id or f"sha256:{sha256(data).hexdigest()[:32]}"
    return Member(name, FileStream.of(data), text=text, url=url, metadata=metadata)


def _text(value: Any, record: Mapping[str, Any], used: set[str], options: CleanOptions) -> str | None:
    """The text of a record; the names of the fields that it holds in full go into `used`."""
    roles = options.conversations == "text"
    for field in (options.text_field,) if options.text_field else TEXT_FIELDS:
        text = text_at(record, field)
        if text is not None:
            used.add(key_of(record, field) or field.partition(".")[0])
            return text if options.text_field or not roles else with_comments(text, record, used)
    return None if options.text_field else conversation_of(value, used, roles=roles)


def _wrapped(value: Any) -> list[Any]:
    """The records in a list that lies, under usual names, in an object without a text of its own."""
    for _ in range(_MAX_WRAPPERS):
        if not isinstance(value, Mapping):
            break
        value = next((found for name in _WRAPPERS if isinstance(found := value.get(name), list | Mapping) and found), None)
    return value if isinstance(value, list) and all(isinstance(record, Mapping) for record in value) else []


def _metadata(record: Mapping[str, Any], used: set[str]) -> dict[str, str]:
    """The fields that the project's own records have, too."""
    metadata = dict[str, str]()
    for name, fields in _FIELDS.items():
        taken = set[str]()
        value = first(record, fields, taken)
        if value := _date(value) if name == "published" else value:
            metadata[name] = value
            used |= taken
    taken = set()
    source = first(record, _SOURCE, taken)
    if ANY_HAN.search(source):  # else the name of a data set, not of a paper or a site
        metadata["publisher"] = source
        used |= taken
    return metadata


def _date(value: str) -> str:
    """A date as records have it, with its time; "" for what is none."""
    if _ISO.match(value):
        return value
    day = iso_date(value) if value[:4].isdecimal() and len(value) <= 32 and not value.isdecimal() else ""
    time = _TIME.search(value) if day else None
    return f"{day} {int(time[1]):02}{time[2]}" if time else day


def _json(fields: Mapping[str, Any]) -> str:
    """JSON that every reader takes: no NaN, no number too long to be one, no half of a character."""
    try:
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(fields), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(field) for key, field in value.items()}
    return [_finite(field) for field in value] if isinstance(value, list) else value
