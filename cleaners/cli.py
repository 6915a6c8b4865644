"""The command `qingwen`. Exit codes: 0 done; 1 the job could not be done (nothing delivered); 2 the command was not understood."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="qingwen",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Raw Chinese documents in, clean normalised JSONL out, with an account of every character removed.",
)
rules_app = typer.Typer(no_args_is_help=True, help="The rules that take boilerplate out.", rich_markup_mode=None)
app.add_typer(rules_app, name="rules")

ConfigOption = Annotated[Path | None, typer.Option("--config", help="A TOML file with options; qingwen.toml is read if it is there.")]


@app.command(epilog="Example: qingwen run raw clean --workers 4")
def run(
    raw: Annotated[Path, typer.Argument(help="Folder (or file) of raw documents.")] = Path("raw"),
    clean: Annotated[Path, typer.Argument(help="Folder that the output goes to.")] = Path("clean"),
    workers: Annotated[int, typer.Option(help="Worker processes; 0: one for each core.", min=0)] = 0,
    config: ConfigOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's own log, too.")] = False,
) -> None:
    """Clean a folder with the Prefect flow."""
    raise NotImplementedError


@app.command(epilog="Example: qingwen clean page.html --text   (or: cat page.html | qingwen clean -)")
def clean(
    path: Annotated[str, typer.Argument(help="File or folder; - reads one document from standard input.")],
    text: Annotated[bool, typer.Option("--text", help="Print the text alone, not the record.")] = False,
    url: Annotated[str, typer.Option(help="Where the document comes from; site rules use it.")] = "",
    config: ConfigOption = None,
) -> None:
    """Clean without Prefect; JSONL goes to standard output, rejections to standard error."""
    import cleaners
    from cleaners.document import Document

    options = _options(config)
    out = sys.stdout.buffer
    delivered = 0
    if path == "-":
        results = iter([_clean_bytes(sys.stdin.buffer.read(), url, options)])
    else:
        results = cleaners.clean_path(path, options=options)
    for result in results:
        if isinstance(result, Document):
            delivered += 1
            line = result.text if text else _json(result.record())
            out.write(line.encode("utf-8") + b"\n")
        else:
            name = result.origin.path.decode("utf-8", "backslashreplace") or path
            print(f"{name}: rejected, {result}", file=sys.stderr)
    out.flush()
    if not delivered:
        raise typer.Exit(1)


@app.command(epilog="Example: qingwen explain page.html --html page-explained.html")
def explain(
    path: Annotated[Path, typer.Argument(help="One document.")],
    html: Annotated[Path | None, typer.Option("--html", help="Write a page instead of colours on the terminal.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show what was taken out of a document and by which rule, before and after."""
    import cleaners
    from cleaners.document import Document
    from cleaners.records import explain as view

    result = next(cleaners.clean_path(path, options=_options(config)), None)
    if not isinstance(result, Document):
        _fail(f"{path}: rejected, {result}" if result else f"{path}: no document is there")
    if html:
        try:
            html.write_text(view.to_html(result, path.name), encoding="utf-8")
        except OSError as error:
            _fail(f"{html}: {error.strerror}; choose another place with --html")
        print(f"Written to {html}")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    shown = Text()
    for piece in view.pieces(result):
        if not piece.rule:
            shown.append(piece.taken)
            continue
        shown.append(piece.taken.replace("\n", "⏎\n"), "red strike")
        shown.append(piece.put, "green")
        if piece.taken.strip() and not piece.put:
            shown.append(f" [{piece.rule}]", "dim yellow")
    console.print(shown)
    console.rule("found", style="dim")
    for key, value in sorted(result.metadata.items()):
        console.print(f"{key}: {value}", markup=False)
    for omission in result.omissions:
        console.print(f"withheld by the site ({omission.reason}): {omission.chars or 'unknown number of'} characters", markup=False)
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
        failed |= not check.good
        print(f"{'ok ' if check.good else 'NO '} {check.name:24} {check.detail}")
    raise typer.Exit(int(failed))


@rules_app.command("list", epilog="Example: qingwen rules list | grep footer")
def rules_list(config: ConfigOption = None) -> None:
    """List the rules that run, one a line."""
    from cleaners.boilerplate.rules import load_rules

    for rule in load_rules(_options(config)).rules:
        print(f"{rule.id:28} {rule.category:14} {rule.action:12} {rule.where:8} {rule.risk:8} {len(rule.examples)}+{len(rule.counter_examples)}")


@rules_app.command("check", epilog="Example: qingwen rules check")
def rules_check(
    packs: Annotated[list[Path] | None, typer.Argument(help="Packs of your own; without, the built-in ones.")] = None,
) -> None:
    """Run every example and counter-example of every rule."""
    from cleaners.boilerplate.rules import PackError, check_packs

    try:
        count = check_packs(packs or ())
    except PackError as error:
        _fail(str(error))
    print(f"{count} rules hold with all their examples")


def _options(config: Path | None):  # type: ignore[no-untyped-def]
    """The cleaning options of a configuration file, or of ./qingwen.toml where there is one."""
    from cleaners.config import ConfigError, options_from, read_config
    from cleaners.options import CleanOptions

    path = config or Path("qingwen.toml")
    if config is None and not path.exists():
        return CleanOptions()
    try:
        return options_from(CleanOptions, read_config(path).get("clean", {}), f"{path} [clean]")
    except ConfigError as error:
        _fail(str(error), 2)


def _json(value: object, *, indent: bool = False) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else 0).decode()


def _fail(message: str, code: int = 1) -> NoReturn:
    print(f"qingwen: {message}", file=sys.stderr)
    raise typer.Exit(code)


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
        print("qingwen: stopped", file=sys.stderr)
        sys.exit(130)
