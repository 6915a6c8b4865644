"""One walk over a parsed page: all its text in reading order, one block a line, and where every element stands in it.

An element becomes a mark `element` (its tag, its words: classes, `#id`, roles; its parent, as a position among these marks), a
line becomes a mark of its kind with the element that it stands in and its link characters. From these, statistics of any
subtree are differences of prefix sums. What style hides, and the readings of ruby, are in the text, under marks of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.document import Mark, Scalar
from cleaners.readers.blanks import collapse, collapse_chunks, joins
from cleaners.readers.styles import hidden_names, is_block, is_hidden, keeps_space, word_part


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


# What holds no text of the page, or text that a browser with scripts does not show.
SKIPPED = _tags(
    "head script style noscript template svg iframe select option optgroup object embed applet video audio canvas map datalist "
    "annotation annotation-xml noembed"
)
BLOCKS = _tags(
    "html body div p section article main aside nav header footer form fieldset legend ul ol li dl dt dd table caption thead "
    "tbody tfoot tr td th blockquote pre listing xmp plaintext h1 h2 h3 h4 h5 h6 figure figcaption hgroup address details "
    "summary dialog center dir menu frameset noframes textarea button label search"
)
PRE = _tags("pre listing xmp plaintext textarea")
_KINDS = dict.fromkeys(("li", "dt", "dd"), "list_item") | dict.fromkeys(("caption", "figcaption"), "caption")
_KINDS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading") | dict.fromkeys(("td", "th", "table"), "paragraph")
_KINDS |= {"blockquote": "quote", "pre": "code", "listing": "code", "xmp": "code"}
_HAN = re.compile("[\u3400-\u9fff]")
# White space of Chinese prose in <pre> counts as a text, not as code, above this share of Han characters.
MAX_CODE_HAN = 0.3
# A table whose biggest cell holds more than this share of its text, or so many lines, lays out a page.
# Characters of style sheets that are read.
MAX_SHEET = 100_000
MAX_CELL_SHARE, MIN_LAYOUT_TEXT, MAX_CELL_LINES = 0.6, 800, 12

_LINK, _RUBY, _HIDE = -1, -2, -3  # what ends when the walk leaves an inline element


@dataclass(slots=True)
class _Element:
    tag: str
    words: str
    parent: int
    kind: str
    hidden: bool
    pre: bool
    first: int  # blocks [first, last) stand in it
    last: int = 0
    start: int = 0  # the same as characters of the text
    end: int = 0


@dataclass(slots=True)
class _Block:
    text: str
    element: int
    links: int
    hidden: bool
    spans: list[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page with its marks: the elements first, then the lines, then spans within lines."""

    text: str
    marks: tuple[Mark, ...]


def page_text(tree: LexborHTMLParser, skipped: frozenset[str] = SKIPPED) -> PageText:
    """The text outside elements with the tags `skipped`."""
    walker = _Walker(skipped, hidden_names("\n".join(style.text() for style in tree.css("style"))[:MAX_SHEET]))
    if tree.root is not None:
        walker.walk(tree.root)
    return _assemble(walker.elements, walker.blocks)


@dataclass(slots=True)
class _Walker:
    skipped: frozenset[str] = SKIPPED
    hidden: frozenset[str] = frozenset()  # names that a style sheet hides
    elements: list[_Element] = field(default_factory=lambda: [_Element("", "", -1, "paragraph", False, False, 0)])
    blocks: list[_Block] = field(default_factory=list)
    chunks: list[str] = field(default_factory=list)
    special: dict[int, str] = field(default_factory=dict)  # position in `chunks` -> hidden, ruby
    links: int = 0  # characters of this block
    in_link: int = 0
    in_ruby: int = 0
    in_hidden: int = 0
    current: int = 0

    def walk(self, root: LexborNode) -> None:
        # With an explicit stack: pages nest deeper than Python. A number in it says what ends there.
        stack: list[LexborNode | int] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, int):
                self.leave(node)
                continue
            if (sibling := node.next) is not None:
                stack.append(sibling)
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text and (self.chunks or not text.isspace() or not text.isascii() or self.elements[self.current].pre):
                    self.text(text)
            elif tag == "br" or tag == "hr":
                self.flush()
            elif tag and tag[0] not in "-!_" and tag not in self.skipped:
                if (child := node.child) is not None:
                    stack += self.enter(node, tag)
                    stack.append(child)
                elif tag == "td" or tag == "th":  # an empty cell keeps its place in the row
                    stack += self.enter(node, tag)
        self.flush()
        for element in self.elements:
            if element.last < element.first:
                element.last = len(self.blocks)
        self.elements[0].last = len(self.blocks)

    def text(self, text: str) -> None:
        if self.elements[self.current].pre:
            head, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.chunk(head)
            for line in rest:
                self.flush()
                self.chunk(line)
        else:
            self.chunk(text)

    def chunk(self, text: str) -> None:
        if self.in_hidden or self.in_ruby:
            self.special[len(self.chunks)] = "hidden" if self.in_hidden else "ruby"
        self.chunks.append(text)
        if self.in_link:
            self.links += len(text.strip())

    def enter(self, node: LexborNode, tag: str) -> Iterable[int]:
        attributes = node.attributes
        style, hidden = "", False
        if attributes:
            style = attributes.get("style") or ""
            hidden = is_hidden(attributes) or (bool(self.hidden) and self._is_named_hidden(attributes))
        if tag in BLOCKS or (style and is_block(style)):
            self.flush()
            parent = self.elements[self.current]
            pre = tag in PRE or parent.pre or (bool(style) and keeps_space(style))
            kind = _KINDS.get(tag, parent.kind)
            if "mso-element" in style:
                kind = word_part(style) or kind
            self.elements.append(_Element(tag, _words(attributes), self.current, kind, hidden, pre, len(self.blocks), -1))
            self.current = len(self.elements) - 1
            self.in_hidden += hidden
            return (self.current,)
        ends = []
        if tag == "a":
            self.in_link += 1
            ends.append(_LINK)
        elif tag == "rt" or tag == "rp" or tag == "rtc":
            self.in_ruby += 1
            ends.append(_RUBY)
        if hidden:
            self.in_hidden += 1
            ends.append(_HIDE)
        return ends

    def _is_named_hidden(self, attributes: dict[str, str | None]) -> bool:
        classes, name = attributes.get("class"), attributes.get("id")
        return bool(classes and not self.hidden.isdisjoint(classes.split())) or f"#{name}" in self.hidden

    def leave(self, ended: int) -> None:
        if ended >= 0:
            self.flush()
            element = self.elements[ended]
            element.last = len(self.blocks)
            self.in_hidden -= element.hidden
            self.current = element.parent
        elif ended == _LINK:
            self.in_link -= 1
        elif ended == _RUBY:
            self.in_ruby -= 1
        else:
            self.in_hidden -= 1

    def flush(self) -> None:
        """End the block."""
        if not self.chunks:
            return
        pre = self.elements[self.current].pre
        spans: list[tuple[str, int, int]] = []
        hidden = len(self.special) == len(self.chunks) and all(kind == "hidden" for kind in self.special.values())
        if self.special and not hidden:
            text, starts = ("".join(self.chunks), _starts(self.chunks)) if pre else collapse_chunks(self.chunks)
            starts.append(len(text))
            spans = [(kind, starts[at], starts[at + 1]) for at, kind in self.special.items() if starts[at] < starts[at + 1]]
        else:
            text = "".join(self.chunks)
            text = text.rstrip() if pre else collapse(text)
        if text and not text.isspace():
            self.blocks.append(_Block(text, self.current, min(self.links, len(text)), hidden, spans))
        self.chunks.clear()
        self.special.clear()
        self.links = 0


def _starts(chunks: list[str]) -> list[int]:
    starts = [0]
    for chunk in chunks[:-1]:
        starts.append(starts[-1] + len(chunk))
    return starts


_WORDS = (("id", "#"), ("role", ""), ("itemprop", ""), ("property", ""))


def _words(attributes: dict[str, str | None]) -> str:
    """The words by which authors name what an element is for."""
    if not attributes:
        return ""
    words = attributes.get("class") or ""
    for key, mark in _WORDS:
        if word := attributes.get(key):
            words = f"{words} {mark}{word}" if words else mark + word
    return words


@dataclass(slots=True)
class _Line:
    """A line of the text: one block, or the blocks of a table row."""

    start: int
    end: int
    blocks: list[_Block]
    row: int  # the row's element, -1 for a block


def _assemble(elements: list[_Element], blocks: list[_Block]) -> PageText:
    rows, cells = _table_rows(elements, blocks)
    pieces: list[str] = []
    lines: list[_Line] = []
    starts: list[int] = []
    at = 0
    last: _Block | None = None
    for block in blocks:
        row = rows[block.element]
        if last and row >= 0 and row == rows[last.element]:
            separator = "\t" * (cells[block.element] - cells[last.element]) or (
                "" if joins(last.text[-1], block.text[0]) else " "
            )
            lines[-1].blocks.append(block)
        else:
            separator = "\n" if last else ""
            lines.append(_Line(at + len(separator), 0, [block], row))
        pieces += (separator, block.text)
        starts.append(at + len(separator))
        at += len(separator) + len(block.text)
        lines[-1].end = at
        last = block
    for element in elements:
        if element.first < element.last:
            element.start = starts[element.first]
            element.end = starts[element.last - 1] + len(blocks[element.last - 1].text)
    spans = list(_span_marks(starts, blocks))
    return PageText("".join(pieces), (*_line_marks(elements, lines, _prose_in_pre(elements, blocks)), *spans))


def _line_marks(elements: list[_Element], lines: list[_Line], prose: set[int]) -> Iterator[Mark]:
    place: dict[int, int] = {}  # element -> its position among the marks: those without text get none
    for number, element in enumerate(elements):
        if element.first < element.last:
            place[number] = len(place)
            attributes: dict[str, Scalar] = {"tag": element.tag, "words": element.words, "parent": place.get(element.parent, -1)}
            yield Mark("element", element.start, element.end, attributes)
    for line in lines:
        number = line.blocks[0].element if line.row < 0 else line.row
        kind = "table_row" if line.row >= 0 else elements[number].kind
        if kind == "code" and number in prose:
            kind = "paragraph"
        found: dict[str, Scalar] = {"element": place[number], "links": sum(block.links for block in line.blocks)}
        if kind == "heading":
            found["level"] = _level(elements, number)
        if all(block.hidden for block in line.blocks):
            found["hidden"] = True
        yield Mark(kind, line.start, line.end, found)


def _span_marks(starts: list[int], blocks: list[_Block]) -> Iterator[Mark]:
    for start, block in zip(starts, blocks, strict=True):
        if block.hidden:
            yield Mark("hidden", start, start + len(block.text))
        for kind, begin, end in block.spans:
            yield Mark(kind, start + begin, start + end)


def _level(elements: list[_Element], number: int) -> int:
    while elements[number].tag not in ("h1", "h2", "h3", "h4", "h5", "h6"):
        number = elements[number].parent
    return int(elements[number].tag[1])


def _table_rows(elements: list[_Element], blocks: list[_Block]) -> tuple[list[int], list[int]]:
    """For each element the row of a data table that it stands in (else -1), and the number of its cell."""
    table = [-1] * len(elements)
    layout: set[int] = set()
    widest: dict[int, int] = {}
    for number, element in enumerate(elements):
        outer = table[element.parent] if element.parent >= 0 else -1
        table[number] = outer
        if element.tag == "table":
            layout.update(() if outer < 0 else (outer,))
            table[number] = number
        elif outer >= 0 and element.tag in ("h1", "h2"):
            layout.add(outer)  # a title stands in no data
        elif outer >= 0 and element.tag in ("td", "th"):
            size = sum(len(block.text) for block in blocks[element.first : element.last])
            widest[outer] = max(widest.get(outer, 0), size)
            if element.last - element.first > MAX_CELL_LINES:
                layout.add(outer)
    for number, size in widest.items():
        whole = sum(len(block.text) for block in blocks[elements[number].first : elements[number].last])
        if whole >= MIN_LAYOUT_TEXT and size > MAX_CELL_SHARE * whole:
            layout.add(number)
    # A table round a table is a layout, and so is what is round that.
    rows, cells, count = [-1] * len(elements), [0] * len(elements), dict[int, int]()
    for number, element in enumerate(elements):
        if element.parent >= 0:
            rows[number], cells[number] = rows[element.parent], cells[element.parent]
        if element.tag == "tr" and table[number] >= 0 and table[number] not in layout:
            rows[number], cells[number] = number, 0
        elif element.tag in ("td", "th") and rows[number] == element.parent >= 0:
            cells[number] = count.get(element.parent, 0)
            count[element.parent] = cells[number] + 1
    return rows, cells


def _prose_in_pre(elements: list[_Element], blocks: list[_Block]) -> set[int]:
    """Elements in <pre> whose text is Chinese prose: old sites keep whole books that way."""
    prose: set[int] = set()
    for number, element in enumerate(elements):
        if element.kind == "code":
            if element.parent in prose:
                prose.add(number)
            elif element.tag in PRE:
                text = "".join(block.text for block in blocks[element.first : element.last])
                if len(_HAN.findall(text)) > MAX_CODE_HAN * len(text):
                    prose.add(number)
    return prose
