"""What the operator sees of a run: a summary, a table of rejected documents, and an event where too many are rejected."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.events import emit_event

from cleaners.corpus import RunSummary
from cleaners.records.folder import CleanFolder

ROWS = 50
"""Rows of the table of rejected documents: the page that shows it is readable up to about so many."""

REJECTIONS_HIGH = "qingwen.reject-rate.high"


def report(summary: RunSummary, folder: CleanFolder, reject_rate_alarm: float) -> None:
    """Publish the artifacts of a run, and the event where it is due."""
    create_markdown_artifact(markdown(summary), key="clean-corpus", description=summary.message)
    rows = list(islice(rejected_rows(folder), ROWS))
    shown = f"{len(rows)} of {summary.rejected:,} rejected documents" if rows else "no document was rejected"
    create_table_artifact(rows, key="rejected-documents", description=shown)
    rate = summary.rejected / max(1, summary.attempted)
    if rate > reject_rate_alarm:
        emit_event(
            REJECTIONS_HIGH,
            resource={"prefect.resource.id": f"qingwen.collection.{summary.clean}", "prefect.resource.name": summary.clean},
            payload={"rate": round(rate, 4), "rejected": summary.rejected, "attempted": summary.attempted},
        )


def markdown(summary: RunSummary) -> str:
    """The summary as a page."""
    manifest = summary.manifest
    parts = [
        f"# {summary.state}\n\n{summary.message}",
        _table(
            ("documents", "number"),
            [
                ("files found", summary.found),
                ("ignored", summary.ignored),
                ("containers", summary.containers),
                ("delivered", summary.delivered),
                ("rejected", summary.rejected),
                ("incomplete", summary.incomplete),
                ("vanished during the run", summary.vanished),
            ],
        ),
    ]
    for title, group, unit in (
        ("Removed, by category", "removed_by_category", "characters"),
        ("Rejected, by reason", "drop_reason", "documents"),
        ("Encodings", "encoding", "documents"),
        ("Formats", "format", "documents"),
        ("Containers", "containers", "files"),
        ("Members that are no documents", "members_ignored", "members"),
        ("Scripts", "script", "documents"),
    ):
        if counts := manifest.get(group):
            parts.append(f"## {title}\n\n" + _table((group, unit), _largest_first(counts)))
    if summary.slowest:
        parts.append(
            "## Slowest files\n\n" + _table(("file", "seconds"), [(slow.path, slow.seconds) for slow in summary.slowest])
        )
    versions = manifest["versions"]
    known = {"pipeline": versions["pipeline"], "rules": versions["rules"], **versions["libraries"]}
    parts.append("## Versions\n\n" + _table(("part", "version"), list(known.items())))
    seconds = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in summary.stages.items())
    parts.append(f"Shards: {summary.shards_cleaned} of {summary.shards} cleaned. {seconds}.\n\nOutput: `{summary.clean}`")
    return "\n\n".join(parts) + "\n"


def rejected_rows(folder: CleanFolder) -> Iterator[dict[str, Any]]:
    """The rejected documents of a collection, part by part."""
    for path in folder.parts("rejected").values():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                metadata = json.loads(line)["metadata"]
                member = f" {metadata['member']}" if metadata["member"] else ""
                yield {
                    "file": metadata["file_path"] + member,
                    "reason": metadata["drop_reason"],
                    "detail": metadata["drop_detail"],
                }


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _table(head: tuple[str, str], rows: list[tuple[str, Any]]) -> str:
    lines = [f"| {head[0].replace('_', ' ')} | {head[1]} |", "|---|---:|"]
    lines += [
        f"| {_cell(name)} | {value:,} |" if isinstance(value, int) else f"| {_cell(name)} | {value} |" for name, value in rows
    ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
