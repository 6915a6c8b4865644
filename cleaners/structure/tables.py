"""Rows of tables: between bars as Markdown has them, in columns parted by tabs, in columns aligned by blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark, Scalar
from cleaners.structure.lines import BULLETS, Lines

_RULE = lazy_pattern(r"\|?[ \t]*+:?-+:?[ \t]*+(?:\|[ \t]*+:?-+:?[ \t]*+)*+\|?$")
_GRID = lazy_pattern(r"\+(?:[-=]{2,}\+)+$")
_GAP = lazy_pattern(r" *\u3000[\u3000 ]*| {2,}")
_INNER = lazy_pattern(r"\u3000(?<=\S\u3000)")  # a wide blank behind a word: paragraphs begin with some
_FEWEST = 3  # rows without bars that make a table


# One mapping for all rows of a form: a table may have a million.
_FORMS: dict[str, dict[str, Scalar]] = {form: {"form": form} for form in ("bars", "tabs", "blanks")}


def bars(lines: Lines, *, markdown: bool) -> Iterator[Mark]:
    """A mark `table_row` for each row between bars; `form` says how the cells are parted."""
    return _bars(lines, markdown=markdown) if "|" in lines.text else iter(())


def columns(lines: Lines) -> Iterator[Mark]:
    """The same for rows whose cells are parted by tabs, or aligned by blanks."""
    if "\t" in lines.text:
        yield from _runs(lines, _tabs, "tabs")
    if "  " in lines.text or ("\u3000" in lines.text and _INNER.search(lines.text) is not None):
        yield from _runs(lines, _columns, "blanks")


def _row(lines: Lines, number: int, form: str) -> Mark:
    lines.set_kind(number, number, "table_row")
    return Mark("table_row", *lines.body(number), _FORMS[form])


def _bars(lines: Lines, *, markdown: bool) -> Iterator[Mark]:
    """Rows between bars. A rule below the first row says so; else two rows of as many cells, closed at both ends, do."""
    number = 0
    while number < len(lines):
        first = number
        while number < len(lines) and lines.free(number) and _may_be_row(lines.bare(number)):
            number += 1
        if number > first:
            ruled = any("-" in lines.bare(row) and _RULE.match(lines.bare(row)) for row in range(first, number))
            grid = first > 0 and _GRID.match(lines.bare(first - 1)) is not None
            if (ruled and number - first > 1) or grid or markdown or _same_cells(lines, first, number):
                for row in range(first, number):
                    if ruled or _is_closed(lines.bare(row)) or _GRID.match(lines.bare(row)):
                        yield _row(lines, row, "bars")
        number += 1


def _may_be_row(bare: str) -> bool:
    return "|" in bare or (bare[:1] == "+" and _GRID.match(bare) is not None)


def _is_closed(bare: str) -> bool:
    return len(bare) > 1 and bare[0] == "|" and bare[-1] == "|"


def _same_cells(lines: Lines, first: int, end: int) -> bool:
    if end - first < 2 or not all(_is_closed(lines.bare(row)) for row in range(first, end)):
        return False
    counts = {lines.bare(row).count("|") for row in range(first, end)}
    return len(counts) == 1 and max(counts) > 2


def _tabs(lines: Lines, number: int) -> tuple[int, ...]:
    """How many tabs part the cells of a line."""
    count = lines.bare(number).count("\t")
    return (count,) if count else ()


def _columns(lines: Lines, number: int) -> tuple[int, ...]:
    """Where the columns of a line begin, in half widths."""
    bare = lines.bare(number)
    if ("  " not in bare and "\u3000" not in bare) or len(bare) > 400:
        return ()
    head = len(bare) - len(bare.lstrip(BULLETS + "0123456789.)"))  # a bullet is no column
    return tuple(match.end() + _wide(bare[: match.end()]) for match in _GAP.finditer(bare, head + 1))


def _wide(text: str) -> int:
    return 0 if text.isascii() else sum(character >= "\u1100" for character in text)


def _runs(lines: Lines, cells: Callable[[Lines, int], tuple[int, ...]], form: str) -> Iterator[Mark]:
    """Lines that follow each other and are parted alike."""
    numbers = [number for number in _with_blanks(lines, form) if lines.free(number)]
    run: list[int] = []
    columns: set[int] = set()
    for number in numbers:
        found = cells(lines, number)
        common = columns & set(found) if form == "blanks" else set(found)
        joins = bool(run) and number == run[-1] + 1 and bool(common) and len(common) * 2 >= len(found)
        if not joins:
            yield from _closed(lines, run, form)
            run, common = [], set(found)
        columns = common
        if found:
            run.append(number)
    yield from _closed(lines, run, form)


def _with_blanks(lines: Lines, form: str) -> list[int]:
    sign = "\t" if form == "tabs" else "  "
    return [
        number
        for number, bare in enumerate(lines.all_bare)
        if sign in bare or (form == "blanks" and "\u3000" in bare)
    ]  # fmt: skip


def _closed(lines: Lines, run: list[int], form: str) -> Iterator[Mark]:
    alike = len(run) == _FEWEST - 1 and form == "tabs" and len({lines.bare(row).count("\t") for row in run}) == 1
    if len(run) >= _FEWEST or (alike and lines.bare(run[0]).count("\t") > 1):
        for number in run:
            yield _row(lines, number, form)
