"""The table that a run ends with on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.corpus import RunSummary


def show(summary: RunSummary) -> None:
    """Print what came of a run, and where it lies."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{summary.state}: {summary.raw} -> {summary.clean}", title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right")
    rows: list[tuple[str, str]] = [
        ("files found", f"{summary.found:,}"),
        ("  ignored (no documents)", f"{summary.ignored:,}"),
        *((("  containers", f"{summary.containers:,}"),) if summary.containers else ()),
        ("documents attempted", f"{summary.attempted:,}"),
        ("  delivered", f"{summary.delivered:,}"),
        ("  rejected", f"{summary.rejected:,}"),
        *((f"    {reason}", f"{count:,}") for reason, count in _largest_first(summary.manifest.get("drop_reason", {}))),
        ("incomplete (withheld by the site)", f"{summary.incomplete:,}"),
        ("characters removed", f"{sum(summary.removed_by_category.values()):,}"),
        *((f"    {category}", f"{count:,}") for category, count in _largest_first(summary.removed_by_category)),
        ("seconds", f"{summary.seconds:.1f}"),
    ]
    for name, value in rows:
        table.add_row(name, value)
    console = Console()
    console.print(table)
    if summary.state == "NothingNew":
        console.print("Nothing new: nothing was rewritten.")
    console.print(
        f"Documents: {summary.clean}/documents   Rejected: {summary.clean}/rejected   Counts: {summary.clean}/manifest.json",
        soft_wrap=True,
    )


def _largest_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
