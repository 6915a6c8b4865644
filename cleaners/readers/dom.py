"""One walk over a parsed page: all its text in reading order, one block a line, and where every element stands in it.

An element becomes a mark `element` (its tag, its words: classes, `#id`, roles; its parent, as a position among these marks), a
line becomes a mark of its kind with the element that it stands in and its link characters. From these, statistics of any
subtree are differences of prefix sums. What is text but not the page's words (hidden, readings of ruby, other forms of a formula,
numbers and buttons beside code, links to edit with) is in the text, under marks of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.readers.blanks import collapse, collapse_chunks
from cleaners.readers.markup.assembly import PageText, assemble
from cleaners.readers.markup.formulas import TEX_ATTRIBUTES, Formula, formula_of, picture_formula, script_formula
from cleaners.readers.markup.ground import Grounds
from cleaners.readers.markup.looks import is_note, starts_of, text_ahead, text_behind
from cleaners.readers.markup.nodes import Block, Element, Tree
from cleaners.readers.markup.pictures import stands_for
from cleaners.readers.markup.roles import DIGITS, EDIT_TEXT, MAX_CONTROL, Role, is_control, role_of
from cleaners.readers.markup.scripts import Script, script
from cleaners.readers.styles import hidden_names, hides, is_block, is_hidden, is_veiled, keeps_space, names_content, word_part

__all__ = ["PageText", "page_text"]

Attributes = Mapping[str, str | None]


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
_MATH = _tags("math mjx-container")
_PARTS = _MATH | PRE
_TEX = frozenset(TEX_ATTRIBUTES)
_INLINE = _tags("a sup sub rt rp rtc")
_BUTTONS = _tags("button em a")
_IN_CODE = _BUTTONS | {"code", "span"}
# Kinds of spans that are no words of the page.
_ASIDE = frozenset({"hidden", "duplicate", "control", "line_number"})
# Elements that are lines of their own in code that stands in no <pre>.
_CODE_LINES = _tags("li tr div p")
# Characters of style sheets that are read.
MAX_SHEET = 100_000
# Elements that are looked through ahead of the walk, on one page; characters of line numbers in one element; elements to the next
# line's number.
MAX_AHEAD, MAX_NUMBERS, MAX_COUNT_AHEAD = 200_000, 100_000, 60

# What the walk does with an element of a name; 0 for nothing.
_ENTERED, _BREAK, _PICTURE, _SCRIPT_TAG = 1, 2, 3, 4
# What ends when the walk leaves an inline element.
_LINK, _RUBY, _HIDE, _PART, _SCRIPT, _LINE, _FORMULA, _CODE = range(-1, -9, -1)


def page_text(tree: LexborHTMLParser) -> PageText:
    sheets = [style.text() for style in tree.css("style")]
    walker = _Walker(hidden_names("\n".join(sheets)[:MAX_SHEET]), Grounds(sheets))
    if tree.root is not None:
        walker.walk(tree.root)
    return assemble(walker.tree)


@dataclass(slots=True)
class _Open:
    """Raised or lowered text whose end has not come."""

    how: Script
    chunk: int
    block: int
    note: bool
    behind: str


@dataclass(slots=True)
class _Walker:
    hidden: frozenset[str] = frozenset()  # names that a style sheet hides
    grounds: Grounds = field(default_factory=Grounds)
    tree: Tree = field(default_factory=Tree)
    elements: list[Element] = field(init=False)
    blocks: list[Block] = field(init=False)
    chunks: list[str] = field(default_factory=list)
    special: dict[int, str] = field(default_factory=dict)  # position in `chunks` -> kind of its mark
    links: int = 0  # characters of this block
    in_link: int = 0
    in_ruby: int = 0
    in_hidden: int = 0
    in_formula: int = 0
    in_code: int = 0  # elements about this one that are code, or hold it with its buttons
    part: str = ""  # the kind of text that is none of the page's words, where the walk is in such
    aside: int = 0  # whether text gets a mark of its own
    current: int = 0
    open: list[_Open] = field(default_factory=list)
    ahead: int = MAX_AHEAD
    count: int = 0  # of the lines of code that begin with their number
    counted: bool = False  # right behind such a number
    code_lines: int = 0  # lines of code so far
    blank: int = 0  # blank lines of code behind its last line
    code: Block | None = None  # that line
    lines_at: dict[int, tuple[int, int]] = field(default_factory=dict)  # element of a line of code -> lines, blank lines before it

    def __post_init__(self) -> None:
        self.elements, self.blocks = self.tree.elements, self.tree.blocks

    def walk(self, root: LexborNode) -> None:
        # With an explicit stack: pages nest deeper than Python. A number in it says what ends there.
        stack: list[LexborNode | int] = [root]
        elements, chunks = self.elements, self.chunks
        known: dict[str | None, int] = {}
        while stack:
            top = stack.pop()
            if isinstance(top, int):
                self.leave(top)
                continue
            node: LexborNode | None = top
            while node is not None:
                tag = node.tag
                if tag == "-text":
                    if text := node.text_content:
                        if elements[self.current].pre:
                            self.kept_text(text, node)
                        elif chunks or not text.isspace() or not text.isascii():
                            if self.aside or self.in_link:
                                self.chunk(text)
                            else:
                                chunks.append(text)
                elif not (what := known[tag] if tag in known else known.setdefault(tag, _what(tag))):
                    pass
                elif what == _ENTERED:
                    child = node.child
                    if child is not None or tag == "td" or tag == "th":  # an empty cell keeps its place in the row
                        if (sibling := node.next) is not None:
                            stack.append(sibling)
                        self.enter(node, tag, stack)
                        node = child
                        continue
                elif what == _BREAK:
                    self.end_line()
                elif what == _PICTURE:
                    self.picture(node)
                elif not self.in_formula and (kind := node.attributes.get("type")) and "math" in kind.lower():
                    self.formula(script_formula(node, kind))
                node = node.next
        self.flush()
        last = len(self.blocks)
        for element in elements:
            if element.last < element.first:
                element.last = last
        elements[0].last = last

    def kept_text(self, text: str, node: LexborNode) -> None:
        """Text whose white space counts."""
        if self.elements[self.current].kind == "code" and text.isspace() and (_is_block(node.prev) or _is_block(node.next)):
            return  # what stands between the elements of lines
        head, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if self.counted and not self.part:
            self.counted = False
            if head.startswith(" "):  # the blank between a line's number and the line
                self.special[len(self.chunks)] = "line_number"
                self.chunks.append(" ")
                head = head[1:]
        if head:
            self.chunk(head)
        for line in rest:
            self.end_line()
            if line:
                self.chunk(line)

    def chunk(self, text: str) -> None:
        if self.aside:
            if self.part == "skip":
                return
            self.special[len(self.chunks)] = "hidden" if self.in_hidden else self.part or "ruby"
        self.chunks.append(text)
        if self.in_link:
            self.links += len(text.strip())

    def enter(self, node: LexborNode, tag: str, stack: list[LexborNode | int]) -> None:
        """Begin an element; on the stack, say what ends with it."""
        attributes = node.attributes
        style, names, role, hidden = "", None, "", False
        if attributes:
            style = attributes.get("style") or ""
            names = attributes.get("class")
            if names:
                role = role_of(names)
            hidden = (bool(style) and hides(style)) or "hidden" in attributes or names == "jammer"
            if (hidden and not style and not is_hidden(attributes)) or (not hidden and self.hidden):
                hidden = self._is_named_hidden(attributes)
            if style and not hidden and ("color" in style or "COLOR" in style):
                hidden = self._is_unseen(node, tag, attributes, style)
            if role:
                if self.in_code or role != "control":
                    self.begin_part(node, tag, role, attributes, stack)
                    hidden = hidden or role == "unseen"
            elif not _TEX.isdisjoint(attributes):
                self.begin_part(node, tag, role, attributes, stack)
        if not role and (tag in _PARTS or (self.in_code and tag in _IN_CODE and (tag != "span" or style))):
            self.begin_part(node, tag, role, attributes, stack)
        if tag in BLOCKS or (style and is_block(style)):
            if self.chunks:
                self.flush()
            elements = self.elements
            parent = elements[self.current]
            kind = _KINDS.get(tag, parent.kind)
            pre = tag in PRE or parent.pre or (bool(style) and keeps_space(style))
            if "mso-element" in style:
                kind = word_part(style) or kind
            if hidden and _is_content(tag, attributes, style):
                hidden = False
            words = names if len(attributes) == 1 and names else _words(attributes)
            elements.append(Element(tag, words, self.current, kind, hidden, pre, len(self.blocks), -1))
            self.current = len(elements) - 1
            if hidden:
                self.in_hidden += 1
                self.aside += 1
            if role or kind == "code" or parent.kind == "code":
                self.begin_code(elements[-1], parent, role)
            if "background" in style or "bgcolor" in attributes or "background" in attributes:
                self.grounds.note(self.current, attributes, style)
            if (tag == "td" or tag == "th") and ("rowspan" in attributes or "colspan" in attributes):
                self.tree.spans[self.current] = _count(attributes.get("rowspan")), _count(attributes.get("colspan"))
            stack.append(self.current)
            return
        if tag in _INLINE:
            self.begin_inline(node, tag, attributes, stack)
        if tag == "font" and not hidden and attributes.get("color"):
            hidden = self._is_unseen(node, tag, attributes, style)
        if hidden:
            self.in_hidden += 1
            self.aside += 1
            stack.append(_HIDE)

    def begin_inline(self, node: LexborNode, tag: str, attributes: Attributes, stack: list[LexborNode | int]) -> None:
        if tag == "a":
            if self.elements[self.current].kind == "heading" and not self.part and self._is_edit_link(node):
                self.part = "control"
                self.aside += 1
                stack.append(_PART)
            self.in_link += 1
            stack.append(_LINK)
        elif tag == "sup" or tag == "sub":
            if not self.in_formula:
                note = tag == "sup" and is_note(node, attributes)
                self.open.append(_Open(tag, len(self.chunks), len(self.blocks), note, text_behind(node)))
                stack.append(_SCRIPT)
        else:
            self.in_ruby += 1
            self.aside += 1
            stack.append(_RUBY)

    def begin_code(self, element: Element, parent: Element, role: Role) -> None:
        """A block that has a role, or is code: all that is in code is code, but for a table round it."""
        if role:
            self.tree.roles[self.current] = role
        if role == "code" or parent.kind == "code":
            element.kind, element.pre = "code", True
        if element.kind == "code":
            if parent.kind != "code":
                self.blank, self.code, self.count = 0, None, 0
            elif element.tag in _CODE_LINES and not self.part and role != "number":
                self.lines_at[self.current] = self.code_lines, self.blank

    def begin_part(self, node: LexborNode, tag: str, role: str, attributes: Attributes, stack: list[LexborNode | int]) -> None:
        """What a part of the page that is no common text begins with: its formula, the mark that its text gets."""
        if not self.in_formula and (role == "formula" or tag in _MATH or not _TEX.isdisjoint(attributes)):
            self.begin_formula(node, tag, attributes, stack)
            return
        if role in ("code", "wrapper") or tag in PRE:
            self.in_code += 1
            stack.append(_CODE)
            if tag == "code" and self.elements[self.current].kind == "code":
                self.tree.roles.setdefault(self.current, "wrapper")
        if not self.part and (kind := self._kind_of(node, tag, role, attributes)):
            self.part = kind
            self.aside += 1
            stack.append(_PART)
        elif tag == "code" and self.in_code and _is_line(node):
            self.flush()
            stack.append(_LINE)

    def begin_formula(self, node: LexborNode, tag: str, attributes: Attributes, stack: list[LexborNode | int]) -> None:
        formula = formula_of(node, tag, attributes)
        stack.append(_FORMULA)
        if formula is not None:
            if formula.display:
                self.flush()
                stack.append(_LINE)
            if formula.tex:
                self.formula(formula)
            if not self.part:
                self.part = "skip" if formula.whole else "duplicate"
                self.aside += 1
                stack.append(_PART)
        self.in_formula += 1

    def formula(self, formula: Formula | None) -> None:
        if formula is not None and formula.tex:
            if formula.display and formula.whole:
                self.flush()
            self.special[len(self.chunks)] = "hidden" if self.in_hidden else self.part or "formula"
            self.chunks.append(f"${formula.tex}$")
            if formula.display and formula.whole:
                self.flush()

    def picture(self, node: LexborNode) -> None:
        """The text that a picture stands for."""
        attributes = node.attributes
        if self.in_formula or not attributes:
            return
        if (formula := picture_formula(attributes)) is not None:
            self.formula(formula)
        elif attributes.get("alt"):
            before = self.chunks[-1] if self.chunks else ""
            if text := stands_for(attributes, before, text_behind(node)):
                self.chunk(text)

    def _is_edit_link(self, node: LexborNode) -> bool:
        return EDIT_TEXT.fullmatch(self._ahead(node, MAX_CONTROL) or "-") is not None

    def _kind_of(self, node: LexborNode, tag: str, role: str, attributes: Attributes) -> str:
        """The kind of mark for an element's text, "" for words of the page. The text has to fit the name."""
        if role == "number":
            text = self._ahead(node, MAX_NUMBERS)
            return "line_number" if text and DIGITS.fullmatch(text) and not text.isspace() else ""
        if role == "edit":
            text = self._ahead(node, MAX_CONTROL)
            return "control" if text and EDIT_TEXT.fullmatch(text) else ""
        if self.in_code and (role == "control" or tag in _BUTTONS):
            text = self._ahead(node, MAX_CONTROL)
            return "control" if text and is_control(text, attributes.get("class") or "") else ""
        if tag == "span" and self._is_counted(node, attributes):
            return "line_number"
        return ""

    def _ahead(self, node: LexborNode, longest: int) -> str | None:
        """The text of a node, None where it is long. A page has a budget of nodes that are seen twice."""
        text, seen = text_ahead(node, longest, self.ahead)
        self.ahead -= seen
        return text

    def _is_counted(self, node: LexborNode, attributes: Attributes) -> bool:
        """Whether a span is the number of its line, at its head, in a colour of its own: the next one after the last."""
        if self.chunks or "class" in attributes or "style" not in attributes:
            return False
        text = node.text(deep=False).strip()
        if not text.isdecimal() or len(text) > 6 or int(text) != self.count + 1 or (self.count == 0 and not _counts_on(node)):
            return False
        self.count += 1
        self.counted = True
        return True

    def _is_unseen(self, node: LexborNode, tag: str, attributes: Attributes, style: str) -> bool:
        elements = self.elements
        if tag == "p":
            beside = len(self.blocks) > elements[self.current].first
        else:
            beside = any(not chunk.isspace() for chunk in self.chunks[-4:]) or bool(text_behind(node).strip())
        return self.grounds.hides(tag, attributes, style, self.current, elements, beside=beside)

    def _is_named_hidden(self, attributes: Attributes) -> bool:
        classes, name = attributes.get("class"), attributes.get("id")
        return bool(classes and not self.hidden.isdisjoint(classes.split())) or f"#{name}" in self.hidden

    def leave(self, ended: int) -> None:
        if ended >= 0:
            self.flush()
            element = self.elements[ended]
            element.last = len(self.blocks)
            if element.hidden:
                self.in_hidden -= 1
                self.aside -= 1
            self.current = element.parent
            if ended in self.lines_at and self.lines_at.pop(ended) == (self.code_lines, self.blank):
                self.blank += 1
        elif ended == _LINK:
            self.in_link -= 1
        elif ended == _SCRIPT:
            self.end_script()
        elif ended == _LINE:
            self.flush()
        elif ended == _FORMULA:
            self.in_formula -= 1
        elif ended == _CODE:
            self.in_code -= 1
        else:
            self.aside -= 1
            if ended == _RUBY:
                self.in_ruby -= 1
            elif ended == _HIDE:
                self.in_hidden -= 1
            else:
                self.part = ""

    def end_script(self) -> None:
        """Raised or lowered text as it stands in plain text, where it is in one piece."""
        began = self.open.pop()
        chunks = self.chunks
        if began.block != len(self.blocks) or began.chunk >= len(chunks):
            return
        kinds = {self.special.get(at) for at in range(began.chunk, len(chunks))} if self.special else {None}
        if len(kinds) > 1 or "formula" in kinds:
            return
        inner = "".join(chunks[began.chunk :])
        before = "".join(chunks[max(0, began.chunk - 3) : began.chunk])[-8:]
        for at in range(began.chunk + 1, len(chunks)):
            self.special.pop(at, None)
        chunks[began.chunk :] = [script(inner, began.how, before, began.behind, note=began.note)]

    def end_line(self) -> None:
        """A line end that is written or marked: in code, lines between may be blank."""
        if not self.flush() and not self.part and self.elements[self.current].kind == "code":
            self.blank += 1

    def flush(self) -> bool:
        """End the block. Says whether it holds words of the page."""
        chunks = self.chunks
        if not chunks:
            return False
        element = self.elements[self.current]
        if self.special:
            return self.flush_marked(element)
        text = chunks[0] if len(chunks) == 1 else "".join(chunks)
        chunks.clear()
        text = text.rstrip() if element.pre else collapse(text)
        links, self.links = self.links, 0
        if not text or text.isspace():
            return False
        block = Block(text, self.current, links if links < len(text) else len(text), False, [])
        self.blocks.append(block)
        if element.kind == "code":
            self.put_code(block, words=True)
        return True

    def flush_marked(self, element: Element) -> bool:
        """The same for a block in which some text has marks of its own."""
        chunks, special = self.chunks, self.special
        plain = len(special) < len(chunks) and any(not chunk.isspace() for at, chunk in enumerate(chunks) if at not in special)
        kinds = set(special.values()) if not plain else set[str]()
        hidden = kinds == {"hidden"}
        text, starts = ("".join(chunks).rstrip(), starts_of(chunks)) if element.pre else collapse_chunks(chunks)
        starts.append(len(text))
        ends = ((kind, starts[at], min(starts[at + 1], len(text))) for at, kind in special.items())
        spans = [] if hidden else [(kind, start, end) for kind, start, end in ends if start < end]
        links = min(self.links, len(text))
        chunks.clear()
        special.clear()
        self.links = 0
        if not text or text.isspace():
            return False
        block = Block(text, self.current, links, hidden, spans)
        self.blocks.append(block)
        words = not kinds or not kinds <= _ASIDE
        if element.kind == "code":
            self.put_code(block, words=words)
        return words

    def put_code(self, block: Block, *, words: bool) -> None:
        """A line of code; the blank lines before it belong to the line before them. Its blanks are blanks."""
        block.text = block.text.replace("\u00a0", " ")
        if words:
            if self.code is not None and self.blank:
                self.code.text += "\n" * self.blank
            self.blank, self.code = 0, block
            self.code_lines += 1


def _what(tag: str | None) -> int:
    if not tag or tag[0] in "-!_":
        return 0
    if tag in SKIPPED:
        return _SCRIPT_TAG if tag == "script" else 0
    return {"br": _BREAK, "hr": _BREAK, "img": _PICTURE}.get(tag, _ENTERED)


def _is_block(node: LexborNode | None) -> bool:
    return node is not None and node.tag in BLOCKS


def _is_line(node: LexborNode) -> bool:
    """Whether a <code> is a line of a <pre>: it has others right beside it."""
    parent = node.parent
    if parent is None or parent.tag != "pre":
        return False
    return any(beside is not None and beside.tag == "code" for beside in (node.prev, node.next))


def _counts_on(node: LexborNode) -> bool:
    """Whether the first number of a line is followed by a second one in the same colour."""
    style = node.attributes.get("style")
    behind = node.next
    for _ in range(MAX_COUNT_AHEAD):
        if behind is None:
            return False
        if behind.tag == "span" and behind.attributes.get("style") == style and behind.text(deep=False).strip() == "2":
            return (behind.prev is not None) and "\n" in (behind.prev.text() or "")
        behind = behind.next
    return False


def _is_content(tag: str, attributes: Attributes, style: str) -> bool:
    """Whether a hidden element is only veiled until a script shows it: the page itself, or what is named as its text."""
    if not is_veiled(style) or "hidden" in attributes:
        return False
    return tag in ("html", "body", "main", "article") or names_content(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")


def _count(said: str | None) -> int:
    """A number of rows or columns; 0 for all that come."""
    said = (said or "1").strip()
    return int(said) if said.isdecimal() and len(said) < 7 else 1


_WORDS = (("id", "#"), ("role", ""), ("itemprop", ""), ("property", ""))


def _words(attributes: Attributes) -> str:
    """The words by which authors name what an element is for."""
    if not attributes:
        return ""
    words = attributes.get("class") or ""
    for key, mark in _WORDS:
        if word := attributes.get(key):
            words = f"{words} {mark}{word}" if words else mark + word
    return words
