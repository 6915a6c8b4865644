"""Cells of a spreadsheet as text, as it shows them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

_MIDNIGHT = dt.time()


def row_text(cells: Sequence[object]) -> str:
    """The cells of a row, parted by tabs, without those at its end that are empty."""
    return "\t".join(map(cell_text, cells)).rstrip("\t ")


def cell_text(value: object) -> str:
    """A cell on one line."""
    if isinstance(value, str):
        return " ".join(value.split())
    return plain_text(value)


def plain_text(value: object) -> str:
    """A cell with the line ends that it has."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _number(value: float) -> str:
    """As a spreadsheet shows it: 15 digits, no exponent."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.15g}"
    return f"{value:.0f}" if "e+" in text else f"{value:.15f}".rstrip("0") if "e-" in text else text
