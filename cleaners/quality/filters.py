"""Documents that are cleaned well and not wanted all the same. Off by default; each that is filtered says why."""

from __future__ import annotations

from cleaners.document import Document
from cleaners.options import LANGUAGES, CleanOptions
from cleaners.quality.signals import signals


def unwanted(document: Document, options: CleanOptions) -> str:
    """Why the options filter a document out, in one line; "" where they do not."""
    text = document.text
    said = str(document.metadata.get("language", ""))
    language = said if said in LANGUAGES else "other"
    if options.languages and language not in options.languages:
        return f"language {language}, wanted: {', '.join(options.languages)}"
    if len(text) < options.least_chars:
        return f"{len(text):,} characters, at least {options.least_chars:,} are wanted"
    if not (options.least_han or options.most_repeated < 1 or options.most_residue < 1):
        return ""
    found = signals(text)
    if found.han_ratio < options.least_han:
        return f"han_ratio {found.han_ratio}, at least {options.least_han} is wanted"
    if found.repeat_ratio > options.most_repeated:
        return f"repeat_ratio {found.repeat_ratio}, at most {options.most_repeated} is wanted"
    residue = max(found.residue, float(document.metadata.get("residue", 0.0) or 0.0))
    return f"residue {residue}, at most {options.most_residue} is wanted" if residue > options.most_residue else ""
