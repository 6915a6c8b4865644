"""Templates of a folder of raw documents: read it, learn, write the file; rules that may be made of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path

from cleaners.boilerplate.site.learn_templates import Sheet, learn
from cleaners.boilerplate.site.templates import SiteTemplate, read_templates, to_toml
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.sources import RawFile, walk
from cleaners.workers.fetching import here
from cleaners.workers.isolated import default_workers, map_isolated

SHEET = "cleaners.workers.learning:sheet"
SAMPLE = 50_000
"""So many raw files tell what there is to tell, and their lines fit into memory."""

ABOUT = """Lines that sites repeat on their documents, learned from {documents} documents of {raw}.
Used by `templates = "..."` in the [clean] table of qingwen.toml. A site whose `held` says why is not used until that is emptied;
lines may be taken out or added. Numbers are written as 0, the document's title as {{title}}."""


def learn_folder(
    raw: str | os.PathLike[str],
    *,
    context: Context | None = None,
    before: Sequence[SiteTemplate] = (),
    workers: int = 0,
    sample: int = SAMPLE,
    progress: Callable[[int, int], None] | None = None,
) -> list[SiteTemplate]:
    """The templates of the sites in a folder. Of more than `sample` files, those with the smallest digests of their paths are
    read: the same ones every time. Raises OSError where there is no such folder."""
    files = (found for found in walk(raw) if isinstance(found, RawFile))
    drawn = nsmallest(sample, files, key=lambda file: sha256(file.path).digest())
    with here(drawn) as (there, _):
        return learn(_sheets(there, context or Context(), workers, progress), before)


def _sheets(
    files: Sequence[RawFile], context: Context, workers: int, progress: Callable[[int, int], None] | None
) -> Iterator[Sheet]:
    count = min(workers or default_workers(), max(1, len(files)))
    for done, found in enumerate(map_isolated(SHEET, files, arguments=(context,), workers=count), 1):
        if progress:
            progress(min(done, len(files)), len(files))
        if not isinstance(found, Rejected):
            yield found


def known_templates(path: str | os.PathLike[str]) -> list[SiteTemplate]:
    """What was learned before; nothing where there is no file yet. Raises TemplateError."""
    return read_templates(str(path)) if Path(path).exists() else []


def write_templates(path: str | os.PathLike[str], sites: Sequence[SiteTemplate], raw: str) -> None:
    """Write the file, whole or not at all."""
    about = ABOUT.format(documents=sum(site.documents for site in sites), raw=raw)
    _write(Path(path), to_toml(sites, about))


def write_proposals(path: str | os.PathLike[str], rules: str) -> None:
    """Write a pack of proposed rules, whole or not at all."""
    _write(Path(path), rules)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(content, encoding="utf-8")
    part.replace(path)
