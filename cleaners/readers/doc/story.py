"""Text of a Word file to lines: paragraphs, cells and rows, fields, what is hidden or deleted, what other parts belong there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cleaners.readers.doc.formatting import PLAIN, Paragraphs, Style
from cleaners.readers.doc.pieces import Text
from cleaners.readers.doc.sprms import NOTHING, Properties, properties
from cleaners.readers.fields import instruction_text
from cleaners.readers.flow import Flow, Line, LineKind
from cleaners.readers.numbering import Counters
from cleaners.readers.symbols import symbol

_END = re.compile("[\r\x07\x0c]")
_SIGNS = re.compile("[\0-\x08\x0b\x0e-\x1f]")
_CELL = "\x07"
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SHOWN = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-"}
MAX_DEPTH = 16  # of tables: what a damaged file says may be anything


@dataclass(frozen=True, slots=True)
class Run:
    """Characters [start, end) with properties that matter."""

    start: int
    end: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Book:
    """All that is needed to read any part of the text."""

    text: Text
    old: bool
    decode: Callable[[str], str]
    styles: list[Style]
    paragraphs: Paragraphs
    runs: list[Run]
    fonts: list[str]
    counters: Counters

    def lines(self, start: int, end: int, asides: Mapping[int, list[Line]] | None = None) -> list[Line]:
        """The lines of characters [start, end). `asides`: notes and boxes, by the character that they hang on."""
        return _Story(self, dict(sorted((asides or {}).items()))).read(start, min(end, len(self.text.text)))

    def paragraph(self, mark: int) -> tuple[Style, Properties]:
        """Style and properties of the paragraph whose mark stands there."""
        number, own = self.paragraphs.at(self.text.byte_of(mark))
        style = self.styles[number] if number < len(self.styles) else PLAIN
        if modifiers := self.text.properties_at(mark):
            own = properties(modifiers, self.old).over(own)
        return style, own.over(style.base)


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    has_result: bool = False


@dataclass(slots=True)
class _Story:
    book: Book
    asides: dict[int, list[Line]]
    flow: Flow = field(default_factory=Flow)
    fields: list[_Field] = field(default_factory=list)
    next_run: int = 0
    last_mark: str = ""

    def read(self, start: int, end: int) -> list[Line]:
        text = self.book.text.text
        starts = [run.start for run in self.book.runs]
        self.next_run = max(0, bisect_left(starts, start) - 1)
        places = list(self.asides)
        at, aside = start, 0
        while at < end:
            found = _END.search(text, at, end)
            mark = found.start() if found else end
            while aside < len(places) and places[aside] <= mark:
                self.flow.after(self.asides[places[aside]])
                aside += 1
            self.paragraph(at, mark, text[mark] if found else "\r", end)
            at = mark + 1
        for place in places[aside:]:
            self.flow.after(self.asides[place])
        return self.flow.finish()

    def paragraph(self, at: int, mark: int, sign: str, end: int) -> None:
        style, found = self.book.paragraph(mark)
        inside = bool(found.in_table) or sign == _CELL
        depth = min(max(1, found.depth or 1), MAX_DEPTH) if inside else 0
        self.flow.at_depth(depth)
        if found.list and not found.row_end:
            self.write(self.book.counters.next(str(found.list), found.list_level or 0))
        self.characters(at, mark, end)
        empty_cell = sign == _CELL and at == mark and self.last_mark == _CELL
        self.last_mark = sign
        row_end = found.inner_row_end or (sign == _CELL and (found.row_end or (empty_cell and not found.in_table)))
        if row_end:
            self.flow.end_row()
        elif sign == _CELL or found.inner_cell_end:
            self.end_paragraph(style, found)
            self.flow.end_cell()
        elif not any(not open_field.has_result for open_field in self.fields):
            self.end_paragraph(style, found)

    def end_paragraph(self, style: Style, found: Properties) -> None:
        level = style.level
        if found.outline is not None:
            level = found.outline + 1 if found.outline < 9 else 0 if found.outline != style.base.outline else level
        kind: LineKind = "heading" if level and not self.flow.depth else "list_item" if found.list else "paragraph"
        self.flow.end_paragraph(kind, level if kind == "heading" else 0)

    def characters(self, start: int, end: int, part_end: int) -> None:
        text = self.book.text.text
        at = start
        for found in _SIGNS.finditer(text, start, end):
            self.plain(at, found.start())
            self.sign(found[0], found.start(), part_end)
            at = found.end()
        self.plain(at, end)

    def sign(self, sign: str, at: int, part_end: int) -> None:
        text = self.book.text.text
        if sign == _FIELD:
            if text.find(_FIELD_END, at, part_end) >= 0:  # one that never ends would swallow the rest
                self.fields.append(_Field())
        elif sign == _RESULT:
            if self.fields:
                self.fields[-1].has_result = True
        elif sign == _FIELD_END:
            if self.fields:
                closed = self.fields.pop()
                if not closed.has_result:
                    self.write(instruction_text("".join(closed.instruction)))
        elif sign in _SHOWN:
            self.write(_SHOWN[sign])

    def plain(self, start: int, end: int) -> None:
        """Characters without signs, split where properties change."""
        runs = self.book.runs
        while start < end:
            while self.next_run < len(runs) and runs[self.next_run].end <= start:
                self.next_run += 1
            run = runs[self.next_run] if self.next_run < len(runs) else None
            if run is None or run.start >= end:
                self.characters_with(start, end, NOTHING)
                return
            if run.start > start:
                self.characters_with(start, run.start, NOTHING)
                start = run.start
            stop = min(run.end, end)
            self.characters_with(start, stop, run.properties)
            start = stop

    def characters_with(self, start: int, end: int, found: Properties) -> None:
        if found.deleted:
            return
        if found.symbol and end - start == 1:
            font = found.symbol & 0xFFFF
            self.write(symbol(found.symbol >> 16, self.book.fonts[font] if font < len(self.book.fonts) else ""))
            return
        self.write(self.book.decode(self.book.text.text[start:end]), hidden=bool(found.hidden))

    def write(self, text: str, hidden: bool = False) -> None:
        for open_field in self.fields:
            if not open_field.has_result:
                open_field.instruction.append(text)
                return
        self.flow.write(text, hidden)
