"""What the operator sees of a run: a summary, tables of places and of rejected documents, and an event where too many are
rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from cleaners.corpus import RunSummary
from cleaners.records.folder import CleanFolder
from cleaners.records.news import News
from cleaners.records.places import places
from cleaners.records.samples import Look, look_at, rejected_rows
from qingwen_flows.runs import mark_run, tell_deployment

ROWS = 50
"""Rows of a table: the page that shows it is readable up to about so many."""

REJECTIONS_HIGH = "qingwen.reject-rate.high"


def report(summary: RunSummary, folder: CleanFolder, reject_rate_alarm: float, news: News | None = None) -> None:
    """Publish the artifacts of a run, mark it in the list of runs, and send the event where it is due."""
    create_markdown_artifact(markdown(summary, look_at(folder)), key="clean-corpus", description=summary.message)
    rows = rejected_rows(folder, ROWS)
    shown = f"{len(rows)} of {summary.rejected:,} rejected documents" if rows else "no document was rejected"
    create_table_artifact(rows, key="rejected-documents", description=shown)
    counts = summary.manifest["places"]
    create_table_artifact(
        place_rows(counts), key="sources", description=f"Hosts and folders, {min(ROWS, len(counts))} of {len(counts)}"
    )
    if news:
        create_table_artifact(
            [row._asdict() for row in news.rows], key="changed-documents", description=f"Since the run before: {news}"
        )
    rate = summary.rejected / max(1, summary.attempted)
    high = rate > reject_rate_alarm and summary.state != "NothingNew"  # a collection that stays as it was is no news
    if high:
        why = f"{summary.rejected:,} of {summary.attempted:,} documents were rejected, more than {reject_rate_alarm:.0%}"
        mark_run(f"REJECT RATE {rate:.0%}", "reject-rate-high", "with-rejects")
        tell_deployment(f"{why}. Look at the run's table of rejected documents, then switch the deployment on again.")
        emit_event(
            REJECTIONS_HIGH,
            resource={"prefect.resource.id": f"qingwen.collection.{summary.clean}", "prefect.resource.name": summary.clean},
            payload={"rate": round(rate, 4), "rejected": summary.rejected, "attempted": summary.attempted},
        )
        return
    tell_deployment("")
    if summary.state == "NothingNew":
        mark_run("nothing new", "nothing-new")
    elif summary.rejected:
        mark_run(f"{summary.rejected:,} rejected", "with-rejects")
    else:
        mark_run("all delivered", "all-delivered")


def place_rows(counts: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Hosts and folders with their yield; those that stand out come first."""
    return [
        {
            "place": row.name,
            "documents": row.documents,
            "delivered": f"{row.kept:.1%}",
            "incomplete": row.incomplete,
            "removed": f"{row.removed:.1%}",
            "stands out": row.remark,
        }
        for row in places(counts)[:ROWS]
    ]


def markdown(summary: RunSummary, look: Look) -> str:
    """The summary as a page."""
    return "\n\n".join(_sections(summary, look)) + "\n"


def _sections(summary: RunSummary, look: Look) -> Iterator[str]:
    manifest, previous = summary.manifest, summary.previous
    yield f"# {summary.state}\n\n{summary.message}"
    yield _table(
        ("documents", "number", "run before", "difference"),
        [
            _compared(name, getattr(summary, key), previous.get(key))
            for name, key in (
                ("files found", "found"),
                ("ignored", "ignored"),
                ("containers", "containers"),
                ("delivered", "delivered"),
                ("rejected", "rejected"),
                ("incomplete", "incomplete"),
                ("vanished during the run", "vanished"),
                ("files cleaned", "files_cleaned"),
            )
        ],
    )
    before = previous.get("removed_by_category", {})
    removed = [
        (*_compared(name, count, before.get(name, 0) if previous else None), _quoted(look, name))
        for name, count in _largest_first(manifest.get("removed_by_category", {}))
    ]
    if removed:
        head = ("category", "characters", "run before", "difference", "samples")
        yield "## Removed, by category\n\n" + _table(head, removed)
    for title, group, unit in (
        ("Rejected, by reason", "drop_reason", "documents"),
        ("Encodings", "encoding", "documents"),
        ("Formats", "format", "documents"),
        ("Containers", "containers", "files"),
        ("Members that are no documents", "members_ignored", "members"),
        ("Scripts", "script", "documents"),
    ):
        if counts := manifest.get(group):
            yield f"## {title}\n\n" + _table((group.replace("_", " "), unit), _largest_first(counts))
    if look.incomplete:
        head = ("file", "reason", "characters withheld", "pages", "notice")
        yield "## Incomplete documents\n\n" + _table(head, [tuple(row.values()) for row in look.incomplete])
    if summary.slowest:
        slow = [(slow.path, f"{slow.seconds:.2f}") for slow in summary.slowest]
        yield "## Slowest files\n\n" + _table(("file", "seconds"), slow)
    versions = manifest["versions"]
    known = {"pipeline": versions["pipeline"], "rules": versions["rules"], **versions["libraries"]}
    yield "## Versions\n\n" + _table(("part", "version"), list(known.items()))
    seconds = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in summary.stages.items())
    yield f"Shards: {summary.shards_cleaned} of {summary.shards} cleaned. {seconds}.\n\nOutput: `{summary.clean}`"


class _Code(str):
    """Markdown of our own making: samples in the marks of code. By its type, since a document may begin with such a mark, too."""

    __slots__ = ()


_RENDERED = re.compile(r"[\\`*_\[#~]")


def _compared(name: str, now: int, before: int | None) -> tuple[str, int, int | str, str]:
    return (name, now, "", "") if before is None else (name, now, before, f"{now - before:+,}" if now != before else "")


def _quoted(look: Look, category: str) -> str:
    return _Code(" · ".join(f"`{sample.text.replace('`', 'ˋ')}`" for sample in look.by_category.get(category, ())))


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    numbers = [bool(rows) and isinstance(rows[0][column], int) for column in range(len(head))]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---:' if number else '---' for number in numbers)}|"]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value).replace("\n", " ")
    if not isinstance(value, _Code):  # what comes from documents is to be read, not to be rendered
        text = _RENDERED.sub(r"\\\g<0>", text).replace("<", "&lt;")
    return text.replace("|", "\\|")
