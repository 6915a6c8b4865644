"""Clean one shard: its raw files become two files of records and a receipt."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, NamedTuple

from cleaners.errors import Rejected, RunError
from cleaners.options import Context
from cleaners.origin import Origin, RejectReason
from cleaners.records.account import account_of
from cleaners.records.folder import CleanFolder, told
from cleaners.records.ledger import ledger_line
from cleaners.records.receipts import Input, Receipt, Refused, ShardDone, path_key
from cleaners.records.schema import path_text, record_of, rejected_record_of
from cleaners.records.tally import Tally, count_delivered, count_ignored, count_opened, count_rejected
from cleaners.records.versions import fingerprint
from cleaners.records.writer import SortedRecords
from cleaners.sources import Ignored, Opened, RawFile
from cleaners.workers.cleaning import Outcome, attempts
from cleaners.workers.logs import Collector
from cleaners.workers.task import working_on

TRY_AGAIN: frozenset[RejectReason] = frozenset({"timeout", "memory", "unreadable"})
"""Outcomes that hang on the state of the machine: the next run tries such files again, though they have not changed."""

STEP_SECONDS, NOTES = 1.0, 20
"""The least time between two words about how far a shard is, and the most notes a shard."""

DIGESTED = 16 * 1024 * 1024
"""Bytes that are read at a time for a digest."""

SLOWEST = 5
PUBLISHING = Origin(member="publishing a shard")


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """All that is needed to clean a shard, wherever that is done."""

    shard: int
    folder: str
    fingerprint: str
    context: Context = field(default_factory=Context)
    files: Sequence[RawFile] = ()
    size: int = 0
    """Bytes of the files."""
    refused: tuple[Rejected, ...] = ()
    """What could not be listed."""
    hints: str = ""
    """See `hints_of`."""
    away: bool = False
    """Whether the files or the folder are in an object store: then they are staged (see `Staging`)."""

    @property
    def output(self) -> CleanFolder:
        return CleanFolder(self.folder, self.context.options.compress)


def hints_of(files: Iterable[RawFile]) -> str:
    """Digest of what a side table says of files; "" where it says nothing."""
    hinted = [f"{path_key(file.path)}\0{file.encoding}\0{file.url}\n" for file in files if file.encoding or file.url]
    return sha256("".join(hinted).encode("utf-8", "surrogateescape")).hexdigest() if hinted else ""


class Advance(NamedTuple):
    """How far a shard is."""

    shard: int
    files: int
    at: str


class Note(NamedTuple):
    """Something that the operator should know."""

    text: str


class Slow(NamedTuple):
    seconds: float
    path: str


class ShardResult(NamedTuple):
    done: ShardDone
    vanished: int
    seconds: float
    slowest: tuple[Slow, ...]


def clean_shard(plan: ShardPlan) -> Iterator[Advance | Note | ShardResult | RunError]:
    """Clean the files of a shard and publish its part of the collection. Tells how far it is, and last what came of it. A
    RunError, where nothing can be written, is a last word, too: between processes it must not be taken for a document's fault."""
    try:
        if fingerprint(plan.context) != plan.fingerprint:
            raise RunError(
                "a worker has other code, rules or libraries than the run was planned with; run again when none changes"
            )
        with told(plan.folder):
            yield from _cleaned(plan)
    except RunError as error:
        yield error


def _cleaned(plan: ShardPlan) -> Iterator[Advance | Note | ShardResult]:
    folder = plan.output
    started, clock = time.time_ns(), time.perf_counter()
    tally: Tally = {}
    inputs: list[Input] = []
    vanished, notes, slowest = 0, 0, list[Slow]()
    told_at = 0.0
    with (
        SortedRecords(folder) as documents,
        SortedRecords(folder) as rejections,
        SortedRecords(folder) as ledger,
        Collector() as logs,
    ):
        for rejected in plan.refused:
            _reject(rejected, plan, rejections, tally, "")
        for number, file in enumerate(plan.files):
            begun = time.perf_counter()
            if begun - told_at >= STEP_SECONDS:
                told_at = begun
                yield Advance(plan.shard, number, path_text(file.path))
            try:
                raw = _RawFile.of(file)
                for found in attempts(raw.file, plan.context):
                    match found:
                        case Ignored(kind):
                            count_ignored(tally, kind)
                        case Opened(kind, nested):
                            count_opened(tally, kind, nested=nested)
                            raw.container = True
                        case Outcome():
                            raw.took(found)
                            _add(found, plan, documents, rejections, ledger, tally)
                            said = logs.take()
                            if found.fault:
                                said.append("".join(traceback.format_exception(found.fault)))
                            for text in said[: max(0, NOTES - notes)]:
                                yield Note(f"{path_text(file.path)}: {text}")
                            notes += len(said)
                inputs.append(raw.input())
            except FileNotFoundError:
                vanished += 1
                continue
            slowest.append(Slow(round(time.perf_counter() - begun, 3), path_text(file.path)))
            if len(slowest) > 8 * SLOWEST:
                slowest = sorted(slowest, reverse=True)[:SLOWEST]
        working_on(PUBLISHING, documents.size)
        name = folder.part("receipts", plan.shard)
        # Without its receipt a shard counts as undone: what follows may stop anywhere.
        folder.store.remove(name)
        receipt = Receipt(
            shard=plan.shard,
            fingerprint=plan.fingerprint,
            started_ns=started,
            inputs=tuple(inputs),
            refused=tuple(refused_of(rejected) for rejected in plan.refused),
            documents=documents.publish("documents", plan.shard),
            rejected=rejections.publish("rejected", plan.shard),
            ledger=ledger.publish("ledger", plan.shard),
            hints=plan.hints,
            tally=tally,
        )
        if receipt.inputs or receipt.refused:  # else all has vanished, and the shard with it
            with folder.writing(name) as stream:
                stream.write(receipt.encoded())
    yield ShardResult(receipt.done, vanished, time.perf_counter() - clock, tuple(sorted(slowest, reverse=True)[:SLOWEST]))


def refused_of(rejected: Rejected) -> Refused:
    return Refused(path_key(rejected.origin.path), rejected.reason, rejected.detail)


@dataclass(slots=True)
class _RawFile:
    """A raw file as it stood when it was opened, and what its receipt will say."""

    file: RawFile
    container: bool = False
    lasting: bool = True
    digest: str = ""

    @classmethod
    def of(cls, file: RawFile) -> _RawFile:
        """Raises FileNotFoundError."""
        found = os.stat(file.absolute)  # noqa: PTH116 -- a path of bytes
        return cls(replace(file, size=found.st_size, mtime_ns=found.st_mtime_ns))

    def took(self, outcome: Outcome) -> None:
        """Raises FileNotFoundError where the file turns out to be gone before anything of it was read."""
        result = outcome.result
        self.lasting &= outcome.lasting
        if isinstance(result, Rejected):
            if result.reason == "unreadable" and not self.digest and not os.path.lexists(self.file.absolute):
                raise FileNotFoundError
            self.lasting &= result.reason not in TRY_AGAIN
        if not self.container and not result.origin.member:
            unread = isinstance(result, Rejected) and result.reason == "too_large" and not outcome.sha256
            self.digest = f"unread:too_large:{self.file.size}" if unread else outcome.sha256

    def input(self) -> Input:
        """What the receipt says. Without a digest, the file is tried again: what came of it hung on the load, or it changed while
        it was read."""
        try:
            digest = (self.digest or self.digested()) if self.lasting else ""
            after = os.stat(self.file.absolute)  # noqa: PTH116
            same = (after.st_size, after.st_mtime_ns) == (self.file.size, self.file.mtime_ns)
        except OSError:
            same = False
        return Input(path_key(self.file.path), self.file.size, self.file.mtime_ns, digest if same else "")

    def digested(self) -> str:
        digest = sha256()
        with open(self.file.absolute, "rb") as stream:  # noqa: PTH123 -- a path of bytes
            while block := stream.read(DIGESTED):
                working_on(replace(self.file.origin, member="\0digest"), DIGESTED)
                digest.update(block)
        return digest.hexdigest()


def _add(
    outcome: Outcome,
    plan: ShardPlan,
    documents: SortedRecords,
    rejections: SortedRecords,
    ledger: SortedRecords,
    tally: Tally,
) -> None:
    if isinstance(outcome.result, Rejected):
        _reject(outcome.result, plan, rejections, tally, outcome.sha256)
        return
    account = account_of(outcome.result)
    record = record_of(outcome.result, plan.context.options, account)
    count_delivered(tally, record, account)
    documents.add(record)
    if plan.context.options.ledger:
        ledger.add_line(record["id"], ledger_line(record["id"], outcome.result))


def _reject(rejected: Rejected, plan: ShardPlan, rejections: SortedRecords, tally: Tally, digest: str) -> None:
    record: dict[str, Any] = rejected_record_of(rejected, plan.context.options)
    record["metadata"]["sha256"] = digest
    count_rejected(tally, record)
    rejections.add(record)
