"""The user's own entries (`conversion_overlay`): they go before everything else, and may change the length."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from cleaners.chinese.spans import Spans
from cleaners.edits import Edit, close_edit

RULE = "script.overlay"


@cache
def _table(path: str) -> tuple[re.Pattern[str], dict[str, str]]:
    entries: dict[str, str] = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            old, tab, new = line.partition("\t")
            if not old or not tab:
                raise ValueError(f"{path}, line {number}: write the traditional form, a tab, the simplified form")
            entries[old] = new
    return re.compile("|".join(map(re.escape, sorted(entries, key=len, reverse=True))) or r"(?!)"), entries


def own_entries(path: str, text: str, spans: Spans) -> list[tuple[Spans, Edit]]:
    """For each place of an entry, the span that it decides, and the edit."""
    pattern, entries = _table(path)
    matches = (match for start, end in spans for match in pattern.finditer(text, start, end))
    return [([m.span()], close_edit(text, *m.span(), entries[m[0]], RULE)) for m in matches]
