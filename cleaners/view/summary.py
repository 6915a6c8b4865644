"""What the records add up to: removed texts that are alike, rules, and the figures of the first page."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from cleaners.view.rows import bigrams

LENGTHS = (0, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)
"""Where the bars of a chart of lengths begin: they grow as lengths do."""

SHARES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""The same for shares of a text."""

_TABLES = """
CREATE TABLE texts AS
  SELECT 0 AS text_id, rule, category, place, text, count(*) AS times, sum(chars) AS chars, min(removals.doc) AS doc
  FROM removals JOIN documents USING (doc) GROUP BY rule, place, text;
ALTER TABLE texts ADD COLUMN chance INTEGER;
ALTER TABLE texts ADD COLUMN doubt REAL;
UPDATE texts SET text_id = rowid, chance = rowid * 2654435761 % 4294967296,
  doubt = min(chars / times, 200) * (1 + 4 * (text LIKE '%。%')) * 1.0 / times;
CREATE INDEX texts_chance ON texts (rule, chance);
CREATE INDEX texts_doubt ON texts (doubt);
CREATE INDEX texts_id ON texts (text_id);
CREATE INDEX texts_times ON texts (times);
CREATE INDEX texts_chars ON texts (chars);
CREATE INDEX texts_rule ON texts (rule, times);
CREATE INDEX texts_place ON texts (place, times);
CREATE INDEX texts_text ON texts (text);
CREATE TABLE rule_documents (rule TEXT, doc INTEGER, PRIMARY KEY (rule, doc)) WITHOUT ROWID;
INSERT INTO rule_documents SELECT DISTINCT rule, doc FROM removals;
CREATE TABLE rules AS
  SELECT rule, min(category) AS category, sum(times) AS times, count(*) AS texts, count(DISTINCT place) AS places,
    (SELECT count(*) FROM rule_documents WHERE rule = texts.rule) AS documents, sum(chars) AS chars FROM texts GROUP BY rule;
CREATE VIRTUAL TABLE texts_search USING fts5(words, content='', tokenize="unicode61 remove_diacritics 0")
"""


# `chance` orders texts as if by lot, the same each time (Knuth's multiplier). `doubt` is high for what a frame seldom is: long,
# with a full stop, and there only once.


class Bar(NamedTuple):
    """Documents whose value is at least `start`, and less than where the next bar begins."""

    start: float
    documents: int


def is_there(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'figures'").fetchone()[0])


def drop(db: sqlite3.Connection) -> None:
    """Records have changed: what they added up to holds no longer."""
    for table in ("figures", "texts", "rules", "rule_documents", "texts_search"):
        db.execute(f"DROP TABLE IF EXISTS {table}")


def build(db: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        db.execute(statement)
    rows = db.execute("SELECT text_id, text FROM texts")
    db.executemany("INSERT INTO texts_search (rowid, words) VALUES (?, ?)", ((row, bigrams(text)) for row, text in rows))
    db.execute("CREATE TABLE figures (chart TEXT, start REAL, count INTEGER)")
    for chart, column, starts in (("lengths", "chars_out", LENGTHS), ("shares", "share", SHARES)):
        for start, end in zip(starts, (*starts[1:], 1 << 62), strict=True):
            select = f"SELECT count(*) FROM documents WHERE rejected = 0 AND {column} >= ? AND {column} < ?"
            count = db.execute(select, (start, end)).fetchone()[0]
            db.execute("INSERT INTO figures VALUES (?, ?, ?)", (chart, start, count))


def bars(db: sqlite3.Connection, chart: str) -> list[Bar]:
    """The bars of a chart: `lengths` or `shares`."""
    return [Bar(*row) for row in db.execute("SELECT start, count FROM figures WHERE chart = ? ORDER BY start", (chart,))]
