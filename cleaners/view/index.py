"""The index of a collection: its records in one SQLite file, so that any page of any table costs the same.

It is built part by part. A part whose digest and size are those of last time is left as it is, one that is gone goes, and each
is one transaction: a killed build goes on where it was. Numbers of documents are `kind << 56 | part << 32 | line`: what is in a
part is one range of them. The index holds nothing of its own, and can be thrown away at any time.
"""

from __future__ import annotations

import io
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import zstandard

from cleaners.errors import RunError
from cleaners.records.folder import CleanFolder, Kind, part_number
from cleaners.records.packing import unpacked_lines
from cleaners.storage import is_url
from cleaners.view import summary
from cleaners.view.rows import TABLES, WITH_CHANGES, WITH_RECORDS, add_changes, add_records, unpack, words_of

FORMAT = 1
"""Of the index; another one is built anew."""

BATCH = 200
"""Lines that are written at a time: enough for speed, few enough that long ones fit in memory."""

MOST_PROBLEMS = 1000
"""Of a part: more are not written down."""

Progress = Callable[[int, int], None]
_KINDS: tuple[Kind, ...] = ("documents", "rejected", "ledger")


class Part(NamedTuple):
    """A file of records, with its digest as the manifest gives it and its size as it is."""

    name: str
    digest: str
    size: int

    @property
    def kind(self) -> Kind:
        return cast(Kind, self.name.partition("/")[0])

    @property
    def span(self) -> tuple[int, int]:
        """The numbers of its first document and of the last that it could hold."""
        first = _KINDS.index(self.kind) << 56 | (part_number(self.name) or 0) << 32
        return first, first + (1 << 32) - 1


def index_of(folder: CleanFolder, file: Path | None = None, progress: Progress | None = None) -> Path:
    """Bring the index of a collection up to date and say where it is. Raises RunError where there is no collection."""
    manifest = folder.manifest()
    file = file or _usual_file(folder)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(_opened(file)) as db:
            _update(db, folder, manifest, progress or (lambda *_: None))
    except sqlite3.Error as error:
        raise RunError(f"{file}: the index cannot be written ({error}); name another place with --index") from None
    except OSError as error:
        raise RunError(f"{error.filename or file}: {error.strerror or error}") from None
    return file


def _usual_file(folder: CleanFolder) -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = folder.place if is_url(folder.place) else str(Path(folder.place).resolve())
    return caches / "qingwen" / "view" / f"{sha256(os.fsencode(place)).hexdigest()[:24]}.sqlite"


def _opened(file: Path) -> sqlite3.Connection:
    if file.exists():
        with closing(sqlite3.connect(file)) as db:
            is_ours = db.execute("PRAGMA user_version").fetchone()[0] == FORMAT
        if not is_ours:
            for name in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
                name.unlink(missing_ok=True)
    db = sqlite3.connect(file, isolation_level=None, timeout=60)
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE")
    with _transaction(db):
        if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            for statement in filter(str.strip, TABLES.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {FORMAT}")
    return db


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _update(db: sqlite3.Connection, folder: CleanFolder, manifest: Mapping[str, Any], progress: Progress) -> None:
    sizes, told = folder.sizes(), {row["name"]: row["sha256"] for row in manifest.get("parts", ())}
    names = [name for kind in _KINDS for name in folder.parts(kind).values()]
    there = [Part(name, told.get(name, ""), sizes.get(name, 0)) for name in names]
    known = {Part(*row) for row in db.execute("SELECT name, digest, size FROM parts")}
    new = [part for part in there if part not in known]
    gone = known - set(there)
    for part in gone:
        with _transaction(db):
            _forget(db, part)
    for done, part in enumerate(new):
        progress(done, len(new))
        with _transaction(db):
            summary.drop(db)
            _add(db, folder, part)
    progress(len(new), len(new))
    with _transaction(db):
        missing = [(name,) for name in told if name not in names and name.partition("/")[0] in _KINDS]
        db.execute("DELETE FROM problems WHERE line < 0")
        db.executemany("INSERT INTO problems VALUES (?, -1, 'the manifest names it, but it is not there')", missing)
        if not summary.is_there(db):
            summary.build(db)


def _forget(db: sqlite3.Connection, part: Part) -> None:
    summary.drop(db)
    for doc, packed in db.execute("SELECT doc, packed FROM records WHERE doc BETWEEN ? AND ?", part.span).fetchall():
        db.execute("INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)", (doc, words_of(unpack(packed))))
    for table in (*WITH_RECORDS, *WITH_CHANGES):
        db.execute(f"DELETE FROM {table} WHERE doc BETWEEN ? AND ?", part.span)
    db.execute("DELETE FROM problems WHERE part = ?", (part.name,))
    db.execute("DELETE FROM parts WHERE name = ?", (part.name,))


def _add(db: sqlite3.Connection, folder: CleanFolder, part: Part) -> None:
    problems: list[tuple[int, str]] = []
    add = add_changes if part.kind == "ledger" else add_records
    with folder.store.open(part.name) as stream:
        told = _Digesting(stream)
        try:
            lines = enumerate(unpacked_lines(cast(IO[bytes], io.BufferedReader(told)), part.name), 1)
            while some := list(islice(lines, BATCH)):
                problems += add(db, part.span[0], some)
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            problems.append((0, f"cannot be unpacked to its end: {error}"))
        told.drain()
    if not part.digest:
        problems.append((0, "the manifest does not name it"))
    elif told.digest.hexdigest() != part.digest:
        problems.append((0, "is not what the run wrote: it was changed since"))
    rows = [(part.name, line, what) for line, what in problems[:MOST_PROBLEMS]]
    db.executemany("INSERT INTO problems VALUES (?, ?, ?)", rows)
    db.execute("INSERT INTO parts VALUES (?, ?, ?)", part)


class _Digesting(io.RawIOBase):
    """Reads on, and knows the digest of what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self.digest.update(data)
        buffer[: len(data)] = data
        return len(data)

    def drain(self) -> None:
        while data := self._stream.read(1 << 20):
            self.digest.update(data)
