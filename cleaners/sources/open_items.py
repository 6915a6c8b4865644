"""The documents in a raw file: one, or as many as a container holds, down to containers within containers. Everything streams:
nothing is held whole but the document in hand, and an archive inside of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import TypeAlias

from cleaners.errors import Rejected
from cleaners.options import CleanOptions
from cleaners.origin import Origin
from cleaners.sources.containers import COMPRESSED, CONTAINERS, Member, MemberRejected, container
from cleaners.sources.containers.compressed import inflated, inner_name
from cleaners.sources.containers.jsonl import is_json
from cleaners.sources.containers.mbox import is_mbox
from cleaners.sources.containers.tars import is_tar
from cleaners.sources.discover import RawFile
from cleaners.sources.ignored import ignored_member
from cleaners.sources.item import Ignored, Opened, RawItem
from cleaners.sources.markup import root_tag
from cleaners.sources.notebook import is_notebook
from cleaners.sources.signatures import match_signature
from cleaners.sources.sniff import sniff, text_format, zip_format
from cleaners.sources.streams import HEAD, RATIO, FileStream, Stream

MAX_NESTING = 3
"""Containers round a document. People send a zip in a mail in an archive of mails; deeper ones are made to break readers."""

MAX_MEMBERS = 1_000_000
"""Members of an archive whose directory is held in memory (zip, 7z, RAR, CHM). A crawl has more: it comes as WARC, JSON lines or
a tar archive, which have no limit but time."""

FREE_DOCUMENTS, BYTES_A_DOCUMENT = 100_000, 4
"""A raw file may hold so many documents for nothing, and one more for each so many of its bytes. Short records of
one pattern, packed, take 3 bytes each; archives within archives, made to break readers, give three documents a byte."""

FREE_BYTES = 64 * 1024 * 1024
"""Bytes that may come out of a raw file, over all levels of nesting, before their ratio to its size counts (see `RATIO`)."""

# A first line that may be the names of columns: short, with something between them.
_MAY_BE_COLUMNS = re.compile(rb"[^\r\n]{0,300}?[,;|\t][^\r\n]{0,300}[\r\n]")

Item: TypeAlias = RawItem | Rejected | Ignored | Opened


def open_items(file: RawFile | RawItem, options: CleanOptions) -> Iterator[Item]:
    """What a raw file holds, in its order. Does not raise for what is in it: a Rejected is yielded, with the origin it is for."""
    try:
        if isinstance(file, RawItem):
            yield from _Walk(file, options).run(FileStream.of(file.data))
            return
        if file.size > options.max_bytes and not _may_be_container(file):
            raise _too_large(file.size, options)
        with open(file.absolute, "rb") as opened:  # noqa: PTH123 -- a path of bytes
            yield from _Walk(file, options).run(FileStream(opened, file.absolute))
    except FileNotFoundError:
        yield Rejected("unreadable", "the file vanished during the run", file.origin)
    except OSError as error:
        yield Rejected("unreadable", error.strerror or str(error), file.origin)
    except Rejected as rejected:
        yield Rejected(rejected.reason, rejected.detail, file.origin)


def _may_be_container(file: RawFile) -> bool:
    with open(file.absolute, "rb") as opened:  # noqa: PTH123
        head = opened.read(HEAD)
    return bool(_kind(head, file.name)) or file.name.lower().endswith((".jsonl", ".ndjson")) or sniff(head, file.name) == "csv"


def _kind(head: bytes, name: str) -> str:
    """The kind of container that begins so, or of a compressed file; "" for a document."""
    found = match_signature(head[:1024])
    if found in CONTAINERS or found in COMPRESSED:
        return found
    if found:
        return ""
    if is_tar(head):
        return "tar"
    if is_notebook(head):
        return ""
    if is_json(head, name):
        return "json"
    if is_mbox(head):
        return "mbox"
    if root_tag(head):
        from cleaners.sources.containers.feeds import is_feed  # they need the parser of XML
        from cleaners.sources.containers.wikidump import is_dump

        return "feed" if is_feed(head) else "wikidump" if is_dump(head) else ""
    return ""


class OverBudget(Rejected):
    """All that nests in a raw file is more than it may hold: the file ends here, not the member alone."""

    def __init__(self, detail: str) -> None:
        super().__init__("bomb", detail)


class _Walk:
    """The walk through one raw file."""

    def __init__(self, file: RawFile | RawItem, options: CleanOptions) -> None:
        self.file = file
        self.options = options
        self.seen = set[bytes]()
        self.counts = dict[bytes, int]()
        self.size = len(file.data) if isinstance(file, RawItem) else file.size
        self.documents = 0
        self.unpacked = 0

    def read_all(self, stream: Stream) -> bytes:
        """The rest of a stream, paid from the one budget that the raw file has over all that is nested in it."""
        data = stream.read_all(self.options.max_bytes)
        self.unpacked += len(data)
        if self.unpacked > FREE_BYTES and self.unpacked > RATIO * self.size:
            raise OverBudget(f"more than {RATIO} times the file's size come out of it, all levels together")
        return data

    def count_document(self) -> None:
        self.documents += 1
        if self.documents > FREE_DOCUMENTS + self.size // BYTES_A_DOCUMENT:
            raise OverBudget(f"more than {self.documents - 1:,} documents in a file of {self.size:,} bytes")

    def run(self, stream: Stream) -> Iterator[Item]:
        name = self.file.name
        given = self.file if isinstance(self.file, RawItem) else RawItem(self.file.origin, b"", name, encoding=self.file.encoding)
        yield from self.opened(stream, given, depth=0)

    def opened(self, stream: Stream, given: RawItem, depth: int) -> Iterator[Item]:
        """What `stream` holds; `given` is all that is known of it so far."""
        name, packed = given.name, ""
        kind = _kind(stream.head(), name)
        while kind in COMPRESSED:
            if packed and (depth := depth + 1) >= MAX_NESTING:
                raise Rejected("bomb", f"compressed or packed more than {MAX_NESTING} times")
            stream, name, packed = inflated(kind, stream), inner_name(name), kind
            kind = _kind(stream.head(), name)
        given = replace(given, name=name)
        stream.encoding = given.encoding
        kind = kind or _table(stream, name, self.options)
        if kind and CONTAINERS[kind].whole and not isinstance(stream, FileStream):
            stream = FileStream.of(self.read_all(stream))
        if kind == "zip" and _is_document(stream, self.options):
            kind = ""
        if not kind:
            if packed:
                yield Opened(packed, nested=depth > 0)
            yield from self.document(stream, given, depth)
            return
        if depth >= MAX_NESTING:
            raise Rejected("bomb", f"containers nested more than {MAX_NESTING} deep")
        yield Opened(kind, nested=depth > 0)
        found = CONTAINERS[kind]
        if not found.is_there:
            raise Rejected("unsupported", f"{found.name}: {found.install}")
        yield from self.members(kind, found.module, stream, given, depth)

    def members(self, kind: str, module: str, stream: Stream, given: RawItem, depth: int) -> Iterator[Item]:
        """The members of a container. Raises Rejected for what ends it."""
        for number, member in enumerate(container(module)(stream, given.name, self.options)):
            if number >= MAX_MEMBERS and CONTAINERS[kind].whole:
                raise Rejected("bomb", f"more than {MAX_MEMBERS:,} members")
            if isinstance(member, Ignored):
                yield member
            elif isinstance(member, MemberRejected):
                yield Rejected(member.reason, member.detail, self.origin(given.origin, member.name))
            else:
                yield from self.member(member, given, depth + 1)

    def member(self, member: Member, given: RawItem, depth: int) -> Iterator[Item]:
        try:
            if member.text is None:
                kind = "part of a saved page" if member.page_part else ""
                if kind := kind or ignored_member(member.file_name or member.name, member.stream.head()):
                    yield Ignored(kind)
                    return
            origin = self.origin(given.origin, member.name, member)
        except Rejected as rejected:
            yield Rejected(rejected.reason, rejected.detail, self.origin(given.origin, member.name, member))
            return
        name = member.file_name or member.name.rpartition("/")[2]
        item = RawItem(origin, b"", name, member.declared, member.text, member.metadata, given.encoding)
        try:
            if member.text is None:
                yield from self.opened(member.stream, item, depth)
            else:
                self.count_document()
                yield replace(item, data=self.read_all(member.stream))
        except OverBudget:
            raise
        except Rejected as rejected:
            yield Rejected(rejected.reason, rejected.detail, origin)

    def document(self, stream: Stream, given: RawItem, depth: int) -> Iterator[Item]:
        """The document itself, and what is attached to it."""
        self.count_document()
        data = self.read_all(stream)
        item = replace(given, data=data)
        if depth < MAX_NESTING and _is_workbook(data, self.options):
            yield Opened("workbook", nested=depth > 0)
            yield from self.members("workbook", "sheets", FileStream.of(data), item, depth)
            return
        yield item
        if depth < MAX_NESTING and (mail := _with_attachments(data, item.name)):
            yield from self.members("eml", "mail", FileStream.of(mail), item, depth)

    def origin(self, outer: Origin, name: str, member: Member | None = None) -> Origin:
        """The origin of a member. Names that stand more than once are numbered: ids are unique within a raw file."""
        path = f"{outer.member}!/{name}" if outer.member else name or "unnamed"
        digest = blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if digest in self.seen:
            self.counts[digest] = count = self.counts.get(digest, 1) + 1
            path = f"{path}#{count}"
        else:
            self.seen.add(digest)
        return replace(
            outer,
            member=path,
            url=(member.url if member else "") or outer.url,
            captured=(member.captured if member else "") or outer.captured,
        )


def _table(stream: Stream, name: str, options: CleanOptions) -> str:
    """The kind of a table whose rows are records; "" for other tables, and for what is none."""
    kind = text_format(name)
    if kind == "md" or (kind == "text" and not _MAY_BE_COLUMNS.match(stream.head(1024))):
        return ""
    from cleaners.sources.containers.delimited import HEAD as TABLE_HEAD
    from cleaners.sources.containers.delimited import layout_in, names_columns

    if kind == "text" and not names_columns(stream.head(1024), stream.encoding):
        return ""
    if sniff(stream.head(), name) != kind:
        return ""
    return "table" if layout_in(stream.head(TABLE_HEAD), options, stream.encoding) else ""


def _is_workbook(data: bytes, options: CleanOptions) -> bool:
    """Whether the bytes are a workbook whose rows are records."""
    if match_signature(data[:1024]) not in ("ole", "zip") or sniff(data) not in ("ods", "xls", "xlsx"):
        return False
    from cleaners.sources.containers.sheets import holds_records

    return holds_records(data, options)


def _with_attachments(data: bytes, name: str) -> bytes:
    """The mail that the bytes are, where something may be attached to it; b"" for all else."""
    if match_signature(data[:1024]) == "ole":
        if sniff(data) != "msg":
            return b""
        from cleaners.sources.msg import as_mail  # rarely needed

        with suppress(Rejected):  # the message says so itself
            return as_mail(data)
        return b""
    return data if b"multipart/" in data[:HEAD].lower() and sniff(data, name) == "eml" else b""


def _is_document(stream: Stream, options: CleanOptions) -> bool:
    """Whether a zip archive is the shell of an office document or a book."""
    assert isinstance(stream, FileStream)
    file = stream.rewound()
    kind = sniff(file.read()) if stream.size <= options.max_bytes else zip_format(file)
    stream.rewound()
    return kind != "zip"


def _too_large(size: int, options: CleanOptions) -> Rejected:
    return Rejected("too_large", f"{size:,} bytes, the limit is {options.max_bytes:,} (max_bytes)")
