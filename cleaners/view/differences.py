"""The differences of two collections as one page that holds all it needs."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import jinja2

from cleaners.records.compare import Difference, Totals

MOST = 500
"""Documents that the page shows, and lines of each: it stays readable, and below 5 MB."""

LINES = 10
LINE = 300
"""Characters."""


def to_html(before: str, after: str, shown: Sequence[Difference], totals: Totals) -> str:
    """The page; everything that comes from documents is escaped."""
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("cleaners.view", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = files("cleaners.view").joinpath("static", "view.css").read_text(encoding="utf-8")
    page = templates.get_template("differences.html").render(
        before=before, after=after, shown=shown[:MOST], totals=totals, style=style, lines=LINES, line=LINE
    )
    return page.encode("utf-8", "backslashreplace").decode()
