"""What a worker does with a file that templates are learned from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cleaners import boilerplate, readers, repair
from cleaners.boilerplate.learn_templates import Sheet, sheet_of
from cleaners.boilerplate.rule_syntax import host_of
from cleaners.document import run_steps
from cleaners.options import Context
from cleaners.sources import RawFile, open_item

_STEPS = (*repair.STEPS, *boilerplate.STEPS_BEFORE_TEMPLATES)


def sheet(file: RawFile, context: Context) -> Iterator[Sheet]:
    """The lines of a document that templates may hold: what the steps before them leave. Raises Rejected."""
    context = replace(context, options=replace(context.options, templates=""))
    document = run_steps(readers.read(open_item(file, context.options), context), _STEPS, context)
    url = document.origin.url or str(document.metadata.get("url", ""))
    yield sheet_of(document.text, host_of(url), str(document.metadata.get("title", "")))
