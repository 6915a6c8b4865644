"""The body of a Word document to lines: one walk over its elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cleaners.readers.docx.styles import SCRIPTS, Styles, number_of, outline, toggled, value
from cleaners.readers.fields import instruction_text
from cleaners.readers.flow import Flow, Line, LineKind, note_lines
from cleaners.readers.markup.math import MAX_TEX, tex_of
from cleaners.readers.markup.math_trees import word_tree
from cleaners.readers.markup.scripts import Script
from cleaners.readers.names import names
from cleaners.readers.numbering import Counters
from cleaners.readers.symbols import symbol
from cleaners.readers.xml_parts import Element, attribute, child, children, local

# Elements whose children stand where they stand. All that is not named is passed over with what it holds: properties, pictures,
# deleted text (del, moveFrom), readings of ruby (rt), the older copy of a drawing (Fallback).
_THROUGH = names(
    "body sdtContent sdt ins moveTo hyperlink hlink smartTag customXml fldSimple dir bdo ruby rubyBase sect sub-section "
    "oMathPara annotation content txbxContent wordDocument document hdr ftr docPartBody"
)
_DRAWINGS = frozenset({"drawing", "pict", "object"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the other parts of the document say: styles, lists, and the lines of notes and comments by their kind and number."""

    styles: Styles
    counters: Counters
    notes: Mapping[tuple[str, str], list[Line]] = field(default_factory=dict)
    imported: Callable[[str], list[Line]] | None = None  # the lines of a part in another format


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    has_result: bool = False


@dataclass(slots=True)
class Body:
    """Walks the elements of one part."""

    known: Known
    flow: Flow = field(default_factory=Flow)
    fields: list[_Field] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    hidden: bool = False  # the style of the paragraph hides its text

    def read(self, root: Element) -> list[Line]:
        self.walk(root)
        return self.flow.finish()

    def walk(self, element: Element, depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            return
        for inner in element:
            self.enter(inner, depth + 1)

    def enter(self, element: Element, depth: int) -> None:
        name = local(element)
        if name == "r":
            self.run(element, depth)
        elif name == "p":
            self.paragraph(element, depth)
        elif name == "tbl":
            self.table(element, depth)
        elif name == "oMath":
            self.formula(element)
        elif name in _THROUGH:
            kind = attribute(element, "type") if name == "annotation" else ""
            if kind == "Word.Comment":
                self.flow.after(self.aside(element, "comment"))
            if kind in ("Word.Comment", "Word.Deletion"):
                return
            self.walk(element, depth)
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            self.walk(chosen if chosen is not None and len(chosen) else element, depth)
        elif name == "Fallback":
            self.walk(element, depth)
        elif name in _DRAWINGS:
            self.boxes += (box for box in element.iter() if local(box) == "txbxContent" and not _is_fallback(box, element))
        elif name == "altChunk" and self.known.imported:
            self.flow.after(self.known.imported(attribute(element, "id")))
            self.flow.end_paragraph()
        elif name == "footnote" or name == "endnote":  # Word 2003 writes notes where they hang
            self.flow.after(self.aside(element, "footnote"))
        elif name == "t":
            self.write(element.text or "", False)

    def paragraph(self, element: Element, depth: int) -> None:
        properties = child(element, "pPr")
        style = self.known.styles[value(child(properties, "pStyle")) or self.known.styles.default]
        self.hidden = style.hidden
        listed = number_of(properties) or style.numbering
        if listed and (number := self.known.counters.next(*listed)):
            self.flow.write(number, self.hidden)
        self.walk(element, depth)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.flow.after(Body(self.known).read(box))
        mark = child(properties, "rPr")
        if mark is not None and child(mark, "del") is not None:
            return  # the end of the paragraph is deleted: it goes on in the next one
        own = outline(properties)
        level = style.level if own is None else own
        kind: LineKind = "paragraph"
        if level and not self.flow.depth:
            kind = "heading"
        elif listed and listed[0] not in ("", "0"):
            kind = "list_item"
        self.flow.end_paragraph(kind, level if kind == "heading" else 0)

    def table(self, element: Element, depth: int) -> None:
        self.flow.begin_table()
        self.rows(element, depth)
        self.flow.end_table()

    def rows(self, element: Element, depth: int) -> None:
        for row in element:
            name = local(row)
            if name == "tr":
                properties = child(row, "trPr")
                if properties is None or child(properties, "del") is None:
                    self.cells(row, depth)
                    self.flow.end_row()
            elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
                self.rows(row, depth)

    def cells(self, row: Element, depth: int) -> None:
        for cell in row:
            name = local(cell)
            if name == "tc":
                self.walk(cell, depth + 1)
                span = value(child(child(cell, "tcPr"), "gridSpan"))
                self.flow.end_cell(int(span) if span.isdecimal() else 1)
            elif name in ("sdt", "sdtContent", "ins", "customXml"):
                self.cells(cell, depth)

    def run(self, element: Element, depth: int) -> None:
        hidden, how = self.hidden, None
        for inner in element:
            name = local(inner)
            if name == "t":
                self.write(inner.text or "", hidden, how)
            elif name == "rPr":
                hidden = self.is_hidden(inner)
                how = self.script_of(inner)
            elif name in _SIGNS:
                self.write(_SIGNS[name], hidden)
            elif name == "fldChar":
                self.field(attribute(inner, "fldCharType"))
            elif name == "instrText":
                if self.fields and not self.fields[-1].has_result:
                    self.fields[-1].instruction.append(inner.text or "")
            elif name == "sym":
                code = attribute(inner, "char")
                self.write(symbol(int(code, 16), attribute(inner, "font")) if _is_hex(code) else "", hidden)
            elif name in ("footnoteReference", "endnoteReference", "commentReference"):
                self.flow.after(self.known.notes.get((name.removesuffix("Reference"), attribute(inner, "id")), ()))
            else:
                self.enter(inner, depth + 1)

    def is_hidden(self, properties: Element) -> bool:
        own = toggled(properties, "vanish")
        if own is None and (style := value(child(properties, "rStyle"))):
            own = self.known.styles[style].hidden or None
        return self.hidden if own is None else own

    def script_of(self, properties: Element) -> Script | None:
        """Whether a run is raised or lowered, by its own properties or its style."""
        align = child(properties, "vertAlign")
        if align is not None:
            return SCRIPTS.get(value(align))
        style = value(child(properties, "rStyle"))
        return self.known.styles[style].script if style else None

    def formula(self, element: Element) -> None:
        if all(open_field.has_result for open_field in self.fields):
            tex = tex_of(word_tree(element))
            self.flow.write_formula(tex if len(tex) <= MAX_TEX else "", self.hidden)

    def field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif self.fields and kind == "separate":
            self.fields[-1].has_result = True
        elif self.fields and kind == "end":
            closed = self.fields.pop()
            if not closed.has_result:
                self.write(instruction_text("".join(closed.instruction)), False)

    def write(self, text: str, hidden: bool, how: Script | None = None) -> None:
        for open_field in self.fields:
            if not open_field.has_result:
                open_field.instruction.append(text)
                return
        if "\n" in text and text != "\n":  # line ends in XML are blanks
            text = text.replace("\n", " ")
        self.flow.write(text, hidden, how)

    def aside(self, element: Element, kind: LineKind) -> list[Line]:
        """The lines of a note."""
        return note_lines(Body(self.known).read(element), kind)


def _is_fallback(box: Element, top: Element) -> bool:
    """Whether a text box stands in the older copy of a drawing whose newer copy is there, or in another box."""
    parent = box.getparent()
    while parent is not None and parent is not top:
        name = local(parent)
        if name == "txbxContent" or (
            name == "Fallback" and any(len(choice) for choice in children(parent.getparent(), "Choice"))
        ):
            return True
        parent = parent.getparent()
    return False


def _is_hex(text: str) -> bool:
    return bool(text) and all(sign in "0123456789abcdefABCDEF" for sign in text) and len(text) <= 6
