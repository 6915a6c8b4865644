"""What can be done with a collection that is there."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cleaners.commands.common import ConfigOption, fail, progress_bar, settings_of

app = typer.Typer()

Collection = Annotated[
    str | None, typer.Option("--clean", help="Folder or URL of the collection.  [default: clean]", show_default=False)
]
CollectionArgument = Annotated[
    str | None, typer.Argument(metavar="CLEAN", help="Folder or URL of the collection.  [default: clean]", show_default=False)
]


@app.command(epilog="Example: qingwen restore 0f3a5c1e9b7d4e2f8a6c0b1d3e5f7a92 > source.txt")
def restore(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Id of a delivered document, from its record.")],
    place: Annotated[
        str | None, typer.Argument(metavar="CLEAN", help="Folder or URL of the collection.  [default: clean]", show_default=False)
    ] = None,
    clean: Collection = None,
    config: ConfigOption = None,
) -> None:
    """Give a document's source text back, exactly, from its record and the ledger (an option: ledger = true)."""
    from cleaners.errors import NotRestoredError, RunError
    from cleaners.records.folder import CleanFolder
    from cleaners.records.ledger import source_text

    folder = CleanFolder(place or clean or settings_of(config).run.clean)
    try:
        text = source_text(folder, identity)
    except (NotRestoredError, RunError) as error:
        fail(str(error))
    # As it was, line ends included; a lone surrogate has no UTF-8 of its own.
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))


@app.command(epilog="Example: qingwen report clean --out report.html")
def report(
    clean: CollectionArgument = None,
    out: Annotated[Path | None, typer.Option(help="Where to write it; report.html in the collection without.")] = None,
    config: ConfigOption = None,
) -> None:
    """Write a report of a collection: one HTML page that holds all it needs."""
    from cleaners.errors import RunError
    from cleaners.records.folder import REPORT, CleanFolder, told
    from cleaners.records.report import to_html

    folder = CleanFolder(clean or settings_of(config).run.clean)
    try:
        page = to_html(folder)
        if out:
            out.write_text(page, encoding="utf-8")
        else:
            with folder.locked(), told(folder.place), folder.writing(REPORT) as stream:
                stream.write(page.encode())
    except RunError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out}: {error.strerror}; choose another place with --out")
    print(f"Written to {out or f'{folder.place}/{REPORT}'}")


@app.command(epilog="Example: qingwen view clean")
def view(
    clean: CollectionArgument = None,
    port: Annotated[int, typer.Option(help="Port on this machine; 0: a free one.", min=0, max=65535)] = 0,
    open_: Annotated[bool, typer.Option("--open", help="Also open the address in the browser.")] = False,
    index: Annotated[
        Path | None, typer.Option(help="File of the index; one in the user's cache without.", metavar="FILE", show_default=False)
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="File of labels; CLEAN-labels.jsonl without.", metavar="FILE", show_default=False)
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Look at a collection in the browser: documents, what was removed by which rule, what was rejected or withheld.

    Only this machine can reach the pages, and only with the address that is printed. Ctrl-C ends it.
    """
    from cleaners.errors import RunError
    from cleaners.records.folder import CleanFolder
    from cleaners.view.index import index_of
    from cleaners.view.serving import Served

    folder = CleanFolder(clean or settings_of(config).run.clean)
    try:
        with progress_bar("Reading") as progress:
            file = index_of(folder, index, progress)
        served = Served(folder, file, port, labels)
    except RunError as error:
        fail(str(error))
    print(f"{folder.place} at {served.address}", flush=True)
    if open_:
        import webbrowser

        webbrowser.open(served.address)
    with suppress(KeyboardInterrupt):
        served.run()


@app.command(epilog="Example: qingwen export clean --to parquet --out corpus-parquet")
def export(
    clean: CollectionArgument = None,
    to: Annotated[str, typer.Option(help="dolma, mnbvc, fineweb, parquet or text.", metavar="LAYOUT")] = "",
    out: Annotated[Path | None, typer.Option(help="Folder to write to; clean-LAYOUT without.")] = None,
    drop_duplicates: Annotated[
        bool, typer.Option("--drop-duplicates", help="Leave out what `qingwen duplicates` found to be needless.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Write a collection in the layout of others."""
    from cleaners.config import nearest
    from cleaners.duplicates.find import needless
    from cleaners.errors import ExportError, RunError
    from cleaners.records.export import WRITERS
    from cleaners.records.export import export as write
    from cleaners.records.folder import CleanFolder
    from cleaners.storage import is_url, name_of

    if to not in WRITERS:
        fail(f"--to {to or 'LAYOUT'}: no such layout{nearest(to, list(WRITERS))}", 2)
    folder = CleanFolder(clean or settings_of(config).run.clean)
    beside = Path(name_of(folder.place)) if is_url(folder.place) else Path(folder.place)
    target = out or beside.with_name(f"{beside.name}-{to}")
    try:
        done = write(folder, target, to, without=needless(folder) if drop_duplicates else frozenset())
    except (ExportError, RunError) as error:
        fail(str(error))
    print(f"{done.documents:,} documents in {done.files:,} files written to {target}")


@app.command(epilog="Example: qingwen diff clean-before clean --html differences.html")
def diff(
    before: Annotated[str, typer.Argument(help="Folder or URL of a collection.")],
    after: Annotated[str, typer.Argument(help="The one to compare with it.")],
    json: Annotated[bool, typer.Option("--json", help="A line of JSON for each document that differs, the totals last.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page.")] = None,
) -> None:
    """What is different between two collections: documents added, gone and changed, by rule and by line."""
    from itertools import islice

    import orjson

    from cleaners.errors import RunError
    from cleaners.records.compare import Totals, differences
    from cleaners.records.folder import CleanFolder
    from cleaners.terminal import print_differences
    from cleaners.view.differences import MOST, to_html

    totals = Totals()
    try:
        found = differences(CleanFolder(before), CleanFolder(after), totals)
        if json:
            for each in found:
                sys.stdout.buffer.write(orjson.dumps(each._asdict()) + b"\n")
            sys.stdout.buffer.write(orjson.dumps({"what": "totals", **totals.counts, "rules": totals.rules}) + b"\n")
            return
        shown = list(islice(found, MOST))
        for _ in found:  # counted
            pass
        if html:
            html.write_text(to_html(before, after, shown, totals), encoding="utf-8")
    except RunError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or html}: {error.strerror}")
    print_differences(shown, totals)
    if html:
        print(f"Written to {html}")


@app.command(epilog="Example: qingwen duplicates clean && qingwen export clean --to parquet --drop-duplicates")
def duplicates(
    clean: CollectionArgument = None,
    near: Annotated[float, typer.Option(help="Similarity from which two texts are near duplicates.", min=0.5, max=1.0)] = 0.8,
    config: ConfigOption = None,
) -> None:
    """Find documents that say the same, and the one of each cluster that stays: duplicates.jsonl in the collection."""
    from rich.progress import Progress

    from cleaners.duplicates.find import DUPLICATES, PARAGRAPHS, find_duplicates
    from cleaners.errors import RunError
    from cleaners.records.folder import CleanFolder, told

    folder = CleanFolder(clean or settings_of(config).run.clean)
    try:
        with folder.locked(), told(folder.place), Progress(transient=True) as progress:
            task = progress.add_task("Comparing", total=None)
            found = find_duplicates(folder, near, lambda done, of: progress.update(task, completed=done, total=of))
    except RunError as error:
        fail(str(error))
    print(f"{found.documents:,} documents: {found.exact:,} exact and {found.near:,} near duplicates of {found.clusters:,} others")
    print(f"{found.paragraphs:,} paragraphs stand in three documents or more")
    print(f"Written to {folder.place}/{DUPLICATES} and {PARAGRAPHS}")
