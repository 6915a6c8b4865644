"""The command `qingwen`.

Exit codes: 0 done (`serve`: stopped by SIGTERM or Ctrl-C); 1 the job could not be done, or nothing was delivered; 2 command or
configuration not understood; 130 stopped (Ctrl-C).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleaners.characters.printable import printable
from cleaners.commands.collection import app as collection_app
from cleaners.commands.common import ConfigOption, SetOption, TextFieldOption, fail, settings_of, told
from cleaners.commands.operate import app as operate_app
from cleaners.commands.rules import app as rules_app

app = typer.Typer(
    name="qingwen",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Raw Chinese documents in, clean normalised JSONL out, with an account of every character removed.",
    epilog="Exit codes: 0 done; 1 not done, or nothing delivered; 2 command or configuration not understood; 130 stopped.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        import cleaners
        from cleaners.records.versions import PIPELINE

        print(f"qingwen {cleaners.__version__} (pipeline {PIPELINE})")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Raw Chinese documents in, clean normalised JSONL out, with an account of every character removed."""


app.add_typer(rules_app, name="rules")
app.add_typer(operate_app)
app.add_typer(collection_app)


@app.command(epilog="Example: qingwen clean page.html --text   (or: cat page.html | qingwen clean -)")
def clean(
    path: Annotated[
        str, typer.Argument(help="File, archive, folder or URL; - reads one document or archive from standard input.")
    ],
    text: Annotated[bool, typer.Option("--text", help="Print the text alone, not the record.")] = False,
    url: Annotated[str, typer.Option(help="Where the document comes from; site rules use it.")] = "",
    text_field: TextFieldOption = "",
    config: ConfigOption = None,
    set_: SetOption = None,
) -> None:
    """Clean without Prefect; JSONL goes to standard output, rejections to standard error."""
    from cleaners.workers.documents import clean_lines, clean_stream_lines

    settings = settings_of(config, set_, clean__text_field=text_field or None)
    options = settings.clean
    delivered = seen = 0
    if path == "-":
        lines = clean_stream_lines(sys.stdin.buffer, options, text_only=text, url=url)
    else:
        lines = clean_lines(path, options, text_only=text, url=url, follow_links=settings.source.follow_links)
    with told(path):
        for line in lines:
            seen += 1
            if isinstance(line, bytes):
                delivered += 1
                sys.stdout.buffer.write(line)
            else:
                name = line.origin.path.decode("utf-8", "backslashreplace") or path
                if line.origin.member:
                    name += f" {line.origin.member}"
                print(printable(f"{name}: rejected, {line}"), file=sys.stderr)
    sys.stdout.buffer.flush()
    if not seen:
        fail(f"{path}: there is no document in it")
    if not delivered:
        raise typer.Exit(1)


@app.command(epilog="Example: qingwen explain page.html --html page-explained.html")
def explain(
    path: Annotated[str, typer.Argument(help="One document.")],
    html: Annotated[Path | None, typer.Option("--html", help="Write a page instead of colours on the terminal.")] = None,
    config: ConfigOption = None,
    set_: SetOption = None,
) -> None:
    """Show what was taken out of a document and by which rule, before and after."""
    from cleaners.commands.reasons import NEXT
    from cleaners.document import Document
    from cleaners.records import explain as view
    from cleaners.storage import name_of
    from cleaners.workers.documents import clean_path

    with told(path):
        result = next(clean_path(path, options=settings_of(config, set_).clean), None)
    if not isinstance(result, Document):
        if result is None:
            fail(f"{path}: there is no document")
        fail(f"{path}: rejected, {result}\n  {NEXT[result.reason]}")
    if html:
        try:
            html.write_text(view.to_html(result, name_of(path)), encoding="utf-8")
        except OSError as error:
            fail(f"{html}: {error.strerror}; choose another place with --html")
        print(f"Written to {html}")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    shown = Text()
    for piece in view.pieces(result):
        if not piece.rule:
            shown.append(printable(piece.taken))
            continue
        shown.append(printable(piece.taken).replace("\n", "⏎\n"), "red strike")
        shown.append(printable(piece.put), "green")
        if piece.taken.strip() and not piece.put:
            why = f": {piece.evidence}" if piece.rule.startswith("model.") else ""
            shown.append(f" [{piece.rule}{why}]", "dim yellow")
    console.print(shown)
    console.rule("found", style="dim")
    for key, value in sorted(result.metadata.items()):
        console.print(printable(f"{key}: {value}"), markup=False)
    for omission in result.omissions:
        console.print(
            f"withheld by the site ({omission.reason}): {omission.chars or 'unknown number of'} characters", markup=False
        )
    for rule, count in sorted(result.patch.taken().items(), key=lambda item: -item[1]):
        console.print(f"{count:8} characters taken or replaced by {rule}", markup=False)


@app.command(epilog="Example: qingwen schema > record.schema.json")
def schema() -> None:
    """Print the JSON Schema of a record."""
    from cleaners.records.schema import json_schema

    print(_json(json_schema(), indent=True))


@app.command(epilog="Example: qingwen doctor")
def doctor() -> None:
    """Say what is there: versions, formats that can be read, and what is missing."""
    from cleaners.doctor import checks

    failed = False
    for check in checks():
        failed |= not check.good and check.needed
        print(f"{'ok ' if check.good else 'NO ' if check.needed else '-  '} {check.name:28} {check.detail}")
    raise typer.Exit(int(failed))


def _json(value: object, *, indent: bool = False) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else 0).decode()


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):  # a console in GBK or ASCII must not stop the work
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        again = "; the same command goes on where it stopped: what is finished is kept" if sys.argv[1:2] == ["run"] else ""
        print(f"qingwen: stopped{again}", file=sys.stderr)
        sys.exit(130)
