"""The Python surface in this process: one document, or single steps on a text. Whole folders: `cleaners.workers.documents`."""

from __future__ import annotations

import os
from collections.abc import Iterable

from cleaners import boilerplate, pipeline, readers
from cleaners.chinese.conversion import convert_script
from cleaners.chinese.dashes import restore_dashes
from cleaners.chinese.punctuation import restore_marks
from cleaners.chinese.vocabulary import convert_vocabulary
from cleaners.decoding import Decoded
from cleaners.decoding import decode as decode
from cleaners.document import Document, Origin, Step, run_steps
from cleaners.errors import Rejected
from cleaners.options import CleanOptions, Context
from cleaners.repair.entry import scrub_entry
from cleaners.sources import RawItem


def clean(
    data: bytes | str,
    *,
    name: str = "",
    url: str = "",
    declared: str | None = None,
    origin: Origin | None = None,
    options: CleanOptions | None = None,
    context: Context | None = None,
) -> Document:
    """Clean one document in this process: bytes as they came, or text that is decoded already. `name` and `url` are hints,
    `declared` is the encoding that somebody outside gives (HTTP). Raises Rejected when there is no text to give.

    Bytes from strangers are better opened in a worker process with limits: see `cleaners.clean_path`.
    """
    context = context or Context(options=options or CleanOptions())
    origin = origin or Origin(path=os.fsencode(name), url=url)
    if isinstance(data, str):
        return pipeline.clean_document(readers.read_text(data, origin, name), context)
    if len(data) > context.options.max_bytes:
        raise Rejected("too_large", f"{len(data):,} bytes, the limit is {context.options.max_bytes:,} (max_bytes)", origin)
    return pipeline.clean_item(RawItem(origin, data, name, declared), context)


def main_text(html: bytes | str, *, url: str = "") -> str:
    """The page's own content, without anything done to its characters. Raises Rejected("empty") for pages without text."""
    from cleaners.boilerplate.page.step import main_text

    return main_text(html, url=url)


def strip_boilerplate(text: str, *, url: str = "") -> Document:
    """The steps that take out what a site put into a text, alone."""
    return _run(text, (scrub_entry, *boilerplate.STEPS), url=url)


def simplify(text: str, *, options: CleanOptions | None = None) -> Document:
    """Traditional to simplified where the text is traditional; `.metadata["script"]` says what it was."""
    return _run(text, (scrub_entry, convert_script, convert_vocabulary), options=options)


def restore_punctuation(text: str) -> Document:
    """The full-width marks that Chinese text lost."""
    return _run(text, (scrub_entry, restore_marks, restore_dashes))


def _run(text: str, steps: Iterable[Step], *, url: str = "", options: CleanOptions | None = None) -> Document:
    document = Document.of(text, origin=Origin(url=url))
    return run_steps(document, steps, Context(options=options or CleanOptions()))


__all__ = [
    "Decoded",
    "clean",
    "decode",
    "main_text",
    "restore_punctuation",
    "simplify",
    "strip_boilerplate",
]
