"""One walk over a parsed page: all its text in reading order, one block a line, and where every element stands in it.

An element becomes a mark `element` (its tag, its words: classes, `#id`, roles; its parent, as a position among these marks), a
line becomes a mark of its kind with the element that it stands in and its link characters. From these, statistics of any
subtree are differences of prefix sums. What is text but not the page's words (hidden, readings of ruby, other forms of a formula,
numbers and buttons beside code, links to edit with) is in the text, under marks of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.readers.markup.assembly import PageText, assemble
from cleaners.readers.markup.formulas import script_formula
from cleaners.readers.markup.ground import Grounds
from cleaners.readers.markup.looks import is_note, is_reference, text_behind
from cleaners.readers.markup.nodes import Element
from cleaners.readers.markup.parts import PartReader
from cleaners.readers.markup.roles import EDIT_TEXT, MAX_CONTROL, Role, role_of
from cleaners.readers.markup.scripts import Script
from cleaners.readers.markup.tags import (
    BLOCKS,
    CODE_LINES,
    FORMULA,
    HIDE,
    IN_CODE,
    INLINE,
    KINDS,
    LINE,
    LINK,
    PART,
    PARTS,
    PRE,
    RUBY,
    SCRIPT,
    SKIPPED,
    TEX,
    Attributes,
)  # fmt: skip
from cleaners.readers.markup.tags import CODE as CODE_END
from cleaners.readers.markup.writer import Open
from cleaners.readers.styles import hidden_names, hides, is_block, is_hidden, is_veiled, keeps_space, names_content, word_part

__all__ = ["PageText", "page_text"]


# Characters of style sheets that are read.
MAX_SHEET = 100_000

# What an element is that has a class alone, or nothing: a block, what only holds text, or what needs a look.
_BLOCK, _NOTHING, _OTHER = 1, 2, 3
# What the walk does with an element of a name; 0 for nothing.
_ENTERED, _BREAK, _PICTURE, _SCRIPT_TAG = 1, 2, 3, 4


def page_text(tree: LexborHTMLParser) -> PageText:
    sheets = [style.text() for style in tree.css("style")]
    walker = _Walker(hidden=hidden_names("\n".join(sheets)[:MAX_SHEET]), grounds=Grounds(sheets))
    if tree.root is not None:
        walker.walk(tree.root)
    return assemble(walker.tree)


@dataclass(slots=True)
class _Walker(PartReader):
    hidden: frozenset[str] = frozenset()  # names that a style sheet hides
    grounds: Grounds = field(default_factory=Grounds)
    known: dict[tuple[str, str], int] = field(default_factory=dict)  # tag and class -> what such an element is
    lines_at: dict[int, tuple[int, int]] = field(default_factory=dict)  # line of code -> lines, blank lines before it

    def walk(self, root: LexborNode) -> None:  # noqa: C901 - the loop over all nodes, which calls cost
        # With an explicit stack: pages nest deeper than Python. A number in it says what ends there.
        stack: list[LexborNode | int] = [root]
        elements, chunks = self.elements, self.chunks
        known: dict[str, int] = {}
        while stack:
            top = stack.pop()
            if isinstance(top, int):
                self.leave(top)
                continue
            node: LexborNode | None = top
            while node is not None:
                tag = node.tag or ""
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

    def enter(self, node: LexborNode, tag: str, stack: list[LexborNode | int]) -> None:  # noqa: C901 - as above
        """Begin an element; on the stack, say what ends with it."""
        attributes = node.attributes
        style, names, hidden = "", None, False
        role: Role = ""
        if attributes:
            names = attributes.get("class")
            if len(attributes) == 1 and names and self.enter_plain(tag, names, stack):
                return
            style = attributes.get("style") or ""
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
            elif not TEX.isdisjoint(attributes):
                self.begin_part(node, tag, role, attributes, stack)
        elif self.enter_plain(tag, "", stack):
            return
        if not role and (tag in PARTS or (self.in_code and tag in IN_CODE and (tag != "span" or style))):
            self.begin_part(node, tag, role, attributes, stack)
        if tag in BLOCKS or (style and is_block(style)):
            if self.chunks:
                self.flush()
            elements = self.elements
            parent = elements[self.current]
            kind = KINDS.get(tag, parent.kind)
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
        if tag in INLINE:
            self.begin_inline(node, tag, attributes, stack)
        if tag == "font" and not hidden and attributes.get("color"):
            hidden = self._is_unseen(node, tag, attributes, style)
        if hidden:
            self.in_hidden += 1
            self.aside += 1
            stack.append(HIDE)

    def enter_plain(self, tag: str, names: str, stack: list[LexborNode | int]) -> bool:
        """The same in short for most elements: those with a class alone, or nothing, that means nothing to the walk. False for
        others."""
        what = self.known.get((tag, names))
        if what is None:
            what = self.known[tag, names] = self._what(tag, names)
        if what == _OTHER or self.in_code:
            return False
        if what == _BLOCK:
            elements = self.elements
            parent = elements[self.current]
            if parent.kind == "code":
                return False
            if self.chunks:
                self.flush()
            kind = KINDS.get(tag, parent.kind)
            elements.append(Element(tag, names, self.current, kind, False, parent.pre, len(self.blocks), -1))
            self.current = len(elements) - 1
            stack.append(self.current)
        return True

    def _what(self, tag: str, names: str) -> int:
        named = names and (names == "jammer" or role_of(names) or (self.hidden and self._is_named_hidden({"class": names})))
        if named or tag in PARTS or tag in INLINE:
            return _OTHER
        return _BLOCK if tag in BLOCKS else _NOTHING

    def begin_inline(self, node: LexborNode, tag: str, attributes: Attributes, stack: list[LexborNode | int]) -> None:
        if tag == "a":
            if self.elements[self.current].kind == "heading" and not self.part and self._is_edit_link(node):
                self.part = "control"
                self.aside += 1
                stack.append(PART)
            self.in_link += 1
            stack.append(LINK)
            if not self.in_formula and is_reference(attributes):
                self.open.append(Open("sup", len(self.chunks), len(self.blocks), note=True, behind=""))
                stack.append(SCRIPT)
        elif tag == "sup" or tag == "sub":
            if not self.in_formula:
                how: Script = "sup" if tag == "sup" else "sub"
                note = how == "sup" and is_note(node, attributes)
                self.open.append(Open(how, len(self.chunks), len(self.blocks), note, text_behind(node)))
                stack.append(SCRIPT)
        else:
            self.in_ruby += 1
            self.aside += 1
            stack.append(RUBY)

    def begin_code(self, element: Element, parent: Element, role: Role) -> None:
        """A block that has a role, or is code: all that is in code is code, but for a table round it."""
        if role:
            self.tree.roles[self.current] = role
        if role == "code" or parent.kind == "code":
            element.kind, element.pre = "code", True
        if element.kind == "code":
            if parent.kind != "code":
                self.blank, self.code, self.count = 0, None, 0
            elif element.tag in CODE_LINES and not self.part and role != "number":
                self.lines_at[self.current] = self.code_lines, self.blank

    def _is_edit_link(self, node: LexborNode) -> bool:
        return EDIT_TEXT.fullmatch(self.look_ahead(node, MAX_CONTROL) or "-") is not None

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
            if self.chunks:
                self.flush()
            element = self.elements[ended]
            element.last = len(self.blocks)
            if element.hidden:
                self.in_hidden -= 1
                self.aside -= 1
            self.current = element.parent
            if ended in self.lines_at and self.lines_at.pop(ended) == (self.code_lines, self.blank):
                self.blank += 1
        elif ended == LINK:
            self.in_link -= 1
        elif ended == SCRIPT:
            self.end_script()
        elif ended == LINE:
            self.flush()
        elif ended == FORMULA:
            self.in_formula -= 1
        elif ended == CODE_END:
            self.in_code -= 1
        else:
            self.aside -= 1
            if ended == RUBY:
                self.in_ruby -= 1
            elif ended == HIDE:
                self.in_hidden -= 1
            else:
                self.part = ""


def _what(tag: str) -> int:
    if not tag or tag[0] in "-!_":
        return 0
    if tag in SKIPPED:
        return _SCRIPT_TAG if tag == "script" else 0
    return {"br": _BREAK, "hr": _BREAK, "img": _PICTURE}.get(tag, _ENTERED)


def _is_content(tag: str, attributes: Attributes, style: str) -> bool:
    """Whether a hidden element is only veiled until a script shows it: the page itself, or what is named as its text."""
    if not is_veiled(style) or "hidden" in attributes:
        return False
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return tag in ("html", "body", "main", "article") or names_content(names)


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
