"""JSON of other pipelines: one record a line, or an array of records. A record's text becomes a document, its other fields the
document's metadata."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.member import Found, Member, MemberRejected
from cleaners.sources.streams import FileStream, Stream

# Where the text stands when nobody says so: names in use, the surest first. A path with dots leads into records, and through
# lists, whose texts become lines.
TEXT_FIELDS = ("text", "raw_content", "content", "html", "raw_html", "body", "markdown", "article", "正文", "内容", "段落.内容")
_ID = ("id", "_id", "doc_id", "docid", "uuid", "uid")
_URL = ("url", "source_url", "link", "metadata.url", "meta.url")
_FIELDS = {
    "title": ("title", "标题", "metadata.title", "meta.title"),
    "author": ("author", "作者", "metadata.author"),
    "published": ("published", "publish_date", "pub_date", "publish_time", "发布时间", "metadata.published"),
}
_SOURCE = ("source", "来源")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|\Z)")
_HAN = re.compile("[\u3400-\u9fff]")
_BLOCK = 1 << 20
_SPACE = re.compile(r"[\s,]*")
_OPENING = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])*+[{\[]|" + codecs.BOM_UTF16_LE + b"|" + codecs.BOM_UTF16_BE)


def is_json(head: bytes, name: str) -> bool:
    """Whether what begins so holds records: text in brackets, and pages in JSON's clothes (a script), are none."""
    if not _OPENING.match(head):
        return False
    text = _head_text(head).lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return False
    lines = [line for line in text.split("\n")[:3] if line.strip()]
    if name.lower().endswith((".jsonl", ".ndjson")) or any(isinstance(_parsed(line), dict) for line in lines):
        return True
    return bool(re.match(r'(?:\{\s*"(?:[^"\\\n]|\\.)*"\s*:|\[\s*\{\s*["}]|\[\s*\]|\[\s*"(?:[^"\\\n]|\\.)*"\s*[,\]])', text))


def members(stream: Stream, name: str, options: CleanOptions) -> Iterator[Found]:
    stream = _as_utf8(stream, options)
    head = _head_text(stream.head()).lstrip("\ufeff \t\r\n")
    first = next((line for line in head.split("\n") if line.strip()), "")
    by_line = name.lower().endswith((".jsonl", ".ndjson")) or isinstance(_parsed(first), dict)
    if not by_line:
        by_line = head.startswith("{") and any(isinstance(_parsed(line), dict) for line in head.split("\n")[1:3])
        # One record longer than the look ahead, on a line of its own.
        by_line = by_line or (head.startswith("{") and "\n" not in head)
    values = _lines(stream, options.max_bytes) if by_line else _values(stream, options.max_bytes)
    for number, value in values:
        yield _member(value, number, options.text_field)


def _head_text(head: bytes) -> str:
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if head.startswith(mark):
            return head.decode("utf-16", "ignore")
    return head.decode("utf-8", "replace")


def _as_utf8(stream: Stream, options: CleanOptions) -> Stream:
    """UTF-16 as UTF-8; it comes in small files only."""
    if not stream.head(2).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return stream
    return FileStream.of(stream.read_all(options.max_bytes).decode("utf-16", "replace").encode())


def _lines(stream: Stream, limit: int) -> Iterator[tuple[int, Any]]:
    """(number, value) for each line; a Rejected in the place of the value where it cannot be read."""
    number, waiting, skipping = 0, b"", False
    while True:
        block = stream.read(_BLOCK)
        *lines, waiting = (waiting + block).split(b"\n") if block else [waiting, b""]
        for line in lines:
            number += 1
            if skipping:
                skipping = False
                yield number, Rejected("too_large", f"a line of more than {limit:,} bytes, the limit (max_bytes)")
            elif line.strip(b" \t\r\0\xef\xbb\xbf"):
                yield number, _value(line)
        if not block:
            return
        if len(waiting) > limit:
            waiting, skipping = b"", True


def _value(line: bytes) -> Any:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        from cleaners.decoding import decode

        text = decode(line).text
    try:
        return json.loads(text)
    except RecursionError:
        return Rejected("broken", "JSON nested too deep")
    except ValueError as error:
        return Rejected("broken", f"no JSON: {error}")


def _values(stream: Stream, limit: int) -> Iterator[tuple[int, Any]]:
    """The records of an array, or records that follow one another and may spread over lines."""
    decoder = json.JSONDecoder()
    head = stream.head()
    text_of = codecs.getincrementaldecoder(_encoding(head))("replace")
    text, at, number, inside = "", 0, 0, False
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if not inside and number == 0 and text[at : at + 1] == "[":
            inside, at = True, at + 1
            continue
        if at < len(text):
            if inside and text[at] == "]":
                return
            try:
                value, end = decoder.raw_decode(text, at)
            except RecursionError:
                raise Rejected("broken", "JSON nested too deep") from None
            except ValueError as error:
                problem: str | None = str(error)
            else:
                if end < len(text) or isinstance(value, dict | list | str):
                    number, at = number + 1, end
                    yield number, value
                    continue
                problem = None
        else:
            problem = "the array is not closed" if inside else None
        # Twice as much each time, so that a long record is not parsed over and over.
        text, at = text[at:], 0
        if len(text) > limit:
            raise Rejected("too_large", f"a record of more than {limit:,} characters, the limit (max_bytes)")
        block = stream.read(max(_BLOCK, len(text)))
        if not block:
            if problem:
                raise Rejected("broken", f"no JSON: {problem}")
            return
        text += text_of.decode(block)


def _encoding(head: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _member(value: Any, number: int, text_field: str) -> Found:
    place = f"line-{number}"
    if isinstance(value, Rejected):
        return MemberRejected(value, place)
    record: dict[str, Any] = value if isinstance(value, dict) else {"text": value} if isinstance(value, str) else {}
    used = set[str]()
    own_id = _first(record, _ID, used)
    text = None
    for field in (text_field,) if text_field else TEXT_FIELDS:
        text = _text(_at(record, field))
        if text is not None:
            used.add(field if field in record else field.partition(".")[0])
            break
    if text is None:
        there = ", ".join(map(str, list(record)[:8])) or f"no fields, it is {type(value).__name__}"
        wanted = f"no text in {text_field!r}" if text_field else "no field of a known name holds the text"
        detail = f"{wanted}; name another with text_field (--text-field); there are: {there}"
        return MemberRejected(Rejected("unsupported", detail), own_id or place)
    data = text.encode("utf-8", "surrogatepass")
    metadata = _metadata(record, used)
    url = _first(record, _URL, used)
    if rest := {key: field for key, field in record.items() if key not in used}:
        metadata["extra"] = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    name = own_id or f"sha256:{sha256(data).hexdigest()[:32]}"
    return Member(name, FileStream.of(data), text=text, url=url, metadata=metadata)


def _metadata(record: Mapping[str, Any], used: set[str]) -> dict[str, str]:
    """The fields that the project's own records have, too."""
    metadata = dict[str, str]()
    for name, fields in _FIELDS.items():
        taken = set[str]()
        value = _first(record, fields, taken)
        if value and (name != "published" or _DATE.match(value)):
            metadata[name] = value
            used |= taken
    taken = set()
    source = _first(record, _SOURCE, taken)
    if _HAN.search(source):  # else the name of a data set, not of a paper or a site
        metadata["publisher"] = source
        used |= taken
    return metadata


def _at(record: Any, path: str) -> Any:
    """The value at a path with dots. A field whose own name has the dots goes before; a list stands for its members."""
    if isinstance(record, list):
        found = [value for inner in record if (value := _at(inner, path)) is not None]
        return found or None
    if not isinstance(record, Mapping):
        return None
    if path in record:
        return record[path]
    name, dot, rest = path.partition(".")
    return _at(record.get(name), rest) if dot else None


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return None


def _first(record: Any, fields: tuple[str, ...], used: set[str]) -> str:
    """The first of the fields that holds a word or a number; its name goes into `used`, if it is not part of another field."""
    for field in fields:
        value = _at(record, field)
        if isinstance(value, Mapping):  # MongoDB's exports
            value = value.get("$oid")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            used |= {field} & record.keys()
            return value.strip()
    return ""
