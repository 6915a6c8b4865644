"""The order of the steps and nothing else."""

from __future__ import annotations

from cleaners import boilerplate, chinese, privacy, readers, repairs
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.quality.filters import unwanted
from cleaners.segments import in_segments
from cleaners.sources import RawItem
from cleaners.step import Step, run_steps

__all__ = ["STEPS", "clean_document", "clean_item"]

# Damage is mended first, since rules match whole words; what the site put in goes before conversion, since page lists and titles
# are told by text that stands twice. Each step looks at the options itself.
STEPS: tuple[Step, ...] = (*repairs.STEPS, *boilerplate.STEPS, *chinese.STEPS, *privacy.STEPS)


def clean_document(document: Document, context: Context) -> Document:
    """Clean a document that a reader gave. Raises Rejected when nothing of it is left."""
    document = in_segments(document, lambda part: _cleaned(part, context))
    if not document.text or document.text.isspace():
        raise Rejected("empty", f"nothing is left of it but what the site put in: {_found(document)}", document.origin)
    if why := unwanted(document, context.options):
        raise Rejected("filtered", why, document.origin)
    return document


def _cleaned(document: Document, context: Context) -> Document:
    document = run_steps(document, repairs.STEPS, context)
    document = boilerplate.strip(document, context)
    return run_steps(document, (*chinese.STEPS, *privacy.STEPS), context)


def _found(document: Document) -> str:
    """The rules that took most, with the characters that each took."""
    most = sorted(document.patch.taken().items(), key=lambda rule: -rule[1])[:4]
    return ", ".join(f"{rule} {count}" for rule, count in most if count)


def clean_item(item: RawItem, context: Context, *, fallback: bool = False) -> Document:
    """Read and clean one raw document, with the `fallback` reader of its format where that is asked for. Raises Rejected."""
    return clean_document(readers.read(item, context, fallback=fallback), context)
