"""The pages, as HTML: what each shows is put together here, how it looks stands in `templates/`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import orjson

from cleaners.document import Entry
from cleaners.errors import Error
from cleaners.records.folder import RUNS, CleanFolder
from cleaners.records.ledger import restored
from cleaners.records.places import places
from cleaners.records.schema import METADATA, REJECTION, unpacked
from cleaners.rules.catalogue import RuleInfo, catalogue
from cleaners.storage import name_of
from cleaners.view import summary
from cleaners.view.changes import Row, rows_of, with_removed
from cleaners.view.charts import Value, bars, columns, of_counts
from cleaners.view.labels import SAID, Label, add_label, precision, read_labels
from cleaners.view.review import ORDERS, Around, Removal, around, next_removal, removal_of
from cleaners.view.rows import SHOWN, unpack
from cleaners.view.tables import TABLES, answer, ask_of
from cleaners.view.words import words

PART_ROWS = 400
PART_CHARS = 60_000
"""Of a document's page: what a browser lays out at once without a pause. What is longer comes in parts."""

RUNS_SHOWN = 20
PLACES_SHOWN = 15


class Pages:
    """The pages of a collection."""

    def __init__(self, folder: CleanFolder, file: Path, labels: Path) -> None:
        self.labels_file = labels
        self.labels = {label.about: label for label in read_labels(labels)}
        self.folder = folder
        self.file = file
        self.manifest = folder.manifest()
        loader = jinja2.PackageLoader("cleaners.view", "templates")
        self._templates = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    @cached_property
    def rules(self) -> Mapping[str, RuleInfo]:
        """What is known of the rules that ran. Packs of the user may have moved since."""
        try:
            return catalogue(tuple(self.manifest.get("options", {}).get("rule_packs", ())))
        except Error:
            return catalogue()

    def overview(self, language: str, db: sqlite3.Connection) -> str:
        said = words(language)
        manifest = self.manifest
        charts = (
            ("removed_by_category", "rules?category="),
            ("drop_reason", "rejected?drop_reason="),
            ("incomplete_reason", "documents?incomplete_reason="),
            ("format", "documents?format="),
            ("encoding", "documents?encoding="),
            ("script", "documents?script="),
        )
        lying = {name: bars(of_counts(manifest[name], href), said["others"]) for name, href in charts if manifest.get(name)}
        return self._render(
            "overview.html",
            language,
            figures={**manifest["documents"], **{f"chars_{key}": count for key, count in manifest.get("chars", {}).items()}},
            problems=db.execute("SELECT part, line, what FROM problems ORDER BY part, line LIMIT 100").fetchall(),
            charts=lying,
            lengths=self._columns(db, "lengths", "chars", said["lengths"]),
            shares=self._columns(db, "shares", "share", said["shares"]),
            places=places(manifest.get("places", {}))[:PLACES_SHOWN],
            runs=self._runs(),
            versions=manifest.get("versions", {}),
        )

    def table(self, language: str, db: sqlite3.Connection, name: str, asked: Mapping[str, str]) -> str | None:
        if name not in TABLES:
            return None
        ask = ask_of(TABLES[name], asked)
        found = answer(db, ask)
        about = self.rules.get(ask.filters.get("rule", ""))
        return self._render("table.html", language, ask=ask, found=found, page_number=min(ask.page, found.pages), about=about)

    def document(self, language: str, db: sqlite3.Connection, identity: str, part: str) -> str | None:
        record = self._record(db, identity)
        if record is None:
            return None
        entries, source, is_exact = self._account(db, record)
        parts = max(1, int(part)) if part.isascii() and part.isdigit() and len(part) < 7 else 1
        rows, before, after = _part_of(rows_of(source, entries), parts)
        used: dict[str, list[int]] = {}
        for entry in entries:
            counts = used.setdefault(entry.rule, [0, 0])
            counts[0] += 1
            counts[1] += max(len(entry.taken), len(entry.put))
        meanings = {field.name: field.meaning for field in (*METADATA, *REJECTION)}
        metadata = [(name, value, meanings.get(name, "")) for name, value in record["metadata"].items() if value not in ("", 0)]
        return self._render(
            "document.html",
            language,
            record=record,
            rejected="drop_reason" in record["metadata"],
            title=record["metadata"]["title"] or record["metadata"]["file_path"],
            metadata=metadata,
            rows=rows,
            part=parts,
            before=before,
            after=after,
            used=sorted(used.items(), key=lambda item: (-item[1][1], item[0])),
            is_exact=is_exact,
        )

    def review(self, language: str, db: sqlite3.Connection, order: str, rule: str) -> str:
        order = order if order in ORDERS else ORDERS[0]
        removal = next_removal(db, order, rule, self.labels.keys())
        return self._render(
            "review.html",
            language,
            orders=ORDERS,
            order=order,
            rule=rule,
            removal=removal,
            around=self._around(db, removal) if removal else None,
            judged=len(self.labels),
            precision=precision(self.labels.values()),
            labels_file=str(self.labels_file),
        )

    def judge(self, db: sqlite3.Connection, text_id: str, said: str) -> bool:
        """Keep what a reader says of a removal. Raises OSError where that cannot be written."""
        removal = removal_of(db, text_id)
        if removal is None or said not in SAID:
            return False
        lines = self._around(db, removal).lines
        label = Label(removal.rule, removal.place, removal.id, removal.text, lines, said)
        add_label(self.labels_file, label)
        self.labels[label.about] = label
        return True

    def _around(self, db: sqlite3.Connection, removal: Removal) -> Around:
        record = self._record(db, removal.id)
        if record is None:
            return Around((removal.text,))
        entries, source, _ = self._account(db, record)
        return around(removal, source, entries, SHOWN)

    def text(self, db: sqlite3.Connection, identity: str, kind: str) -> str | None:
        """What can be copied or kept of a document: its `text`, `source` (where the ledger gives it back) or `record`."""
        record = self._record(db, identity)
        if record is None:
            return None
        if kind == "record":
            return orjson.dumps(record, option=orjson.OPT_INDENT_2).decode() + "\n"
        if kind == "source":
            _, source, is_exact = self._account(db, record)
            return source if is_exact else None
        return str(record["text"]) if kind == "text" else None

    def _record(self, db: sqlite3.Connection, identity: str) -> dict[str, Any] | None:
        row = db.execute("SELECT packed FROM records JOIN documents USING (doc) WHERE id = ?", (identity,)).fetchone()
        return unpacked(unpack(row[0])) if row else None

    def _account(self, db: sqlite3.Connection, record: Mapping[str, Any]) -> tuple[list[Entry], str, bool]:
        """The changes of a document, its source text, and whether that is exact."""
        row = db.execute("SELECT packed FROM changes WHERE id = ?", (record["id"],)).fetchone()
        if row:
            changes = unpack(row[0])
            source = restored(record["text"], changes)
            if source is not None:
                return [Entry(*change) for change in changes["changes"]], source, True
        source, entries = with_removed(record)
        return entries, source, False

    def _columns(self, db: sqlite3.Connection, chart: str, name: str, label: str) -> Any:
        found = summary.bars(db, chart)
        values = []
        for bar, end in zip(found, [*(bar.start for bar in found[1:]), None], strict=True):
            shown = f"{bar.start:.0%}" if name == "share" else _short(int(bar.start))
            to = f"&{name}_to={end:g}" if end is not None else ""
            values.append(Value(f"{shown}+", bar.documents, f"documents?{name}_from={bar.start:g}{to}"))
        return columns(values, label)

    def _runs(self) -> list[dict[str, Any]]:
        """The accounts of the last runs, the newest first."""
        names = sorted(self.folder.store.sizes(RUNS), reverse=True)[:RUNS_SHOWN]
        runs = []
        for name in names:
            try:
                run = orjson.loads(self.folder.read(f"{RUNS}/{name}"))
                runs.append(
                    {
                        key: run[key]
                        for key in ("ended", "state", "delivered", "rejected", "incomplete", "files_cleaned", "seconds")
                    }
                )
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return runs

    def _render(self, template: str, language: str, **values: Any) -> str:
        return self._templates.get_template(template).render(
            w=words(language), language=language, collection=name_of(self.folder.place), rules=self.rules, **values
        )


def _part_of(rows: Any, wanted: int) -> tuple[list[Row], bool, bool]:
    """The rows of a part, and whether there are some before and after it. Of a document with fewer parts, the last."""
    some: list[Row] = []
    part, chars = 1, 0
    for row in rows:
        if len(some) >= PART_ROWS or chars >= PART_CHARS:
            if part == wanted:
                return some, part > 1, True
            some, chars, part = [], 0, part + 1
        some.append(row)
        chars += row.chars
    return some, part > 1, False


def _short(number: int) -> str:
    return f"{number // 1000}k" if number >= 1000 else str(number)
