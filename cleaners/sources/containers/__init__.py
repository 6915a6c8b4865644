"""Files that hold many documents: which module opens which kind, and what it needs."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from cleaners.sources.containers.member import Container, Found, Member, MemberRejected

__all__ = ["CONTAINERS", "Container", "ContainerKind", "Found", "Member", "MemberRejected", "container"]


class ContainerKind(NamedTuple):
    """A kind, as `sniff` names it: the module of this package, what people call it, the package it needs and the extra that
    brings it. `whole`: it is read to and fro, so that inside of another container it has to be held in memory."""

    module: str
    name: str
    package: str = ""
    imports: str = ""
    extra: str = ""
    whole: bool = False

    @property
    def is_there(self) -> bool:
        return not self.imports or find_spec(self.imports) is not None

    @property
    def install(self) -> str:
        """What to do where it is missing; the same on every machine, since it stands in records."""
        return f"the extra [{self.extra}] is missing (`qingwen doctor` prints the line that installs it)"


CONTAINERS: dict[str, ContainerKind] = {
    "7z": ContainerKind("sevenzip", "7z archive", "py7zr", "py7zr", "archive", whole=True),
    "chm": ContainerKind("chm", "compiled help (CHM)", "pylibmspack", "pylibmspack", "chm", whole=True),
    "feed": ContainerKind("feeds", "feed (RSS, Atom)"),
    "json": ContainerKind("jsonl", "JSON lines or array"),
    "mbox": ContainerKind("mbox", "mailbox (mbox)"),
    "rar": ContainerKind("rar", "RAR archive", "rarfile", "rarfile", "archive", whole=True),
    "table": ContainerKind("delimited", "table of records (CSV, TSV)"),
    "tar": ContainerKind("tars", "tar archive"),
    "warc": ContainerKind("warc", "WARC", "fastwarc", "fastwarc", "warc"),
    "wikidump": ContainerKind("wikidump", "MediaWiki dump"),
    "workbook": ContainerKind("sheets", "workbook of records"),
    "zip": ContainerKind("zips", "zip archive", whole=True),
}

COMPRESSED = {"bz2": "bzip2", "gz": "gzip", "xz": "xz", "zst": "Zstandard"}
"""Files that are one compressed file; what is inside may be a container."""


@cache
def container(module: str) -> Container:
    members: Container = import_module(f"cleaners.sources.containers.{module}").members
    return members
