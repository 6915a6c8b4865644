"""All pages with labels, read once: saved pages of many sites, pages with a truth, English pages of all kinds, made-up engines.

What a page's reading gives is kept in a folder of temporary files, since reading takes longer than training. After a change of
the readers, `--fresh` reads again.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import zstandard

from benchmarks.shared import SHARED
from cleaners.boilerplate.page.view import PageView
from cleaners.document import Origin
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.html import read, read_markup
from cleaners.sources.item import RawItem
from training.page_engines.generate import generated_pages
from training.pages.labels import OWN, Labels, from_lines, from_text

DATA = SHARED / "data"
_HOST = re.compile(r'href="https?://([\w.-]+)', re.IGNORECASE)
# Pages of each made-up engine.
MADE = 5


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page as read. Pages of one `group` (a site, an engine) share a fold. `truth` is the text that people wrote down, "" where
    lines are labelled instead."""

    name: str
    source: str
    group: str
    kind: str
    view: PageView
    labels: Labels
    truth: str = ""

    @property
    def wanted(self) -> str:
        """The text that the page should give."""
        lines = zip(self.view.lines, self.labels.tolist(), self.view.shown.tolist(), strict=True)
        return self.truth or "\n".join(line.text for line, label, shown in lines if label == OWN and shown)


def records(name: str) -> Iterator[dict[str, Any]]:
    """The lines of a file of compressed JSON lines below the development data."""
    with (DATA / name).open("rb") as packed:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8"):
            yield json.loads(line)


def pages_of(source: str, *, fresh: bool = False) -> list[Page]:
    """The pages of one of `SOURCES`; none (saying so) where the data are missing."""
    kept = Path(tempfile.gettempdir()) / "qingwen-pages" / f"{source}.pickle"
    if kept.exists() and not fresh:
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]
    if source != "made" and not DATA.exists():
        print(f"{DATA} is missing: no pages of {source}")
        return []
    found = list(SOURCES[source]())
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return found


def _site_lines() -> Iterator[Page]:
    labelled = {record["id"]: record for record in records("site_lines/lines.jsonl.zst")}
    for record in records("site_lines/pages.jsonl.zst"):
        about = labelled[record["id"]]
        view = PageView.of(read_markup(record["html"], Origin()))
        if view is not None:
            labels = from_lines([line.text for line in view.lines], about["lines"])
            yield Page(record["id"], "site_lines", _group(record["site"]), about["kind"], view, labels)


def _html_truth() -> Iterator[Page]:
    for record in records("html_truth/pages.jsonl.zst"):
        data = record["html"].encode("latin-1")
        view = PageView.of(read(RawItem(Origin(), data), Context()))
        if view is not None:
            hosts = Counter(_HOST.findall(record["html"]))
            group = _group(hosts.most_common(1)[0][0]) if hosts else record["id"]
            labels = from_text([line.text for line in view.lines], record["text"])
            yield Page(record["id"], "html_truth", group, "article", view, labels, record["text"])


def _folder(name: str) -> Callable[[], Iterator[Page]]:
    def pages() -> Iterator[Page]:
        for entry in json.loads((DATA / name / "index.json").read_text(encoding="utf-8")):
            url = entry.get("url", "")
            data, truth = (DATA / name / f"{entry['name']}.html").read_bytes(), DATA / name / f"{entry['name']}.txt"
            view = PageView.of(read(RawItem(Origin(url=url), data), Context()))
            if view is not None:
                text = truth.read_text(encoding="utf-8")
                labels = from_text([line.text for line in view.lines], text)
                group = _group(urlsplit(url).hostname or entry["name"])
                yield Page(entry["name"], name, group, entry.get("kind", "article"), view, labels, text)

    return pages


def _wcxb() -> Iterator[Page]:
    for record in records("wcxb/dev.jsonl.zst"):
        try:
            view = PageView.of(read_markup(record["html"], Origin(url=record["url"])))
        except Rejected:  # its text comes from a script
            view = None
        if view is not None:
            labels = from_text([line.text for line in view.lines], record["text"])
            group = _group(urlsplit(record["url"]).hostname or "")
            yield Page(record["id"], "wcxb", group, record["type"], view, labels, record["text"])


def _made() -> Iterator[Page]:
    for made in generated_pages(MADE):
        view = PageView.of(read_markup(made.html, Origin(url=made.url)))
        assert view is not None
        yield Page(made.name, "made", f"made:{made.engine}", made.kind, view, made.labels(view).astype("int8"))


SOURCES: dict[str, Callable[[], Iterator[Page]]] = {
    "site_lines": _site_lines,
    "html_truth": _html_truth,
    "html_pages": _folder("html_pages"),
    "html_agreed": _folder("html_agreed"),
    "wcxb": _wcxb,
    "made": _made,
}


def _group(host: str) -> str:
    """The part of a host that one owner has."""
    parts = host.lower().split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in ("com", "co", "gov", "edu", "org", "net", "ac") else parts[-2:])


def fold_of(group: str, folds: int) -> int:
    """Which fold a group is in: the same in every run."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4]) % folds
