"""What a document lost and changed, for its record and for the totals of a run."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cleaners.document import Document
from cleaners.rules.catalogue import category_of


class Account(NamedTuple):
    """Characters of the source text that were taken out, and those that were replaced (or put in where none was), by rule;
    `removed` are the pieces taken out that are more than blanks, in the form of the record."""

    removed: list[dict[str, Any]]
    removed_by_rule: dict[str, int]
    changed_by_rule: dict[str, int]
    categories: dict[str, str]
    """Category by rule, of the rules named here."""


def account_of(document: Document) -> Account:
    spans = document.patch.entries
    names, codes = document.patch.rules()
    taken, put = spans.end - spans.start, spans.to - spans.at
    gone = document.patch.removals()
    rows = zip(spans.start[gone].tolist(), spans.end[gone].tolist(), spans.at[gone].tolist(), codes[gone].tolist(), strict=True)
    categories = [category_of(name, document.options.rule_packs) for name in names]
    removed = [
        {"rule": names[code], "category": categories[code], "at": at, "text": text}
        for start, end, at, code in rows
        if not (text := document.source_text[start:end]).isspace()
    ]
    changed = np.where(taken == 0, put, taken)
    return Account(
        removed,
        _by_rule(names, np.bincount(codes[gone], taken[gone], len(names))),
        _by_rule(names, np.bincount(codes[~gone], changed[~gone], len(names))),
        dict(zip(names, categories, strict=True)),
    )


def _by_rule(names: tuple[str, ...], counts: np.ndarray[Any, Any]) -> dict[str, int]:
    return {name: int(count) for name, count in zip(names, counts.tolist(), strict=True) if count}
