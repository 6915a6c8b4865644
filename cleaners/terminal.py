"""What is shown on the terminal: the table that a run ends with, and the differences of two collections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaners.characters.printable import printable

if TYPE_CHECKING:
    from cleaners.corpus import RunSummary
    from cleaners.records.compare import Difference, Totals


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


def print_differences(found: Sequence[Difference], totals: Totals, *, documents: int = 20, lines: int = 3) -> None:
    """Print the totals, and the first documents with their first lines."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, count in totals.counts.items():
        table.add_row(name, f"{count:,}")
    for rule, count in sorted(totals.rules.items(), key=lambda item: (-abs(item[1]), item[0])):
        if count:
            table.add_row(Text(printable(f"  removed by {rule}")), f"{count:+,}")
    console.print(table)
    for each in found[:documents]:
        console.print(Text(printable(f"{each.what} {each.file}")), soft_wrap=True)
        for texts, mark, style in ((each.gone, "-", "red"), (each.new, "+", "green")):
            for text in texts[:lines]:
                console.print(Text(printable(f"  {mark} {text[:100]}"), style), soft_wrap=True)
            if len(texts) > lines:
                console.print(f"  {mark} {len(texts) - lines:,} more lines", style=style)
    if (more := sum(totals.counts.values()) - totals.counts["same"] - documents) > 0:
        console.print(f"{more:,} more documents; --json and --html show them")


def _largest_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
