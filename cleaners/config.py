"""`qingwen.toml`: options from a file, checked key by key."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Options = TypeVar("Options")


class ConfigError(ValueError):
    """A configuration that cannot be used; the message is one line that says what to change."""


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
        if problem := _misfit(hints[key], value):
            raise ConfigError(f"{where}: {key} = {value!r}: {problem}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})


def nearest(key: str, names: list[str]) -> str:
    """A hint for an unknown name: the nearest that there is, or all of them."""
    close = get_close_matches(key, names, 1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(sorted(names))}"


def _misfit(hint: Any, value: object) -> str:
    if get_origin(hint) is Literal:
        return "" if value in get_args(hint) else f"choose one of {', '.join(map(repr, get_args(hint)))}"
    if get_origin(hint) is tuple:
        fits = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        return "" if fits else "a list of strings is needed"
    if hint in (str, int, float, bool):
        # In TOML `1` is no truth value and `true` no number.
        fits = isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
        return "" if fits else f"a value of type {hint.__name__} is needed"
    return "this option cannot be set in a file"
