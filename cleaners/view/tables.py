"""A page of a table: what was asked for, checked, and the rows that answer. No name that comes from an address gets into SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode

from cleaners.view.rows import query_of

ROWS = 50
"""Of a page: what a reader looks through before asking for something narrower."""

Kind = Literal["text", "long", "number", "share", "document", "rule"]


class Column(NamedTuple):
    """A column, by its name in the index. `filters`: its cells lead to the rows that have the same value."""

    name: str
    kind: Kind = "text"
    sorts: bool = True
    filters: bool = False


@dataclass(frozen=True)
class Table:
    """Where rows come from. `filters` are conditions with one `?`, by the name that stands in an address."""

    name: str
    source: str
    columns: tuple[Column, ...]
    order: str
    """Column that it is sorted by, the largest first, where nobody asks for another."""

    search: str = ""
    where: str = "1"
    filters: Mapping[str, str] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    """What rows also hold, not shown as a column."""

    counted: str = ""
    """The part of `source` that tells how many rows there are: counting is quicker without the rest."""


_MATCHED = "doc IN (SELECT rowid FROM search WHERE search MATCH ?)"
_OF_RULE = "doc IN (SELECT doc FROM rule_documents WHERE rule = ?)"
_EQUAL = {name: f"{name} = ?" for name in ("place", "format", "encoding", "script", "page_type", "complete", "incomplete_reason")}
_RANGES = {"chars_from": "chars_out >= ?", "chars_to": "chars_out < ?", "share_from": "share >= ?", "share_to": "share < ?"}

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents",
            "documents",
            (
                Column("title", "document"),
                Column("place", filters=True),
                Column("format", filters=True),
                Column("encoding", filters=True),
                Column("script", filters=True),
                Column("published"),
                Column("chars_out", "number"),
                Column("chars_removed", "number"),
                Column("share", "share"),
                Column("residue", "share"),
                Column("omitted_chars", "number"),
            ),
            "chars_removed",
            _MATCHED,
            "rejected = 0",
            {**_EQUAL, **_RANGES, "rule": _OF_RULE},
            ("id", "file_path", "member"),
        ),
        Table(
            "rejected",
            "documents",
            (
                Column("title", "document"),
                Column("place", filters=True),
                Column("drop_reason", filters=True),
                Column("drop_detail", "long", sorts=False),
                Column("format", filters=True),
            ),
            "drop_reason",
            _MATCHED,
            "rejected = 1",
            {**_EQUAL, "drop_reason": "drop_reason = ?"},
            ("id", "file_path", "member"),
        ),
        Table(
            "rules",
            "rules",
            (
                Column("rule", "rule"),
                Column("category", filters=True),
                Column("times", "number"),
                Column("texts", "number"),
                Column("documents", "number"),
                Column("places", "number"),
                Column("chars", "number"),
            ),
            "chars",
            "instr(rule, ?)",
            filters={"category": "category = ?"},
        ),
        Table(
            "removed",
            "texts JOIN documents USING (doc)",
            (
                Column("text", "long"),
                Column("rule", filters=True),
                Column("place", filters=True),
                Column("times", "number"),
                Column("chars", "number"),
                Column("title", "document", sorts=False),
            ),
            "times",
            "text_id IN (SELECT rowid FROM texts_search WHERE texts_search MATCH ?)",
            filters={"rule": "rule = ?", "place": "texts.place = ?", "category": "category = ?"},
            extra=("id", "file_path", "member"),
            counted="texts",
        ),
        Table(
            "omissions",
            "omissions JOIN documents USING (doc)",
            (
                Column("title", "document", sorts=False),
                Column("reason", filters=True),
                Column("chars", "number"),
                Column("text", "long", sorts=False),
                Column("place", filters=True),
            ),
            "chars",
            _MATCHED,
            filters={"reason": "reason = ?", "place": "place = ?"},
            extra=("id", "file_path", "member"),
        ),
    )
}

_NAMES = {"removed": {"place": "texts.place"}}
"""Columns that more than one of a table's sources has."""


@dataclass(frozen=True)
class Ask:
    """What was asked of a table."""

    table: Table
    q: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    down: bool = True
    page: int = 1

    def query(self, **changes: Any) -> str:
        """The same as the query of an address, with changes; another order or filter begins at the first page."""
        if "page" not in changes:
            changes["page"] = 1
        asked = replace(self, **changes)
        usual = asked.sort == asked.table.order and asked.down
        order = {} if usual else {"sort": asked.sort, "down": int(asked.down)}
        pages = {"page": asked.page} if asked.page > 1 else {}
        query = urlencode({**({"q": asked.q} if asked.q else {}), **asked.filters, **order, **pages})
        return f"?{query}" if query else "?"

    def sorted_by(self, column: str) -> str:
        """The address of the same rows sorted by a column; asked for twice, the other way round."""
        return self.query(sort=column, down=not self.down if column == self.sort else True)

    def only(self, name: str, value: object) -> str:
        return self.query(filters={**self.filters, name: str(value)})

    def without(self, name: str) -> str:
        return self.query(filters={key: value for key, value in self.filters.items() if key != name})


class Answer(NamedTuple):
    rows: list[dict[str, Any]]
    total: int
    pages: int


def ask_of(table: Table, asked: Mapping[str, str]) -> Ask:
    """What the query of an address asks for. What it cannot ask for is left aside."""
    sorts = {column.name for column in table.columns if column.sorts}
    sort = asked.get("sort", "")
    page = asked.get("page", "")
    return Ask(
        table,
        asked.get("q", "")[:200].strip(),
        {name: asked[name][:500] for name in table.filters if asked.get(name)},
        sort if sort in sorts else table.order,
        asked.get("down", "1") != "0",
        max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


def answer(db: sqlite3.Connection, ask: Ask) -> Answer:
    """The rows of a page, and how many there are in all."""
    table = ask.table
    conditions, values = [table.where], list[str]()
    for name, value in ask.filters.items():
        conditions.append(table.filters[name])
        values.append(value)
    if ask.q:
        query = ask.q if table.search.startswith("instr") else query_of(ask.q)
        conditions.append(table.search if query else "0")
        values += [query] if query else []
    where = " AND ".join(conditions)
    total = db.execute(f"SELECT count(*) FROM {table.counted or table.source} WHERE {where}", values).fetchone()[0]
    pages = max(1, -(-total // ROWS))
    names = _NAMES.get(table.name, {})
    columns = [*(column.name for column in table.columns), *table.extra]
    order = f"{names.get(ask.sort, ask.sort)} {'DESC' if ask.down else 'ASC'}"
    select = f"SELECT {', '.join(names.get(name, name) for name in columns)} FROM {table.source} WHERE {where}"
    found = db.execute(f"{select} ORDER BY {order} LIMIT ? OFFSET ?", (*values, ROWS, (min(ask.page, pages) - 1) * ROWS))
    return Answer([_row(columns, row) for row in found], total, pages)


def _row(columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    row = dict(zip(columns, values, strict=True))
    if "file_path" in row:
        row["file"] = f"{row['file_path']} {row['member']}".strip()
    return row
