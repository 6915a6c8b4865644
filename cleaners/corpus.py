"""A folder of raw documents becomes a collection: what has changed is planned, cleaned shard by shard, and published.

`run_folder` does all of it; the flow calls the stages one by one.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson

from cleaners.boilerplate.engine.load import load_rules
from cleaners.boilerplate.site.templates import load_templates
from cleaners.chinese.converter import opencc_version
from cleaners.errors import RuleError, RunError, SideTableError, TemplateError, WrongOpenCCError
from cleaners.options import CleanOptions, Context
from cleaners.records.card import dataset_card
from cleaners.records.folder import CARD, KINDS, MANIFEST, METRICS, RUNS, CleanFolder, part_number, told
from cleaners.records.manifest import Totals
from cleaners.records.metrics import metrics
from cleaners.records.news import News
from cleaners.records.receipts import Receipt, path_key, read_receipt
from cleaners.records.versions import fingerprint
from cleaners.settings import Settings
from cleaners.sources import Buckets, RawFile, Selection
from cleaners.sources.selection import EXCLUDED, NOT_IN_SAMPLE, NOT_INCLUDED, found, select
from cleaners.sources.tree import open_raw, tree_of
from cleaners.storage import is_url, plain
from cleaners.storage.ahead import ahead
from cleaners.storage.trouble import reason
from cleaners.workers.shard import ShardPlan, ShardResult, Slow, hints_of, refused_of
from cleaners.workers.shards import clean_shards

__all__ = ["RunPlan", "RunSummary", "list_raw", "plan_run", "publish", "run_folder"]

ALL = Selection()

COARSE_NS = 2_000_000_000
"""The coarsest steps of a modification time in use (FAT). A file whose time lies less than this before its reading is told from a
changed one by its digest."""

RECEIPTS_AHEAD = 4
"""Receipts that are read at a time: in an object store each is waited for, and one of 20,000 files has about 2 MB."""


@dataclass(frozen=True)
class RunPlan:
    """What a run has to do, and what it can keep."""

    shards: tuple[ShardPlan, ...]
    kept: Totals
    """Of the shards that are done."""
    gone: tuple[int, ...]
    """Parts whose raw files have all vanished."""
    ignored: Mapping[str, int]
    news: News = field(default_factory=News)
    stray: tuple[str, ...] = ()
    """Files among the parts that no run wrote: whoever reads the collection would read them, too."""

    @property
    def warnings(self) -> list[str]:
        """What the operator should know, in lines."""
        return [f"{name}: no run wrote this file, and readers of the collection take it in; remove it" for name in self.stray]

    @property
    def files(self) -> int:
        return sum(len(plan.files) for plan in self.shards)

    @property
    def message(self) -> str:
        """One line that says what the run is going to do."""
        size = sum(plan.size for plan in self.shards)
        kept = len(self.kept.shards)
        total = len(self.shards) + kept
        return (
            f"{self.files:,} files ({size / 1e6:,.1f} MB) in {len(self.shards):,} of {total:,} shards to clean, "
            f"{kept:,} shards done, {len(self.gone):,} parts to remove, {sum(self.ignored.values()):,} files ignored"
            + (f"; raw files: {self.news}" if self.news.rows else "")
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
    changes: dict[str, int]
    """Raw files added, changed and vanished since the run before."""
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
    top, out = plain(raw), plain(clean)
    tree_of(top)  # raises for a URL that cannot be used here
    if not is_url(top) and not Path(top).exists():
        raise RunError(f"{raw}: there is no such file or folder; name the folder of raw documents")
    if _lies_in(out, top):
        raise RunError(f"{clean}: lies in the folder of raw documents, which would read it the next time; choose one beside it")
    with CleanFolder(clean).locked():
        pass


def _lies_in(out: str, top: str) -> bool:
    if is_url(top) or is_url(out):
        return f"{out}/".startswith(f"{top}/")
    inner, outer = Path(out).resolve(), Path(top).resolve()
    return inner == outer or (outer.is_dir() and inner.is_relative_to(outer))


def list_raw(
    raw: str | os.PathLike[str],
    shards: int,
    source: str | None = None,
    *,
    selection: Selection = ALL,
    side_table: str = "",
    follow_links: bool = False,
) -> Buckets:
    """The raw files that are selected, by shard, with what side tables say of them: the one in the folder itself, then the one
    that is named. To be closed in the end. Raises RunError where there are none."""
    if shards < 1:
        raise RunError(f"shards = {shards}: at least one is needed")
    try:
        listing = Buckets(shards, select(found(raw, source, side_table, follow_links=follow_links), selection))
    except OSError as error:
        raise RunError(f"{raw}: cannot be read ({reason(error)}); change its permissions or name another folder") from None
    except SideTableError as error:
        raise RunError(str(error)) from None
    if not listing.files and listing.ignored.keys() & {NOT_INCLUDED, EXCLUDED}:
        raise RunError(f"{raw}: no document is selected; see to the patterns of include and exclude")
    if not listing.files and not listing.rejected:
        # A disk that is not mounted looks like this, too: the collection stays as it is.
        raise RunError(f"{raw}: no document is there; put some in, or see whether the disk is mounted")
    return listing


def context_of(options: CleanOptions, listing: Buckets, encoding: str = "") -> Context:
    """What a run knows beyond one document; `encoding` is the usual one of these documents."""
    return Context(options=options, encoding_prior={listing.source: encoding} if encoding else {})


def plan_run(
    listing: Buckets,
    folder: CleanFolder,
    context: Context,
    *,
    verify: bool = False,
    fresh: bool = False,
    retry_rejected: bool = False,
) -> RunPlan:
    """What has to be cleaned: every shard whose files, options or versions are not those of its receipt. `verify` compares the
    digests of all raw files and of all parts, not only where sizes and times leave a doubt; `fresh` trusts no receipt,
    `retry_rejected` none of a shard that has rejected documents."""
    folder = CleanFolder(folder.place, context.options.compress)
    _keep_from_shrinking(listing, folder)
    key = _usable(context)
    with told(folder.place):
        sizes = folder.sizes()
    plans, kept, news = list[ShardPlan](), Totals(), News()
    shards = list(listing)
    receipts = ahead(lambda shard: read_receipt(folder, shard[0]), shards, RECEIPTS_AHEAD)
    away = listing.away or is_url(folder.place)
    for (shard, files, refused), receipt in zip(shards, receipts, strict=True):
        listed = list(files)  # once: they may wait on the disk
        plan = ShardPlan(shard, folder.place, key, context, files, files.size, refused, hints_of(listed), away)
        again = fresh or (retry_rejected and receipt is not None and receipt.rejected.lines > 0)
        if receipt and not again and receipt.holds(folder, sizes, verify=verify) and _is_current(receipt, plan, listed, verify):
            kept.add(receipt.done)
        else:
            plans.append(plan)
            news.compare(receipt, listed)
    stray = sorted(name for name in sizes if part_number(name) is None)
    there = {number for name in sizes if (number := part_number(name)) is not None}
    gone = sorted(there - {shard for shard, _, _ in shards})
    for number in gone:
        news.compare(read_receipt(folder, number), ())
    return RunPlan(tuple(plans), kept, tuple(gone), dict(sorted(listing.ignored.items())), news, tuple(stray))


def dry_run(settings: Settings, *, sample: int = 0, fresh: bool = False, retry_rejected: bool = False) -> list[str]:
    """What a run under these settings would do, in lines for people. Nothing is cleaned or written. Raises RunError."""
    source, clean = settings.source, settings.clean
    selection = Selection(source.include, source.exclude, sample)
    with list_raw(
        source.raw,
        clean.shards,
        source.name or None,
        selection=selection,
        side_table=source.side_table,
        follow_links=source.follow_links,
    ) as listing:
        context = context_of(clean, listing, source.encoding)
        folder = CleanFolder(settings.run.clean)
        plan = plan_run(listing, folder, context, verify=settings.run.verify, fresh=fresh, retry_rejected=retry_rejected)
    ignored = (f"{count:10,} ignored: {kind}" for kind, count in plan.ignored.items())
    unlisted = (f"not listed: {item.origin.path.decode('utf-8', 'backslashreplace')}: {item.detail}" for item in listing.rejected)
    return [*ignored, *unlisted, *plan.warnings, f"dry run: {plan.message}"]


def _usable(context: Context) -> str:
    """The fingerprint of what a run knows. Raises RunError for what cannot be used: it would else be every document's fault."""
    try:
        opencc_version()
        if context.options.boilerplate:
            load_rules(context.options)
            load_templates(context.options)
        return fingerprint(context)
    except WrongOpenCCError as error:
        raise RunError(str(error)) from None
    except (RuleError, TemplateError, OSError) as error:
        raise RunError(f"rules: {' '.join(str(error).split())}") from None


def _keep_from_shrinking(listing: Buckets, folder: CleanFolder) -> None:
    """Raise RunError where a sample would take the place of a whole collection."""
    if NOT_IN_SAMPLE not in listing.ignored:
        return
    try:
        manifest = orjson.loads(folder.read(MANIFEST))
        whole = manifest["documents"]["delivered"] and NOT_IN_SAMPLE not in manifest["files"]["ignored"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return
    if whole:
        raise RunError(f"{folder.place}: holds a whole collection, which a sample would replace; name another output folder")


def _is_current(receipt: Receipt, plan: ShardPlan, files: Sequence[RawFile], verify: bool) -> bool:
    if (
        receipt.fingerprint != plan.fingerprint
        or receipt.hints != plan.hints
        or receipt.refused != tuple(map(refused_of, plan.refused))
        or len(receipt.inputs) != len(files)
    ):
        return False
    doubtful = list[tuple[RawFile, str]]()
    for known, file in zip(receipt.inputs, files, strict=True):
        if known[:3] != (path_key(file.path), file.size, file.mtime_ns) or not known.sha256:
            return False
        if verify or file.mtime_ns > receipt.started_ns - COARSE_NS:
            doubtful.append((file, known.sha256))
    return all(digest.startswith("unread:") or _digest(file) == digest for file, digest in doubtful)


def _digest(file: RawFile) -> str:
    try:
        with open_raw(file.absolute) as stream:
            return hashlib.file_digest(cast(io.BufferedReader, stream), "sha256").hexdigest()
    except OSError:
        return ""


def publish(
    folder: CleanFolder, plan: RunPlan, results: Iterable[ShardResult], context: Context, *, raw: str, stages: Mapping[str, float]
) -> RunSummary:
    """Take out what has vanished and write the manifest and the run's own account. The last stage: what it writes is true of
    all parts."""
    started = time.perf_counter()
    results = list(results)
    totals = plan.kept
    for result in results:
        totals.add(result.done)
    manifest = totals.manifest(context, plan.ignored)
    with told(folder.place):
        folder.store.hold()
        for number in plan.gone:
            for kind in reversed(KINDS):  # the receipt first: without it, a part counts as undone
                folder.remove_part(kind, number)
        with folder.writing(CARD) as stream:
            stream.write(dataset_card().encode("utf-8"))
        with folder.writing(MANIFEST) as stream:
            stream.write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
        documents, files = manifest["documents"], manifest["files"]
        new = bool(plan.shards or plan.gone)
        timed = {**stages, "publish": time.perf_counter() - started}
        summary = RunSummary(
            state="NothingNew" if not new else "WithRejects" if documents["rejected"] else "Completed",
            raw=raw,
            clean=folder.place,
            found=files["found"],
            ignored=sum(plan.ignored.values()),
            containers=files["containers"],
            attempted=documents["attempted"],
            delivered=documents["delivered"],
            rejected=documents["rejected"],
            incomplete=documents["incomplete"],
            removed_by_category=manifest.get("removed_by_category", {}),
            shards=len(totals.shards),
            shards_cleaned=len(results),
            files_cleaned=sum(result.done.files for result in results),
            vanished=sum(result.vanished for result in results),
            changes={"added": plan.news.added, "changed": plan.news.changed, "vanished": plan.news.vanished},
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
    with folder.writing(f"{RUNS}/{METRICS}") as stream:
        figures = metrics(summary.manifest, clean=summary.clean, ended=ended.timestamp(), seconds=summary.seconds)
        stream.write(figures.encode())
    with folder.writing(f"{RUNS}/{ended:%Y%m%dT%H%M%S.%fZ}.json") as stream:
        stream.write(orjson.dumps({"ended": ended.isoformat(timespec="seconds"), **account}, option=orjson.OPT_INDENT_2) + b"\n")


def last_account(folder: CleanFolder) -> dict[str, Any]:
    """The account of the last run; empty where there is none that can be read."""
    for name in sorted((name for name in folder.store.sizes(RUNS) if name.endswith(".json")), reverse=True):
        with suppress(OSError, ValueError):
            found = orjson.loads(folder.read(f"{RUNS}/{name}"))
            if isinstance(found, dict):
                return found
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
    with list_raw(raw, context.options.shards, source, selection=selection, side_table=side_table) as listing:
        watch.lap("discover")
        with folder.locked():
            plan = plan_run(listing, folder, context, verify=verify, fresh=fresh, retry_rejected=retry_rejected)
            watch.lap("plan")
            results = list(clean_with(plan.shards))
            watch.lap("clean")
            return publish(folder, plan, results, context, raw=str(raw), stages=watch.stages)
