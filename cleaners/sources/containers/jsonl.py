"""JSON of other pipelines: one record a line, or an array of records. A record's text becomes a document, its other fields the
document's metadata."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.sources.containers.conversations import is_turn
from cleaners.sources.containers.member import Found
from cleaners.sources.containers.records import members_of
from cleaners.sources.streams import FileStream, Stream

_BLOCK = 1 << 20
# Longer numbers are digits; Python converts no more than 4,300.
MAX_DIGITS = 1000
_SPACE = re.compile(r"[\s,]*")
_OPENING = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])*+[{\[]|" + codecs.BOM_UTF16_LE + b"|" + codecs.BOM_UTF16_BE)


def _whole(digits: str) -> int | str:
    """A whole number; one too long for Python stays the text that it is."""
    return int(digits) if len(digits) <= MAX_DIGITS else digits


# What is no number (NaN, Infinity) is nothing: no JSON that is written may hold it.
_DECODER = json.JSONDecoder(parse_int=_whole, parse_constant=lambda _: None)


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
    values = _lines(stream, options.max_bytes) if by_line else _conversation(_values(stream, options.max_bytes), head)
    for number, value in values:
        yield from members_of(value, f"line-{number}", options)


def _conversation(values: Iterator[tuple[int, Any]], head: str) -> Iterator[tuple[int, Any]]:
    """The values of an array; an array of turns is one conversation."""
    for number, value in values:
        if number == 1 and head.startswith("[") and is_turn(value):
            yield 1, [value, *(turn for _, turn in values)]
            return
        yield number, value


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
    number, waiting, held, skipping = 0, list[bytes](), 0, False
    while True:
        block = stream.read(_BLOCK)
        first, *others = block.split(b"\n") if block else [b"", b""]
        waiting.append(first)
        held += len(first)
        skipping = skipping or held > limit
        if skipping:
            waiting.clear()
        for line in chain([b"".join(waiting)], others[:-1]) if others else ():
            number += 1
            if skipping:
                skipping = False
                yield number, Rejected("too_large", f"a line of more than {limit:,} bytes, the limit (max_bytes)")
            elif line.strip(b" \t\r\0\xef\xbb\xbf"):
                yield number, _value(line)
        if others:
            waiting, held = [others[-1]], len(others[-1])
        if not block:
            return


def _value(line: bytes) -> Any:
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        from cleaners.decoding import decode

        text = decode(line).text
    try:
        return _DECODER.decode(text)
    except RecursionError:
        return Rejected("broken", "JSON nested too deep")
    except ValueError as error:
        return Rejected("broken", f"no JSON: {error}")


def _values(stream: Stream, limit: int) -> Iterator[tuple[int, Any]]:
    """The records of an array, or records that follow one another and may spread over lines."""
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
                value, end = _DECODER.raw_decode(text, at)
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
        return _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
