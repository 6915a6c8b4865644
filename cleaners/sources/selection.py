"""Which files of a listing a run takes, and what somebody who knows better says of them."""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from cleaners.sources.discover import Listing, RawFile, discover
from cleaners.sources.patterns import matcher

SIDE_TABLE = "_qingwen.toml"
"""A file of this name at the top of a raw folder says more about files in it; it is no document."""

NOT_INCLUDED, EXCLUDED, NOT_IN_SAMPLE = "not included", "excluded", "not in the sample"


class SideTableError(ValueError):
    """A side table that cannot be used; the message is one line that says what to change."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a folder is taken. Everything left aside is counted."""

    include: tuple[str, ...] = ()
    """Patterns of paths that are taken; none: all."""
    exclude: tuple[str, ...] = ()
    """Patterns of paths that are left aside, whatever includes them."""
    sample: int = 0
    """Only so many files, drawn by a digest of the path: the same ones each time. 0: all."""


class Hint(NamedTuple):
    """A row of a side table: files, their encoding, their address (`{path}` stands for the path of the file)."""

    pattern: str
    encoding: str = ""
    url: str = ""


def listed(root: str | bytes | os.PathLike[str] | os.PathLike[bytes], source: str | None = None, side_table: str = "") -> Listing:
    """What `discover` finds, with what side tables say of it: the one in the folder itself, then the one that is named. Raises
    OSError, and SideTableError."""
    listing = discover(root, source=source)
    inside = Path(os.fsdecode(root)) / SIDE_TABLE
    tables = [inside] * inside.is_file() + [Path(side_table)] * bool(side_table)
    return with_side_table(listing, [hint for table in tables for hint in read_side_table(table)])


def select(listing: Listing, selection: Selection) -> Listing:
    """The files that are selected; the others count as ignored."""
    left = dict(listing.ignored)
    files: Sequence[RawFile] = listing.files

    def keep(chosen: list[RawFile], why: str) -> list[RawFile]:
        if aside := len(files) - len(chosen):
            left[why] = left.get(why, 0) + aside
        return chosen

    if selection.include:
        inside = matcher(selection.include)
        files = keep([file for file in files if inside(file.path)], NOT_INCLUDED)
    if selection.exclude:
        outside = matcher(selection.exclude)
        files = keep([file for file in files if not outside(file.path)], EXCLUDED)
    if selection.sample:
        drawn = {
            file.path for file in sorted(files, key=lambda file: sha256(b"sample\0" + file.path).digest())[: selection.sample]
        }
        files = keep([file for file in files if file.path in drawn], NOT_IN_SAMPLE)
    return replace(listing, files=tuple(files), ignored=dict(sorted(left.items())))


def with_side_table(listing: Listing, hints: Sequence[Hint]) -> Listing:
    """The listing with what a side table says of its files. Of several rows for a file the last one decides, for each field."""
    own = [file for file in listing.files if file.path == SIDE_TABLE.encode()]
    ignored = {**listing.ignored, "side table": len(own)} if own else listing.ignored
    rows = [(matcher([hint.pattern]), hint) for hint in hints]
    files = (_hinted(file, (hint for matches, hint in rows if matches(file.path))) for file in listing.files if file not in own)
    return replace(listing, files=tuple(files), ignored=dict(sorted(ignored.items())))


def _hinted(file: RawFile, hints: Iterable[Hint]) -> RawFile:
    for hint in hints:
        url = hint.url.replace("{path}", quote(file.path)) if hint.url else file.url
        file = replace(file, encoding=hint.encoding or file.encoding, url=url)
    return file


def read_side_table(path: Path) -> tuple[Hint, ...]:
    """The rows of a side table: TOML with a table [[files]] a row (path, encoding, url), or lines of three fields between tabs.
    Raises SideTableError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SideTableError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    rows = _toml_rows(text, path) if path.suffix == ".toml" else _tsv_rows(text, path)
    return tuple(_checked(hint, where) for where, hint in rows)


def _toml_rows(text: str, path: Path) -> Iterator[tuple[str, Hint]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SideTableError(f"{path}: {error}") from None
    rows: Any = tables.pop("files", [])
    if tables or not isinstance(rows, list):
        raise SideTableError(f"{path}: only tables [[files]] can stand there, each with path, encoding and url")
    for number, row in enumerate(rows, 1):
        where = f"{path}: [[files]] number {number}"
        fields = dict(row) if isinstance(row, dict) else {"": row}
        known = {"pattern": fields.pop("path", ""), "encoding": fields.pop("encoding", ""), "url": fields.pop("url", "")}
        if fields or not all(isinstance(value, str) for value in known.values()):
            raise SideTableError(f"{where}: {next(iter(fields), 'a value')!r} does not fit; path, encoding and url are text")
        yield where, Hint(**known)


def _tsv_rows(text: str, path: Path) -> Iterator[tuple[str, Hint]]:
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if not row or row[0].startswith("#") or (number == 1 and row[0] == "path"):
            continue
        where = f"{path}: line {number}"
        if len(row) > 3:
            raise SideTableError(f"{where}: {len(row)} fields; there are three: path, encoding, url")
        yield where, Hint(*(field.strip() for field in row))


def _checked(hint: Hint, where: str) -> Hint:
    from cleaners.decoding.declared import canonical  # a command that reads no side table need not load the decoder

    if not hint.pattern:
        raise SideTableError(f"{where}: the path is missing")
    encoding = canonical(hint.encoding)
    if hint.encoding and not encoding:
        raise SideTableError(
            f"{where}: {hint.encoding!r} is no encoding; gb18030, big5, utf-8, euc-tw and Python's names are known"
        )
    return hint._replace(encoding=encoding)
