"""A page to columns of lines, tables and footnotes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from cleaners.readers.pdf.blocks import Column, Line, line_of
from cleaners.readers.pdf.columns import Frame, reading_order
from cleaners.readers.pdf.lines import Row, Segment, rows
from cleaners.readers.pdf.paragraphs import join
from cleaners.readers.pdf.rules import Grid, Rules, grids
from cleaners.readers.pdf.scripts import NOTE, plain

# A frame round text is no table: where a cell has more than this share of so much text, or so many lines.
MAX_CELL_SHARE, MIN_LAYOUT_TEXT, MAX_CELL_LINES = 0.6, 800, 12
# Parts of rows that are columns of a table stand under each other within so many ems.
ALIGNED = 1.2
# Notes are set smaller than the text by this factor, or stand below a rule that is shorter than this part of the column.
NOTE_SIZE, NOTE_RULE = 0.95, 0.5


def page_columns(parts: list[Segment], rules: Rules, page: int, body: float, gutters: list[float]) -> list[Column]:
    """In reading order. `gutters`: see `reading_order`."""
    parts = _with_tables(parts, rules)
    return [_column(frame, rules, page, body) for frame in reading_order(parts, gutters)] if parts else []


def _with_tables(parts: list[Segment], rules: Rules) -> list[Segment]:
    """Segments that stand in a drawn table are replaced by one for the table."""
    if not rules.verticals or len(rules.horizontals) < 2:
        return parts
    for grid in grids(rules):
        inside = [part for part in parts if part.table is None and grid.holds((part.x0 + part.x1) / 2, part.middle)]
        if len(inside) < 2:
            continue
        table = _cells(grid, inside)
        texts = [cell for row in table for cell in row if cell]
        if len(texts) < 2:  # rules closer than a line of text are a plot's
            continue
        size = sum(len(text) for cell in texts for text in cell)
        biggest = max(sum(map(len, cell)) for cell in texts)
        if max(map(len, texts)) > MAX_CELL_LINES or (size >= MIN_LAYOUT_TEXT and biggest > MAX_CELL_SHARE * size):
            continue
        lines = ["\t".join(_cell_text(cell) for cell in row).rstrip("\t") for row in table]
        first = min(part.first for part in inside)
        box = grid.box
        holder = Segment(
            "", box.x0, box.y0, box.x1, box.y1, inside[0].size, "", first, table=[line for line in lines if line.strip()]
        )
        taken = set(map(id, inside))
        parts = [part for part in parts if id(part) not in taken] + [holder]
    return parts


def _cells(grid: Grid, parts: list[Segment]) -> list[list[list[str]]]:
    """Rows of cells of lines."""
    table: list[list[list[str]]] = []
    levels = [level for at, level in enumerate(grid.levels) if not at or level - grid.levels[at - 1] > 4]
    for top, bottom in pairwise(levels):
        inside = [part for part in parts if top <= part.middle < bottom]
        middle = (top + bottom) / 2
        edges = [x for x, y0, y1 in grid.verticals if y0 - 2 <= middle <= y1 + 2]
        edges = [x for at, x in enumerate(edges) if not at or x - edges[at - 1] > 4]
        row: list[list[Segment]] = [[] for _ in range(len(edges) + 1)]
        for part in inside:
            center = (part.x0 + part.x1) / 2
            row[sum(edge < center for edge in edges)].append(part)
        cells = row[1:-1] if not row[0] and not row[-1] else row
        table.append([[" ".join(map(plain, line)) for line in rows(cell)] for cell in cells])
    return table


def _cell_text(lines: list[str]) -> str:
    text = ""
    for line in lines:
        text = join(text, line.replace("\t", " "), spaced=False)
    return text


def _column(frame: Frame, rules: Rules, page: int, body: float) -> Column:
    column = Column([], frame.x0, frame.x1, strong=False, page=page)
    found = _with_wrapped_cells(frame.rows)
    in_table = _table_rows(found)
    table: list[str] = []
    for number, row in enumerate(found):
        holder = next((part for part in row if part.table is not None), None)
        if holder is not None and holder.table is not None:
            column.parts.append(holder.table)
            row = [part for part in row if part is not holder]
            if not row:
                continue
        if in_table[number]:
            table.append("\t".join(map(plain, row)))
            continue
        if table:
            column.parts.append(table)
            table = []
        line = line_of(row, page)
        column.parts.append(line)
        column.lines.append(line)
    if table:
        column.parts.append(table)
    _take_notes(column, rules, body)
    if column.parts and isinstance(column.parts[0], Line):
        column.parts[0].begins_frame = True
    return column


def _with_wrapped_cells(found: list[Row]) -> list[Row]:
    """Rows that stand under cells of the row above, and not under its first, belong to it."""
    out: list[Row] = []
    bottom = 0.0
    for row in found:
        above = out[-1] if out else []
        if len(above) > 2 and len(row) < len(above) and row[0].y0 - bottom < 0.5 * row[0].size:
            under = [next((cell for cell in above[1:] if abs(cell.x0 - part.x0) < 0.4 * part.size), None) for part in row]
            if all(under):
                for cell, part in zip(under, row, strict=True):
                    if cell is not None:
                        out[-1] = above = [
                            replace(old, text=join(plain(old), plain(part), spaced=False), raised=[], lowered=[])
                            if old is cell
                            else old
                            for old in above
                        ]
                bottom = max(part.y1 for part in row)
                continue
        out.append(row)
        bottom = max(part.y1 for part in row)
    return out


def _table_rows(found: list[Row]) -> list[bool]:
    """Rows of parts under each other, no lines drawn."""
    flags = [False] * len(found)
    for number in range(len(found) - 1):
        upper, lower = found[number], found[number + 1]
        if min(len(upper), len(lower)) > 1 and _is_under(upper, lower) and lower[0].middle - upper[0].middle < 4 * upper[0].size:
            flags[number] = flags[number + 1] = True
    return flags


def _is_under(upper: Row, lower: Row) -> bool:
    if {len(upper[0].text), len(lower[0].text)} <= {1, 2} and min(len(upper), len(lower)) == 2:
        return False  # labels and items
    near = ALIGNED * upper[0].size
    matches = 0
    for part in lower[1:]:
        matches += any(
            abs(part.x0 - other.x0) < near
            or abs(part.x1 - other.x1) < near
            or abs(part.x0 + part.x1 - other.x0 - other.x1) < 2 * near
            for other in upper[1:]
        )
    return matches >= max(1, min(len(upper), len(lower)) // 2)


def _take_notes(column: Column, rules: Rules, body: float) -> None:
    """Move the notes at the foot of the column out of its text."""
    start = _notes_start(column, rules, body)
    if start is None:
        return
    column.notes = [part for part in column.parts[start:] if isinstance(part, Line)]
    if column.notes:
        column.notes[0].begins_frame = True
    taken = set(map(id, column.notes))
    column.parts = column.parts[:start]
    column.lines = [line for line in column.lines if id(line) not in taken]


def _notes_start(column: Column, rules: Rules, body: float) -> int | None:
    tail = len(column.parts)
    while (
        tail
        and isinstance(part := column.parts[tail - 1], Line)
        and (part.size < NOTE_SIZE * body or _below_rule(part, column, rules))
    ):
        tail -= 1
    for start in range(tail, len(column.parts)):
        part = column.parts[start]
        if isinstance(part, Line) and (NOTE.match(part.text) or (part.raised and part.raised[0][0] == 0)):
            above = column.parts[start - 1] if start else None
            return start if not isinstance(above, Line) or above.size > part.size or _below_rule(part, column, rules) else None
    return None


def _below_rule(line: Line, column: Column, rules: Rules) -> bool:
    """Whether a short rule stands above the line, at the left of the column, and nothing but notes below it."""
    width = column.right - column.left
    return any(
        y < line.y0 + 2 and abs(x0 - column.left) < 8 and 20 < x1 - x0 < NOTE_RULE * width
        and y > max((other.y1 for other in column.lines if other.y0 < y - 2), default=0) - 4
        and sum(other.y0 >= y - 2 for other in column.lines) <= len(column.lines) / 2
        for y, x0, x1 in rules.horizontals
    )  # fmt: skip
