"""The command `qingwen`.

Exit codes: 0 done (`serve`: stopped by SIGTERM or Ctrl-C); 1 the job could not be done, or nothing was delivered; 2 command or
configuration not understood; 130 stopped (Ctrl-C).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cleaners.commands.collection import app as collection_app
from cleaners.commands.common import ConfigOption, TextFieldOption, fail, progress_bar, settings_of, told
from cleaners.commands.operate import app as operate_app

app = typer.Typer(
    name="qingwen",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Raw Chinese documents in, clean normalised JSONL out, with an account of every character removed.",
    epilog="Exit codes: 0 done; 1 not done, or nothing delivered; 2 command or configuration not understood; 130 stopped.",
)
rules_app = typer.Typer(no_args_is_help=True, help="The rules that take boilerplate out.", rich_markup_mode=None)
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
) -> None:
    """Clean without Prefect; JSONL goes to standard output, rejections to standard error."""
    from cleaners.workers.documents import clean_lines, clean_stream_lines

    options = settings_of(config, clean__text_field=text_field or None).clean
    delivered = 0
    if path == "-":
        lines = clean_stream_lines(sys.stdin.buffer, options, text_only=text, url=url)
    else:
        lines = clean_lines(path, options, text_only=text, url=url)
    with told(path):
        for line in lines:
            if isinstance(line, bytes):
                delivered += 1
                sys.stdout.buffer.write(line)
            else:
                name = line.origin.path.decode("utf-8", "backslashreplace") or path
                if line.origin.member:
                    name += f" {line.origin.member}"
                print(f"{name}: rejected, {line}", file=sys.stderr)
    sys.stdout.buffer.flush()
    if not delivered:
        raise typer.Exit(1)


@app.command(epilog="Example: qingwen explain page.html --html page-explained.html")
def explain(
    path: Annotated[str, typer.Argument(help="One document.")],
    html: Annotated[Path | None, typer.Option("--html", help="Write a page instead of colours on the terminal.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show what was taken out of a document and by which rule, before and after."""
    from cleaners.document import Document
    from cleaners.records import explain as view
    from cleaners.storage import name_of
    from cleaners.workers.documents import clean_path

    with told(path):
        result = next(clean_path(path, options=settings_of(config).clean), None)
    if not isinstance(result, Document):
        fail(f"{path}: rejected, {result}" if result else f"{path}: there is no document")
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
            shown.append(piece.taken)
            continue
        shown.append(piece.taken.replace("\n", "⏎\n"), "red strike")
        shown.append(piece.put, "green")
        if piece.taken.strip() and not piece.put:
            why = f": {piece.evidence}" if piece.rule.startswith("model.") else ""
            shown.append(f" [{piece.rule}{why}]", "dim yellow")
    console.print(shown)
    console.rule("found", style="dim")
    for key, value in sorted(result.metadata.items()):
        console.print(f"{key}: {value}", markup=False)
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


@rules_app.command("list", epilog="Example: qingwen rules list | grep footer")
def rules_list(config: ConfigOption = None) -> None:
    """List the rules that run, one a line."""
    from cleaners.boilerplate.engine.load import load_rules

    for rule in load_rules(settings_of(config).clean).rules:
        tested = f"{len(rule.examples)} examples, {len(rule.counter_examples)} counter-examples"
        print(f"{rule.id:28} {rule.category:14} {rule.action:12} {rule.risk:8} {tested}")


@rules_app.command("learn", epilog="Example: qingwen rules learn raw --out templates.toml --propose proposed.toml")
def rules_learn(
    raw: Annotated[str, typer.Argument(help="Folder or URL of raw documents of the sites.")],
    out: Annotated[Path, typer.Option(help="The file of templates; what it held before is compared.")] = Path("templates.toml"),
    propose: Annotated[Path | None, typer.Option(help="Also write a pack of rules made of them, to read and accept.")] = None,
    workers: Annotated[int, typer.Option(help="Worker processes; 0: one for each core.", min=0)] = 0,
    sample: Annotated[int, typer.Option(help="Read at most so many files.", min=1)] = 50_000,
    config: ConfigOption = None,
) -> None:
    """Learn which lines a site repeats on its documents."""
    from rich.console import Console
    from rich.table import Table

    from cleaners.boilerplate.site.propose_rules import propose as proposals
    from cleaners.errors import TemplateError
    from cleaners.learning import known_templates, learn_folder, write_proposals, write_templates
    from cleaners.options import Context

    options = settings_of(config).clean
    try:
        with told(raw), progress_bar("Reading") as bar:
            before = known_templates(out)
            sites = learn_folder(
                raw, context=Context(options=options), before=before, workers=workers, sample=sample, progress=bar
            )
    except TemplateError as error:
        fail(str(error))
    if not sites:
        fail(f"{raw}: no site with four documents or more repeats a line; {out} stays as it is")
    with told(out):
        write_templates(out, sites, raw)
        if propose:
            write_proposals(propose, proposals(sites))
    table = Table("site", "documents", "lines", "share taken", "held")
    for site in sites:
        table.add_row(site.host or site.name, f"{site.documents:,}", str(len(site.lines)), f"{site.share:.1%}", site.held)
    Console().print(table)
    print(f'Written to {out}; use it with templates = "{out}" in the [clean] table of qingwen.toml')


@rules_app.command("check", epilog="Example: qingwen rules check")
def rules_check(
    packs: Annotated[list[Path] | None, typer.Argument(help="Packs of your own; without, the built-in ones.")] = None,
) -> None:
    """Run every example and counter-example of every rule."""
    from cleaners.boilerplate.engine.rule_check import check_packs
    from cleaners.rules.packs import built_in, read_packs, user_packs

    paths = [str(pack) for pack in packs or ()]
    problems = check_packs(paths)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        fail(f"{len(problems)} problem{'s'[: len(problems) > 1]}; a rule must take its examples and leave its counter-examples")
    rules = built_in() + read_packs(user_packs(paths), taken={})
    tests = sum(len(rule.examples) + len(rule.counter_examples) for rule in rules)
    print(f"{len(rules)} rules hold, with all their {tests} examples and counter-examples")


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
        print("qingwen: stopped", file=sys.stderr)
        sys.exit(130)
