"""What the index holds: its tables, and the rows that a line of a collection becomes."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, cast

import orjson
import zstandard

from cleaners.document import Scalar
from cleaners.records.schema import FIELDS, METADATA, NESTED, OMISSION, REJECTION, REMOVAL, Field, unpacked
from cleaners.records.tally import place_of

SHOWN = 300
"""Characters of a removed text that tables hold; the document's page has all of it."""

LONGEST = 1 << 20
"""Characters of a text that can be searched for; what stands behind them is only shown."""

COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("title", "file_path", "member", "url", "format", "encoding", "script", "page_type", "language"), "TEXT"),
    **dict.fromkeys(("publisher", "published", "incomplete_reason", "drop_reason", "drop_detail"), "TEXT"),
    **dict.fromkeys(("complete", "omitted_chars", "chars_in", "chars_out", "chars_removed", "chars_changed"), "INTEGER"),
    **dict.fromkeys(("encoding_confidence", "hant_share", "han_ratio", "repeat_ratio", "residue"), "REAL"),
}
"""What tables of documents show, sort and filter by, of `metadata`."""

SORTED = (
    *("title", "file_path", "place", "format", "encoding", "script", "page_type", "published"),
    *("chars_in", "chars_out", "chars_removed", "share", "residue", "drop_reason", "omitted_chars"),
)
"""Columns with an index of their own."""

WITH_RECORDS = ("documents", "records", "removals", "omissions")
WITH_CHANGES = ("changes",)
"""The tables whose rows go by the number of their document."""

TABLES = f"""
CREATE TABLE parts (name TEXT PRIMARY KEY, digest TEXT, size INTEGER);
CREATE TABLE problems (part TEXT, line INTEGER, what TEXT);
CREATE TABLE documents (doc INTEGER PRIMARY KEY, rejected INTEGER, id TEXT, place TEXT, share REAL,
  {", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())});
CREATE TABLE records (doc INTEGER PRIMARY KEY, packed BLOB);
CREATE TABLE changes (doc INTEGER PRIMARY KEY, id TEXT, packed BLOB);
CREATE TABLE removals (doc INTEGER, n INTEGER, rule TEXT, category TEXT, chars INTEGER, text TEXT,
  PRIMARY KEY (doc, n)) WITHOUT ROWID;
CREATE TABLE omissions (doc INTEGER, n INTEGER, reason TEXT, chars INTEGER, text TEXT, PRIMARY KEY (doc, n)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize="unicode61 remove_diacritics 0");
CREATE INDEX documents_by_id ON documents (id);
CREATE INDEX changes_id ON changes (id);
{"".join(f"CREATE INDEX documents_by_{name} ON documents (rejected, {name});" for name in SORTED)}
"""

_NO_WORD = re.compile(r"[\W_]+")
_NAMES = frozenset((*(field.name for field in FIELDS), *NESTED))

Lines = Iterable[tuple[int, bytes]]
Problem = tuple[int, str]


def add_records(db: sqlite3.Connection, first: int, lines: Lines) -> list[Problem]:
    """Put records into the tables, given by the numbers of their lines; say which cannot be read, and why."""
    problems: list[Problem] = []
    records: list[tuple[int, bytes, dict[str, Any]]] = []
    for number, line in lines:
        try:
            records.append((first + number, line, _checked(orjson.loads(line))))
        except ValueError as error:
            problems.append((number, str(error)))
    _insert(db, "documents", (_document_row(doc, record) for doc, _, record in records))
    _insert(db, "records", ((doc, pack(line)) for doc, line, _ in records))
    _insert(
        db,
        "removals",
        (
            (doc, n, piece["rule"], piece["category"], len(piece["text"]), " ".join(piece["text"][:SHOWN].split()))
            for doc, _, record in records
            for n, piece in enumerate(record["removed"])
        ),
    )
    _insert(
        db,
        "omissions",
        (
            (doc, n, omission["reason"], omission["chars"], omission["text"][:SHOWN])
            for doc, _, record in records
            for n, omission in enumerate(record["omissions"])
        ),
    )
    db.executemany("INSERT INTO search (rowid, words) VALUES (?, ?)", ((doc, words_of(record)) for doc, _, record in records))
    return problems


def add_changes(db: sqlite3.Connection, first: int, lines: Lines) -> list[Problem]:
    """The same for lines of a ledger. They are read when somebody asks for them: here their beginning is enough."""
    rows, problems = [], []
    for number, line in lines:
        found = re.match(rb'\{"id":\s?"([0-9a-f]{32})"', line)
        if found:
            rows.append((first + number, found[1].decode(), pack(line)))
        else:
            problems.append((number, "is no line of a ledger"))
    _insert(db, "changes", rows)
    return problems


def words_of(record: Mapping[str, Any]) -> str:
    """All that a document can be found by."""
    metadata = record["metadata"]
    return bigrams("\n".join((metadata["title"], metadata["file_path"], metadata["url"], record["text"][:LONGEST])))


def bigrams(text: str) -> str:
    """What the search knows of a text: each two neighbours among its letters and digits, whatever blanks and marks stand between
    them, and the last one. A phrase of pairs finds any longer string, the beginning of a pair one character."""
    letters = _NO_WORD.sub("", text.lower())
    return " ".join((*map("".join, pairwise(letters)), letters[-1:]))


def query_of(text: str) -> str:
    """What is looked for, as a query; "" where it holds no letter. Words that stand apart may be found apart."""
    words = (_NO_WORD.sub("", word.lower()) for word in text.split())
    return " ".join(f'"{" ".join(map("".join, pairwise(word)))}"' if len(word) > 1 else f'"{word}"*' for word in words if word)


def pack(line: bytes) -> bytes:
    return zstandard.compress(line, 3)


def unpack(packed: bytes) -> dict[str, Any]:
    """A record, or the line of a ledger. The latter may hold lone surrogates, which the first parser refuses."""
    line = zstandard.decompress(packed)
    try:
        return cast(dict[str, Any], orjson.loads(line))
    except orjson.JSONDecodeError:
        return cast(dict[str, Any], json.loads(line))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = iter(rows)
    for row in rows:
        statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"
        db.execute(statement, row)
        db.executemany(statement, rows)


def _checked(record: Any) -> dict[str, Any]:
    """The record, its rows as lists, where it is one. Raises ValueError, which says what is wrong with it."""
    if not isinstance(record, dict) or not isinstance(record.get("metadata"), dict):
        raise ValueError("is no record")
    metadata = record["metadata"]
    fields = (*METADATA, *REJECTION) if "drop_reason" in metadata else METADATA
    lacking = sorted({*_NAMES - record.keys(), *(f"metadata.{field.name}" for field in fields if field.name not in metadata)})
    if lacking:
        raise ValueError(f"is a record of another version: it has no {', '.join(lacking)}")
    found = unpacked(record)
    wrong = [*_misfits(found, FIELDS), *_misfits(metadata, fields)]
    for name, inner in (("removed", REMOVAL), ("omissions", OMISSION)):
        rows = found[name]
        if not isinstance(rows, list) or any(not isinstance(row, dict) or _misfits(row, inner) for row in rows):
            wrong.append(name)
    if wrong:
        raise ValueError(f"is no record of ours: {', '.join(wrong)} cannot be so")
    return found


def _misfits(values: Mapping[str, Any], fields: Iterable[Field]) -> list[str]:
    """The fields whose values are not of their type, or beyond what the index can hold."""
    return [field.name for field in fields if not _fits(values.get(field.name), field.unknown)]


def _fits(value: object, unknown: Scalar) -> bool:
    if type(unknown) is float:
        return type(value) in (int, float)
    return type(value) is type(unknown) and (type(value) is not int or abs(value) < 1 << 62)


def _document_row(doc: int, record: Mapping[str, Any]) -> tuple[Any, ...]:
    metadata = record["metadata"]
    share = metadata["chars_removed"] / max(1, metadata["chars_in"])
    rest: Iterator[Any] = (metadata.get(name, "") for name in COLUMNS)
    return doc, int("drop_reason" in metadata), record["id"], place_of(metadata), share, *rest
