"""Qingwen: raw Chinese documents to clean text, with an account of every character removed.

    document = cleaners.clean(open("page.html", "rb").read())
    document.text, document.metadata, document.removed, document.omissions, document.restore()

What each name does stands in `cleaners/api.py`; what may be raised, in `cleaners/errors.py`.
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
        record,
        repair,
        restore_punctuation,
        simplify,
        strip_boilerplate,
    )
    from cleaners.document import Document, Mark, Omission
    from cleaners.edits import Edit, Edits
    from cleaners.errors import (
        ConfigError,
        Error,
        ExportError,
        HeldError,
        NotRestoredError,
        OptionsError,
        Rejected,
        RuleError,
        RunError,
        SideTableError,
        StepError,
        TemplateError,
        UsageError,
        WrongOpenCCError,
    )
    from cleaners.options import CleanOptions, Context
    from cleaners.origin import Origin
    from cleaners.patch import Entry, Patch
    from cleaners.workers.documents import clean_path

    __version__: str

# Where each public name stands. They are loaded when first used, so that a worker or a command pays for what it needs alone.
_PLACES = {
    name: module
    for module, names in {
        "cleaners.api": "Decoded clean decode main_text record repair restore_punctuation simplify strip_boilerplate",
        "cleaners.document": "Document Mark Omission",
        "cleaners.edits": "Edit Edits",
        "cleaners.errors": "ConfigError Error ExportError HeldError NotRestoredError OptionsError Rejected RuleError RunError "
        "SideTableError StepError TemplateError UsageError WrongOpenCCError",
        "cleaners.options": "CleanOptions Context",
        "cleaners.origin": "Origin",
        "cleaners.patch": "Entry Patch",
        "cleaners.workers.documents": "clean_path",
    }.items()
    for name in names.split()
}

__all__ = [
    "CleanOptions",
    "ConfigError",
    "Context",
    "Decoded",
    "Document",
    "Edit",
    "Edits",
    "Entry",
    "Error",
    "ExportError",
    "HeldError",
    "Mark",
    "NotRestoredError",
    "Omission",
    "OptionsError",
    "Origin",
    "Patch",
    "Rejected",
    "RuleError",
    "RunError",
    "SideTableError",
    "StepError",
    "TemplateError",
    "UsageError",
    "WrongOpenCCError",
    "__version__",
    "clean",
    "clean_path",
    "decode",
    "main_text",
    "record",
    "repair",
    "restore_punctuation",
    "simplify",
    "strip_boilerplate",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("qingwen")
    if name not in _PLACES:
        raise AttributeError(f"module 'cleaners' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
