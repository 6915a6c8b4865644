"""Hard-wrapped lines become paragraphs again.

Two kinds of evidence join lines. In a *wrapped* text the lines fill one width, most full lines end without a mark, and the
breaks cut words; there, a full line goes on in the next one. Elsewhere a single break is mended only where the character model
says that the two characters at it belong together: within a word, or, in a text of whole sentences, behind some of them. A comma
at the end of a line is no evidence: on the web many a paragraph ends in one. Verse, lists, tables, addresses, dialogue and
headings are short, or end in marks, or begin like an item, and stay lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.cohesion import cohesive
from cleaners.chinese.lines import (
    END_MARKS,
    HAN_SIGN,
    MUCH_LONGER,
    SENTENCE,
    STOPS,
    WITHIN_SENTENCE,
    WITHIN_WORD,
    Line,
    gain,
    is_gap,
    wrapped_alone,
)
from cleaners.chinese.script import HAN
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import CODE, Gate, protected_spans, step

RULE = "line.join"

# Marks that say where lines begin: no break before one of these is a wrap. Items, quotes and notes may be wrapped themselves; the
# others are one line each.
_BEGIN = ("list_item", "paragraph", "footnote", "quote")
_WHOLE = (
    "heading", "table_row", "table", "code", "pre", "header", "footer", "caption", "formula", "front_matter", "verse", "message",
    "timed", "definition", "citation",
)  # fmt: skip

# Kinds of marks that are whole lines wherever they come from.
_LINES = frozenset((*_BEGIN, "heading", "table_row", "caption"))
_CODE = frozenset({"code"})
_NEWLINE = re.compile("\n+")
_SENTENCE_END = "。！？…”’」』!?"
_CLAUSES = lazy_pattern("[，、,]")
_COMMAS = lazy_pattern("[，、,；;。：:]")
_LABEL = lazy_pattern(rf"[{HAN}A-Za-z ]{{1,8}}[：:]")
_CREDIT = lazy_pattern(rf"(?:[摄攝]|供[图圖]|[图圖]|[编編][辑輯]|校[对對]|[报報]道|记者|記者)[{HAN}]{{0,4}}$")
_CELLS = lazy_pattern(r"\t|[│|].*[│|]")

# A line is full when it misses the width by no more than this share, at least 4: marks, numbers and Latin words are not broken.
SLACK = 0.1
# Narrower text is verse or a column of names, never wrapped prose.
NARROWEST = 24
# From this share of breaks that cut a word (`cohesive`) on, lines may be wrapped. Wrapped prose has 43 %, headings and items 5 %.
CUT_WORDS = 0.15
# Outside wrapped text, a line shorter than 30 Han is no cut sentence (in half widths), and what follows is a sentence or as long.
LONG = 60


@step(rules=(RULE,), switch=("spacing",), leaves=CODE, gate=Gate("\n"))
def join_lines(document: Document, _context: Context) -> Iterator[Edit] | None:
    if document.metadata.get("language") == "und" or not _may_be_cut(document.text) or _is_set(document):
        return None
    return _edits(document)


INNER_BLANKS = frozenset(("space.width", "space.between_han", "space.beside_mark", "space.beside_digit"))


@step(rules=(RULE,), switch=("spacing",), leaves=CODE, gate=Gate("\n"))
def join_lines_again(document: Document, context: Context) -> Iterator[Edit] | None:
    """The same where blanks inside of lines have gone since: only now do the lines show that they fill one width."""
    if INNER_BLANKS.isdisjoint(rule for batch in document.patch.batches for rule in batch.rules):
        return None
    return join_lines.run(document, context)  # type: ignore[return-value]


def _may_be_cut(text: str) -> bool:
    """Whether lines end without an end mark: one that is long, or several that could fill the width of a wrapped text."""
    lines = text.split("\n")
    ends = tuple(END_MARKS)
    opens = [len(line) for line in lines if len(line) >= NARROWEST // 2 and not line.rstrip().endswith(ends)]
    if not opens:
        return False
    opens.sort()
    # A full line has at least .6 of the greatest width (see `_wrap`), and a character one half width or two.
    return opens[-1] >= LONG // 2 or (len(opens) > 1 and opens[-2] * 2 + 6 >= 0.6 * max(map(len, lines)))


# A join may make further joins possible, as in a paragraph that was cut twice. No text has been seen that needs more rounds.
ROUNDS = 4


def _is_set(document: Document) -> bool:
    """Whether a mark begins behind every line end, as on pages of the web: a fast look."""
    if _LINES.isdisjoint(document.marks.kinds):
        return False
    inline = any("form" in mark.attributes for mark in document.marks.of(_CODE).marks)
    ends = np.array([match.end() for match in _NEWLINE.finditer(document.text)], np.int64)
    return bool(np.isin(ends, document.spans_now(_LINES if inline else _LINES | _CODE)[0]).all())


def _edits(document: Document) -> Iterator[Edit]:
    lines = list(_lines(document.text))
    fixed = _fixed(document, lines) if document.marks else set()
    for number in range(ROUNDS):
        # After the first round the text is what a second run would see: without indents.
        found = _joins(lines if not number else [line._replace(indent=0) for line in lines], fixed, document.text)
        yield from found.values()
        if not found:
            return
        lines = list(_joined(lines, found))


def _fixed(document: Document, lines: list[Line]) -> set[int]:
    """The ends of the lines behind which a mark begins or ends, or within which code goes on."""
    # A formula or a piece of code within a line is no edge of it.
    whole = [mark for mark in document.marks_now(*_WHOLE) if mark.attributes.get("form") not in ("inline", "chain")]
    edges = {mark.start for mark in document.marks_now(*_BEGIN)}
    edges.update(mark.start for mark in whole)
    edges.update(mark.end for mark in whole)
    spans = protected_spans(document, CODE)
    starts, ends = (spans[0].tolist(), spans[1].tolist()) if spans else ([], [])
    fixed = set()
    for line, following in pairwise(lines):
        place = bisect_right(starts, line.end) - 1
        if (place >= 0 and following.start < ends[place]) or not edges.isdisjoint(range(line.end, following.start + 1)):
            fixed.add(line.end)
    return fixed


def _joins(lines: list[Line], fixed: set[int], text: str) -> dict[int, Edit]:
    """Joins by the end of the line that goes on."""
    wrap, prose = _wrap(lines), _Prose.of(lines)
    inside = {} if wrap else _wrapped_inside(lines)
    alone = set() if wrap else wrapped_alone(lines)
    found: dict[int, Edit] = {}
    for number, (line, following) in enumerate(pairwise(lines)):
        if line.end in fixed:
            continue
        if inside:
            wrap = inside.get(number)
        gap = text.count("\n", line.end, following.start)
        evidence = (wrap.goes_on(line, following, gap) if wrap else "") or _cut_sentence(line, following, prose)
        if number in alone:
            evidence = evidence or "lines of one width within which a sentence ends"
        if evidence:
            put = _between(line.text[-1], following.text[0])
            found[line.end] = Edit(line.end, following.start, put, RULE, evidence)
    return found


def _joined(lines: list[Line], joins: dict[int, Edit]) -> Iterator[Line]:
    parts: list[str] = []
    first = lines[0]
    for line in lines:
        first = first if parts else line
        parts.append(line.text)
        if (join := joins.get(line.end)) is not None:
            parts.append(join.replacement)
            continue
        yield first if first is line else Line.of(first.start, "".join(parts), first.indent)._replace(end=line.end)
        parts = []


def _between(last: str, first: str) -> str:
    """Words of Latin script are parted by a blank, Chinese is not."""
    return " " if last.isascii() and last not in "-/(" and first.isascii() and (first.isalnum() or first == "(") else ""


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for raw in text.split("\n"):
        if stripped := raw.strip():
            indent = raw[: raw.index(stripped[0])]
            at = start + len(indent)
            yield Line.of(at, stripped, sum(1 if char in " \t\xa0" else 2 for char in indent) if indent else 0)
        start += len(raw) + 1


class _Wrap(NamedTuple):
    """How a wrapped text is set."""

    width: int
    base_indent: int
    indents: bool  # paragraphs begin with an indent
    blank_lines: bool  # paragraphs are parted by blank lines

    def full(self, line: Line) -> bool:
        return line.width + line.indent - self.base_indent >= self.width - max(4, int(self.width * SLACK))

    def goes_on(self, line: Line, following: Line, gap: int) -> str:
        if gap > 1 or not self.full(line) or line.is_row or following.is_row or following.is_item:
            return ""
        if following.indent > self.base_indent + 1 and following.indent != line.indent:
            return ""
        if line.text[-1] in _SENTENCE_END or (line.ends and line.text[-1] not in "》）)】—…"):
            heading = following.width * 3 < self.width and not following.ends
            if following.text[0] in '“「『"—' or _LABEL.match(following.text) or heading:
                return ""
            if self.indents and following.indent <= self.base_indent:
                return "full line, and paragraphs here begin with an indent"
            if self.blank_lines:
                return "full line, and paragraphs here are parted by blank lines"
            exact = line.width + line.indent - self.base_indent >= self.width - 1
            return "line filled to the last place" if exact and not self.indents and line.text[-1] not in "：:" else ""
        latin = line.text[-1].isascii() and following.text[0].isascii() and not HAN_SIGN.search(line.text)
        if latin and not following.text[0].islower():
            return ""  # Latin script shows its wraps by a small letter
        return "full line without an end mark"


# A part of a document, such as a letter, may be wrapped where the rest has its paragraphs on one line each. A few lines have to
# show it, by more words that their breaks cut.
MIN_PART, MIN_CUT_WORDS = 4, 2


def _wrapped_inside(lines: list[Line]) -> dict[int, _Wrap]:
    """How the lines between long ones are set, by the number of each line that another of its part follows."""
    found: dict[int, _Wrap] = {}
    if len(lines) < MIN_PART:
        return found
    longest = MUCH_LONGER * sorted(line.width for line in lines)[len(lines) // 2]
    first = 0
    for last in range(len(lines) + 1):
        if last < len(lines) and lines[last].width <= longest:
            continue
        part = lines[first:last]
        if len(part) >= MIN_PART and (wrap := _wrap(part)) and _cut_words(part, wrap) >= MIN_CUT_WORDS:
            found.update(dict.fromkeys(range(first, last - 1), wrap))
        first = last + 1
    return found


def _cut_words(lines: list[Line], wrap: _Wrap) -> int:
    return sum(
        wrap.full(line) and not line.ends and cohesive(line.text[-1], following.text[0]) for line, following in pairwise(lines)
    )


def _wrap(lines: list[Line]) -> _Wrap | None:
    prose = [line for line in lines if not line.is_row]
    if len(prose) < 3:
        return None
    base = min(line.indent for line in prose)
    widths = sorted(line.width + line.indent - base for line in prose)
    width = widths[-1 - len(widths) // 40]  # the odd line that a long word or address pushes out
    if width < NARROWEST or widths[-1] > width * 1.5:
        return None
    wrap = _Wrap(width, base, indents=False, blank_lines=False)
    pairs = [(line, following) for line, following in pairwise(lines) if wrap.full(line)]
    open_pairs = [(line, following) for line, following in pairs if not line.ends and not following.is_item]
    if len(pairs) < 2 or len(pairs) * 4 < len(prose) or len(open_pairs) * 2 < len(pairs):
        return None
    inner = [
        cohesive(line.text[-1], following.text[0])
        for line, following in open_pairs
        if HAN_SIGN.match(line.text[-1]) and HAN_SIGN.match(following.text[0])
    ]
    commas = sum(len(_COMMAS.findall(line.text)) for line, _ in pairs)
    if commas * 2 < len(pairs) or not (_cuts_words(inner) or _runs_to_an_end(lines, wrap, columns=2 if any(inner) else 3)):
        return None
    indented = [line for line in prose if line.indent >= base + 2]
    after_end = [f for line, f in pairwise(prose) if f.indent >= base + 2 and line.ends]
    indents = len(indented) >= 2 and len(after_end) * 2 >= len(indented) - 1 and len(indented) * 2 <= len(prose) + 1
    blocks = sum(following.start - line.end > 1 and is_gap(line, following) for line, following in pairwise(lines))
    return _Wrap(width, base, indents=indents, blank_lines=blocks >= 2 and not indents)


def _cuts_words(inner: list[bool]) -> bool:
    return sum(inner) >= max(1, CUT_WORDS * len(inner)) and sum(inner) * 2 + len(inner) >= 5


def _runs_to_an_end(lines: list[Line], wrap: _Wrap, columns: int) -> bool:
    """Full lines without an end mark lead to one that has it, and clauses end anywhere: verse has its marks in one column."""
    finished, runs, places = 0, 0, set()
    for line, following in pairwise(lines):
        if wrap.full(line) and not line.ends:
            places.add(comma.start() if (comma := _COMMAS.search(line.text)) else -1)
            if not wrap.full(following) or following.ends:
                runs += 1
                finished += following.ends
    return runs >= 2 and finished * 5 >= runs * 4 and len(places) >= columns


class _Prose(NamedTuple):
    """How the lines of a text end that have several clauses."""

    lines: int
    ended: int  # with an end mark

    @classmethod
    def of(cls, lines: list[Line]) -> _Prose:
        long = [line for line in lines if line.width >= SENTENCE and _COMMAS.search(line.text)]
        return cls(len(long), sum(line.ends for line in long))

    @property
    def ends(self) -> bool:
        """Long lines here are as a rule whole sentences: one that has no end was cut."""
        return self.ended >= 2 and self.ended * 5 >= self.lines * 3


def _cut_sentence(line: Line, following: Line, prose: _Prose) -> str:
    last, first = line.text[-1], following.text[0]
    if line.ends or line.width < LONG or following.is_item or not (HAN_SIGN.match(last) and HAN_SIGN.match(first)):
        return ""
    if not (following.ends or following.width >= LONG) or not _COMMAS.search(line.text):
        return ""
    nats = gain(last, first)
    if nats < WITHIN_SENTENCE or _LABEL.match(following.text) or _is_credit(line.text):
        return ""
    # Columns set with blanks do not count here: the blanks will be single ones, and a second run has to see the same.
    if _CELLS.search(line.text) or _CELLS.search(following.text):
        return ""
    *_, tail = STOPS.split(line.text)
    finished = len(tail) < len(line.text)
    clauses = len(_CLAUSES.findall(tail))
    if nats >= WITHIN_WORD and (finished or clauses) and prose.ended * 4 >= prose.lines and cohesive(last, first):
        return "line ends within a word"
    # Behind whole sentences, or in a long one: a heading has no such tail.
    open_tail = (finished and (clauses or len(tail) <= 3)) or (clauses >= 2 and line.width >= 2 * LONG)
    sentence = following.ends and following.width >= LONG // 2
    if nats >= WITHIN_SENTENCE and open_tail and sentence and prose.ends and not _LABEL.match(line.text):
        return "line ends within a sentence, behind whole ones"
    return ""


def _is_credit(line: str) -> bool:
    """本报记者某某摄: who wrote or drew, or a remark in brackets."""
    return line[0] in "（(" or _CREDIT.search(line, max(0, len(line) - 6)) is not None
