"""Which files of a listing a run takes, and what somebody who knows better says of them."""

from __future__ import annotations

import csv
import heapq
import os
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from stat import S_ISREG
from typing import Any, NamedTuple
from urllib.parse import quote

from cleaners.errors import SideTableError
from cleaners.sources.discover import Found, Listing, RawFile, Root, walk
from cleaners.sources.item import Ignored
from cleaners.sources.patterns import matcher
from cleaners.sources.tree import Tree, open_raw, tree_of
from cleaners.storage import plain
from cleaners.storage.trouble import reason

SIDE_TABLE = "_qingwen.toml"
"""A file of this name at the top of a raw folder says more about files in it; it is no document."""

NOT_INCLUDED, EXCLUDED, NOT_IN_SAMPLE = "not included", "excluded", "not in the sample"


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


def found(root: Root, source: str | None = None, side_table: str = "", *, follow_links: bool = False) -> Iterator[Found]:
    """What `walk` finds, with what side tables say of it: the one in the folder itself, then the one that is named. Raises
    OSError, and SideTableError."""
    inside = tree_of(f"{plain(root)}/{SIDE_TABLE}")
    tables = [os.fsdecode(inside.top)] * _is_file(inside) + [side_table] * bool(side_table)
    return hinted(
        walk(root, source=source, follow_links=follow_links), [hint for table in tables for hint in read_side_table(table)]
    )


def _is_file(tree: Tree) -> bool:
    try:
        return S_ISREG(tree.stat(tree.top).st_mode) and not os.path.islink(tree.top)  # noqa: PTH114 -- a path of bytes
    except OSError:
        return False


def listed(root: Root, source: str | None = None, side_table: str = "", *, follow_links: bool = False) -> Listing:
    """The same in memory."""
    return Listing.of(found(root, source, side_table, follow_links=follow_links))


def select(items: Iterable[Found], selection: Selection) -> Iterator[Found]:
    """The files that are selected; the others are ignored. Of a sample, the files that are taken come last."""
    inside, outside = matcher(selection.include), matcher(selection.exclude)
    drawn = list[tuple[int, int, RawFile]]()  # a heap; its first is the next to go
    for number, item in enumerate(items):
        if not isinstance(item, RawFile):
            yield item
        elif selection.include and not inside(item.path):
            yield Ignored(NOT_INCLUDED)
        elif selection.exclude and outside(item.path):
            yield Ignored(EXCLUDED)
        elif not selection.sample:
            yield item
        else:
            rank = -int.from_bytes(sha256(b"sample\0" + item.path).digest())
            heapq.heappush(drawn, (rank, number, item))
            if len(drawn) > selection.sample:
                heapq.heappop(drawn)
                yield Ignored(NOT_IN_SAMPLE)
    for _, _, file in drawn:
        yield file


def hinted(items: Iterable[Found], hints: Sequence[Hint]) -> Iterator[Found]:
    """What was found, with what a side table says of the files. Of several rows for a file the last one decides, for each
    field."""
    rows = [(matcher([hint.pattern]), hint) for hint in hints]
    for item in items:
        if not isinstance(item, RawFile):
            yield item
        elif item.path == SIDE_TABLE.encode():
            yield Ignored("side table")
        else:
            yield _hinted(item, (hint for matches, hint in rows if matches(item.path))) if rows else item


def _hinted(file: RawFile, hints: Iterable[Hint]) -> RawFile:
    for hint in hints:
        url = hint.url.replace("{path}", quote(file.path)) if hint.url else file.url
        file = replace(file, encoding=hint.encoding or file.encoding, url=url)
    return file


def read_side_table(place: str) -> tuple[Hint, ...]:
    """The rows of a side table at a path or URL: TOML with a table [[files]] a row (path, encoding, url), or lines of three
    fields between tabs. Raises SideTableError."""
    try:
        with open_raw(os.fsencode(place)) as stream:
            text = stream.read().decode("utf-8-sig")
    except OSError as error:
        raise SideTableError(f"{place}: {reason(error)}") from None
    except UnicodeDecodeError as error:
        raise SideTableError(f"{place}: {error}") from None
    rows = _toml_rows(text, place) if place.endswith(".toml") else _tsv_rows(text, place)
    return tuple(_checked(hint, where) for where, hint in rows)


def _toml_rows(text: str, place: str) -> Iterator[tuple[str, Hint]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SideTableError(f"{place}: {error}") from None
    rows: Any = tables.pop("files", [])
    if tables or not isinstance(rows, list):
        raise SideTableError(f"{place}: only tables [[files]] can stand there, each with path, encoding and url")
    for number, row in enumerate(rows, 1):
        where = f"{place}: [[files]] number {number}"
        fields = dict(row) if isinstance(row, dict) else {"": row}
        known = {"pattern": fields.pop("path", ""), "encoding": fields.pop("encoding", ""), "url": fields.pop("url", "")}
        if fields or not all(isinstance(value, str) for value in known.values()):
            raise SideTableError(f"{where}: {next(iter(fields), 'a value')!r} does not fit; path, encoding and url are text")
        yield where, Hint(**known)


def _tsv_rows(text: str, place: str) -> Iterator[tuple[str, Hint]]:
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if not row or row[0].startswith("#") or (number == 1 and row[0] == "path"):
            continue
        where = f"{place}: line {number}"
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
