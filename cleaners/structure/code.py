"""Program code, configurations, consoles and drawings of signs without a fence: told by runs of lines.

One line that looks like code proves nothing. A run does: it begins and ends with such lines, most of its lines are such, and no
sentence stands in it but in comments and strings. A text that is code as a whole is one mark from end to end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaners.document import Mark
from cleaners.structure.code_shape import Shape, shape_of
from cleaners.structure.lines import ASCII, Lines

_FEWEST = 3  # lines of code that are a run; two where the second is indented or both are statements of a language with blocks
_BLANK = 3  # blank lines within a run, at most
_WHOLE = 0.45  # of the lines of a text that is code as a whole look like it
_WHOLE_PROSE = 0.1  # and at most so many are sentences
_NEAR = 8000  # characters to the end of a block, at most
# Blocks in which anything may stand: of comments, and texts over several lines.
_OPENS = {"/*": "*/", '"""': '"""', "'''": "'''", "<!--": "-->", "=begin": "=end"}


@dataclass(slots=True)
class _Run:
    first: int
    last: int
    code: int = 0
    fields: int = 0
    nested: bool = False
    indented: bool = False
    between: int = 0  # lines that may be code, behind the last that is
    within: int = 0  # such lines between lines of code
    prose: int = 0

    def add(self, number: int, shape: Shape, indent: int) -> None:
        self.last = number
        self.code += shape is Shape.CODE
        self.fields += shape is Shape.FIELD
        self.indented |= indent > 0
        self.nested |= indent > 0 and shape is Shape.FIELD
        self.within += self.between
        self.between = 0

    @property
    def holds(self) -> bool:
        """Whether it is code."""
        shown = self.code + (self.fields if self.nested or self.code else 0)
        if shown < (2 if self.indented and self.code else _FEWEST) or self.fields > shown:
            return False
        return (self.code > 0 or self.nested) and shown >= self.within + 2 * self.prose


def code(lines: Lines) -> Iterator[Mark]:
    """A mark `code` for each run of lines."""
    candidates = _candidates(lines)
    if len(candidates) < 2:
        return
    shapes = _shapes(lines, candidates)
    if _is_whole(lines, shapes):
        filled = (lines.line_firsts < lines.line_ends).nonzero()[0].tolist()
        runs = [_Run(filled[0], filled[-1])]
    else:
        runs = list(_runs(lines, shapes))
    for run in runs:
        lines.set_kind(run.first, run.last, "code")
        yield Mark("code", *lines.span(run.first, run.last), {"form": "run"})


def _candidates(lines: Lines) -> list[int]:
    """Lines that begin with a sign or letter of ASCII that no Chinese follows at once."""
    if lines.count(ASCII) < 2:
        return []
    numbers = (lines.heads & ASCII).nonzero()[0]
    second = lines.codes.take(lines.line_firsts[numbers] + 1, mode="clip")
    return numbers[second < 0x2E80].tolist()  # type: ignore[no-any-return]


def _shapes(lines: Lines, candidates: list[int]) -> list[tuple[int, Shape, int]]:
    """Number, shape and indent of the lines from the first candidate to the last; blank ones and those with a kind left out.

    A line that is no candidate is prose, unless it stands in a comment that began before it."""
    found: list[tuple[int, Shape, int]] = []
    wanted = set(candidates)
    closing = ""
    ends = _Ends(lines.text)
    for number in range(candidates[0], candidates[-1] + 1):
        bare = lines.bare(number)
        if not bare or not lines.free(number):
            if lines.kind(number) == "formula":
                found.append((number, Shape.INSIDE, 1))
            elif not lines.free(number):
                closing = ""
            continue
        if closing:
            found.append((number, Shape.INSIDE, 1))
            closing = "" if closing in bare else closing
            continue
        indent = lines.indent(number) if number in wanted else 0
        shape = shape_of(bare, indented=indent > 1) if number in wanted else Shape.PROSE
        if number in wanted and (closing := _opened(bare)):
            closing = closing if ends.near(closing, lines.ends[number]) else ""
            shape = Shape.INSIDE if closing and shape is Shape.PROSE else shape
        found.append((number, shape, indent))
    return found


def _opened(bare: str) -> str:
    """What must come to end a block that the line leaves open."""
    for sign, end in _OPENS.items():
        if sign in bare and (sign != end or bare.count(sign) % 2) and end not in bare.split(sign)[-1]:
            return end
    return ""


@dataclass(slots=True)
class _Ends:
    """Where the signs that close a block stand next. Asked from the front to the back, so that each stretch is searched once."""

    text: str
    found: dict[str, int] = field(default_factory=dict)

    def near(self, sign: str, start: int) -> bool:
        """Whether the block ends within a page or two: a sign that is never closed must not swallow a text."""
        at = self.found.get(sign, -1)
        if at < start:
            at = self.text.find(sign, start)
            self.found[sign] = at if at >= 0 else len(self.text) + _NEAR
        return start <= at <= start + _NEAR


def _is_whole(lines: Lines, shapes: list[tuple[int, Shape, int]]) -> bool:
    told = sum(shape >= Shape.FIELD for _, shape, _ in shapes)
    code = sum(shape is Shape.CODE for _, shape, _ in shapes)
    prose = sum(shape is Shape.PROSE for _, shape, _ in shapes)
    inside = sum(shape is Shape.INSIDE for _, shape, _ in shapes)
    filled = int((lines.line_firsts < lines.line_ends).sum())
    if code < _FEWEST or told < _WHOLE * (filled - inside) or code * 8 < filled:
        return False
    return filled - len(shapes) + prose <= _WHOLE_PROSE * filled


def _runs(lines: Lines, shapes: list[tuple[int, Shape, int]]) -> Iterator[_Run]:
    run: _Run | None = None
    before = -1
    for number, shape, indent in shapes:
        if run is not None and _ends(run, number, shape, before):
            if run.holds:
                yield _with_edges(lines, run)
            run = None
        if shape >= Shape.FIELD:
            if run is None:
                run = _Run(number, number)
            run.add(number, shape, indent)
        elif run is not None:
            run.between += shape is not Shape.INSIDE
            run.prose += shape is Shape.PROSE
        before = number
    if run is not None and run.holds:
        yield _with_edges(lines, run)


def _ends(run: _Run, number: int, shape: Shape, before: int) -> bool:
    if number - before > _BLANK + 1:
        return True
    return shape is Shape.PROSE or run.between > 4 + run.code


def _with_edges(lines: Lines, run: _Run) -> _Run:
    """With the lines right behind it that are indented: the rest of a statement, output."""
    while run.last + 1 < len(lines) and lines.free(run.last + 1) and lines.bare(run.last + 1):
        if not lines.indent(run.last + 1) or shape_of(lines.bare(run.last + 1), indented=True) is Shape.PROSE:
            break
        run.last += 1
    return run
