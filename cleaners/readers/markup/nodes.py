"""What the walk over a page writes: elements, and blocks of text in them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Element:
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
class Block:
    """One line of a page's text, or a piece of a table's row. `spans` are what stands under marks of their own in it."""

    text: str
    element: int
    links: int
    hidden: bool
    spans: list[tuple[str, int, int]]


@dataclass(slots=True)
class Tree:
    """Elements in the order of the page, the first one about them all, and what few of them have."""

    elements: list[Element] = field(default_factory=lambda: [Element("", "", -1, "paragraph", False, False, 0)])
    blocks: list[Block] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)  # cell -> rows and columns that it takes
    roles: dict[int, str] = field(default_factory=dict)  # element -> what its class says it is (`names.role_of`)
