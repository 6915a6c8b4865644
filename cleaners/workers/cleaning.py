"""What a worker does with a raw file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, Protocol

from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.pipeline import clean_item
from cleaners.readers import has_fallback
from cleaners.records.schema import record_of
from cleaners.records.writer import json_line
from cleaners.sources import Ignored, Opened, RawFile, RawItem, open_items
from cleaners.workers.task import died_of, place_of, working_on


class Outcome(NamedTuple):
    """What became of one document."""

    result: Document | Rejected
    sha256: str = ""
    lasting: bool = True
    """Whether the same file will give the same again. A document that was read in another way since time or memory ran out
    would not, on a machine with less to do."""

    fault: Exception | None = None
    """What a reader or a step stumbled over."""


class Work(Protocol):
    """What is done with each document. Raises Rejected."""

    def __call__(self, item: RawItem, context: Context, *, fallback: bool) -> Document: ...


def attempts(file: RawFile | RawItem, context: Context, work: Work | None = None) -> Iterator[Outcome | Ignored | Opened]:
    """Clean all that a raw file holds, or do other `work` with it. A document that fails costs itself; what ends the reading
    costs what would have come."""
    items = open_items(file, context.options)
    origin, read = file.origin, 0
    while True:
        try:
            # Reading on is work of its own: what happens in it must not be laid on the document before.
            working_on(replace(origin, member=f"\0{read}"), file.size)
            item = next(items, None)
        except Rejected as rejected:
            yield Outcome(_at(rejected, file))
            return
        except Exception as error:
            yield Outcome(_at(_rejected(error), file), fault=error)
            return
        read += 1
        match item:
            case None:
                return
            case RawItem():
                yield _attempt(item, context, work or clean_item)
            case Rejected():
                yield Outcome(item)
            case _:
                yield item


def _attempt(item: RawItem, context: Context, work: Work) -> Outcome:
    before = died_of(item.origin)
    other = before is not None and has_fallback(item)
    try:
        working_on(item.origin, item.size, otherwise=other)
        result = work(item, context, fallback=other)
        return Outcome(result, item.sha256, lasting=before is None or before.reason == "crash")
    except Rejected as rejected:
        return Outcome(_at(rejected, item), item.sha256)
    except Exception as error:
        return Outcome(_at(_rejected(error), item), item.sha256, fault=error)


def _rejected(error: Exception) -> Rejected:
    if isinstance(error, MemoryError):
        return Rejected("memory", "more memory was needed than a worker may use")
    if isinstance(error, RecursionError):
        return Rejected("broken", "nested too deep")
    return Rejected("crash", place_of(error))


def _at(rejected: Rejected, where: RawFile | RawItem) -> Rejected:
    return Rejected(rejected.reason, rejected.detail, where.origin)


def clean_file(file: RawFile | RawItem, context: Context) -> Iterator[Document | Rejected]:
    """The documents and rejections in one file, or in one that has been read."""
    for found in attempts(file, context):
        if isinstance(found, Outcome):
            yield found.result


def clean_line(file: RawFile | RawItem, context: Context, text_only: bool) -> Iterator[bytes | Rejected]:
    """The lines that the documents in one file are printed as: records, or their texts alone; and the rejections."""
    for result in clean_file(file, context):
        if isinstance(result, Rejected):
            yield result
        else:
            yield f"{result.text}\n".encode() if text_only else json_line(record_of(result, context.options))
