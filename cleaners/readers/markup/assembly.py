"""Elements and blocks of a page as its text and marks."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaners.characters.han import ANY_HAN
from cleaners.marks import PageColumns, PageMarks
from cleaners.readers.blanks import joins
from cleaners.readers.markup.nodes import Block, Element, Tree
from cleaners.readers.markup.tables import Rows, rows_of

# White space of Chinese prose in <pre> counts as a text, not as code, above this share of Han characters; in <pre> that names
# itself code, above the second.
MAX_CODE_HAN, MAX_DECLARED_HAN = 0.3, 0.6
# Spans that are not shown, or are no words: they are not repeated with their cell.
UNREPEATED = frozenset({"hidden", "duplicate", "control", "line_number", "ruby"})
# Characters that cells are repeated with on a page, beyond the length of its text.
MORE_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page with its marks."""

    text: str
    marks: PageMarks


@dataclass(slots=True)
class _Line:
    """A line of the text: one block, or the blocks of a table row."""

    start: int
    end: int
    blocks: list[Block]
    row: int  # the row's element, -1 for a block


@dataclass(slots=True)
class _Writer:
    """Puts the blocks of a page one behind the other."""

    tree: Tree
    rows: Rows
    pieces: list[str] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    at: int = 0
    filled: dict[int, str] = field(default_factory=dict)  # cell -> its text
    left: int = MORE_TEXT
    waiting: list[tuple[int, int]] = field(default_factory=list)  # repeated cells that come in this row, the last one first
    column: int = 0

    def write(self) -> None:
        row_of, column_of = self.rows.row, self.rows.column
        lines, starts, pieces = self.lines, self.starts, self.pieces
        last: Block | None = None
        row = -1
        for block in self.tree.blocks:
            before, row = row, row_of[block.element]
            if row < 0:
                if last is not None:
                    if before >= 0:
                        self.end_row()
                    pieces.append("\n")
                    self.at += 1
                at = self.at
                pieces.append(block.text)
                starts.append(at)
                self.at = at + len(block.text)
                lines.append(_Line(at, self.at, [block], -1))
            else:
                if last is not None and row == before:
                    self.next_cell(last, block, column_of[block.element])
                    lines[-1].blocks.append(block)
                else:
                    if last is not None:
                        if before >= 0:
                            self.end_row()
                        self.put("\n")
                    lines.append(_Line(self.at, 0, [block], row))
                    self.begin_row(row, column_of[block.element])
                starts.append(self.at)
                self.put(block.text)
            last = block
        if row >= 0:
            self.end_row()

    def next_cell(self, last: Block, block: Block, column: int) -> None:
        if column != self.column:
            self.put(self.fill_up_to(column))
        else:
            self.put("" if joins(last.text[-1], block.text[0]) else " ")

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.at += len(text)

    def end_row(self) -> None:
        if self.waiting:
            self.put(self.fill_up_to(-1))
        self.lines[-1].end = self.at

    def begin_row(self, row: int, column: int) -> None:
        """What stands before a row's first cell of its own. Empty cells at its head leave no trace."""
        self.waiting = self.rows.repeats.get(row, [])[::-1]
        first = self.waiting[-1][0] if self.waiting else column
        self.column = column
        if first < column:
            self.column = first
            self.put(self.cell_text(self.waiting.pop()[1]))
            self.put(self.fill_up_to(column))

    def fill_up_to(self, column: int) -> str:
        """The tabs to a column, with the repeated cells between; to the row's end for -1."""
        out: list[str] = []
        while self.waiting and (column < 0 or self.waiting[-1][0] < column):
            at, cell = self.waiting.pop()
            out.append("\t" * (at - self.column) + self.cell_text(cell))
            self.column = at
        if column >= 0:
            out.append("\t" * (column - self.column))
            self.column = column
        return "".join(out)

    def cell_text(self, cell: int) -> str:
        if cell not in self.filled:
            element = self.tree.elements[cell]
            self.filled[cell] = _shown(self.tree.blocks[element.first : element.last])
        text = self.filled[cell]
        self.left -= len(text)
        return text if self.left >= 0 else ""


def _shown(blocks: list[Block]) -> str:
    """The words of a cell on one line."""
    out = ""
    for block in blocks:
        text, done, pieces = block.text, 0, list[str]()
        for kind, start, end in block.spans:
            if kind in UNREPEATED and start >= done:
                pieces.append(text[done:start])
                done = end
        text = "" if block.hidden else "".join((*pieces, text[done:])).strip()
        if text:
            out += text if not out or joins(out[-1], text[0]) else f" {text}"
    return out


def assemble(tree: Tree) -> PageText:
    elements, blocks = tree.elements, tree.blocks
    writer = _Writer(tree, rows_of(tree), left=MORE_TEXT + _length(blocks))
    writer.write()
    starts = writer.starts
    for element in elements:
        if element.first < element.last:
            element.start = starts[element.first]
            element.end = starts[element.last - 1] + len(blocks[element.last - 1].text)
    columns = PageColumns()
    _put_lines(columns, elements, writer.lines, _prose_in_pre(tree))
    _put_spans(columns, starts, blocks)
    return PageText("".join(writer.pieces), PageMarks(columns))


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _put_lines(columns: PageColumns, elements: list[Element], lines: list[_Line], prose: set[int]) -> None:
    """The marks of the elements, then those of the lines."""
    for line in lines:
        if line.row >= 0:  # a row begins and ends with what is repeated in it
            row = elements[line.row]
            row.start, row.end = min(row.start, line.start), max(row.end, line.end)
            _widen(elements, row)
    place: dict[int, int] = {-1: -1}  # element -> its position among the marks: those without text get none
    told = [(number, element) for number, element in enumerate(elements) if element.first < element.last]
    for number, element in told:
        place[number] = len(place) - 1
        columns.parents.append(place[element.parent])
    columns.tags += [element.tag for _, element in told]
    columns.words += [element.words for _, element in told]
    columns.starts += [element.start for _, element in told]
    columns.ends += [element.end for _, element in told]
    for line in lines:
        block, number = line.blocks[0], line.row
        if number < 0:
            number = block.element
            kind, links, hidden = elements[number].kind, block.links, block.hidden
            if kind == "code" and number in prose:
                kind = "paragraph"
        else:
            kind = "table_row"
            links, hidden = sum(block.links for block in line.blocks), all(block.hidden for block in line.blocks)
        if kind == "heading":
            columns.levels[len(columns.kinds)] = _level(elements, number)
        columns.kinds.append(kind)
        columns.elements.append(place[number])
        columns.links.append(links)
        columns.hidden.append(hidden)
        columns.starts.append(line.start)
        # The blank lines behind a line of code belong to it, with the line end behind them.
        columns.ends.append(line.end + (kind == "code" and block.text[-1] == "\n"))


def _widen(elements: list[Element], inner: Element) -> None:
    """What stands round an element reaches at least as far."""
    while inner.parent >= 0:
        outer = elements[inner.parent]
        if outer.start <= inner.start and inner.end <= outer.end:
            return
        outer.start, outer.end = min(outer.start, inner.start), max(outer.end, inner.end)
        inner = outer


def _put_spans(columns: PageColumns, starts: list[int], blocks: list[Block]) -> None:
    for start, block in zip(starts, blocks, strict=True):
        if block.hidden:
            _put(columns, "hidden", start, start + len(block.text))
        for kind, begin, end in block.spans:
            _put(columns, kind, start + begin, start + end)


def _put(columns: PageColumns, kind: str, start: int, end: int) -> None:
    columns.spans.append(kind)
    columns.starts.append(start)
    columns.ends.append(end)


def _level(elements: list[Element], number: int) -> int:
    while elements[number].tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
        number = elements[number].parent
    return int(elements[number].tag[1])


def _prose_in_pre(tree: Tree) -> set[int]:
    """Elements in <pre> whose text is Chinese prose: old sites keep whole books that way."""
    elements, blocks = tree.elements, tree.blocks
    prose: set[int] = set()
    for number, element in enumerate(elements):
        if element.kind != "code":
            continue
        if element.parent in prose:
            prose.add(number)
        elif elements[element.parent].kind != "code":
            text = "".join(block.text for block in blocks[element.first : element.last])
            limit = MAX_DECLARED_HAN if tree.roles.get(number) in ("code", "wrapper") else MAX_CODE_HAN
            if len(ANY_HAN.findall(text)) > limit * len(text):
                prose.add(number)
    return prose
