"""What a worker does with a file that templates are learned from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleaners import boilerplate, readers, repairs
from cleaners.boilerplate.site.learn_templates import Sheet, sheet_of
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.rules.hosts import host_of
from cleaners.sources import RawFile, RawItem
from cleaners.step import run_steps
from cleaners.workers.cleaning import Outcome, attempts

_STEPS = (*repairs.STEPS, *boilerplate.STEPS_BEFORE_TEMPLATES)


def sheet(file: RawFile, context: Context) -> Iterator[Sheet | Rejected]:
    """The lines that templates may hold, of each document in a file: what the steps before them leave."""
    context = replace(context, options=replace(context.options, templates=""))
    for found in attempts(file, context, _read):
        if not isinstance(found, Outcome):
            continue
        document = found.result
        if isinstance(document, Rejected):
            yield document
            continue
        url = document.origin.url or str(document.metadata.get("url", ""))
        yield sheet_of(document.text, host_of(url), str(document.metadata.get("title", "")))


def _read(item: RawItem, context: Context, *, fallback: bool) -> Document:
    return run_steps(readers.read(item, context, fallback=fallback), _STEPS, context)
