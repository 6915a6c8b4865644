"""Clean one shard: its raw files become two files of records and a receipt."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cleaners.document import Document
from cleaners.options import CleanOptions, Context
from cleaners.origin import Origin, Rejected, RejectReason
from cleaners.pipeline import clean_item
from cleaners.records.account import account_of
from cleaners.records.folder import CleanFolder, RunError, told
from cleaners.records.receipts import Input, Receipt, Refused, path_key
from cleaners.records.schema import path_text, record_of, rejected_record_of
from cleaners.records.tally import Tally, count_delivered, count_rejected
from cleaners.records.versions import fingerprint
from cleaners.records.writer import SortedRecords
from cleaners.sources import Listing, RawFile, RawItem, open_item
from cleaners.workers.task import place_of, working_on

TRY_AGAIN: frozenset[RejectReason] = frozenset({"timeout", "memory", "unreadable"})
"""Outcomes that hang on the state of the machine: the next run tries such files again, though they have not changed."""

STEPS, NOTES = 40, 20
"""At most so many messages of each kind a shard: the pool keeps up to 64 of a shard whose turn has not come."""

SLOWEST = 5
PUBLISHING = Origin(member="publishing a shard")


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """All that is needed to clean a shard, wherever that is done."""

    shard: int
    folder: str
    fingerprint: str
    context: Context = field(default_factory=Context)
    files: tuple[RawFile, ...] = ()
    refused: tuple[Rejected, ...] = ()

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


class Step(NamedTuple):
    """How far a shard is."""

    shard: int
    files: int


class Note(NamedTuple):
    """Something that the operator should know."""

    text: str


class Slow(NamedTuple):
    seconds: float
    path: str


class ShardResult(NamedTuple):
    receipt: Receipt
    vanished: int
    seconds: float
    slowest: tuple[Slow, ...]


def clean_shard(plan: ShardPlan) -> Iterator[Step | Note | ShardResult | RunError]:
    """Clean the files of a shard and publish its part of the collection. Tells how far it is, and last what came of it. A
    RunError, where nothing can be written, is a last word, too: between processes it must not be taken for a document's fault."""
    try:
        if fingerprint(plan.context) != plan.fingerprint:
            raise RunError(
                "a worker has other code, rules or libraries than the run was planned with; run again when none changes"
            )
        with told(Path(plan.folder)):
            yield from _cleaned(plan)
    except RunError as error:
        yield error


def _cleaned(plan: ShardPlan) -> Iterator[Step | Note | ShardResult]:
    folder = CleanFolder(plan.folder)
    started, clock = time.time_ns(), time.perf_counter()
    tally: Tally = {}
    inputs: list[Input] = []
    vanished, notes, slowest = 0, 0, list[Slow]()
    stride = len(plan.files) // STEPS + 1
    with SortedRecords(folder) as documents, SortedRecords(folder) as rejections:
        for rejected in plan.refused:
            _reject(rejected, plan, rejections, tally, "")
        for number, file in enumerate(plan.files):
            if number % stride == 0:
                yield Step(plan.shard, number)
            begun = time.perf_counter()
            attempt = _attempt(file, plan)
            if attempt is None:
                vanished += 1
                continue
            if attempt.note and (notes := notes + 1) <= NOTES:
                yield Note(attempt.note)
            known, digest, result = attempt.file, attempt.digest, attempt.result
            if isinstance(result, Document):
                account = account_of(result)
                record = record_of(result, plan.context.options, account)
                count_delivered(tally, record, account)
                documents.add(record)
            else:
                _reject(result, plan, rejections, tally, digest)
                digest = "" if result.reason in TRY_AGAIN else digest
            inputs.append(Input(path_key(known.path), known.size, known.mtime_ns, digest))
            slowest.append(Slow(round(time.perf_counter() - begun, 3), path_text(known.path)))
            if len(slowest) > 8 * SLOWEST:
                slowest = sorted(slowest, reverse=True)[:SLOWEST]
        working_on(PUBLISHING, documents.size)
        receipt_path = folder.part("receipts", plan.shard)
        # Without its receipt a shard counts as undone: what follows may stop anywhere.
        folder.remove(receipt_path)
        receipt = Receipt(
            shard=plan.shard,
            fingerprint=plan.fingerprint,
            started_ns=started,
            inputs=tuple(inputs),
            refused=tuple(refused_of(rejected) for rejected in plan.refused),
            documents=documents.publish(folder.part("documents", plan.shard)),
            rejected=rejections.publish(folder.part("rejected", plan.shard)),
            tally=tally,
        )
        if receipt.inputs or receipt.refused:  # else all has vanished, and the shard with it
            with folder.writing(receipt_path) as stream:
                stream.write(receipt.encoded())
    yield ShardResult(receipt, vanished, time.perf_counter() - clock, tuple(sorted(slowest, reverse=True)[:SLOWEST]))


def refused_of(rejected: Rejected) -> Refused:
    return Refused(path_key(rejected.origin.path), rejected.reason, rejected.detail)


class _Attempt(NamedTuple):
    """The file as it was read, the digest of its bytes ("" where it could not be read), and what became of it."""

    file: RawFile
    digest: str
    result: Document | Rejected
    note: str = ""


def _attempt(file: RawFile, plan: ShardPlan) -> _Attempt | None:
    """Try to clean a file; None where it is gone."""
    digest, listed = "", file
    try:
        file, item = _read(file, plan.context.options)
        digest = item.sha256
        working_on(listed.origin, file.size)
        return _Attempt(file, digest, clean_item(item, plan.context))
    except FileNotFoundError:
        return None
    except Rejected as rejected:
        if rejected.reason == "unreadable" and not _is_there(file):
            return None
        origin = replace(file.origin, member=rejected.origin.member, url=rejected.origin.url)
        return _Attempt(file, digest or _known_by(file, rejected), Rejected(rejected.reason, rejected.detail, origin))
    except OSError as error:
        return _Attempt(file, digest, Rejected("unreadable", error.strerror or str(error), file.origin))
    except MemoryError:
        return _Attempt(file, digest, Rejected("memory", "more memory was needed than a worker may use", file.origin))
    except RecursionError:
        return _Attempt(file, digest, Rejected("broken", "nested too deep", file.origin))
    except Exception as error:
        note = f"{path_text(file.path)}: {''.join(traceback.format_exception(error))}"
        return _Attempt(file, digest, Rejected("crash", place_of(error), file.origin), note)


def _read(file: RawFile, options: CleanOptions) -> tuple[RawFile, RawItem]:
    """The file and its bytes, both of one moment."""
    for last in (False, False, True):
        found = os.stat(file.absolute)  # noqa: PTH116 -- a path of bytes
        file = replace(file, size=found.st_size, mtime_ns=found.st_mtime_ns)
        item = open_item(file, options)
        after = os.stat(file.absolute)  # noqa: PTH116
        if last or (after.st_size, after.st_mtime_ns) == (file.size, file.mtime_ns):
            break
    return file, item


def _is_there(file: RawFile) -> bool:
    return os.path.lexists(file.absolute)


def _known_by(file: RawFile, rejected: Rejected) -> str:
    """What stands for the digest of a file that was rejected unread, for its size say."""
    return f"unread:{rejected.reason}:{file.size}" if rejected.reason not in TRY_AGAIN else ""


def _reject(rejected: Rejected, plan: ShardPlan, rejections: SortedRecords, tally: Tally, digest: str) -> None:
    record: dict[str, Any] = rejected_record_of(rejected, plan.context.options)
    record["metadata"]["sha256"] = "" if digest.startswith("unread:") else digest
    count_rejected(tally, record)
    rejections.add(record)


def shard_of(path: bytes, shards: int) -> int:
    """The shard of a raw file: of its path alone, so that files that come and go move no other one."""
    return int.from_bytes(sha256(path).digest()[:8]) % shards


def by_shard(listing: Listing, shards: int) -> Iterator[tuple[int, list[RawFile], list[Rejected]]]:
    """The shards that have something in them, each with its files and with what could not be listed."""
    groups: dict[int, tuple[list[RawFile], list[Rejected]]] = {}
    for file in listing.files:
        groups.setdefault(shard_of(file.path, shards), ([], []))[0].append(file)
    for rejected in listing.rejected:
        groups.setdefault(shard_of(rejected.origin.path, shards), ([], []))[1].append(rejected)
    for shard in sorted(groups):
        yield shard, *groups[shard]
