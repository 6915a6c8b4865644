"""Lists of pages (`T_第1页`, `第1页 / 共9页`): the line of such a list, and what the list says of the document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaners.characters.lazy_pattern import lazy_pattern

# On folded, stripped lines.
_PAGE = lazy_pattern(
    r"(?P<title>.{2,120}?)[_\-— ]{1,3}第\s?(?P<a>\d{1,4})\s?页"
    r"|第\s?(?P<b>\d{1,4})\s?页\s?[/,|]?\s?共\s?(?P<t>\d{1,5})\s?页"
    r"|第\s?(?P<c>\d{1,4})\s?页"
    r"|(?P<d>\d{1,4})\s?/\s?(?P<u>\d{1,4})"
)


class PageLine(NamedTuple):
    """A line of a list of pages; `total` is 0 and `title` empty where the line does not say."""

    number: int
    total: int
    title: str


def page_line(line: str) -> PageLine | None:
    """`line` (folded, stripped) as a line of a list of pages."""
    if not line or line[-1] not in "页0123456789":
        return None
    found = _PAGE.fullmatch(line)
    if not found:
        return None
    page = int(found["a"] or found["b"] or found["c"] or found["d"])
    return PageLine(page, int(found["t"] or found["u"] or 0), found["title"] or "")


def is_list(rows: Iterable[PageLine]) -> bool:
    """Whether neighbouring lines make a list: the numbers never fall, and something says that they are pages."""
    rows = list(rows)
    numbers = [row.number for row in rows]
    if len(rows) < 2 or numbers != sorted(numbers) or any(row.total and row.number > row.total for row in rows):
        return False
    return any(row.total or row.title for row in rows) or (len(set(numbers)) >= 3 and numbers[-1] - numbers[0] < 2 * len(numbers))
