"""OpenDocument text, as a package or in one XML file (.fodt)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cleaners.document import Document, Omission, Origin, Scalar
from cleaners.errors import Rejected
from cleaners.options import Context
from cleaners.readers.flow import MAX_REPEATED, Flow, Line, LineKind, assemble, note_lines
from cleaners.readers.markup.math import MAX_TEX, tex_of
from cleaners.readers.markup.math_trees import xml_tree
from cleaners.readers.markup.scripts import Script
from cleaners.readers.names import names
from cleaners.readers.odt_lists import Lists, ListStyles, list_styles
from cleaners.readers.properties import properties
from cleaners.readers.style_names import heading_level
from cleaners.readers.xml_parts import Element, attribute, child, children, descendants, local, parse, text_of
from cleaners.sources.item import RawItem
from cleaners.sources.package import Package

# Elements whose children stand where they stand; others are passed over with what they hold (tracked deletions, indexes of
# marks, readings of ruby, forms).
_THROUGH = names(
    "text body section span a meta meta-field ruby ruby-base index-body index-title table-of-content illustration-index "
    "alphabetical-index bibliography user-index object-index table-index frame text-box g custom-shape rect list-item "
    "list-header table-header-rows table-rows table-row-group numbered-paragraph hidden-paragraph header footer "
    "page ellipse circle polygon path line connector "
    "header-left footer-left header-first footer-first region-left region-center region-right"
)
# Fields that hold what they show.
_FIELDS = names(
    "date time page-number page-count page-continuation author-name author-initials chapter file-name title subject "
    "description sequence sequence-ref bookmark-ref reference-ref note-ref user-defined user-field-get variable-get "
    "variable-set expression placeholder text-input drop-down conditional-text database-display creator creation-date "
    "modification-date sender-company"
)
_BOXES = frozenset({"frame", "custom-shape", "rect", "g"})
MAX_DEPTH = 200
MAX_STYLE_CHAIN = 12


@dataclass(slots=True)
class Styles:
    elements: dict[str, Element] = field(default_factory=dict)
    lists: ListStyles = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)
    _hidden: dict[str, bool] = field(default_factory=dict)
    _scripts: dict[str, Script | None] = field(default_factory=dict)

    @classmethod
    def of(cls, roots: Iterable[Element | None]) -> Styles:
        roots = list(roots)
        found = cls(lists=list_styles(roots))
        for root in roots:
            for element in descendants(root, "style"):
                found.elements.setdefault(attribute(element, "name"), element)
        return found

    def chain(self, name: str) -> Iterable[Element]:
        for _ in range(MAX_STYLE_CHAIN):
            element = self.elements.get(name)
            if element is None:
                return
            yield element
            name = attribute(element, "parent-style-name")

    def level(self, name: str) -> int:
        if name not in self._levels:
            self._levels[name] = self._level(name)
        return self._levels[name]

    def _level(self, name: str) -> int:
        for element in self.chain(name):
            outline = attribute(element, "default-outline-level")
            if outline.isdecimal() and 0 < int(outline) <= 10:
                return int(outline)
            if level := heading_level(attribute(element, "display-name") or attribute(element, "name")):
                return level
        return heading_level(name)

    def script(self, name: str) -> Script | None:
        """Whether text of this style is raised or lowered."""
        if name and name not in self._scripts:
            said = (
                attribute(child(element, "text-properties"), "text-position")
                for element in self.chain(name)
                if _has_text(element)
            )
            self._scripts[name] = _script(next(filter(None, said), ""))
        return self._scripts[name] if name else None

    def hides(self, name: str) -> bool:
        if name and name not in self._hidden:
            said = (attribute(child(element, "text-properties"), "display") for element in self.chain(name) if _has_text(element))
            self._hidden[name] = next(filter(None, said), "") == "none"
        return bool(name) and self._hidden[name]


def _script(position: str) -> Script | None:
    """What a position says: `super 58%`, `-33% 58%`."""
    where = position.split(" ")[0]
    if where in ("super", "sub"):
        return "sup" if where == "super" else "sub"
    if where.endswith("%") and where[:-1].lstrip("-").replace(".", "").isdecimal() and where.strip("-0.%"):
        return "sub" if where.startswith("-") else "sup"
    return None


def _has_text(style: Element) -> bool:
    return child(style, "text-properties") is not None


@dataclass(slots=True)
class Body:
    styles: Styles
    flow: Flow = field(default_factory=Flow)
    lists: Lists = field(default_factory=lambda: Lists({}))
    inline: int = 0  # in how many paragraphs
    how: Script | None = None  # whether the text is raised or lowered
    part: Callable[[str], Element | None] | None = None  # the root of a part of the package that the text refers to

    def __post_init__(self) -> None:
        self.lists.styles = self.styles.lists

    def read(self, root: Element) -> list[Line]:
        self.walk(root)
        return self.flow.finish()

    def walk(self, element: Element, depth: int = 0, hidden: bool = False) -> None:
        if depth > MAX_DEPTH:
            return
        if self.inline:
            self.write(element.text, hidden)
        for inner in element:
            self.enter(inner, depth + 1, hidden)
            if self.inline:
                self.write(inner.tail, hidden)

    def enter(self, element: Element, depth: int, hidden: bool) -> None:  # noqa: C901 - a table of what elements mean
        name = local(element)
        if name == "p" or name == "h":
            self.paragraph(element, name == "h", depth)
        elif name == "span":
            style, how = attribute(element, "style-name"), self.how
            self.how = self.styles.script(style) or how
            self.walk(element, depth, hidden or self.styles.hides(style))
            self.how = how
        elif name == "s":
            count = attribute(element, "c", "1")
            self.flow.write(" " * (int(count) if count.isdecimal() and len(count) < 4 else 1), hidden)
        elif name == "tab":
            self.flow.write("\t", hidden)
        elif name == "line-break":
            self.flow.write("\n", hidden)
        elif name == "list" or name == "list-item":
            self.lists.begin(element) if name == "list" else self.lists.begin_item(element)
            self.walk(element, depth)
            self.lists.end(element)
        elif name == "table":
            self.table(element, depth)
        elif name == "note":
            self.flow.after(self.aside(child(element, "note-body"), "footnote"))
        elif name == "notes":  # of a slide
            lines = Body(self.styles, part=self.part).read(element)
            self.flow.after(line if line.kind == "page_number" else Line(line.text, "footnote") for line in lines)
            self.flow.end_paragraph()
        elif name == "frame" and attribute(element, "class") == "page-number":
            self.flow.after(self.aside(element, "page_number"))
            self.flow.end_paragraph()
        elif attribute(element, "placeholder") == "true":
            return  # says what might stand there
        elif name == "annotation":
            self.flow.after(self.aside(element, "comment"))
        elif name == "hidden-text":
            self.flow.write(attribute(element, "string-value") or text_of(element), True)
        elif name == "section" and attribute(element, "display") == "none":
            self.flow.after(_hidden(Body(self.styles).read(element)))
            self.flow.end_paragraph()
        elif name == "frame" and self.inline and (tex := self.formula(element)):
            self.flow.write_formula(tex, hidden)
        elif name in _BOXES and self.inline:
            self.flow.after(Body(self.styles, part=self.part).read(element))
        elif name in _THROUGH or name in _FIELDS:
            self.walk(element, depth, hidden)

    def paragraph(self, element: Element, heading: bool, depth: int) -> None:
        style = attribute(element, "style-name")
        self.inline += 1
        how, self.how = self.how, self.styles.script(style)
        self.flow.write(self.lists.number(), self.styles.hides(style))
        self.walk(element, depth, self.styles.hides(style))
        self.how = how
        self.inline -= 1
        outline = attribute(element, "outline-level")
        level = int(outline) if heading and outline.isdecimal() and 0 < int(outline) <= 10 else self.styles.level(style)
        level = max(level, 1) if heading else level
        kind: LineKind = "paragraph"
        if level and not self.flow.depth:
            kind = "heading"
        elif self.lists.open:
            kind = "list_item"
        self.flow.end_paragraph(kind, level if kind == "heading" else 0)

    def table(self, element: Element, depth: int) -> None:
        self.flow.begin_table()
        self.rows(element, depth)
        self.flow.end_table()

    def rows(self, element: Element, depth: int) -> None:
        for row in element:
            name = local(row)
            if name == "table-row":
                for cell in row:
                    if local(cell) == "table-cell":
                        self.walk(cell, depth + 1)
                        self.flow.end_cell(self._repeated(cell))
                    elif local(cell) == "covered-table-cell":
                        self.flow.end_cell(self._repeated(cell))
                self.flow.end_row()
            elif name in _THROUGH:
                self.rows(row, depth)

    @staticmethod
    def _repeated(cell: Element) -> int:
        count = attribute(cell, "number-columns-repeated", "1")
        return min(int(count), MAX_REPEATED) if count.isdecimal() and len(count) < 8 else 1

    def write(self, text: str | None, hidden: bool) -> None:
        if text:
            self.flow.write(_collapsed(text), hidden, self.how)

    def aside(self, element: Element | None, kind: LineKind) -> list[Line]:
        """The lines of a note."""
        if element is None:
            return []
        return note_lines(Body(self.styles, part=self.part).read(element), kind)

    def formula(self, frame: Element) -> str:
        """The TeX of a frame that holds a formula, as a part of its own or within the document; "" for other frames."""
        found = child(frame, "object")
        if found is None:
            return ""
        math = child(found, "math")
        if math is None and self.part is not None:
            math = self.part(attribute(found, "href"))
        tex = tex_of(xml_tree(math)) if math is not None and local(math) == "math" else ""
        return tex if len(tex) <= MAX_TEX else ""


def _collapsed(text: str) -> str:
    """White space in OpenDocument text is one blank, as in HTML; what counts is written as elements."""
    return " ".join(text.replace("\n", " ").split(" ")) if "\n" in text or "  " in text else text


def _hidden(lines: list[Line]) -> list[Line]:
    return [Line(line.text, line.kind, line.level, ((0, len(line.text)),)) for line in lines]


def read(item: RawItem, context: Context) -> Document:  # noqa: ARG001 - the shape of a reader
    """Raises Rejected: `encrypted`, `bomb`, `too_large`, `broken`."""
    package = Package.open(item.data, item.origin)
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Rejected("encrypted", "a password is needed", item.origin)
    content = parse(package.read("content.xml"))
    if content is None:
        raise Rejected("broken", "the document's content cannot be read", item.origin)
    styles, meta = parse(package.read("styles.xml")), parse(package.read("meta.xml"))
    return _document(content, styles, meta, item.origin, package)


def read_flat(root: Element, origin: Origin) -> Document:
    """A document in one XML file: its root."""
    return _document(root, root, root, origin)


def _document(
    content: Element, styles: Element | None, meta: Element | None, origin: Origin, package: Package | None = None
) -> Document:
    known = Styles.of([content] if styles is content else [content, styles])
    headers, footers = _running(known, styles)
    shell = child(content, "body")
    body = next(filter(_is_there, (child(shell, kind) for kind in ("text", "presentation", "drawing"))), None)
    part = (lambda name: _part(package, name)) if package is not None else None
    lines = [*headers, *Body(known, part=part).read(body if body is not None else content), *footers]
    metadata = _properties(meta)
    text, marks = assemble(lines, metadata)
    omissions = (Omission("cut_off", at=len(text)),) if package is not None and package.damaged else ()
    return Document.of(text, marks=marks, metadata=metadata, omissions=omissions, origin=origin)


def _is_there(element: Element | None) -> bool:
    return element is not None


def _part(package: Package, name: str) -> Element | None:
    name = f"{name.removeprefix('./').rstrip('/')}/content.xml"
    return parse(package.read(name)) if name in package else None


def _running(known: Styles, styles: Element | None) -> tuple[list[Line], list[Line]]:
    headers: dict[str, Line] = {}
    footers: dict[str, Line] = {}
    for page in descendants(styles, "master-page"):
        for part in page:  # that of slides holds the words of a template
            if not local(part).startswith(("header", "footer")):
                continue
            kind: LineKind = "header" if local(part).startswith("header") else "footer"
            for line in Body(known).read(part):
                (headers if kind == "header" else footers).setdefault(line.text, Line(line.text, kind))
    return list(headers.values()), list(footers.values())


def _properties(meta: Element | None) -> dict[str, Scalar]:
    said = next(descendants(meta, "meta"), None)
    values = {name: text_of(next(children(said, tag), None)) for name, tag in _NAMES.items()}
    return properties(**values)


_NAMES = {"title": "title", "author": "initial-creator", "created": "creation-date", "modified": "date"}
