"""Tokens of RTF to lines: one pass with a stack of groups."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from cleaners.document import Document, Omission, Origin, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.fields import instruction_text
from cleaners.readers.flow import Flow, Line, LineKind, assemble, note_lines
from cleaners.readers.markup.scripts import Script
from cleaners.readers.numbering import is_number, parted
from cleaners.readers.properties import properties
from cleaners.readers.rtf.charsets import CHARSETS, SYMBOL, WESTERN, Font, code_page, decoded
from cleaners.readers.rtf.tokens import Token, escapes, tokens
from cleaners.readers.rtf.words import ASIDE, COLLECTED, OF_TABLES, SCRIPTS, SIGNS, SKIPPED, THROUGH
from cleaners.readers.style_names import heading_level
from cleaners.readers.symbols import symbol
from cleaners.sources.item import RawItem

# Word nests groups a few dozen deep; what is deeper counts as part of the group about it.
MAX_TABLES, MAX_GROUPS = 16, 500
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Group:
    """What holds until the group ends."""

    destination: str = ""  # "": text; "skip"; or one that collects
    page: str = ""
    symbols: str = ""  # the name of a font of symbols
    fallback: int = 1  # how many characters stand in for one in Unicode
    hidden: bool = False
    script: Script | None = None  # raised or lowered
    deleted: bool = False
    style: int = 0
    level: int | None = None
    in_table: bool = False
    depth: int = 1
    listed: bool = False
    starred: bool = False
    flow: bool = False  # lines or a collection of its own, which end with it
    instead: str = ""  # what a field shows that has no result, and how much was written before it
    written: int = 0


@dataclass(slots=True)
class _Reader:
    page: str = WESTERN
    default_font: int = 0
    fonts: dict[int, Font] = field(default_factory=dict)
    styles: dict[int, int] = field(default_factory=dict)  # style -> level of heading
    found: dict[str, str] = field(default_factory=dict)
    headers: dict[str, Line] = field(default_factory=dict)
    footers: dict[str, Line] = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    stack: list[_Group] = field(default_factory=list)
    flows: list[tuple[LineKind, Flow]] = field(default_factory=lambda: [("paragraph", Flow())])
    collected: list[list[str]] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    skip: int = 0  # characters to come that stand in for one in Unicode
    font: int = 0  # being defined
    style: int = 0
    over: int = 0  # groups that are open beyond MAX_GROUPS
    cut_off: bool = False

    @property
    def flow(self) -> Flow:
        return self.flows[-1][1]

    def read(self, data: bytes) -> list[Line]:
        for token in tokens(data):
            kind = token.kind
            if kind == "hex" or kind == "text":
                self.eight_bit(token.data)
            elif kind == "unicode":
                self.unicode(token.data)
            elif kind == "word":
                self.word(token)
            elif kind == "open":
                self.flush()
                self.skip = 0
                if len(self.stack) >= MAX_GROUPS:
                    self.over += 1
                    continue
                self.stack.append(self.group)
                self.group = replace(self.group, starred=False, flow=False, instead="")
            elif kind == "close":
                if self.over:
                    self.over -= 1
                    continue
                self.close()
                if not self.stack:
                    break  # what stands behind the document is none of it
            else:
                self.symbol(token.data)
        self.cut_off |= bool(self.stack)
        while self.stack:
            self.close()
        self.flush()
        return [*self.headers.values(), *self.flows[0][1].finish(), *self.footers.values()]

    def eight_bit(self, data: bytes) -> None:
        if self.skip:
            taken = min(self.skip, len(data))
            self.skip -= taken
            data = data[taken:]
        if self.group.destination != "skip":
            self.pending += data

    def flush(self) -> None:
        if self.pending:
            text = decoded(bytes(self.pending), self.group.page, self.page)
            self.pending.clear()
            self.text(text)

    def text(self, text: str) -> None:
        group = self.group
        if group.destination == "skip" or group.deleted:
            return
        if group.destination:
            if self.collected:
                self.collected[-1].append(text)
            return
        if group.symbols and text not in SIGNS.values():
            text = "".join(symbol(ord(sign), group.symbols) for sign in text)
        self.flow.write(text, group.hidden, group.script)

    def symbol(self, sign: bytes) -> None:
        if sign in b"\\{}":
            self.eight_bit(sign)
        elif sign in b"\r\n":  # how Macs write the end of a paragraph
            self.word(Token("word", word="par"))
        elif sign == b"*":
            self.group.starred = True
        elif sign == b"~":
            self.sign("\u00a0")
        elif sign == b"_":
            self.sign("-")

    def sign(self, text: str) -> None:
        if self.skip:
            self.skip -= 1
            return
        self.flush()
        self.text(text)

    def word(self, token: Token) -> None:
        word, number = token.word, token.number
        if word == "u" and number is not None:
            self.sign_in_unicode(number)
            return
        if self.skip and word in SIGNS:
            self.skip -= 1
            return
        if word in SIGNS:
            self.sign(SIGNS[word])
            return
        self.flush()
        group = self.group
        if word in ASIDE:
            if group.destination != "skip":
                self.begin_aside(ASIDE[word])
        elif word in COLLECTED:
            if group.destination != "skip":
                group.destination = word
                self.collected.append([])
                group.flow = True
        elif word in SKIPPED or (group.starred and word not in THROUGH):
            group.destination = "skip"
        elif word == "ud":  # the same as the group before, in Unicode
            if self.collected:
                self.collected[-1].clear()
        elif group.destination in ("fonttbl", "stylesheet"):
            self.define(word, number)
        elif word in _EVENTS and group.destination == "":
            _EVENTS[word](self)
        elif group.destination in ("creatim", "revtim"):
            if self.collected and word in ("yr", "mo", "dy"):
                self.collected[-1].append(f"{number or 0:02}-")
        else:
            self.property(word, number)
        group.starred = False

    def unicode(self, run: bytes) -> None:
        pairs = list(escapes(run))
        group = self.group
        if self.skip or group.symbols or any(len(fallback) != group.fallback for _, fallback in pairs):
            for number, fallback in pairs:
                self.sign_in_unicode(number)
                self.eight_bit(fallback)
        elif group.destination != "skip":
            self.flush()
            self.text("".join([chr(number % 65536) for number, _ in pairs]))

    def sign_in_unicode(self, number: int) -> None:
        if self.group.destination != "skip":
            self.flush()
            number %= 65536
            self.text(symbol(number, self.group.symbols) if self.group.symbols else chr(number))
        self.skip = self.group.fallback

    def stray_entry(self) -> None:
        """An entry of a damaged table, in the middle of the text."""
        self.cut_off = True
        if len(self.stack) > 1:  # not the document itself
            self.group.destination = "skip"

    def property(self, word: str, number: int | None) -> None:  # noqa: C901 - a table of cases in the order in which they count
        group = self.group
        on = number != 0
        if word == "f" or word == "af":
            if word == "f":
                font = self.fonts.get(number or 0, Font())
                group.page, group.symbols = font.page, font.name if font.symbols else ""
        elif word == "plain":
            font = self.fonts.get(self.default_font, Font())
            group.page, group.symbols, group.hidden, group.deleted = font.page, "", False, False
            group.script = None
        elif word in SCRIPTS:
            group.script = SCRIPTS[word] if on else None
        elif word == "uc":
            group.fallback = max(0, min(number if number is not None else 1, 16))
        elif word == "v":
            group.hidden = on
        elif word == "deleted":
            group.deleted = on
        elif word == "pard":
            group.style, group.level, group.in_table, group.depth, group.listed = 0, None, False, 1, False
        elif word == "s":
            group.style = number or 0
        elif word == "outlinelevel":
            group.level = (number or 0) + 1 if 0 <= (number or 0) < 9 else 0
        elif word == "intbl":
            group.in_table = on
        elif word == "itap":
            group.depth, group.in_table = max(1, min(number or 0, MAX_TABLES)), bool(number)
        elif word == "ls":
            group.listed = bool(number)
        elif word == "ansicpg" and number:
            self.page = code_page(number)
        elif word == "deff":
            self.default_font = number or 0
        elif word == "mac":
            self.page = "mac-roman"

    def define(self, word: str, number: int | None) -> None:
        """A font or a style: a group within the table for each (or, in old files, a run up to a semicolon)."""
        if self.group.destination == "fonttbl":
            font = self.fonts.setdefault(self.font, Font())
            if word == "f":
                self.font = number or 0
                self.fonts[self.font] = Font()
            elif word == "fcharset":
                font.page, font.symbols = CHARSETS.get(number or 0, WESTERN if number == 0 else ""), number == SYMBOL
                self.group.page = font.page
            elif word == "cpg" and number:
                font.page = code_page(number)
        elif word == "s":
            self.style = number or 0
        elif word == "outlinelevel" and number is not None and number < 9:
            self.styles[self.style] = number + 1
        elif word in ("cs", "ds", "ts"):
            self.style = -1

    def begin_aside(self, kind: LineKind) -> None:
        self.flows.append((kind, Flow()))
        self.group.destination = ""
        self.group.flow = True
        self.group.in_table = False

    def close(self) -> None:
        self.flush()
        self.skip = 0
        group = self.group
        outer = self.stack.pop() if self.stack else _Group()
        if group.destination in ("fonttbl", "stylesheet") and self.collected and (not group.flow or len(self.collected[-1]) > 0):
            self.defined(group.destination)
        if group.flow and group.destination:
            self.collect(group.destination, "".join(self.collected.pop()) if self.collected else "", outer)
        elif group.flow and len(self.flows) > 1:
            kind, flow = self.flows.pop()
            self.put_aside(kind, flow.finish())
        if group.instead and not group.destination and self.flow.written == group.written:
            self.flow.write(group.instead, group.hidden)
        self.group = outer

    def defined(self, table: str) -> None:
        text = "".join(self.collected[-1]).strip().rstrip(";").strip()
        self.collected[-1].clear()
        if table == "fonttbl":
            self.fonts.setdefault(self.font, Font()).name = text
        elif self.style >= 0:
            if level := heading_level(text):
                self.styles[self.style] = level
            self.style = 0

    def collect(self, destination: str, text: str, outer: _Group) -> None:
        if destination == "fldinst":
            outer.instead, outer.written = instruction_text(text), self.flow.written
        elif destination in ("listtext", "pntext"):
            outer.listed = True
            if is_number(text):
                self.flow.write(parted(text.strip()) if text[-1].isspace() else text, self.group.hidden)
        elif destination not in ("fonttbl", "stylesheet"):
            self.found[destination] = text.strip("-") or self.found.get(destination, "")

    def put_aside(self, kind: LineKind, lines: list[Line]) -> None:
        if kind == "header" or kind == "footer":
            target = self.headers if kind == "header" else self.footers
            for line in lines:
                target.setdefault(line.text, Line(line.text, kind))
        elif kind == "paragraph":
            self.flow.after(lines)
        else:
            self.flow.after(note_lines(lines, kind))

    def end_paragraph(self) -> None:
        if self.group.destination:
            return
        group = self.group
        self.flow.at_depth(group.depth if group.in_table else 0)
        level = group.level if group.level is not None else self.styles.get(group.style, 0)
        kind: LineKind = "heading" if level and not self.flow.depth else "list_item" if group.listed else "paragraph"
        self.flow.end_paragraph(kind, level if kind == "heading" else 0)

    def end_cell(self) -> None:
        self.flow.at_depth(1)
        self.flow.end_cell()

    def end_row(self) -> None:
        self.flow.at_depth(1)
        self.flow.end_row()

    def end_inner_cell(self) -> None:
        self.flow.at_depth(max(2, self.group.depth))
        self.flow.end_cell()

    def end_inner_row(self) -> None:
        self.flow.at_depth(max(2, self.group.depth))
        self.flow.end_row()


_EVENTS = {
    "par": _Reader.end_paragraph,
    "sect": _Reader.end_paragraph,
    "cell": _Reader.end_cell,
    "row": _Reader.end_row,
    "nestcell": _Reader.end_inner_cell,
    "nestrow": _Reader.end_inner_row,
    **dict.fromkeys(OF_TABLES, _Reader.stray_entry),
}


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected("broken")."""
    start = item.data.find(b"{\\rtf")
    if start < 0:
        raise Rejected("broken", "no head of an RTF file", item.origin)
    return _document(item.data[start:], item.origin)


def _document(data: bytes, origin: Origin) -> Document:
    reader = _Reader()
    lines = reader.read(data)
    for line in lines:
        if _SURROGATE.search(line.text):
            line.text = line.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    metadata = _metadata(reader.found)
    text, marks = assemble(lines, metadata)
    omissions = (Omission("cut_off", at=len(text)),) if reader.cut_off else ()
    return Document.of(text, marks=marks, metadata=metadata, omissions=omissions, origin=origin)


def _metadata(found: dict[str, str]) -> dict[str, Scalar]:
    return properties(
        title=found.get("title", ""),
        author=found.get("author", ""),
        created=found.get("creatim", ""),
        modified=found.get("revtim", ""),
    )
