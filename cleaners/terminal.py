"""The table that a run ends with on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.characters.printable import printable

if TYPE_CHECKING:
    from cleaners.corpus import RunSummary


def show(summary: RunSummary) -> None:
    """Print what came of a run, and where it lies."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Names of folders are no markup, and nothing that a terminal should obey.
    title = Text(printable(f"{summary.state}: {summary.raw} -> {summary.clean}"))
    table = Table(title=title, title_justify="left", show_header=False)
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
        table.add_row(Text(printable(name)), value)
    console, place = Console(), summary.clean
    console.print(table)
    if summary.state == "NothingNew":
        console.print("Nothing new: nothing was rewritten.")
    console.print(
        Text(printable(f"Documents: {place}/documents   Rejected: {place}/rejected   Counts: {place}/manifest.json")),
        soft_wrap=True,
    )


def _largest_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
