"""Templates: the lines that a site puts on most of its documents, learned from them by `learn_templates`. And the step
that removes them.

A template is data in a TOML file that a person can read and change: one `[[site]]` for each site, with how many documents it
was learned from, the usual share of a document that its lines take, and the lines with their counts. A site that is `held` is not
used.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from cleaners.boilerplate.site.frame_lines import FrameLine, frame_lines
from cleaners.document import Document, Edit
from cleaners.errors import TemplateError
from cleaners.options import CleanOptions, Context
from cleaners.rules.hosts import host_of, of_site
from cleaners.step import CODE, step

RULE = "template.line"
RUN = 3
"""This many template lines in a row are a block. Lines that only some of the pages have are removed only in blocks."""

SURE_SHARE = 0.8
"""The careful profile removes only lines that are on at least this share of the site's documents."""

FUSE = 0.3
"""If a document would lose this share of its characters more than is usual for its site, it keeps its lines: it is
probably another kind of page."""

KNOWN_BY = 2
"""A template is used for a document without a host if the document has this many of its lines, and `KNOWN_SHARE` of
its most common ones."""
KNOWN_SHARE = 0.4

Place = Literal["head", "tail", "any"]


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """`key` as `frame_lines` makes it; `documents` of the site's have it; a `block` line goes only in a run."""

    key: str
    documents: int
    at: Place = "any"
    block: bool = False


@dataclass(frozen=True, slots=True)
class SiteTemplate:
    """What one site puts on its documents. `host` is "" where it is unknown: then the lines themselves tell the site."""

    name: str
    host: str
    documents: int
    share: float
    lines: tuple[TemplateLine, ...]
    held: str = ""
    """Why this template must not be used before somebody has looked at it."""


@step(rules=(RULE,), switch=("boilerplate", "templates"), leaves=CODE)
def templates(document: Document, context: Context) -> list[Edit] | None:
    """Remove the lines of the template of the document's site."""
    options = context.options
    title = str(document.metadata.get("title", ""))
    lines = frame_lines(document.text, title)
    host = host_of(document.origin.url or str(document.metadata.get("url", "")))
    site = load_templates(options).site_of(host, lines)
    if site is None:
        return None
    gone = matching(site, lines, careful=options.profile == "careful")
    taken = sum(line.end - line.start for line in gone)
    if not gone or taken > (site.share + FUSE) * len(document.text):
        return None
    return list(_edits(document.text, gone, site))


def matching(site: SiteTemplate, lines: list[FrameLine], *, careful: bool = False) -> list[FrameLine]:
    """The lines that the site's template takes."""
    known = {line.key: line for line in site.lines}
    run_of = _runs(lines, known)
    gone = []
    for number, line in enumerate(lines):
        found = known.get(line.key) if line.key else None
        if found is None or (careful and found.documents < SURE_SHARE * site.documents):
            continue
        if (found.at == "head" and not line.head) or (found.at == "tail" and not line.tail):
            continue
        if not found.block or run_of[number] >= RUN:
            gone.append(line)
    return gone


def _runs(lines: list[FrameLine], known: Mapping[str, TemplateLine]) -> list[int]:
    """For each line, how many lines of the template stand in a row there."""
    lengths, begun = [0] * len(lines), 0
    for number in range(len(lines) + 1):
        if number == len(lines) or lines[number].key not in known:
            lengths[begun:number] = [number - begun] * (number - begun)
            begun = number + 1
    return lengths


def _edits(text: str, gone: Iterable[FrameLine], site: SiteTemplate) -> Iterator[Edit]:
    evidence = f"on most of {site.documents} documents of {site.host or site.name}"
    limit = len(text)
    edits = []
    for line in reversed(list(gone)):
        start, end = line.start, line.end + 1
        if end > limit:  # the last line of what stays: its break is the one before
            start, end = max(0, start - 1), limit
            limit = start
        edits.append(Edit(start, end, "", RULE, evidence))
    yield from reversed(edits)


@dataclass(frozen=True)
class Templates:
    """All templates of a file."""

    sites: tuple[SiteTemplate, ...]

    def site_of(self, host: str, lines: list[FrameLine]) -> SiteTemplate | None:
        """The template for a document: its host's, else the one whose lines it has."""
        if host:
            return next((site for site in self.sites if site.host and not site.held and of_site(host, (site.host,))), None)
        index = _index(self.sites)
        votes: Counter[int] = Counter()
        for key in {line.key for line in lines if line.key and (line.head or line.tail)}:
            votes.update(index.get(key, ()))
        if not votes:
            return None
        best, count = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        site = self.sites[best]
        return site if count >= max(KNOWN_BY, KNOWN_SHARE * len(_most_common(site))) else None


@cache
def _index(sites: tuple[SiteTemplate, ...]) -> Mapping[str, list[int]]:
    index: dict[str, list[int]] = {}
    for number, site in enumerate(sites):
        if not site.held:
            for line in _most_common(site):
                index.setdefault(line.key, []).append(number)
    return index


def _most_common(site: SiteTemplate) -> list[TemplateLine]:
    return [line for line in site.lines if not line.block and line.at != "any"]


def load_templates(options: CleanOptions) -> Templates:
    """The templates that `options` name. Raises TemplateError."""
    path = options.templates
    if not path:
        return Templates(())
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError:
        changed = 0
    return _templates(path, changed)


@lru_cache(maxsize=4)
def _templates(path: str, changed: int) -> Templates:  # noqa: ARG001 -- a file that changed is another one
    return Templates(tuple(read_templates(path)))


def read_templates(path: str) -> list[SiteTemplate]:
    """The templates in a file. Raises TemplateError."""
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return [_site(site) for site in table.get("site", ())]
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}; learn templates first: qingwen rules learn RAW --out {path}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise TemplateError(f"{path}: no file of templates: {type(error).__name__} {error}") from None


def _site(table: Mapping[str, Any]) -> SiteTemplate:
    return SiteTemplate(**{**table, "lines": tuple(TemplateLine(**line) for line in table["lines"])})


def to_toml(sites: Iterable[SiteTemplate], about: str) -> str:
    """The file's content. `about` goes on top, as a comment."""
    parts = [f"# {line}\n" for line in about.splitlines()]
    for site in sites:
        parts.append("\n[[site]]\n")
        for name in ("name", "host", "documents", "share", "held"):
            parts.append(f"{name} = {_value(getattr(site, name))}\n")
        parts.append("lines = [\n")
        for line in site.lines:
            block = ", block = true" if line.block else ""
            parts.append(f'    {{ key = {_value(line.key)}, documents = {line.documents}, at = "{line.at}"{block} }},\n')
        parts.append("]\n")
    return "".join(parts)


def _value(value: str | int | float) -> str:
    """Strings, numbers: JSON's notation is TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
