"""Clean one shard: its raw files become two files of records and a receipt."""

from __future__ import annotations

import logging
import os
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cleaners.document import Document, Origin, Rejected, RejectReason
from cleaners.options import CleanOptions, Context
from cleaners.pipeline import clean_item
from cleaners.records.account import account_of
from cleaners.records.folder import CleanFolder, told
from cleaners.records.receipts import Input, Receipt, Refused, path_key
from cleaners.records.schema import record_of, rejected_record_of
from cleaners.records.tally import Tally, count_delivered, count_rejected
from cleaners.records.writer import SortedRecords
from cleaners.sources import Listing, RawFile, RawItem, open_item
from cleaners.workers.limits import Limits, document_limits
from cleaners.workers.pool import Tell

TRY_AGAIN: frozenset[RejectReason] = frozenset({"timeout", "memory", "unreadable"})
"""Outcomes that hang on the state of the machine: the next run tries such files again, though they have not changed."""

SLOWEST = 5
PACKAGE = Path(__file__).parent.parent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """All that is needed to clean a shard, wherever that is done."""

    shard: int
    folder: str
    fingerprint: str
    context: Context = field(default_factory=Context)
    limits: Limits = field(default_factory=Limits)
    files: tuple[RawFile, ...] = ()
    refused: tuple[Rejected, ...] = ()
    lethal: Mapping[bytes, tuple[RejectReason, str]] = field(default_factory=dict)
    """Files that killed their worker, by path, with the rejection that they get."""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


class Slow(NamedTuple):
    seconds: float
    path: str


class ShardResult(NamedTuple):
    receipt: Receipt
    vanished: int
    seconds: float
    slowest: tuple[Slow, ...]


class Step(NamedTuple):
    """Told before each file, so that a death has a name: how many files are behind, and the one that is next."""

    done: int
    path: bytes


def clean_shard(plan: ShardPlan, tell: Tell = lambda _: None) -> ShardResult:
    """Clean the files of a shard and publish its part of the collection. Raises RunError where nothing can be written."""
    folder = CleanFolder(plan.folder)
    started, clock = time.time_ns(), time.perf_counter()
    tally: Tally = {}
    inputs: list[Input] = []
    vanished, slowest = 0, list[Slow]()
    with told(folder.path), SortedRecords(folder) as documents, SortedRecords(folder) as rejections:
        for rejected in plan.refused:
            _reject(rejected, plan, rejections, tally, "")
        for number, file in enumerate(plan.files):
            tell(Step(number, file.path))
            begun = time.perf_counter()
            outcome = _attempt(file, plan)
            if outcome is None:
                vanished += 1
                continue
            known, digest, result = outcome
            if isinstance(result, Document):
                account = account_of(result)
                record = record_of(result, plan.context.options, account)
                record["metadata"]["sha256"] = digest
                count_delivered(tally, record, account)
                documents.add(record)
            else:
                _reject(result, plan, rejections, tally, digest)
                digest = "" if result.reason in TRY_AGAIN else digest
            inputs.append(Input(path_key(known.path), known.size, known.mtime_ns, digest))
            slowest.append(Slow(round(time.perf_counter() - begun, 3), known.path.decode("utf-8", "backslashreplace")))
            if len(slowest) > 8 * SLOWEST:
                slowest = sorted(slowest, reverse=True)[:SLOWEST]
        tell(Step(len(plan.files), b""))
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
        with folder.writing(receipt_path) as stream:
            stream.write(receipt.encoded())
    return ShardResult(receipt, vanished, time.perf_counter() - clock, tuple(sorted(slowest, reverse=True)[:SLOWEST]))


def refused_of(rejected: Rejected) -> Refused:
    return Refused(path_key(rejected.origin.path), rejected.reason, rejected.detail)


def _attempt(file: RawFile, plan: ShardPlan) -> tuple[RawFile, str, Document | Rejected] | None:
    """The file as it is now, its digest ("" where it could not be read), and what became of it; None where it is gone."""
    digest = ""
    try:
        with document_limits(plan.limits):
            file, item = _read(file, plan.context.options)
            digest = sha256(item.data).hexdigest()
            if file.path in plan.lethal:
                raise Rejected(*plan.lethal[file.path])
            return file, digest, clean_item(item, plan.context)
    except FileNotFoundError:
        return None
    except Rejected as rejected:
        if rejected.reason == "unreadable" and not _is_there(file):
            return None
        return file, digest or _known_by(file, rejected), _placed(rejected, file.origin)
    except OSError as error:
        return file, digest, Rejected("unreadable", error.strerror or str(error), file.origin)
    except Exception as error:
        log.warning("%s: %s", file.name, error, exc_info=True)
        return file, digest, Rejected("crash", _place_of(error), file.origin)


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


def _placed(rejected: Rejected, origin: Origin) -> Rejected:
    return rejected if rejected.origin.path else Rejected(rejected.reason, rejected.detail, origin)


def _place_of(error: Exception) -> str:
    """The exception's type and the function of ours that it came from. Not its message, which may hold addresses in memory, nor
    the line, which changes with every edit of the code: records must not."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(PACKAGE)]
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(frames[-1].filename).relative_to(PACKAGE).as_posix()}, {frames[-1].name}"


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
