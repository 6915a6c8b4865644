"""Parts of a page that are no common text: formulas, numbers and buttons beside code, links to edit with, pictures of words."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from cleaners.readers.markup.formulas import formula_of, picture_formula
from cleaners.readers.markup.looks import text_ahead, text_behind
from cleaners.readers.markup.pictures import stands_for
from cleaners.readers.markup.roles import DIGITS, EDIT_TEXT, MAX_CONTROL, is_control
from cleaners.readers.markup.tags import BUTTONS, CODE, FORMULA, LINE, MATH, PART, PRE, TEX, Attributes
from cleaners.readers.markup.writer import BlockWriter

# Elements that are looked through ahead of the walk, on one page; characters of line numbers in one element; elements to the next
# line's number.
MAX_AHEAD, MAX_NUMBERS, MAX_COUNT_AHEAD = 200_000, 100_000, 60


@dataclass(slots=True)
class PartReader(BlockWriter):
    """Knows by names and shapes where such a part begins."""

    in_code: int = 0  # elements about this one that are code, or hold it with its buttons
    ahead: int = MAX_AHEAD

    def begin_part(self, node: LexborNode, tag: str, role: str, attributes: Attributes, stack: list[LexborNode | int]) -> None:
        """What a part of the page that is no common text begins with: its formula, the mark that its text gets."""
        if not self.in_formula and (role == "formula" or tag in MATH or not TEX.isdisjoint(attributes)):
            self.begin_formula(node, tag, attributes, stack)
            return
        if role in ("code", "wrapper") or tag in PRE:
            self.in_code += 1
            stack.append(CODE)
            if tag == "code" and self.elements[self.current].kind == "code":
                self.tree.roles.setdefault(self.current, "wrapper")
        if not self.part and (kind := self._kind_of(node, tag, role, attributes)):
            self.part = kind
            self.aside += 1
            stack.append(PART)
        elif tag == "code" and self.in_code and _is_line(node):
            self.flush()
            stack.append(LINE)

    def begin_formula(self, node: LexborNode, tag: str, attributes: Attributes, stack: list[LexborNode | int]) -> None:
        formula = formula_of(node, tag, attributes)
        stack.append(FORMULA)
        if formula is not None:
            if formula.display:
                self.flush()
                stack.append(LINE)
            if formula.tex:
                self.formula(formula)
            if not self.part:
                self.part = "skip" if formula.whole else "duplicate"
                self.aside += 1
                stack.append(PART)
        self.in_formula += 1

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

    def _kind_of(self, node: LexborNode, tag: str, role: str, attributes: Attributes) -> str:
        """The kind of mark for an element's text, "" for words of the page. The text has to fit the name."""
        if role == "number":
            text = self.look_ahead(node, MAX_NUMBERS)
            return "line_number" if text and DIGITS.fullmatch(text) and not text.isspace() else ""
        if role == "edit":
            text = self.look_ahead(node, MAX_CONTROL)
            return "control" if text and EDIT_TEXT.fullmatch(text) else ""
        if self.in_code and (role == "control" or tag in BUTTONS):
            text = self.look_ahead(node, MAX_CONTROL)
            return "control" if text and is_control(text, attributes.get("class") or "") else ""
        if tag == "span" and self._is_counted(node, attributes):
            return "line_number"
        return ""

    def look_ahead(self, node: LexborNode, longest: int) -> str | None:
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
