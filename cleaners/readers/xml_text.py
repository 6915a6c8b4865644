"""The text of XML of any vocabulary: an element with text of its own is a paragraph, what is in it belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cleaners.readers.blanks import collapse
from cleaners.readers.flow import Flow, Line, LineKind
from cleaners.readers.markup.scripts import Script
from cleaners.readers.names import names
from cleaners.readers.xml_parts import Element, children, local

# Names that mean the same in all vocabularies in use (DocBook, TEI, JATS, DITA, UOF, home-made ones).
_PARAGRAPHS = names("p para simpara l ab seg s line verse 段落 段")
_HEADINGS = names("title head heading subtitle h1 h2 h3 h4 h5 h6 标题")
_ITEMS = names("listitem item li 列表项")
_NOTES = names("note footnote fn endnote 脚注 注释")
_ROWS, _CELLS = frozenset({"row", "tr"}), names("entry cell td th 单元格")
_BREAKS = frozenset({"lb", "br"})
_SKIPPED = names("teiHeader style script binary binaryData binData 对象数据 svg math metadata meta processing settings")
_SCRIPTS: dict[str, Script] = {"sup": "sup", "superscript": "sup", "sub": "sub", "subscript": "sub"}
MAX_DEPTH = 200
MAX_LEVEL = 9
_LETTER = re.compile(r"\w")


@dataclass(slots=True)
class XmlText:
    flow: Flow = field(default_factory=Flow)
    how: Script | None = None  # whether the text is raised or lowered

    def read(self, root: Element) -> list[Line]:
        self.container(root, "paragraph", 0)
        return self.flow.finish()

    def container(self, element: Element, kind: LineKind, depth: int) -> None:
        """An element that stands where paragraphs stand."""
        name = local(element)
        if depth > MAX_DEPTH or not name or name in _SKIPPED:
            return
        if name in _ROWS:
            self.row(element)
            return
        level = 0
        if name in _HEADINGS:
            kind, level = "heading", max(1, min(depth, MAX_LEVEL))
        elif name in _ITEMS:
            kind = "list_item"
        elif name in _NOTES:
            kind = "footnote"
        if name in _PARAGRAPHS or name in _HEADINGS or _is_mixed(element):
            self.inline(element)
            self._end(kind, level)
            return
        for inner in element:
            self.container(inner, kind, depth + 1)

    def inline(self, element: Element, depth: int = 0) -> None:
        self.flow.write(element.text or "", how=self.how)
        for inner in element:
            name = local(inner)
            if name in _BREAKS:
                self.flow.write("\x00")
            elif name in _NOTES and len("".join(inner.itertext()).strip()) > 1:
                note = XmlText()
                note.container(inner, "footnote", 0)
                self.flow.after(Line(line.text, "footnote") for line in note.flow.finish())
            elif name and name not in _SKIPPED and depth < MAX_DEPTH:
                how, self.how = self.how, _SCRIPTS.get(name, self.how)
                self.inline(inner, depth + 1)
                self.how = how
            self.flow.write(inner.tail or "", how=self.how)

    def row(self, element: Element) -> None:
        self.flow.begin_table()
        for cell in element:
            if local(cell) in _CELLS or len(list(children(element, local(cell)))) > 1 or _LETTER.search("".join(cell.itertext())):
                self.inline(cell)
                self._end("paragraph", 0)
                self.flow.end_cell()
        self.flow.end_row()
        self.flow.end_table()

    def _end(self, kind: LineKind, level: int) -> None:
        """White space is markup's; breaks that are elements are line ends."""
        text = self.flow.take()
        self.flow.write("\n".join(map(collapse, text.split("\x00"))))
        self.flow.end_paragraph(kind, level)


def _is_mixed(element: Element) -> bool:
    """Whether the element has text of its own, or nothing but one."""
    if element.text and not element.text.isspace():
        return True
    return any(inner.tail and not inner.tail.isspace() for inner in element)
