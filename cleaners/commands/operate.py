"""Runs: by hand, by schedule, and what they are told."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cleaners.commands.common import ConfigOption, SetOption, TextFieldOption, effective_of, fail, progress_bar, settings_of

if TYPE_CHECKING:
    from cleaners.settings import Settings

app = typer.Typer()
config_app = typer.Typer(no_args_is_help=True, help="The settings.", rich_markup_mode=None)
automations_app = typer.Typer(no_args_is_help=True, help="What the Prefect server does by itself.", rich_markup_mode=None)
app.add_typer(config_app, name="config")
app.add_typer(automations_app, name="automations")

# Flags that are not given are None: then the file or the environment decides.
Raw = Annotated[str | None, typer.Argument(help="Folder, file or URL of raw documents.  [default: raw]", show_default=False)]
Clean = Annotated[str | None, typer.Argument(help="Folder or URL that the output goes to.  [default: clean]", show_default=False)]
Workers = Annotated[int | None, typer.Option(help="Worker processes; 0: one for each core.", min=0)]
Engine = Annotated[str | None, typer.Option(help="local: this machine's cores; ray: a Ray cluster; here: to debug.")]
Address = Annotated[str | None, typer.Option(help="The Ray cluster: auto, host:port; empty: this machine alone.")]
Source = Annotated[str | None, typer.Option(help="Name of the collection; the raw folder's own where it is empty.")]
Include = Annotated[list[str] | None, typer.Option(help="Take only paths of this pattern, as in .gitignore; may be repeated.")]
Exclude = Annotated[list[str] | None, typer.Option(help="Leave paths of this pattern aside; may be repeated.")]
SideTable = Annotated[
    str | None, typer.Option(help="A TOML or TSV file that gives encodings and addresses by path pattern.", metavar="FILE")
]


@app.command(epilog="Example: qingwen run raw clean --workers 4 --exclude 'drafts/'")
def run(
    raw: Raw = None,
    clean: Clean = None,
    workers: Workers = None,
    engine: Engine = None,
    address: Address = None,
    source: Source = None,
    include: Include = None,
    exclude: Exclude = None,
    side_table: SideTable = None,
    text_field: TextFieldOption = "",
    sample: Annotated[int, typer.Option(help="Only so many documents, the same ones each time; 0: all.", min=0)] = 0,
    verify: Annotated[bool, typer.Option("--verify", help="Compare the digests of all raw files and all parts.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Clean everything again, whatever is there.")] = False,
    retry_rejected: Annotated[bool, typer.Option("--retry-rejected", help="Try rejected documents again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    config: ConfigOption = None,
    set_: SetOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's own log, too.")] = False,
) -> None:
    """Clean a folder with the Prefect flow."""
    settings = _settings(
        config,
        set_,
        raw,
        clean,
        workers,
        engine,
        address,
        source,
        include,
        exclude,
        side_table,
        verify or None,
        clean__text_field=text_field or None,
    )
    from cleaners.corpus import check_places
    from cleaners.errors import RunError
    from cleaners.terminal import show

    if dry_run:
        from cleaners import corpus

        try:
            print("\n".join(corpus.dry_run(settings, sample=sample, fresh=fresh, retry_rejected=retry_rejected)))
        except RunError as error:
            fail(str(error))
        return
    try:
        check_places(settings.source.raw, settings.run.clean)  # rather at once than when a server has started
    except RunError as error:
        fail(str(error))
    print("Starting Prefect ...", end="\r", file=sys.stderr, flush=True)
    if not verbose:
        from qingwen_flows.settings import quiet

        quiet()
    from qingwen_flows.clean_corpus import run as run_flow
    from qingwen_flows.parameters import parameters_of
    from qingwen_flows.server import ServerGoneError

    once = {"sample": sample, "fresh": fresh, "retry_rejected": retry_rejected}
    try:
        with progress_bar("Cleaning") as bar:
            parameters = parameters_of(settings, **once)
            summary = run_flow(parameters, progress=lambda progress: bar(progress.files, progress.files_total))
    except ServerGoneError as error:
        print(f"qingwen: {error}", file=sys.stderr, flush=True)
        os._exit(1)  # at an orderly exit Prefect would wait for the server
    except RunError as error:
        fail(str(error))
    show(summary)
    if summary.attempted and not summary.delivered:
        raise typer.Exit(1)


@app.command(epilog="Example: qingwen serve raw clean --cron '0 3 * * *' --timezone Asia/Shanghai")
def serve(
    raw: Raw = None,
    clean: Clean = None,
    cron: Annotated[str | None, typer.Option(help="When to run, as a cron line.")] = None,
    every: Annotated[str | None, typer.Option(help="Time between two runs: 30s, 15m, 6h, 1d.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone of the cron line, such as Asia/Shanghai.")] = None,
    name: Annotated[str, typer.Option(help="Name of the deployment.")] = "serve",
    host: Annotated[str, typer.Option(help="Address that the server listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of server and UI.")] = 4200,
    workers: Workers = None,
    engine: Engine = None,
    address: Address = None,
    source: Source = None,
    include: Include = None,
    exclude: Exclude = None,
    side_table: SideTable = None,
    config: ConfigOption = None,
    set_: SetOption = None,
    log: Annotated[str, typer.Option(help="A line for each run that ends: text or json.", metavar="FORMAT")] = "text",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's own log, too.")] = False,
) -> None:
    """Server, schedule and UI in one command; Ctrl-C stops all of it."""
    settings = _settings(
        config, set_, raw, clean, workers, engine, address, source, include, exclude, side_table,
        None,
        schedule__cron="" if every and not cron else cron,  # the one that is given takes the place of both in the file
        schedule__every="" if cron and not every else every,
        schedule__timezone=timezone,
    )  # fmt: skip
    if log not in ("text", "json"):
        fail(f"--log {log}: choose text or json", 2)
    from qingwen_flows.schedule import ScheduleError, schedule_of
    from qingwen_flows.server import running_server

    from cleaners.corpus import check_places
    from cleaners.errors import RunError

    try:
        schedule = schedule_of(settings.schedule)
    except ScheduleError as error:
        fail(str(error), 2)
    if not verbose:
        from qingwen_flows.settings import quiet

        quiet()
    try:
        check_places(settings.source.raw, settings.run.clean)
        print("Starting the Prefect server ...", end="\r", file=sys.stderr, flush=True)
        with running_server(host, port) as server:
            from qingwen_flows.parameters import parameters_of
            from qingwen_flows.run_log import RunLog
            from qingwen_flows.serving import serve as serve_deployment

            def ready() -> None:
                print(" " * 40, end="\r", file=sys.stderr)
                print(f"Prefect UI: {server.url}   (deployment clean-corpus/{name}, {schedule}; Ctrl-C stops)", flush=True)
                RunLog(name, as_json=log == "json", keep_days=settings.schedule.keep_days).start()

            serve_deployment(
                parameters_of(settings), schedule, name=name, server=server.process.pid if server.process else None, ready=ready
            )
    except RunError as error:
        fail(str(error))


@config_app.command("show", epilog="Example: qingwen config show")
def config_show(config: ConfigOption = None, set_: SetOption = None) -> None:
    """Print the settings as they count, each with where it comes from: file, then environment, go before the default."""
    from cleaners.config import shown

    print("\n".join(shown(effective_of(config, set_))).rstrip())


@automations_app.command("create", epilog="Example: PREFECT_API_URL=http://127.0.0.1:4200/api qingwen automations create")
def automations_create() -> None:
    """Create or update them: pause a deployment after many rejections, end runs whose process is gone."""
    from qingwen_flows.clean_corpus import reach_server

    from cleaners.errors import RunError

    try:
        reach_server()
    except RunError as error:
        fail(str(error))
    from qingwen_flows.automations import create_automations

    for name in create_automations():
        print(name)


@automations_app.command("notify", epilog="Example: qingwen automations notify --webhook https://hooks.example.org/x")
def automations_notify(
    webhook: Annotated[str, typer.Option(help="Gets JSON with subject and text.", metavar="URL")] = "",
    mail: Annotated[str, typer.Option(help="mailtos://USER:PASSWORD@HOST?to=ADDRESS", metavar="ADDRESS")] = "",
) -> None:
    """Have messages sent of runs that fail or crash, and of many rejections."""
    from qingwen_flows.clean_corpus import reach_server

    from cleaners.errors import RunError

    try:
        reach_server()
        from qingwen_flows.notifications import create_notifications

        for name in create_notifications(webhook=webhook, mail=mail):
            print(name)
    except RunError as error:
        fail(str(error))


def _settings(
    config: Path | None,
    sets: list[str] | None,
    raw: str | None,
    clean: str | None,
    workers: int | None,
    engine: str | None,
    address: str | None,
    source: str | None,
    include: list[str] | None,
    exclude: list[str] | None,
    side_table: str | None,
    verify: bool | None,
    **more: Any,
) -> Settings:
    return settings_of(
        config,
        sets,
        source__raw=raw,
        source__name=source,
        source__include=include or None,
        source__exclude=exclude or None,
        source__side_table=side_table,
        run__clean=clean,
        run__workers=workers,
        run__engine=engine,
        run__address=address,
        run__verify=verify,
        **more,
    )
