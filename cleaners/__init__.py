"""Qingwen: raw Chinese documents to clean text, with an account of every character removed.

document = cleaners.clean(open("page.html", "rb").read())
document.text, document.metadata, document.removed, document.omissions, document.restore()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaners.api import (
        Decoded,
        clean,
        decode,
        main_text,
        restore_punctuation,
        simplify,
        strip_boilerplate,
    )
    from cleaners.document import Document, Edit, Edits, Entry, Mark, Omission, Origin, Patch
    from cleaners.errors import Rejected
    from cleaners.options import CleanOptions, Context
    from cleaners.workers.documents import clean_path

# Where each public name stands. They are loaded when first used, so that a worker or a command pays for what it needs alone.
# `repair` is the package of that name, which can be called.
_PLACES = {
    **dict.fromkeys(
        ("Decoded", "clean", "decode", "main_text", "restore_punctuation", "simplify", "strip_boilerplate"),
        "cleaners.api",
    ),
    **dict.fromkeys(
        ("Document", "Edit", "Edits", "Entry", "Mark", "Omission", "Origin", "Patch", "Rejected"), "cleaners.document"
    ),
    **dict.fromkeys(("CleanOptions", "Context"), "cleaners.options"),
    "clean_path": "cleaners.workers.documents",
    "repair": "cleaners.repair",
}

__all__ = [
    "CleanOptions",
    "Context",
    "Decoded",
    "Document",
    "Edit",
    "Edits",
    "Entry",
    "Mark",
    "Omission",
    "Origin",
    "Patch",
    "Rejected",
    "clean",
    "clean_path",
    "decode",
    "main_text",
    "repair",
    "restore_punctuation",
    "simplify",
    "strip_boilerplate",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'cleaners' has no attribute {name!r}")
    module = import_module(_PLACES[name])
    return module if name == "repair" else getattr(module, name)
