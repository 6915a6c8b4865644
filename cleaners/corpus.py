"""A folder of raw documents becomes a collection: what has changed is planned, cleaned shard by shard, and published.

`run_folder` does all of it; the flow calls the stages one by one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, cast

import orjson

from cleaners.boilerplate.rule_syntax import RuleError
from cleaners.boilerplate.rules import load_rules
from cleaners.boilerplate.templates import TemplateError, load_templates
from cleaners.chinese.converter import WrongOpenCCError, opencc_version
from cleaners.document import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.records.card import dataset_card
from cleaners.records.folder import KINDS, CleanFolder, RunError, told
from cleaners.records.manifest import manifest_of
from cleaners.records.receipts import Receipt, path_key, read_receipt
from cleaners.records.versions import fingerprint
from cleaners.sources import Listing, RawFile, Selection
from cleaners.sources.selection import NOT_IN_SAMPLE, SideTableError, listed, select
from cleaners.workers.confinement import DocumentLimits
from cleaners.workers.isolated import default_workers, map_isolated
from cleaners.workers.shard import Note, ShardPlan, ShardResult, Slow, Step, by_shard, clean_shard, refused_of

__all__ = [
    "Progress",
    "RunPlan",
    "RunSummary",
    "clean_shards",
    "clean_shards_here",
    "list_raw",
    "plan_run",
    "publish",
    "run_folder",
]

STATES = ("Completed", "WithRejects", "NothingNew")
"""What a run that was done is called: all delivered, some rejected, or nothing to do."""

ALL = Selection()

COARSE_NS = 2_000_000_000
"""The coarsest steps of a modification time in use (FAT). A file whose time lies less than this before its reading is told from a
changed one by its digest."""

WORTH_A_WORKER = 2_000_000
"""Bytes of raw text that make up for the half second that a further worker takes to start."""


class Progress(NamedTuple):
    """How far a run is, in files and in shards that had something to do."""

    files: int
    files_total: int
    shards: int
    shards_total: int
    shard: int = 0
    at: str = ""
    """The file that this shard, which has just spoken, is at."""


@dataclass(frozen=True)
class RunPlan:
    """What a run has to do, and what it can keep."""

    shards: tuple[ShardPlan, ...]
    kept: tuple[Receipt, ...]
    gone: tuple[int, ...]
    """Parts whose raw files have all vanished."""
    ignored: Mapping[str, int]

    @property
    def files(self) -> int:
        return sum(len(plan.files) for plan in self.shards)

    @property
    def message(self) -> str:
        """One line that says what the run is going to do."""
        size = sum(plan.size for plan in self.shards)
        total = len(self.shards) + len(self.kept)
        return (
            f"{self.files:,} files ({size / 1e6:,.1f} MB) in {len(self.shards):,} of {total:,} shards to clean, "
            f"{len(self.kept):,} shards done, {len(self.gone):,} parts to remove, {sum(self.ignored.values()):,} files ignored"
        )


@dataclass(frozen=True)
class RunSummary:
    """What came of a run. Counts are of the whole collection, whatever of it this run cleaned."""

    state: str  # Completed | WithRejects | NothingNew
    raw: str
    clean: str
    found: int
    ignored: int
    containers: int
    attempted: int
    delivered: int
    rejected: int
    incomplete: int
    removed_by_category: dict[str, int]
    shards: int
    shards_cleaned: int
    files_cleaned: int
    vanished: int
    seconds: float
    stages: dict[str, float]
    slowest: tuple[Slow, ...]
    previous: dict[str, Any]
    """The account of the run before; empty where there is none."""
    manifest: dict[str, Any] = field(repr=False)

    @property
    def message(self) -> str:
        """One line with the figures."""
        if self.state == "NothingNew":
            return f"nothing new: {self.delivered:,} delivered, {self.rejected:,} rejected, as before"
        return (
            f"{self.delivered:,} delivered, {self.rejected:,} rejected, {self.incomplete:,} incomplete; "
            f"{self.files_cleaned:,} of {self.found - self.ignored:,} files cleaned in {self.seconds:.1f} s"
        )


def check_places(raw: str | os.PathLike[str], clean: str | os.PathLike[str]) -> None:
    """Raise RunError where a run could not even begin: no raw folder, or an output folder that is not ours to write."""
    top, out = Path(raw).resolve(), Path(clean).resolve()
    if not top.exists():
        raise RunError(f"{raw}: there is no such file or folder; name the folder of raw documents")
    if out == top or (top.is_dir() and out.is_relative_to(top)):
        raise RunError(f"{clean}: lies in the folder of raw documents, which would read it the next time; choose one beside it")
    with CleanFolder(clean).locked():
        pass


def list_raw(
    raw: str | os.PathLike[str], source: str | None = None, *, selection: Selection = ALL, side_table: str = ""
) -> Listing:
    """The raw files that are selected, with what side tables say of them: the one in the folder itself, then the one that is
    named. Raises RunError where there are none."""
    try:
        listing = listed(raw, source, side_table)
    except OSError as error:
        raise RunError(f"{raw}: cannot be read ({error.strerror}); change its permissions or name another folder") from None
    except SideTableError as error:
        raise RunError(str(error)) from None
    found, listing = bool(listing.files), select(listing, selection)
    if found and not listing.files:
        raise RunError(f"{raw}: no document is selected; see to the patterns of include and exclude")
    if not listing.files and not listing.rejected:
        # A disk that is not mounted looks like this, too: the collection stays as it is.
        raise RunError(f"{raw}: no document is there; put some in, or see whether the disk is mounted")
    return listing


def context_of(options: CleanOptions, listing: Listing, encoding: str = "") -> Context:
    """What a run knows beyond one document; `encoding` is the usual one of these documents."""
    sources = {file.source for file in listing.files}
    return Context(options=options, encoding_prior=dict.fromkeys(sources, encoding) if encoding else {})


def plan_run(
    listing: Listing,
    folder: CleanFolder,
    context: Context,
    *,
    verify: bool = False,
    fresh: bool = False,
    retry_rejected: bool = False,
) -> RunPlan:
    """What has to be cleaned: every shard whose files, options or versions are not those of its receipt. `verify` compares the
    digests of all files, not only where sizes and times leave a doubt; `fresh` trusts no receipt, `retry_rejected` none of a
    shard that has rejected documents."""
    options = context.options
    folder = CleanFolder(folder.path, options.compress)
    _keep_from_shrinking(listing, folder)
    try:
        opencc_version()
    except WrongOpenCCError as error:
        raise RunError(str(error)) from None
    if options.shards < 1:
        raise RunError(f"shards = {options.shards}: at least one is needed")
    try:
        if options.boilerplate:
            load_rules(options)  # what the user names and cannot be used would else be every document's fault
            load_templates(options)
        key = fingerprint(context)
    except (RuleError, TemplateError, OSError) as error:
        raise RunError(f"rules: {' '.join(str(error).split())}") from None
    plans, kept = list[ShardPlan](), list[Receipt]()
    numbers = set[int]()
    for number, files, refused in by_shard(listing, options.shards):
        numbers.add(number)
        plan = ShardPlan(number, str(folder.path), key, context, tuple(files), tuple(refused))
        receipt = read_receipt(folder.part("receipts", number))
        again = fresh or (retry_rejected and receipt is not None and receipt.rejected.lines > 0)
        if receipt and not again and _is_current(receipt, plan, folder, verify):
            kept.append(receipt)
        else:
            plans.append(plan)
    there = {number for kind in KINDS for number in folder.parts(kind)}
    return RunPlan(tuple(plans), tuple(kept), tuple(sorted(there - numbers)), listing.ignored)


def _keep_from_shrinking(listing: Listing, folder: CleanFolder) -> None:
    """Raise RunError where a sample would take the place of a whole collection."""
    if NOT_IN_SAMPLE not in listing.ignored:
        return
    try:
        manifest = orjson.loads(folder.manifest.read_bytes())
    except (FileNotFoundError, ValueError):
        return
    if manifest["documents"]["delivered"] and NOT_IN_SAMPLE not in manifest["files"]["ignored"]:
        raise RunError(f"{folder.path}: holds a whole collection, which a sample would replace; name another output folder")


def _is_current(receipt: Receipt, plan: ShardPlan, folder: CleanFolder, verify: bool) -> bool:
    if (
        receipt.fingerprint != plan.fingerprint
        or receipt.hints != plan.hints
        or receipt.refused != tuple(map(refused_of, plan.refused))
    ):
        return False
    if len(receipt.inputs) != len(plan.files):
        return False
    doubtful = list[tuple[RawFile, str]]()
    for known, file in zip(receipt.inputs, plan.files, strict=True):
        if known[:3] != (path_key(file.path), file.size, file.mtime_ns) or not known.sha256:
            return False
        if verify or file.mtime_ns > receipt.started_ns - COARSE_NS:
            doubtful.append((file, known.sha256))
    return receipt.holds(folder) and all(digest.startswith("unread:") or _digest(file) == digest for file, digest in doubtful)


def _digest(file: RawFile) -> str:
    import hashlib

    try:
        with open(file.absolute, "rb") as stream:  # noqa: PTH123 -- a path of bytes
            return hashlib.file_digest(stream, sha256).hexdigest()
    except OSError:
        return ""


def clean_shards(
    plans: Sequence[ShardPlan],
    *,
    workers: int = 0,
    progress: Callable[[Progress], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
) -> Iterator[ShardResult]:
    """Clean shards in worker processes with limits, the largest first; 0 workers: one for each core. Raises RunError."""
    ordered = sorted(plans, key=lambda plan: -plan.size)
    workers = min(workers or default_workers(), len(plans), 1 + sum(plan.size for plan in plans) // WORTH_A_WORKER)
    # The pool's limit on files written is meant for workers that only read.
    messages = map_isolated(clean_shard, ordered, workers=workers, limits=DocumentLimits(file_size=1 << 60), in_order=False)
    try:
        yield from listen(messages, plans, progress=progress, note=note)
    except RuntimeError as error:
        raise RunError(f"worker processes do not start: {error}") from error


def clean_shards_here(
    plans: Sequence[ShardPlan],
    *,
    workers: int = 0,  # noqa: ARG001 -- as `clean_shards`
    progress: Callable[[Progress], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
) -> Iterator[ShardResult]:
    """As `clean_shards`, but in this process: to look at it with a debugger or profiler, never for files of strangers."""
    return listen((message for plan in plans for message in clean_shard(plan)), plans, progress=progress, note=note)


def listen(
    messages: Iterable[Any], plans: Sequence[ShardPlan], *, progress: Callable[[Progress], None], note: Callable[[str], None]
) -> Iterator[ShardResult]:
    """Sort out what comes back from shards, wherever they were cleaned."""
    files = {plan.shard: len(plan.files) for plan in plans}
    done = dict.fromkeys(files, 0)
    finished = 0
    for message in messages:
        at = ""
        match message:
            case Step(shard, count, at):
                done[shard] = count
            case Note(text):
                note(text)
                continue
            case ShardResult():
                finished += 1
                shard = message.receipt.shard
                done[shard] = files[shard]
                yield message
            case RunError():
                raise message
            case Rejected(reason=reason, detail=detail):
                # Not at a document: those are blamed one by one.
                raise RunError(f"worker processes end by themselves ({reason}: {detail}); run again: what is finished is kept")
        progress(Progress(sum(done.values()), sum(files.values()), finished, len(plans), shard, at))


def publish(
    folder: CleanFolder, plan: RunPlan, results: Iterable[ShardResult], context: Context, *, raw: str, stages: Mapping[str, float]
) -> RunSummary:
    """Take out what has vanished and write the manifest and the run's own account. The last stage: what it writes is true of
    all parts."""
    started = time.perf_counter()
    results = list(results)
    receipts = [receipt for receipt in (*plan.kept, *(result.receipt for result in results)) if receipt.inputs or receipt.refused]
    receipts.sort(key=lambda receipt: receipt.shard)
    manifest = manifest_of(receipts, context, plan.ignored)
    with told(folder.path):
        for number in plan.gone:
            for kind in reversed(KINDS):  # the receipt first: without it, a part counts as undone
                folder.remove_part(kind, number)
        with folder.writing(folder.manifest) as stream:
            stream.write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
        with folder.writing(folder.card) as stream:
            stream.write(dataset_card().encode("utf-8"))
        documents, files = manifest["documents"], manifest["files"]
        new = bool(plan.shards or plan.gone)
        timed = {**stages, "publish": time.perf_counter() - started}
        summary = RunSummary(
            state="NothingNew" if not new else "WithRejects" if documents["rejected"] else "Completed",
            raw=raw,
            clean=str(folder.path),
            found=files["found"],
            ignored=sum(plan.ignored.values()),
            containers=files["containers"],
            attempted=documents["attempted"],
            delivered=documents["delivered"],
            rejected=documents["rejected"],
            incomplete=documents["incomplete"],
            removed_by_category=manifest.get("removed_by_category", {}),
            shards=len(receipts),
            shards_cleaned=len(results),
            files_cleaned=sum(len(result.receipt.inputs) for result in results),
            vanished=sum(result.vanished for result in results),
            seconds=round(sum(timed.values()), 3),
            stages={name: round(seconds, 3) for name, seconds in timed.items()},
            slowest=tuple(sorted((slow for result in results for slow in result.slowest), reverse=True)[:10]),
            previous=last_account(folder),
            manifest=manifest,
        )
        _write_account(folder, summary)
    return summary


def _write_account(folder: CleanFolder, summary: RunSummary) -> None:
    """`runs/<run>.json`: what of a run is not the same every time."""
    ended = datetime.now(UTC)
    account = {**vars(summary), "slowest": [slow._asdict() for slow in summary.slowest]}
    del account["manifest"], account["previous"]
    with folder.writing(folder.runs / f"{ended:%Y%m%dT%H%M%S.%fZ}.json") as stream:
        stream.write(orjson.dumps({"ended": ended.isoformat(timespec="seconds"), **account}, option=orjson.OPT_INDENT_2) + b"\n")


def accounts(folder: CleanFolder) -> list[Path]:
    """The accounts of all runs, the oldest first."""
    return sorted(folder.runs.glob("*.json"))


def last_account(folder: CleanFolder) -> dict[str, Any]:
    """The account of the last run; empty where there is none that can be read."""
    for path in reversed(accounts(folder)):
        with suppress(OSError, ValueError):
            return cast("dict[str, Any]", orjson.loads(path.read_bytes()))
    return {}


class Stopwatch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = self.stages.get(stage, 0.0) + now - self._last
        self._last = now


def run_folder(
    raw: str | os.PathLike[str],
    clean: str | os.PathLike[str],
    *,
    context: Context | None = None,
    source: str | None = None,
    verify: bool = False,
    fresh: bool = False,
    retry_rejected: bool = False,
    selection: Selection = ALL,
    side_table: str = "",
    clean_with: Callable[[Sequence[ShardPlan]], Iterable[ShardResult]] = clean_shards,
) -> RunSummary:
    """A whole run, without Prefect. Raises RunError where it cannot go on."""
    context, folder, watch = context or Context(), CleanFolder(clean), Stopwatch()
    check_places(raw, clean)
    listing = list_raw(raw, source, selection=selection, side_table=side_table)
    watch.lap("discover")
    with folder.locked():
        plan = plan_run(listing, folder, context, verify=verify, fresh=fresh, retry_rejected=retry_rejected)
        watch.lap("plan")
        results = list(clean_with(plan.shards))
        watch.lap("clean")
        return publish(folder, plan, results, context, raw=str(raw), stages=watch.stages)
