"""Source text as readers of documents write it: a line for each paragraph, heading, list item, table row and note, with a mark.

The kinds of marks, one vocabulary for all readers:

- of lines: `paragraph`, `heading` (attribute `level`, 1 for the highest), `list_item`, `table_row` (cells parted by tabs),
  `caption`, `quote`, `code`, `footnote` (endnotes, too; it stands behind the paragraph that refers to it);
- of lines that are not the text's own, which a step takes out: `header`, `footer`, `page_number`, `comment` (a reviewer's),
  `output` (of code in a notebook);
- of spans within lines: `hidden` (text that is not shown), `ruby` (a reading beside its base), `damage`, `formula` (`$TeX$`); on
  pages, too, `line_number` and `control` (numbers and buttons beside code, links to edit with), `duplicate` (another form of a
  formula);
- of plain text and Markdown, from their shape (`cleaners.structure`): `code`, `formula` and `front_matter` from end to end, blank
  lines included; and lines that are a `definition` (key: value), `verse`, a `message` (of a chat, of a play), `timed` (subtitles,
  lyrics), a `citation` (of a list of literature); in lines, `speaker` (time and name before a message). The attribute `form`
  says by what they were told: `fence`, `indent`, `run`,
  `inline` (a span within a line), `bars`, `tabs`, ... A mark of a nested item begins with the blanks that say how deep it is;
- `markup`: signs of a format that stand for no word, or for another (`to`), under the rule that the attribute `rule` names;
- `element`: what of the tree of a page is needed to tell its parts (see `cleaners.readers.dom`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from cleaners.document import Mark, Scalar
from cleaners.readers.blanks import joins
from cleaners.readers.markup.scripts import Script, script

LineKind = Literal[
    "paragraph", "heading", "list_item", "table_row", "caption", "quote", "code", "footnote",
    "header", "footer", "page_number", "comment",
]  # fmt: skip

# A table is a frame round text, no table, where it has one cell, or where the biggest cell holds more than this share of so much
# text, or where a cell has so many lines (the figures of `cleaners.readers.dom`, which sees the same tables saved as pages).
MAX_CELL_SHARE, MIN_LAYOUT_TEXT, MAX_CELL_LINES = 0.6, 800, 12
# What one cell of a spreadsheet or table may be repeated: formats count empty cells to the edge of the sheet.
MAX_REPEATED = 256


Spans: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Line:
    """One line of the source text. `hidden` are spans of `text` that are not shown, `formulas` those that are TeX."""

    text: str
    kind: LineKind = "paragraph"
    level: int = 0
    hidden: Spans = ()
    formulas: Spans = ()


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
    _formulas: list[tuple[int, int]] = field(default_factory=list)
    _raised: list[str] = field(default_factory=list)  # raised or lowered text whose end has not come
    _how: Script | None = None
    _length: int = 0
    _waiting: list[Line] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """In how many tables, one within another, the next paragraph stands."""
        return len(self._tables)

    @property
    def written(self) -> int:
        """Characters of the paragraph so far."""
        return self._length + len(self._raised)

    def write(self, text: str, hidden: bool = False, how: Script | None = None) -> None:
        """More of the paragraph. A line end in `text` ends the line, not the paragraph. `how`: the text is raised or lowered."""
        if not text:
            return
        if self._how is not None and (how != self._how or hidden):
            self._end_script(text[0])
        if how is not None and not hidden:
            self._how = how
            self._raised.append(text)
            return
        if hidden:
            if self._hidden and self._hidden[-1][1] == self._length:
                self._hidden[-1] = (self._hidden[-1][0], self._length + len(text))
            else:
                self._hidden.append((self._length, self._length + len(text)))
        self._chunks.append(text)
        self._length += len(text)

    def write_formula(self, tex: str, hidden: bool = False) -> None:
        """A formula within the paragraph."""
        if tex:
            self._end_script("$")
            start = self._length
            self.write(f"${tex}$", hidden)
            self._formulas.append((start, self._length))

    def _end_script(self, behind: str = "") -> None:
        if self._how is not None:
            how, self._how = self._how, None
            raised = "".join(self._raised)
            self._raised.clear()
            self.write(script(raised, how, "".join(self._chunks[-3:])[-8:], behind))

    def take(self) -> str:
        """What has been written of the paragraph, which begins anew."""
        self._end_script()
        text = "".join(self._chunks)
        self._chunks.clear()
        self._formulas.clear()
        self._hidden.clear()
        self._length = 0
        return text

    def end_paragraph(self, kind: LineKind = "paragraph", level: int = 0) -> None:
        self._end_script()
        hidden, formulas = tuple(self._hidden), tuple(self._formulas)
        self._put(split_lines(Line(self.take(), kind, level, hidden, formulas)))
        self._release()

    def after(self, lines: Iterable[Line]) -> None:
        """Lines that stand behind the paragraph, or behind the table that it is in: notes, boxes."""
        self._waiting += lines

    def at_depth(self, depth: int) -> None:
        """End or begin tables, for formats that tell so only where the paragraph ends: what has been written of it goes along."""
        if depth == len(self._tables):
            return
        self._end_script()
        written = self._chunks, self._hidden, self._formulas, self._length
        self._chunks, self._hidden, self._formulas, self._length = [], [], [], 0
        while len(self._tables) > depth:
            self.end_table()
        while len(self._tables) < depth:
            self.begin_table()
        self._chunks, self._hidden, self._formulas, self._length = written

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
        if self._chunks or self._raised:
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
        found.append(Line(text, line.kind, line.level, _cut(line.hidden, at, end), _cut(line.formulas, at, end)))
        at = end + 1
    return found


def _cut(spans: Spans, start: int, end: int) -> Spans:
    """What of the spans lies between two places, counted from the first."""
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)


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
    formulas: list[tuple[int, int]] = []
    at = 0
    for number, cell in enumerate(cells):
        last = ""
        for line in cell:
            text = line.text.strip(" \t\u3000")
            offset = len(line.text) - len(line.text.lstrip(" \t\u3000"))
            separator = "" if not last or joins(last, text[0]) else " "
            pieces += (separator, text.replace("\t", " "))
            at += len(separator)
            hidden += ((at + a, at + b) for a, b in _cut(line.hidden, offset, offset + len(text)))
            formulas += ((at + a, at + b) for a, b in _cut(line.formulas, offset, offset + len(text)))
            at += len(text)
            last = text[-1:]
        if number < len(cells) - 1:
            pieces.append("\t")
            at += 1
    return Line("".join(pieces).rstrip("\t"), "table_row", 0, tuple(hidden), tuple(formulas))


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
        spans += (Mark("formula", at + a, at + b) for a, b in line.formulas)
        pieces.append(line.text)
        at = end + 1
    return "\n".join(pieces), marks + spans


def as_kind(lines: Iterable[Line], kind: LineKind) -> list[Line]:
    """The lines as lines of one kind: those of a note, of a header."""
    return [Line(line.text, kind, 0, line.hidden, line.formulas) for line in lines]


def note_lines(lines: Iterable[Line], kind: LineKind) -> list[Line]:
    """The same without the blanks at their heads."""
    found = []
    for line in lines:
        start = len(line.text) - len(line.text.lstrip())
        hidden, formulas = (_cut(spans, start, len(line.text)) for spans in (line.hidden, line.formulas))
        found.append(Line(line.text[start:], kind, 0, hidden, formulas))
    return found
