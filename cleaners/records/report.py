"""`clean/report.html`: one page that holds all it needs, for people who were not there when the run was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from cleaners.records.folder import CleanFolder
from cleaners.records.places import places
from cleaners.records.samples import Sample, look_at, rejected_rows
from cleaners.storage import name_of

ROWS = 50
BARS = 15


def to_html(folder: CleanFolder) -> str:
    """The report of a collection. Everything that comes from documents is escaped. Raises RunError where there is none."""
    manifest = folder.manifest()
    template = files("cleaners.records").joinpath("report.html").read_text(encoding="utf-8")
    documents = manifest["documents"]
    subtitle = f"{documents.get('delivered', 0):,} documents delivered, {documents.get('rejected', 0):,} rejected"
    try:
        body = "\n".join(_sections(folder, manifest))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:  # written by somebody else
        raise folder.damaged("manifest.json or a part", f"{type(error).__name__}: {error}") from None
    parts = {"title": escape(name_of(folder.place)), "subtitle": subtitle, "body": body}
    return Template(template).substitute(parts)


def _sections(folder: CleanFolder, manifest: Mapping[str, Any]) -> Iterator[str]:
    documents, characters = manifest["documents"], manifest.get("chars", {})
    figures = {
        "files found": manifest["files"]["found"],
        "ignored": sum(manifest["files"]["ignored"].values()),
        **documents,
        **{f"characters {name}": count for name, count in characters.items()},
    }
    cells = "".join(f"<div><b>{count:,}</b><small>{escape(name)}</small></div>" for name, count in figures.items())
    yield f'<div class="figures">{cells}</div>'
    charts = (
        ("Characters removed, by category", "removed_by_category"),
        ("Documents rejected, by reason", "drop_reason"),
        ("Encodings", "encoding"),
        ("Formats", "format"),
        ("Scripts before conversion", "script"),
        ("Incomplete, by reason", "incomplete_reason"),
    )
    drawn = (f"<section><h2>{title}</h2>{_bars(manifest[group])}</section>" for title, group in charts if manifest.get(group))
    yield f'<div class="charts">{"".join(drawn)}</div>'
    rows = [
        (row.name, row.documents, f"{row.kept:.1%}", row.incomplete, f"{row.removed:.1%}", row.remark)
        for row in places(manifest.get("places", {}))[:ROWS]
    ]
    yield _table("Hosts and folders", ("place", "documents", "delivered", "incomplete", "removed", "stands out"), rows)
    look = look_at(folder)
    yield from _samples(look.by_rule, manifest.get("removed_by_rule", {}))
    incomplete = [tuple(row.values()) for row in look.incomplete]
    yield _table("Incomplete documents", ("file", "reason", "characters withheld", "pages", "notice"), incomplete)
    rejected = [tuple(row.values()) for row in rejected_rows(folder, ROWS)]
    yield _table("Rejected documents", ("file", "reason", "detail"), rejected)
    versions = manifest["versions"]
    known = {"pipeline": versions["pipeline"], "rules": versions["rules"], **versions["libraries"]}
    yield _table("Versions", ("part", "version"), list(known.items()))


def _samples(by_rule: Mapping[str, Sequence[Sample]], counts: Mapping[str, int]) -> Iterator[str]:
    rows = [
        (rule if not number else "", f"{count:,}" if not number else "", sample.text, sample.file)
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        for number, sample in enumerate(by_rule.get(rule, ()))
    ]
    yield _table("What was removed, by rule", ("rule", "characters", "sample", "file"), rows)


def _bars(counts: Mapping[str, int]) -> str:
    """A bar chart, the largest first; the tail in one bar."""
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if len(rows) > BARS:
        rows = [*rows[: BARS - 1], ("others", sum(count for _, count in rows[BARS - 1 :]))]
    most = max(1, *(count for _, count in rows))
    lines = [f'<svg viewBox="0 0 480 {22 * len(rows)}" width="100%" role="img">']
    for number, (name, count) in enumerate(rows):
        y, width = 22 * number, max(1, round(200 * count / most))
        lines.append(
            f'<text x="150" y="{y + 15}" text-anchor="end">{escape(name[:24])}</text>'
            f'<rect x="160" y="{y + 3}" width="{width}" height="15" rx="2"><title>{escape(name)}: {count:,}</title></rect>'
            f'<text x="{168 + width}" y="{y + 15}">{count:,}</text>'
        )
    return "".join((*lines, "</svg>"))


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    number = [
        all(isinstance(row[column], int | float) or str(row[column]).endswith("%") for row in rows) for column in range(len(head))
    ]
    heads = "".join(f"<th{' class=n' * is_number}>{escape(name)}</th>" for name, is_number in zip(head, number, strict=True))
    body = "".join(
        "<tr>" + "".join(_cell(value, is_number) for value, is_number in zip(row, number, strict=True)) + "</tr>" for row in rows
    )
    return f"<h2>{title}</h2><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object, is_number: bool) -> str:
    text = f"{value:,}" if isinstance(value, int | float) else str(value)
    return f'<td class="{"n" if is_number else "text"}">{escape(text)}</td>'
