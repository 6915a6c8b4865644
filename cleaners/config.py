"""`qingwen.toml`, environment and flags as one set of settings, checked key by key. Each goes before the one named first."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_origin, get_type_hints

from cleaners.errors import ConfigError, OptionsError
from cleaners.options import misfit
from cleaners.settings import Settings

Options = TypeVar("Options")

FILE = "qingwen.toml"
PREFIX = "QINGWEN_"
"""A variable QINGWEN_RUN_WORKERS is the key `workers` of the table [run]."""


class Effective(NamedTuple):
    """The settings, and where each one comes from, by table and key."""

    settings: Settings
    given_by: Mapping[tuple[str, str], str]


def effective(
    path: Path | None = None,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
    sets: Iterable[str] = (),
) -> Effective:
    """The settings of a file (./qingwen.toml, where there is one and no other is named), of the environment, of `sets` (lines
    "run.workers=4"), and of flags, which are named by table and key ("run.workers") and count where they are not None. Each goes
    before the one named first. Raises ConfigError."""
    tables: dict[str, dict[str, Any]] = {table: {} for table in kinds()}
    given_by: dict[tuple[str, str], str] = {}

    def give(table: str, values: Mapping[str, Any], where: str) -> None:
        options_from(kinds()[table], values, where)
        tables[table] |= values
        given_by.update(dict.fromkeys(((table, key) for key in values), where))

    path = path or (Path(FILE) if Path(FILE).exists() else None)
    if path is not None:
        for table, values in read_config(path).items():
            if table not in tables:
                raise ConfigError(f"{path}: unknown table [{table}]{nearest(table, list(tables))}")
            if not isinstance(values, dict):
                raise ConfigError(f"{path}: {table} is a table: write [{table}] above its keys")
            give(table, values, f"{path} [{table}]")
    for variable, table, key, value in _from_environment(environment or {}):
        give(table, {key: value}, variable)
    for line in sets:
        table, key, value = _assigned(line)
        give(table, {key: value}, f"--set {line}")
    for name, value in (flags or {}).items():
        if value is not None:
            table, _, key = name.partition(".")
            give(table, {key: value}, f"--{key.replace('_', '-')}")
    built = {table: options_from(kind, tables[table], table) for table, kind in kinds().items()}
    return Effective(Settings(**built), given_by)


def kinds() -> dict[str, type[Any]]:
    """The tables of a configuration, each with its dataclass."""
    return get_type_hints(Settings)


def default_of(place: str) -> Any:
    """The default of a setting, given as "table.key"."""
    table, _, key = place.partition(".")
    return getattr(kinds()[table](), key)


def meaning_of(place: str) -> str:
    """What a setting, given as "table.key", means: the words below it in its dataclass."""
    table, _, key = place.partition(".")
    return meanings(table)[key]


@cache
def meanings(table: str) -> dict[str, str]:
    """What each key of a table means, by key."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kinds()[table]))).body[0]
    found = {}
    for field, below in pairwise(body.body if isinstance(body, ast.ClassDef) else ()):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found[ast.unparse(field.target)] = " ".join(str(below.value.value).split())
    return found


def shown(found: Effective) -> Iterator[str]:
    """The settings as lines of TOML, each with where it comes from."""
    for table in kinds():
        yield f"[{table}]"
        for key, value in dataclasses.asdict(getattr(found.settings, table)).items():
            yield f"{f'{key} = {_toml(value)}':<40} # {found.given_by.get((table, key), 'default')}"
        yield ""


def read_config(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ConfigError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None


def options_from(kind: type[Options], values: Mapping[str, Any], where: str) -> Options:
    """`values` as options of a frozen dataclass. Raises ConfigError for an unknown key, with the nearest name, or a value that
    does not fit."""
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    for key, value in values.items():
        if key not in names:
            raise ConfigError(f"{where}: unknown key {key!r}{nearest(key, names)}")
        if problem := misfit(hints[key], value):
            raise ConfigError(f"{where}: {key} = {value!r}: {problem}")
    try:
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
    except OptionsError as error:
        raise ConfigError(f"{where}: {error}") from None


def nearest(key: str, names: list[str]) -> str:
    """A hint for an unknown name: the nearest that there is, or all of them."""
    close = get_close_matches(key, names, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(sorted(names))}"


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str, Any]]:
    known = {
        f"{PREFIX}{table}_{field.name}".upper(): (table, field.name, get_type_hints(kind)[field.name])
        for table, kind in kinds().items()
        for field in dataclasses.fields(kind)
    }
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        if variable not in known:
            raise ConfigError(f"environment: unknown variable {variable}{nearest(variable, list(known))}")
        table, key, hint = known[variable]
        yield variable, table, key, _parsed(hint, text)


def _assigned(line: str) -> tuple[str, str, Any]:
    """Table, key and value of a line `table.key=value`. Raises ConfigError."""
    name, sign, text = line.partition("=")
    table, _, key = name.strip().partition(".")
    if not sign or not key:
        raise ConfigError(f"--set {line}: write table.key=value, as in clean.profile=careful")
    if table not in kinds():
        raise ConfigError(f"--set {line}: unknown table {table!r}{nearest(table, list(kinds()))}")
    hint = get_type_hints(kinds()[table]).get(key)
    return table, key, _parsed(hint, text.strip())


def _parsed(hint: Any, text: str) -> Any:
    """The value that a text means; the text itself where it means none, which the check then refuses."""
    if get_origin(hint) is tuple:
        return [part.strip() for part in text.split(",") if part.strip()]
    if hint is bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if hint in (int, float):
        try:
            return hint(text)
        except ValueError:
            return text
    return text


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)
