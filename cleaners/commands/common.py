"""What commands share: settings, and ends that are one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from cleaners.characters.printable import printable

if TYPE_CHECKING:
    from cleaners.config import Effective
    from cleaners.settings import Settings

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="A TOML file with settings; qingwen.toml is read if it is there.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="TABLE.KEY=VALUE", help="Any setting, as in clean.profile=careful; may be repeated."),
]
TextFieldOption = Annotated[
    str, typer.Option("--text-field", help="Field of JSON records that holds the text, as in data.content; guessed where empty.")
]


def fail(message: str, code: int = 1) -> NoReturn:
    print(f"qingwen: {printable(message)}", file=sys.stderr)
    raise typer.Exit(code)


@contextmanager
def told(path: str | Path) -> Iterator[None]:
    """A path that cannot be opened ends the command with one line."""
    from cleaners.errors import RunError

    try:
        yield
    except RunError as error:
        fail(str(error))
    except BrokenPipeError:  # whoever reads has enough
        raise
    except FileNotFoundError:
        fail(f"{path}: there is no such file or folder")
    except OSError as error:
        fail(f"{path}: {error.strerror}")


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal; nothing where the output goes elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def settings_of(config: Path | None, sets: list[str] | None = None, **flags: Any) -> Settings:
    """The settings of file, environment and flags; those are named `table__key`, and count where they are not None. `sets` are
    lines `table.key=value`, as `--set` takes them: they go before the file and behind a flag of their own."""
    return effective_of(config, sets, **flags).settings


def effective_of(config: Path | None, sets: list[str] | None = None, **flags: Any) -> Effective:
    from cleaners.config import effective
    from cleaners.errors import ConfigError, RuleError, TemplateError

    try:
        found = effective(config, os.environ, {name.replace("__", "."): value for name, value in flags.items()}, sets or ())
        for name in ("conversion_overlay", "font_map"):
            if (path := getattr(found.settings.clean, name)) and not Path(path).is_file():
                raise ConfigError(f"clean.{name} = {path!r}: there is no such file")
        if (options := found.settings.clean).rule_packs or options.templates:
            from cleaners.boilerplate.engine.load import load_rules
            from cleaners.boilerplate.site.templates import load_templates

            load_rules(options)
            load_templates(options)
    except (ConfigError, RuleError, TemplateError) as error:
        fail(str(error), 2)
    return found
