"""Hard-wrapped lines become paragraphs again.

Two kinds of evidence join lines. In a *wrapped* text the lines fill one width, most full lines end without a mark, and the
breaks cut words; there, a full line goes on in the next one. Elsewhere a single break is mended where it cuts a sentence: a long
line that stops within a word, or within a clause behind finished ones. Verse, lists, tables, addresses, dialogue and headings
are short, or end in marks, or begin like an item, and stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cleaners.chinese.cohesion import cohesive
from cleaners.chinese.script import HAN
from cleaners.document import Document, Edit
from cleaners.options import Context

RULE = "line.join"

# Marks that say where paragraphs are: a break at the edge of one of these is no wrap.
BLOCKS = ("heading", "list_item", "table_row", "table", "code", "pre", "paragraph", "header", "footer", "caption")

_END = '。！？；：…”’」』）】》〉.!?;:)]"—'
_SENTENCE_END = "。！？…”’」』!?"
_FINAL = "的了着过著過吗嗎呢吧啊也者"  # single characters that end phrases
_GOES_ON = "，、,"
_HAN = re.compile(f"[{HAN}]")
_STOPS = re.compile("[。！？；!?;]")
_CLAUSES = re.compile("[，,]")
_COMMAS = re.compile("[，、,；;。：:]")
_NUMERAL = "一二三四五六七八九十百零〇"
_ITEM = re.compile(
    rf"""
      [（(]?(?:[{_NUMERAL}]{{1,4}}|\d{{1,3}}|[A-Za-z])[)）、](?!\d) | \d{{1,3}}[.．](?!\d) | [A-Za-z][.．][ ]?(?=[{HAN}])
    | [（(][{_NUMERAL}\d]{{1,3}}[)）] | 第[ ]?[{_NUMERAL}\d]{{1,5}}[ ]?[章节節条條款编編部回卷集讲講课課步篇届屆]
    | [①-⓿㈠-㈩Ⅰ-ⅿ] | [•·●○■□◆◇★☆▲△▶►▪※✓√◎→\-*+>#][ \t]*(?![*\d])
    | 附[件录錄：:] | [注問问答][：:]
    """,
    re.VERBOSE,
)
_LABEL = re.compile(rf"[{HAN}A-Za-z ]{{1,8}}[：:]")
_CREDIT = re.compile(rf"(?:[摄攝]|供[图圖]|[图圖]|[编編][辑輯]|校[对對]|[报報]道|记者|記者)[{HAN}]{{0,4}}$|^[（(].*$")
_CELLS = re.compile(r"\t|[│|].*[│|]")
_TABLE = re.compile(r"\t|[│|].*[│|]|\S(?: {2,}|　+)\S+(?: {2,}|　+)\S")

# A line is full when it misses the width by no more than this share, at least 4: marks, numbers and Latin words are not broken.
SLACK = 0.1
# Narrower text is verse or a column of names, never wrapped prose.
NARROWEST = 24
# Of the breaks of wrapped prose 43 % cut a word that `cohesive` knows, of breaks between headings and items 5 %.
CUT_WORDS = 0.15
# Outside wrapped text, a line shorter than 20 Han is no cut sentence.
LONG = 40


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    start: int  # without blanks at either end
    end: int
    text: str
    indent: int  # in half widths
    width: int  # in half widths
    is_row: bool

    @classmethod
    def of(cls, start: int, text: str, indent: int) -> _Line:
        may_be_row = "\t" in text or "  " in text or "\u3000" in text or "|" in text or "│" in text
        # GBK spends a byte on each half width. A mark of Chinese text counts as full-width, also where it has been folded.
        width = len(text.encode("gbk", "replace")) + (0 if text.isascii() else sum(map(text.count, ",:;!?()")))
        return cls(start, start + len(text), text, indent, width, may_be_row and _TABLE.search(text) is not None)

    @property
    def is_item(self) -> bool:
        return _ITEM.match(self.text) is not None

    @property
    def ends(self) -> bool:
        return self.text[-1] in _END


def join_lines(document: Document, context: Context) -> Iterator[Edit] | None:
    if not context.options.spacing or document.metadata.get("language") == "und" or not _may_be_cut(document.text):
        return None
    return _edits(document)


_OPEN_BREAK = re.compile(rf"\n(?<=[^\s{re.escape(_END)}]\n)|\n(?<=\s\n)")


def _may_be_cut(text: str) -> bool:
    """Whether a line that is no short one ends without an end mark: wrapped text has such lines, too."""
    for match in _OPEN_BREAK.finditer(text):
        at = match.start()
        if "\n" not in text[max(0, at - NARROWEST // 2) : at] and text[max(0, at - 20) : at].rstrip()[-1:] not in _END:
            return True
    return False


# What is joined may show more: a paragraph that was cut twice. More rounds than these have not been seen.
ROUNDS = 4


def _edits(document: Document) -> Iterator[Edit]:
    lines = list(_lines(document.text))
    edges = {edge for mark in document.marks_now(*BLOCKS) for edge in (mark.start, mark.end)} if document.marks else set()
    fixed = (
        {line.end for line, following in pairwise(lines) if not edges.isdisjoint(range(line.end, following.start + 1))}
        if edges
        else set()
    )
    for number in range(ROUNDS):
        # After the first round the text is what a second run would see: without indents.
        found = _joins(lines if not number else [replace(line, indent=0) for line in lines], fixed, document.text)
        yield from found.values()
        if not found:
            return
        lines = list(_joined(lines, found))


def _joins(lines: list[_Line], fixed: set[int], text: str) -> dict[int, Edit]:
    """Joins by the end of the line that goes on."""
    wrap, prose_ends = _wrap(lines), _prose_ends(lines)
    found: dict[int, Edit] = {}
    for number, (line, following) in enumerate(pairwise(lines)):
        if line.end in fixed:
            continue
        gap = text.count("\n", line.end, following.start)
        evidence = (wrap.goes_on(line, following, gap) if wrap else "") or _cut_sentence(lines, number, prose_ends)
        if evidence:
            put = _between(line.text[-1], following.text[0])
            found[line.end] = Edit(line.end, following.start, put, RULE, evidence)
    return found


def _joined(lines: list[_Line], joins: dict[int, Edit]) -> Iterator[_Line]:
    parts: list[str] = []
    first = lines[0]
    for line in lines:
        first = first if parts else line
        parts.append(line.text)
        if (join := joins.get(line.end)) is not None:
            parts.append(join.replacement)
            continue
        yield first if first is line else replace(_Line.of(first.start, "".join(parts), first.indent), end=line.end)
        parts = []


def _between(last: str, first: str) -> str:
    """Words of Latin script are parted by a blank, Chinese is not."""
    return " " if last.isascii() and last not in "-/(" and first.isascii() and (first.isalnum() or first == "(") else ""


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for raw in text.split("\n"):
        if stripped := raw.strip():
            indent = raw[: raw.index(stripped[0])]
            at = start + len(indent)
            yield _Line.of(at, stripped, sum(1 if char in " \t\xa0" else 2 for char in indent) if indent else 0)
        start += len(raw) + 1


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How a wrapped text is set."""

    width: int
    base_indent: int
    indents: bool  # paragraphs begin with an indent
    blank_lines: bool  # paragraphs are parted by blank lines

    def full(self, line: _Line) -> bool:
        return line.width + line.indent - self.base_indent >= self.width - max(4, int(self.width * SLACK))

    def goes_on(self, line: _Line, following: _Line, gap: int) -> str:
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
        latin = line.text[-1].isascii() and following.text[0].isascii() and not _HAN.search(line.text)
        if latin and not following.text[0].islower():
            return ""  # Latin script shows its wraps by a small letter
        return "full line without an end mark"


def _wrap(lines: list[_Line]) -> _Wrap | None:
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
        if _HAN.match(line.text[-1]) and _HAN.match(following.text[0])
    ]
    commas = sum(len(_COMMAS.findall(line.text)) for line, _ in pairs)
    if commas * 2 < len(pairs) or not (_cuts_words(inner) or _runs_to_an_end(lines, wrap, columns=2 if any(inner) else 3)):
        return None
    indented = [line for line in prose if line.indent >= base + 2]
    after_end = [f for line, f in pairwise(prose) if f.indent >= base + 2 and line.ends]
    indents = len(indented) >= 2 and len(after_end) * 2 >= len(indented) - 1 and len(indented) * 2 <= len(prose) + 1
    blocks = sum(following.start - line.end > 1 and _is_gap(line, following) for line, following in pairwise(lines))
    return _Wrap(width, base, indents=indents, blank_lines=blocks >= 2 and not indents)


def _cuts_words(inner: list[bool]) -> bool:
    return sum(inner) >= max(1, CUT_WORDS * len(inner)) and sum(inner) * 2 + len(inner) >= 5


def _runs_to_an_end(lines: list[_Line], wrap: _Wrap, columns: int) -> bool:
    """Full lines without an end mark lead to one that has it, and clauses end anywhere: verse has its marks in one column."""
    finished, runs, places = 0, 0, set()
    for line, following in pairwise(lines):
        if wrap.full(line) and not line.ends:
            places.add(comma.start() if (comma := _COMMAS.search(line.text)) else -1)
            if not wrap.full(following) or following.ends:
                runs += 1
                finished += following.ends
    return runs >= 2 and finished * 5 >= runs * 4 and len(places) >= columns


def _is_gap(line: _Line, following: _Line) -> bool:
    return following.start - line.end > 1 + following.indent


def _prose_ends(lines: list[_Line]) -> bool:
    """Whether long lines here are as a rule whole sentences."""
    long = [line for line in lines if line.width >= LONG and _COMMAS.search(line.text)]
    return bool(long) and sum(line.ends for line in long) * 2 >= len(long)


def _cut_sentence(lines: list[_Line], number: int, prose_ends: bool) -> str:
    line, following = lines[number], lines[number + 1]
    last, first = line.text[-1], following.text[0]
    # Columns set with blanks do not count here: the blanks will be single ones, and a second run has to see the same.
    if line.ends or line.width < LONG or following.is_item or _CELLS.search(line.text) or _CELLS.search(following.text):
        return ""
    if last in _GOES_ON:
        if _is_verse(lines, number) or _LABEL.match(following.text):
            return ""
        if not _HAN.match(first) and (len(line.text) < 2 or not _HAN.match(line.text[-2])):
            return ""
        return "line ends within a sentence"
    if not _COMMAS.search(line.text) or _CREDIT.search(line.text):
        return ""
    *_, tail = _STOPS.split(line.text)
    finished = len(tail) < len(line.text)
    ends_well = following.ends or following.width >= LONG
    if _HAN.match(last) and _HAN.match(first) and cohesive(last, first) and ends_well and (finished or _COMMAS.search(tail)):
        return "line ends within a word"
    # One sentence over a whole line has several clauses, and so may a long heading; but a heading ends with a whole word.
    fragment = not cohesive(line.text[-2], last) and last not in _FINAL
    long_sentence = line.width >= 3 * LONG and len(_CLAUSES.findall(tail)) >= 2 and fragment
    open_tail = finished and (len(tail) <= 3 or _COMMAS.search(tail))
    if not prose_ends or not (open_tail or long_sentence):
        return ""
    sentence = following.ends and following.width >= LONG // 2 and not _LABEL.match(following.text)
    return "line ends within a sentence, behind whole ones" if sentence else ""


def _is_verse(lines: list[_Line], number: int) -> bool:
    """The lines about this one are short and of nearly one length, each with a mark at its end."""
    near = lines[max(0, number - 1) : number + 3]
    widths = [line.width for line in near]
    return max(widths) <= 48 and max(widths) - min(widths) <= 4 and all(line.text[-1] in "，。；！？、,.;!?" for line in near)
