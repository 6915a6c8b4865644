"""Tables of a page: which of them lay out the page, and where the cells of the others stand.

A cell that takes several rows or columns is repeated in each of them, so that the columns of a row stand under those of the rows
above; a cell that has its row to itself (a title over the table) stands once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaners.readers.markup.nodes import Block, Tree
from cleaners.readers.markup.roles import may_hold_post

# A table whose biggest cell holds more than this share of its text, or so many lines, lays out a page.
MAX_CELL_SHARE, MIN_LAYOUT_TEXT, MAX_CELL_LINES = 0.6, 800, 12
# Rows and columns that a cell is believed to take; how many repeated cells a page has at most for each of its elements.
MAX_ROWS, MAX_COLUMNS, MAX_REPEATS = 1000, 100, 4


@dataclass(slots=True)
class Rows:
    """For each element the row of a data table that it stands in (else -1) and the column of its cell; for each row the columns
    that cells of it, or of rows above, are repeated in."""

    row: list[int]
    column: list[int]
    repeats: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # row -> column and the cell that is repeated there


def rows_of(tree: Tree) -> Rows:
    elements = tree.elements
    table, layout = _tables(tree)
    found = Rows([-1] * len(elements), [0] * len(elements))
    if not any(number >= 0 for number in table):
        return found
    grids: dict[int, _Grid] = {}
    left = MAX_REPEATS * len(elements)
    for number, element in enumerate(elements):
        above = element.parent
        if above >= 0:
            found.row[number], found.column[number] = found.row[above], found.column[above]
        inside = table[number]
        if element.tag == "tr" and inside >= 0 and inside not in layout:
            found.row[number], found.column[number] = number, 0
            left -= grids.setdefault(inside, _Grid()).begin_row(number, found, left)
        elif element.tag in ("td", "th") and found.row[number] == above >= 0:
            found.column[number] = grids[inside].cell(number, tree.spans.get(number, (1, 1)))
    for grid in grids.values():
        left -= grid.begin_row(-1, found, left)
    return found


@dataclass(slots=True)
class _Grid:
    """The cells of a table that reach into rows below: column -> rows still to come, the cell."""

    reaching: dict[int, tuple[int, int]] = field(default_factory=dict)
    row: int = -1
    column: int = 0
    full: bool = False  # no more cells are repeated
    cells: list[tuple[int, int, int, int]] = field(default_factory=list)  # number, column, rows, columns
    own: list[tuple[int, int]] = field(default_factory=list)  # columns of this row that cells above take
    taken: set[int] = field(default_factory=set)  # the same, to look up

    def begin_row(self, number: int, rows: Rows, left: int) -> int:
        """Ends the row before, and says how many repeated cells it has."""
        if left <= 0:  # enough of this page has been repeated
            self.reaching, self.own, self.taken, self.row, self.column, self.cells = {}, [], set(), number, 0, []
            self.full = True
            return 0
        alone = len(self.cells) == 1 and not self.own
        wide = [(cell, column, across) for cell, column, _, across in self.cells if across > 1 and not alone]
        repeats = self.own + [(column + at, cell) for cell, column, across in wide for at in range(1, across)]
        if repeats and len(repeats) <= left and self.row >= 0:
            rows.repeats[self.row] = sorted(repeats)
        for cell, column, down, across in self.cells:
            if down > 1 and not alone:
                self.reaching.update({column + at: (down - 1, cell) for at in range(across)})
        self.own = [(column, cell) for column, (_, cell) in self.reaching.items()]
        self.reaching = {column: (down - 1, cell) for column, (down, cell) in self.reaching.items() if down > 1}
        if len(repeats) > left:
            self.reaching, self.own = {}, []
        self.taken = {column for column, _ in self.own}
        self.row, self.column, self.cells = number, 0, []
        return len(repeats)

    def cell(self, number: int, takes: tuple[int, int]) -> int:
        """The column of the row's next cell."""
        while self.column in self.taken:
            self.column += 1
        if self.full:
            takes = (1, 1)
        column = self.column
        down, across = min(takes[0] or MAX_ROWS, MAX_ROWS), max(1, min(takes[1], MAX_COLUMNS))
        self.column += across
        self.cells.append((number, column, down, across))
        return column


def _tables(tree: Tree) -> tuple[list[int], set[int]]:
    """For each element the table that it stands in, and the tables that lay out their page: those round other tables, titles,
    code or posts, with a cell that holds most of the text or many lines, and those that are one column of such cells."""
    elements, blocks = tree.elements, tree.blocks
    table = [-1] * len(elements)
    layout: set[int] = set()
    widest: dict[int, int] = {}
    cells: dict[int, list[int]] = {}
    for number, element in enumerate(elements):
        outer = table[element.parent] if element.parent >= 0 else -1
        table[number] = outer
        if element.tag == "table":
            layout.update(() if outer < 0 else (outer,))
            table[number] = number
            if element.kind == "code":
                layout.add(number)
        elif outer < 0:
            continue
        elif element.tag in ("h1", "h2"):
            layout.add(outer)  # a title stands in no data
        elif element.tag in ("td", "th"):
            size = sum(len(block.text) for block in blocks[element.first : element.last])
            widest[outer] = max(widest.get(outer, 0), size)
            cells.setdefault(outer, []).append(number)
            if element.last - element.first > MAX_CELL_LINES or tree.roles.get(number) in ("post", "number", "code"):
                layout.add(outer)
        elif (element.kind == "code" and element.last - element.first > 1) or tree.roles.get(number) == "post":
            layout.add(outer)
    for number in _post_cells(tree, cells):
        layout.add(table[number])
    for number, size in widest.items():
        whole = _size(blocks[elements[number].first : elements[number].last])
        if (whole >= MIN_LAYOUT_TEXT and size > MAX_CELL_SHARE * whole) or (
            number not in layout and _is_column(tree, cells[number])
        ):
            layout.add(number)
    return table, layout


def _post_cells(tree: Tree, cells: dict[int, list[int]]) -> Iterator[int]:
    """Cells that are posts by their name: they hold several lines, and have their row to themselves or with one other cell."""
    for inside in cells.values():
        rows = Counter(tree.elements[number].parent for number in inside)
        for number in inside:
            cell = tree.elements[number]
            if cell.last - cell.first > 1 and rows[cell.parent] <= 2 and may_hold_post(cell.words):
                yield number


def _size(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_column(tree: Tree, cells: list[int]) -> bool:
    """Whether the table is one cell, or a cell a row, some of several lines."""
    full = [number for number in cells if tree.elements[number].first < tree.elements[number].last]
    if len(full) == 1 == len(cells):
        return True
    rows = {tree.elements[number].parent for number in cells}
    return len(rows) == len(cells) and any(tree.elements[number].last - tree.elements[number].first > 1 for number in full)
