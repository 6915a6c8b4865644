"""The Python surface in this process: one document, or single steps on a text. Whole folders: `cleaners.clean_path`.

Whatever goes wrong on purpose is a `cleaners.Error`; `cleaners/errors.py` draws the tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from cleaners import boilerplate, pipeline, readers, repairs
from cleaners.chinese.conversion import convert_script
from cleaners.chinese.dashes import restore_dashes
from cleaners.chinese.punctuation import restore_marks
from cleaners.chinese.vocabulary import convert_vocabulary
from cleaners.decoding import Decoded
from cleaners.decoding import decode as decode
from cleaners.document import Document
from cleaners.errors import Rejected, UsageError
from cleaners.options import CleanOptions, Context
from cleaners.origin import Origin
from cleaners.readers.text import marks_in
from cleaners.repairs.entry import scrub_entry
from cleaners.sources import RawItem
from cleaners.step import Step, run_steps

_LONGEST_PATH = 1024  # characters: no path is longer, and no text so short is worth a look at the disk


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
    """Clean one document in this process.

    `data` are the bytes as they came, or text that is decoded already. `name` (of the file) and `url` are hints, `declared` is
    the encoding that somebody outside gives (HTTP). `context` holds the options and what else a run knows; give one of the two.

    Raises Rejected when there is no text to give, UsageError for a path in place of a text.
    Bytes from strangers are better opened in a worker process with limits: see `cleaners.clean_path`.

    >>> clean("雪停了,春天來了").text
    '雪停了，春天来了'
    """
    if options is not None and context is not None:
        raise UsageError("clean: give options or a context, not both: a context has its own options")
    context = context or Context(options=options or CleanOptions())
    origin = origin or Origin(path=os.fsencode(name), url=url)
    if isinstance(data, str):
        _refuse_path(data)
        return pipeline.clean_document(readers.read_text(data, origin, name), context)
    if len(data) > context.options.max_bytes:
        raise Rejected("too_large", f"{len(data):,} bytes, the limit is {context.options.max_bytes:,} (max_bytes)", origin)
    return pipeline.clean_item(RawItem(origin, data, name, declared), context)


def _refuse_path(text: str) -> None:
    """Raise UsageError where a text is the path of a file that is there: nobody means that."""
    if len(text) > _LONGEST_PATH or "\n" in text or not ("." in text or "/" in text or os.sep in text):
        return
    try:
        is_file = os.path.isfile(text)  # noqa: PTH113 - a text is no path
    except (OSError, ValueError):  # no name that a file could have
        return
    if is_file:
        raise UsageError(
            f"clean takes the content of a document, and {text!r} is the path of a file: "
            f"use cleaners.clean_path({text!r}), or clean(open({text!r}, 'rb').read(), name={text!r})"
        )


def record(document: Document, options: CleanOptions | None = None) -> dict[str, Any]:
    """The line of JSONL that `document` becomes (`schema/record.schema.json`), under the options that it was cleaned with, or
    under others.

    >>> record(clean("雪停了。"))["metadata"]["script"]
    'hans'
    """
    return document.record(options)


def main_text(html: bytes | str, *, url: str = "") -> str:
    """The page's own content, without anything done to its characters. Raises Rejected("empty") for pages without text."""
    from cleaners.boilerplate.page.step import main_text

    return main_text(html, url=url)


def repair(text: str) -> Document:
    """The repairs of damaged characters, alone. Raises Rejected("garbled") for text that is beyond repair.

    >>> repair("他说：&ldquo;走吧。&rdquo;").text
    '他说：“走吧。”'
    """
    return _run(text, repairs.STEPS)


def strip_boilerplate(text: str, *, url: str = "") -> Document:
    """The steps that take out what a site put into a text, alone."""
    return boilerplate.strip(_run(text, (scrub_entry,), url=url), Context())


def simplify(text: str, *, options: CleanOptions | None = None) -> Document:
    """Traditional to simplified where the text is traditional; `.metadata["script"]` says what it was.

    >>> simplify("這裡的書店關門了").text
    '这里的书店关门了'
    """
    return _run(text, (scrub_entry, convert_script, convert_vocabulary), options=options)


def restore_punctuation(text: str) -> Document:
    """The full-width marks that Chinese text lost.

    >>> restore_punctuation("雪停了,春天来了").text
    '雪停了，春天来了'
    """
    return _run(text, (scrub_entry, restore_marks, restore_dashes))


def _run(text: str, steps: Iterable[Step], *, url: str = "", options: CleanOptions | None = None) -> Document:
    document = Document.of(text, marks=marks_in(text), origin=Origin(url=url))
    return run_steps(document, steps, Context(options=options or CleanOptions()))


__all__ = [
    "Decoded",
    "clean",
    "decode",
    "main_text",
    "record",
    "repair",
    "restore_punctuation",
    "simplify",
    "strip_boilerplate",
]
