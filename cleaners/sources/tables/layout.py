"""Whether the rows of a table are records: one column holds a text, which is told by its name and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cleaners.sources.containers.conversations import PAIRS
from cleaners.sources.containers.fields import TEXT_FIELDS
from cleaners.sources.tables.rows import LONGEST_NAME, Shape, is_number

# Under what name, and up to how many, lines above the header stand in the records.
TABLE, MOST_ABOVE = "table", 3
SAMPLE_ROWS, SAMPLE_CELLS = 200, 200_000
# Characters of a usual cell: under a name that only texts have, any wordy cell; under one that other tables have, too, a
# sentence; under a name of its own a paragraph.
MIN_NAMED, MIN_SENTENCE, MIN_PARAGRAPH = 4, 7, 40
# So large a share of the cells must hold a sentence, or a paragraph.
MIN_SENTENCES, MIN_PARAGRAPHS = 0.2, 0.5
# So large a share of what stands in the table must stand in a column without a known name.
MIN_SHARE = 0.5
_SURE = frozenset(name for name in TEXT_FIELDS if name not in ("content", "内容", "article", "body"))
_WORDY = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]|[A-Za-zÀ-ÿ]{2}|[\u3040-\u30ff\uac00-\ud7af]")
_MARKS = re.compile("[。！？…，；!?]|[,.;] |\\.$")
_DATE_OR_URL = re.compile(r"\d{2,4}[-/.年]\d{1,2}|https?:|www\.|\d{1,2}:\d\d")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table of records."""

    names: tuple[str, ...]
    header: bool
    text: int
    """The column that holds the text; -1 where several together are a conversation."""
    shape: Shape
    above: tuple[str, ...] = ()
    """Lines above the header: what the table is called."""

    @property
    def text_name(self) -> str:
        return self.names[self.text] if self.text >= 0 else ""

    def records(self, rows: Iterable[list[str]], separator: str = "") -> Iterator[dict[str, Any]]:
        """The rows, without the header, as objects. A text that unquoted line ends tore into several rows is one again."""
        rows = islice(rows, len(self.above) + self.header, None)
        open_row: list[str] = []
        for row in rows:
            if not any(cell and not cell.isspace() for cell in row):
                continue
            fitted = self.shape.fit(row, separator, self.text) if separator else row
            if self._goes_on(open_row, fitted):
                open_row = [*open_row[:-1], f"{open_row[-1]}\n{fitted[0]}", *fitted[1:]]
                continue
            if open_row:
                yield self._record(open_row)
            open_row = fitted
        if open_row:
            yield self._record(open_row)

    def _goes_on(self, before: list[str], row: list[str]) -> bool:
        """Whether a row is the rest of the one before, which ends in its text: alone on a line, or with the cells behind it."""
        if self.text < 0 or len(before) != self.text + 1 or self.shape.width < 2:
            return False
        last = self.text + 1 == self.shape.width
        return len(row) == 1 or (not last and len(row) == self.shape.width - self.text)

    def _record(self, row: list[str]) -> dict[str, Any]:
        names = self.names if len(row) <= len(self.names) else (*self.names, *_numbered(len(self.names), len(row)))
        record = {name: cell for name, cell in zip(names, row, strict=False) if cell or name == self.text_name}
        return {**record, TABLE: " ".join(self.above)} if self.above else record


def layout_of(rows: Sequence[list[str]], text_field: str = "", separator: str = "") -> Layout | None:
    """The layout of a table that begins with `rows`; None where no column holds a text, or none is called `text_field`.
    `separator` is what parts the cells of a table as text: cells may hold it without quotes."""
    rows = _sample(rows)
    above = _above(rows)
    rows = rows[len(above) :]
    if not rows:
        return None
    shape = Shape(rows)
    if separator:
        rows = [shape.fit(row, separator) for row in rows]
    names = tuple(cell.strip() for cell in rows[0])
    if text_field:
        found = names.index(text_field) if text_field in names else -1
        return Layout(_unlike(names), True, found, shape, above) if found >= 0 else None
    columns = [_Column.of([row[at] for row in rows[1:] if at < len(row)]) for at in range(max(shape.width, len(names)))]
    if _may_be_names(names):
        lowered = [name.lower() for name in names]
        text = _named(lowered, columns)
        if text is None and any(sum(name in lowered for name in pairs) > 1 for pairs in PAIRS) and len(rows) > 1:
            text = -1
        if text is None:
            text = _longest(columns)
        return Layout(_unlike(names), True, text, shape, above) if text is not None else None
    if len(rows) < 2:
        return None
    columns = [_Column.of([row[at] for row in rows if at < len(row)]) for at in range(shape.width)]
    text = _longest(columns)
    return Layout(_numbered(0, shape.width), False, text, shape, above) if text is not None else None


@dataclass(frozen=True, slots=True)
class _Column:
    """What stands in a column: figures over its cells that are not blank."""

    length: float = 0.0
    wordy: float = 0.0
    sentences: float = 0.0
    paragraphs: float = 0.0
    different: float = 0.0
    characters: int = 0

    @classmethod
    def of(cls, cells: list[str]) -> _Column:
        cells = [cell for cell in (cell.strip() for cell in cells) if cell]
        if not cells:
            return cls()
        wordy = [cell for cell in cells if _WORDY.search(cell) and not is_number(cell) and not _DATE_OR_URL.match(cell)]
        marked = [len(cell) for cell in wordy if _MARKS.search(cell)]
        size = sum(map(len, cells))
        return cls(
            size / len(cells),
            len(wordy) / len(cells),
            len(marked) / len(cells),
            sum(length >= MIN_PARAGRAPH for length in marked) / len(cells),
            len(set(cells)) / len(cells),
            size,
        )


def _sample(rows: Sequence[list[str]]) -> list[list[str]]:
    kept, cells = list[list[str]](), 0
    for row in rows[:SAMPLE_ROWS]:
        kept.append(row)
        cells += len(row)
        if cells > SAMPLE_CELLS:
            break
    return kept


def _above(rows: Sequence[list[str]]) -> tuple[str, ...]:
    """The first rows, where each has one cell and a row of several follows that may be names."""
    for number, row in enumerate(rows[: MOST_ABOVE + 1]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) > 1:
            return tuple("".join(above).strip() for above in rows[:number]) if _may_be_names([c.strip() for c in row]) else ()
    return ()


def _may_be_names(cells: Sequence[str]) -> bool:
    """Whether the cells of the first row are what columns are called: short, no data, most of them there, none twice."""
    filled = [cell for cell in cells if cell]
    if not filled or 2 * len(filled) < len(cells) or len(set(filled)) < len(filled):
        return False
    return not any(
        len(cell) > LONGEST_NAME or is_number(cell) or _DATE_OR_URL.match(cell) or cell[-1] in "。！？，；" for cell in filled
    )


def _named(names: Sequence[str], columns: Sequence[_Column]) -> int | None:
    """The column with a name that texts have, if a text is what stands in it."""
    most = max((column.length for column in columns if column.wordy > 0.5), default=0.0)
    for name in TEXT_FIELDS:
        if name not in names:
            continue
        column = columns[names.index(name)]
        if column.wordy < 0.5:
            continue
        if name in _SURE and column.length >= MIN_NAMED:
            return names.index(name)
        long = column.length >= MIN_PARAGRAPH or column.sentences >= MIN_SENTENCES
        if column.length >= MIN_SENTENCE and long and 2 * column.length >= most:
            return names.index(name)
    return None


def _longest(columns: Sequence[_Column]) -> int | None:
    """The one column of paragraphs, if it holds most of the table."""
    if not columns:
        return None
    place = max(range(len(columns)), key=lambda at: columns[at].characters)
    best, total = columns[place], sum(column.characters for column in columns)
    others = [column.characters for at, column in enumerate(columns) if at != place and column.wordy > 0.5]
    if best.paragraphs < MIN_PARAGRAPHS or best.different < 0.5 or best.characters < MIN_SHARE * total:
        return None
    return place if 2 * max(others, default=0) < best.characters else None


def _numbered(start: int, end: int) -> tuple[str, ...]:
    return tuple(f"column_{number}" for number in range(start + 1, end + 1))


def _unlike(names: Sequence[str]) -> tuple[str, ...]:
    """Names of which none is empty or stands twice."""
    seen, unlike = set[str](), list[str]()
    for number, name in enumerate(names, 1):
        own = name if name and name not in seen else f"{name or 'column'}_{number}"
        seen.add(own)
        unlike.append(own)
    return tuple(unlike)
