"""Text of a page into blocks: what is collapsed, what keeps its white space, what stands under marks of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from cleaners.readers.blanks import collapse, collapse_chunks
from cleaners.readers.markup.formulas import Formula
from cleaners.readers.markup.looks import starts_of
from cleaners.readers.markup.nodes import Block, Element, Tree
from cleaners.readers.markup.scripts import Script, script
from cleaners.readers.markup.tags import BLOCKS

# Kinds of spans that are no words of the page.
ASIDE = frozenset({"hidden", "duplicate", "control", "line_number"})


@dataclass(slots=True)
class Open:
    """Raised or lowered text whose end has not come."""

    how: Script
    chunk: int
    block: int
    note: bool
    behind: str


@dataclass(slots=True)
class BlockWriter:
    """Takes the text of a page piece by piece, with what the walk knows of the place where it stands."""

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
    part: str = ""  # the kind of text that is none of the page's words, where the walk is in such
    aside: int = 0  # whether text gets a mark of its own
    current: int = 0
    open: list[Open] = field(default_factory=list)
    count: int = 0  # of the lines of code that begin with their number
    counted: bool = False  # right behind such a number
    code_lines: int = 0  # lines of code so far
    blank: int = 0  # blank lines of code behind its last line
    code: Block | None = None  # that line

    def __post_init__(self) -> None:
        self.elements, self.blocks = self.tree.elements, self.tree.blocks

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

    def chunk(self, text: str) -> None:
        if self.aside:
            if self.part == "skip":
                return
            self.special[len(self.chunks)] = "hidden" if self.in_hidden else self.part or "ruby"
        self.chunks.append(text)
        if self.in_link:
            self.links += len(text.strip())

    def formula(self, formula: Formula | None) -> None:
        if formula is not None and formula.tex:
            if formula.display and formula.whole:
                self.flush()
            self.special[len(self.chunks)] = "hidden" if self.in_hidden else self.part or "formula"
            self.chunks.append(f"${formula.tex}$")
            if formula.display and formula.whole:
                self.flush()

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
        words = not kinds or not kinds <= ASIDE
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


def _is_block(node: LexborNode | None) -> bool:
    return node is not None and node.tag in BLOCKS
