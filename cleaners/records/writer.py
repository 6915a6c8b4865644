"""Records as lines of JSON, sorted by id, in memory that does not grow with the shard."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from cleaners.records.folder import CleanFolder, Kind
from cleaners.records.packing import Digesting, packed
from cleaners.records.schema import without_surrogates

SPOOL = 32 * 1024 * 1024
"""Bytes of a shard that wait in memory for being sorted; what is more waits on the disk."""

PIECE = 1 << 20
"""Characters of a text that are written at once: for a long text orjson asks for several times its size, and where it does not
get that, the process ends."""

# JSON allows these in a string, but readers that split lines as Python's splitlines does break a record there.
_LINE_ENDS = {"\u2028".encode(): b"\\u2028", "\u2029".encode(): b"\\u2029", "\u0085".encode(): b"\\u0085"}


class Written(NamedTuple):
    """What a file of records holds, packed as it is: all zero and "" for one that is not there, since a part without records is
    not written."""

    lines: int = 0
    bytes: int = 0
    sha256: str = ""


def json_line(record: Mapping[str, Any]) -> bytes:
    """A record as one line of UTF-8. A lone surrogate, which a file name or an address can bring along, becomes U+FFFD."""
    text = record.get("text", "")
    if not isinstance(text, str) or len(text) <= PIECE:
        return _dumped(record) + b"\n"
    before, empty, behind = _dumped({**record, "text": ""}).partition(b'"text":""')
    pieces = (_dumped(text[at : at + PIECE])[1:-1] for at in range(0, len(text), PIECE))
    return b"".join((before, empty[:-1], *pieces, empty[-1:], behind, b"\n"))


def _dumped(value: Any) -> bytes:
    try:
        line = orjson.dumps(value)
    except orjson.JSONEncodeError:
        line = orjson.dumps(without_surrogates(value))
    for mark, escape in _LINE_ENDS.items():
        if mark in line:
            line = line.replace(mark, escape)
    return line


class SortedRecords:
    """Takes records in any order, writes them sorted by id; those of one id stay in the order they came in."""

    def __init__(self, folder: CleanFolder) -> None:
        self._folder = folder
        self._spool = tempfile.SpooledTemporaryFile(SPOOL, dir=str(folder.store.work))  # noqa: SIM115 -- closed in __exit__
        self._index: list[tuple[str, int, int]] = []  # id, place in the spool, length
        self._length = 0

    def __enter__(self) -> SortedRecords:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    @property
    def size(self) -> int:
        """Bytes taken."""
        return self._length

    def add(self, record: Mapping[str, Any]) -> None:
        self.add_line(record["id"], json_line(record))

    def add_line(self, identity: str, line: bytes) -> None:
        self._spool.write(line)
        self._index.append((identity, self._length, len(line)))
        self._length += len(line)

    def publish(self, kind: Kind, number: int) -> Written:
        """Write what was taken as a whole to its part; without records there is no file."""
        if not self._index:
            self._folder.remove_part(kind, number)
            return Written()
        target = self._folder.part(kind, number)
        with self._folder.writing(target) as stream:
            digesting = Digesting(stream)
            with packed(digesting, self._folder.packing) as packer:
                for _, place, length in sorted(self._index):
                    self._spool.seek(place)
                    packer.write(self._spool.read(length))
        self._folder.remove_part(kind, number, but=target)
        return Written(len(self._index), digesting.length, digesting.digest.hexdigest())
