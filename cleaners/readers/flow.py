"""Source text as readers of documents write it: a line for each paragraph, heading, list item, table row and note, with a mark.

The kinds of marks, one vocabulary for all readers:

- of lines: `paragraph`, `heading` (attribute `level`, 1 for the highest), `list_item`, `table_row` (cells parted by tabs),
  `caption`, `quote`, `code`, `footnote` (endnotes, too; it stands behind the paragraph that refers to it);
- of lines that are not the text's own, which a step takes out: `header`, `footer`, `page_number`, `comment` (a reviewer's);
- of spans within lines: `hidden` (text that is not shown), `ruby` (a reading beside its base), `damage`;
- of plain text and Markdown, from their shape (`cleaners.structure`): `code`, `formula` and `front_matter` from end to end, blank
  lines included; and lines that are a `definition` (key: value), `verse`, a `message` (of a chat, of a play), `timed` (subtitles,
  lyrics), a `citation` (of a list of literature). The attribute `form` says by what they were told: `fence`, `indent`, `run`,
  `inline` (a span within a line), `bars`, `tabs`, ... A mark of a nested item begins with the blanks that say how deep it is;
- `element`: what of the tree of a page is needed to tell its parts (see `cleaners.readers.dom`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cleaners.document import Mark, Scalar
from cleaners.readers.blanks import joins

LineKind = Literal[
    "paragraph", "heading", "list_item", "table_row", "caption", "quote", "code", "footnote",
    "header", "footer", "page_number", "comment",
]  # fmt: skip

# A table is a frame round text, no table, where it has one cell, or where the biggest cell holds more than this share of so much
# text, or where a cell has so many lines (the figures of `cleaners.readers.dom`, which sees the same tables saved as pages).
MAX_CELL_SHARE, MIN_LAYOUT_TEXT, MAX_CELL_LINES = 0.6, 800, 12
# What one cell of a spreadsheet or table may be repeated: formats count empty cells to the edge of the sheet.
MAX_REPEATED = 256


@dataclass(slots=True)
class Line:
    """One line of the source text. `hidden` are spans of `text` that are not shown."""

    text: str
    kind: LineKind = "paragraph"
    level: int = 0
    hidden: tuple[tuple[int, int], ...] = ()


Cell = list[Line]


@dataclass(slots=True)
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    cell: Cell = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    """Takes text, ends of paragraphs, cells and rows as a document gives them; `lines` is what came of it."""

    lines: list[Line] = field(default_factory=list)
    _tables: list[_Table] = field(default_factory=list)
    _chunks: list[str] = field(default_factory=list)
    _hidden: list[tuple[int, int]] = field(default_factory=list)
    _length: int = 0
    _waiting: list[Line] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """In how many tables, one within another, the next paragraph stands."""
        return len(self._tables)

    @property
    def written(self) -> int:
        """Characters of the paragraph so far."""
        return self._length

    def write(self, text: str, hidden: bool = False) -> None:
        """More of the paragraph. A line end in `text` ends the line, not the paragraph."""
        if not text:
            return
        if hidden:
            if self._hidden and self._hidden[-1][1] == self._length:
                self._hidden[-1] = (self._hidden[-1][0], self._length + len(text))
            else:
                self._hidden.append((self._length, self._length + len(text)))
        self._chunks.append(text)
        self._length += len(text)

    def take(self) -> str:
        """What has been written of the paragraph, which begins anew."""
        text = "".join(self._chunks)
        self._chunks.clear()
        self._hidden.clear()
        self._length = 0
        return text

    def end_paragraph(self, kind: LineKind = "paragraph", level: int = 0) -> None:
        hidden = tuple(self._hidden)
        self._put(split_lines(Line(self.take(), kind, level, hidden)))
        self._release()

    def after(self, lines: Iterable[Line]) -> None:
        """Lines that stand behind the paragraph, or behind the table that it is in: notes, boxes."""
        self._waiting += lines

    def at_depth(self, depth: int) -> None:
        """End or begin tables, for formats that tell so only where the paragraph ends: what has been written of it goes along."""
        if depth == len(self._tables):
            return
        chunks, hidden, length = self._chunks, self._hidden, self._length
        self._chunks, self._hidden, self._length = [], [], 0
        while len(self._tables) > depth:
            self.end_table()
        while len(self._tables) < depth:
            self.begin_table()
        self._chunks, self._hidden, self._length = chunks, hidden, length

    def begin_table(self) -> None:
        self._flush()
        self._tables.append(_Table())

    def end_cell(self, span: int = 1) -> None:
        self._flush()
        table = self._tables[-1]
        table.row.append(table.cell)
        table.row += ([] for _ in range(min(span, MAX_REPEATED) - 1))
        table.cell = []

    def end_row(self) -> None:
        self._flush()
        table = self._tables[-1]
        if table.cell:
            self.end_cell()
        table.rows.append(table.row)
        table.row = []

    def end_table(self) -> None:
        self._flush()
        if self._tables[-1].row or self._tables[-1].cell:
            self.end_row()
        table = self._tables.pop()
        self._put(table_lines(table.rows, nested=bool(self._tables)))
        self._release()

    def finish(self) -> list[Line]:
        """The lines, after all that is open has been ended."""
        while self._tables:
            self.end_table()
        self._flush()
        self._release()
        return self.lines

    def _flush(self) -> None:
        if self._chunks:
            self.end_paragraph()

    def _put(self, lines: Iterable[Line]) -> None:
        target = self._tables[-1].cell if self._tables else self.lines
        target += (line for line in lines if line.text and not line.text.isspace())

    def _release(self) -> None:
        if self._waiting and not self._tables:
            waiting, self._waiting = self._waiting, []
            self._put(waiting)


def split_lines(line: Line) -> list[Line]:
    """The parts of a paragraph between its line breaks."""
    if "\n" not in line.text:
        return [line]
    found, at = [], 0
    for text in line.text.split("\n"):
        end = at + len(text)
        spans = tuple((max(a, at) - at, min(b, end) - at) for a, b in line.hidden if a < end and b > at)
        found.append(Line(text, line.kind, line.level, spans))
        at = end + 1
    return found


def table_lines(rows: list[list[Cell]], *, nested: bool = False) -> list[Line]:
    """A table as lines: its rows, or, where it only frames or lays out text, the lines in its cells."""
    cells = [cell for row in rows for cell in row if cell]
    if is_layout(cells) or (len(cells) == 1 and not nested):
        return [line for cell in cells for line in cell]
    return [line for row in rows if (line := _row(row)).text.strip()]


def is_layout(cells: list[Cell]) -> bool:
    sizes = [sum(len(line.text) for line in cell) for cell in cells]
    if any(len(cell) > MAX_CELL_LINES for cell in cells):
        return True
    return sum(sizes) >= MIN_LAYOUT_TEXT and max(sizes) > MAX_CELL_SHARE * sum(sizes)


def _row(cells: list[Cell]) -> Line:
    pieces: list[str] = []
    hidden: list[tuple[int, int]] = []
    at = 0
    for number, cell in enumerate(cells):
        last = ""
        for line in cell:
            text = line.text.strip(" \t\u3000")
            offset = len(line.text) - len(line.text.lstrip(" \t\u3000"))
            separator = "" if not last or joins(last, text[0]) else " "
            pieces += (separator, text.replace("\t", " "))
            at += len(separator)
            hidden += ((at + max(0, a - offset), at + min(len(text), b - offset)) for a, b in line.hidden if b > offset)
            at += len(text)
            last = text[-1:]
        if number < len(cells) - 1:
            pieces.append("\t")
            at += 1
    return Line("".join(pieces).rstrip("\t"), "table_row", 0, tuple(span for span in hidden if span[0] < span[1]))


# Where among the lines a title stands, if its style does not tell.
TITLE_LINES = 8


def assemble(lines: Iterable[Line], metadata: Mapping[str, Scalar] | None = None) -> tuple[str, list[Mark]]:
    """The source text and its marks. The line that says what the file's properties call it is its title."""
    lines = list(lines)
    if title := (metadata or {}).get("title"):
        body = [line for line in lines if line.kind not in ("header", "footer")][:TITLE_LINES]
        named = next((line for line in body if line.text.strip() == title), None)
        if named is not None and named.kind == "paragraph":
            named.kind, named.level = "heading", 1
    pieces: list[str] = []
    marks: list[Mark] = []
    spans: list[Mark] = []
    at = 0
    for line in lines:
        end = at + len(line.text)
        attributes: dict[str, Scalar] = {"level": line.level} if line.level else {}
        marks.append(Mark(line.kind, at, end, attributes))
        spans += (Mark("hidden", at + a, at + b) for a, b in line.hidden if a < b)
        pieces.append(line.text)
        at = end + 1
    return "\n".join(pieces), marks + spans


def as_kind(lines: Iterable[Line], kind: LineKind) -> list[Line]:
    """The lines as lines of one kind: those of a note, of a header."""
    return [Line(line.text, kind, 0, line.hidden) for line in lines]
