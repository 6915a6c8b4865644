"""Trees of formulas from pages (lexbor), from XML (lxml) and from Word (OMML)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from cleaners.readers.markup.math import MAX_DEPTH, MAX_NODES, Node
from cleaners.readers.xml_parts import Element, attribute, child, children, local

_RUN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]{2,}|[\u2e80-\u9fff]+|.", re.DOTALL)
_FUNCTION = re.compile(r"sin|cos|tan|cot|log|ln|lg|lim|max|min|exp|arc(?:sin|cos|tan)|det|sinh|cosh|tanh")


@dataclass(slots=True)
class _Budget:
    """Elements of one formula that are still read."""

    left: int = MAX_NODES

    def spent(self) -> bool:
        self.left -= 1
        return self.left < 0


def page_tree(node: LexborNode) -> Node:
    """A <math> of a page. What MathJax 3 writes (mjx-math) has the same shape under longer names."""
    return _of_page(node, 0, _Budget())


def _of_page(node: LexborNode, depth: int, budget: _Budget) -> Node:
    found: list[Node] = []
    texts: list[str] = []
    inner = node.child if depth <= MAX_DEPTH else None
    while inner is not None and not budget.spent():
        tag = inner.tag or ""
        if tag == "-text":
            texts.append(inner.text_content or "")
        elif tag[:1] not in "-!_":
            found.append(_of_page(inner, depth + 1, budget))
        inner = inner.next
    return Node((node.tag or "").removeprefix("m:"), "".join(texts) if not found else "", found, node.attributes or {})


def xml_tree(element: Element) -> Node:
    """A <math> of XML."""
    return _of_xml(element, 0, _Budget())


def _of_xml(element: Element, depth: int, budget: _Budget) -> Node:
    within = element if depth <= MAX_DEPTH else ()
    found = [_of_xml(inner, depth + 1, budget) for inner in within if local(inner) and not budget.spent()]
    told = {name.rpartition("}")[2]: str(said) for name, said in element.attrib.items()}
    return Node(local(element), "" if found else element.text or "", found, told)


def word_tree(element: Element) -> Node:
    """An <m:oMath> of Word."""
    return Node("mrow", children=list(_of_word(element, 0, _Budget())))


def _of_word(element: Element, depth: int, budget: _Budget) -> Iterator[Node]:
    """The parts of an element of OMML, one after the other."""
    if depth > MAX_DEPTH:
        return
    for inner in element:
        if budget.spent():
            return
        name = local(inner)
        if name == "r":
            yield from _letters("".join(text.text or "" for text in children(inner, "t")))
        elif name in _OF_WORD:
            yield _OF_WORD[name](inner, lambda part: _row(part, depth + 1, budget))
        elif name in ("del", "moveFrom") or name.endswith("Pr"):
            continue
        else:
            yield from _of_word(inner, depth + 1, budget)


def _row(element: Element | None, depth: int, budget: _Budget) -> Node:
    return Node("mrow", children=list(_of_word(element, depth, budget)) if element is not None else [])


def _letters(text: str) -> Iterator[Node]:
    for piece in _RUN.findall(text):
        if piece[0].isdigit():
            yield Node("mn", piece)
        elif len(piece) > 1 and piece.isascii() and not _FUNCTION.fullmatch(piece):
            yield from (Node("mi", letter) for letter in piece)
        elif piece.isalpha():
            yield Node("mi", piece)
        else:
            yield Node("mtext" if piece.isspace() else "mo", piece)


_Row = Callable[[Element | None], Node]


def _said(element: Element, properties: str, name: str, default: str) -> str:
    """The value of a property of an element; `default` where nothing is said."""
    found = child(child(element, properties), name)
    return default if found is None else attribute(found, "val", "")


def _of_parts(tag: str, *parts: str) -> Callable[[Element, _Row], Node]:
    return lambda element, row: Node(tag, children=[row(child(element, part)) for part in parts])


def _root(element: Element, row: _Row) -> Node:
    degree = child(element, "deg")
    body = row(child(element, "e"))
    return Node("mroot", children=[body, row(degree)]) if degree is not None and len(degree) else Node("msqrt", children=[body])


def _many(element: Element, row: _Row) -> Node:
    """A sum, product or integral with its bounds."""
    sign = Node("mo", _said(element, "naryPr", "chr", "∫"))
    bounds = Node("munderover", children=[sign, row(child(element, "sub")), row(child(element, "sup"))])
    return Node("mrow", children=[bounds, row(child(element, "e"))])


def _brackets(element: Element, row: _Row) -> Node:
    told = {
        "open": _said(element, "dPr", "begChr", "("),
        "close": _said(element, "dPr", "endChr", ")"),
        "separators": _said(element, "dPr", "sepChr", "|"),
    }
    return Node("mfenced", children=[row(part) for part in children(element, "e")], attributes=told)


def _matrix(element: Element, row: _Row) -> Node:
    rows = [list(children(line, "e")) for line in children(element, "mr")]
    cells = [Node("mtr", children=[row(cell) for cell in line]) for line in rows]
    return Node("mtable", children=cells)


def _lines(element: Element, row: _Row) -> Node:
    return Node("mtable", children=[row(line) for line in children(element, "e")])


def _accent(element: Element, row: _Row) -> Node:
    sign = _said(element, "accPr", "chr", "̂")
    return Node("mover", children=[row(child(element, "e")), Node("mo", sign)])


def _bar(element: Element, row: _Row) -> Node:
    low = _said(element, "barPr", "pos", "bot") != "top"
    return Node("munder" if low else "mover", children=[row(child(element, "e")), Node("mo", "¯")])


_OF_WORD: dict[str, Callable[[Element, _Row], Node]] = {
    "f": _of_parts("mfrac", "num", "den"),
    "sSup": _of_parts("msup", "e", "sup"),
    "sSub": _of_parts("msub", "e", "sub"),
    "sSubSup": _of_parts("msubsup", "e", "sub", "sup"),
    "limLow": _of_parts("munder", "e", "lim"),
    "limUpp": _of_parts("mover", "e", "lim"),
    "func": _of_parts("mrow", "fName", "e"),
    "rad": _root,
    "nary": _many,
    "d": _brackets,
    "m": _matrix,
    "eqArr": _lines,
    "acc": _accent,
    "bar": _bar,
}
