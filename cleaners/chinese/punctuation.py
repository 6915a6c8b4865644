"""Restore the seven full-width marks ， ： ； ！ ？ （ ） in Chinese text in which they were replaced by ASCII (by NFKC, for
example).

A mark next to Chinese becomes full-width; brackets are decided in pairs. Numbers, times, ratios, addresses, code and English keep
ASCII marks. A document that still has its full-width marks is left alone, and so is each paragraph that has one.
The text is handled as arrays: the kind of each character, and for each mark the nearest neighbours that are not marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.code_lines import CODE_LINE
from cleaners.chinese.data_lines import data_spans
from cleaners.chinese.protect import protected_spans
from cleaners.chinese.script import codes_of, plane_codes
from cleaners.chinese.spans import Ints, Mask, inside
from cleaners.chinese.syntax_spans import syntax_spans
from cleaners.document import Document
from cleaners.edits import Edits
from cleaners.options import Context
from cleaners.step import HEADS, NOT_ASCII, step

RULE = "punctuation.full_width"
BLANK_RULE = "punctuation.blank"

ASCII = ",:;!?()"
FULL = "，：；！？（）"
_OPEN, _CLOSE = ord("("), ord(")")

# If less than this share of the marks next to Chinese are full-width, the document has lost them. Writers who mix both
# widths have .5 and more, damaged texts less than .02.
LOST = 0.2

# Kinds of characters, as bits: one comparison asks for several.
HAN, CJK_MARK, DIGIT, LATIN, BLANK, NEWLINE, MARK, JAPANESE = (1 << bit for bit in range(8))
CHINESE = HAN | CJK_MARK
GAP = MARK | BLANK


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each character of the Basic Multilingual Plane. (64 KB stay in a processor's cache, a table of all do not.)"""
    table = np.zeros(0x10000, np.uint8)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x3105, 0x312F)):
        table[first : last + 1] = HAN
    table[0x3041:0x30FF] = JAPANESE
    table[0xAC00:0xD7A4] = JAPANESE  # Korean, as little Chinese
    table[0x3001:0x3020] = CJK_MARK
    table[0xFF01:0xFF5F] = CJK_MARK
    table[codes_of("“”‘’…—·￥〇")] = CJK_MARK
    table[codes_of("〇々")] = HAN
    for start, end, kind in (("0", "9", DIGIT), ("A", "Z", LATIN), ("a", "z", LATIN), ("０", "９", DIGIT), ("À", "ɏ", LATIN)):
        table[ord(start) : ord(end) + 1] = kind
    table[codes_of(" \t\u00a0\u3000")] = BLANK
    table[10] = NEWLINE
    table[codes_of(ASCII)] = MARK
    return table


@step(rules=(RULE, BLANK_RULE), switch=("punctuation",), leaves=HEADS, gate=NOT_ASCII)
def restore_marks(document: Document, _context: Context) -> Edits | None:
    text = document.text
    if document.metadata.get("language") == "ja":
        return None
    if not any(mark in text for mark in ASCII):
        return None
    page = _Page.of(text)
    wanted = _lost(page)
    if wanted is None:
        return None
    marks = _restored(page, wanted)
    return _edits(page, marks) if len(marks) else None


# So many line ends stand behind the text, for rules that look two places ahead; the place before the text is the last of them.
MARGIN = 3


# On a document of a few thousand characters, calling numpy costs more than its work: methods instead of functions, bits, and
# plain Python for the few marks that need a closer look.
@dataclass(frozen=True, eq=False)
class _Page:
    """A text with what the rules ask of it."""

    text: str
    codes: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    marks: Ints  # places of the seven ASCII marks
    line_ends: Ints  # places of line ends, and the end of the text

    @classmethod
    def of(cls, text: str) -> _Page:
        codes = plane_codes(text + "\n" * MARGIN)
        kinds = _kinds().take(codes.astype(np.intp))
        return cls(text, codes, kinds, (kinds == MARK).nonzero()[0], (kinds == NEWLINE).nonzero()[0][: 1 - MARGIN])

    @cached_property
    def han(self) -> Ints:
        """How many Han stand up to each place."""
        return (self.kinds & HAN).cumsum(dtype=np.int64)

    @cached_property
    def lines(self) -> Ints:
        """The line of each mark."""
        return self.line_ends.searchsorted(self.marks)

    @cached_property
    def line_han(self) -> Ints:
        """How many Han each line has."""
        return self.count(HAN)

    def count(self, kind: int) -> Ints:
        """How many characters of a kind each line has."""
        of_kind = self.kinds == kind
        if not of_kind.any():
            return np.zeros(len(self.line_ends), np.int64)
        starts = np.zeros(len(self.line_ends), np.int64)
        starts[1:] = self.line_ends[:-1] + 1
        return np.add.reduceat(of_kind.view(np.uint8), starts, dtype=np.int64)


def _lost(page: _Page) -> Mask | None:
    """For each ASCII mark, whether its document or paragraph lost the full-width ones; None where none did."""
    before, after = page.kinds[page.marks - 1], page.kinds[page.marks + 1]
    near = int(np.count_nonzero((before | after) & HAN))
    if not near:
        return None
    full = sum(page.text.count(mark) for mark in FULL)
    if full < LOST * (full + near):
        wanted = np.ones(len(page.marks), bool)
    else:
        # A paragraph from another hand: two commas or semicolons between Han, and none of its marks full-width.
        codes = page.codes[page.marks]
        between = (before & after & HAN).astype(bool) & ((codes == ord(",")) | (codes == ord(";")))
        if np.count_nonzero(between) < 2:
            return None
        lines = len(page.line_ends)
        places = np.array([match.start() for match in _FULL.finditer(page.text)], np.int64)
        own = np.bincount(page.lines[between], minlength=lines) >= 2
        own &= np.bincount(page.line_ends.searchsorted(places), minlength=lines) == 0
        wanted = own[page.lines]
    return wanted & _in_chinese_lines(page) if wanted.any() else None


_FULL = lazy_pattern(f"[{FULL}]")


def _in_chinese_lines(page: _Page) -> Mask:
    """Marks in lines that are Chinese: not mostly Latin, Japanese or Korean, and no code."""
    han, latin = page.line_han, page.count(LATIN)
    good = (han > 0) & (han * 3 >= latin)
    japanese = page.count(JAPANESE)
    if japanese.any():
        good &= japanese * 10 <= han
    if latin.any():
        marked = np.zeros(len(good), bool)
        marked[page.lines] = True
        for number in (good & marked & (latin > 0)).nonzero()[0].tolist():
            end = int(page.line_ends[number])
            start = int(page.line_ends[number - 1]) + 1 if number else 0
            if end - start < 500 and CODE_LINE.match(page.text, start, end):
                good[number] = False
        _leave_comments(page, good)
    return np.asarray(good[page.lines])


_COMMENT = lazy_pattern(r"[ \t]*(?:#|//|/\*) ?[^#/\s]")


def _leave_comments(page: _Page, good: Mask) -> None:
    """A comment beside a line of code is code."""
    text, ends = page.text, page.line_ends.tolist()
    for number, end in enumerate(ends):
        start = ends[number - 1] + 1 if number else 0
        if good[number] and _COMMENT.match(text, start, end):
            beside = [
                text[ends[other - 1] + 1 if other else 0 : ends[other]]
                for other in (number - 1, number + 1)
                if 0 <= other < len(ends)
            ]
            good[number] = not any(CODE_LINE.match(line) for line in beside)


def _restored(page: _Page, wanted: Mask) -> Ints:
    """The places of marks that become full-width."""
    marks = page.marks[wanted & ~_protected(page)]
    codes = page.codes[marks]
    is_bracket = (codes == _OPEN) | (codes == _CLOSE)
    brackets = _brackets(page, marks[is_bracket])
    kinds = page.kinds.copy()
    kinds[brackets] = CJK_MARK

    others = marks[~is_bracket]
    before, after = kinds[others - 1], kinds[others + 1]
    left, right = _solid(kinds, others, before, -1), _solid(kinds, others, after, 1)
    decided = ((kinds[left] | kinds[right]) & CHINESE).astype(bool)
    number = (before & after & DIGIT).astype(bool) & (page.codes[others] != ord(";"))  # no number has a semicolon
    kind_at = kinds.tobytes()  # single bytes are looked up many times as fast as places of an array
    open_places = (~(decided | number)).nonzero()[0]
    line_han = page.line_han[page.line_ends.searchsorted(others[open_places])].tolist() if len(open_places) else []
    for place, han in zip(open_places.tolist(), line_han, strict=True):
        if han >= 4:
            decided[place] = _ends_or_parts(page.text, kind_at, int(others[place]), int(left[place]), int(right[place]))
    decided &= ~number
    for place in (decided & (page.codes[others] != ord(","))).nonzero()[0].tolist():
        if _is_sign(page.text, kind_at, int(others[place])):
            decided[place] = False
    result = np.concatenate((brackets, others[decided]))
    result.sort()
    return result


def _ends_or_parts(text: str, kind_at: bytes, at: int, left: int, right: int) -> bool:
    """A mark of a Chinese line without Chinese beside it: at the end of the line behind a number or a Latin word, or between
    percentages or, a semicolon, between numbers."""
    before = text[left : left + 1] if left >= 0 else ""
    if kind_at[right] == NEWLINE:
        return bool(kind_at[left] & (DIGIT | LATIN)) or before == "%"
    parts = (*"%‰℃",) if text[at] == "," else (*"%‰℃0123456789",)
    return before in parts and kind_at[right] == DIGIT and text[at] in ",;"


def _is_sign(text: str, kind_at: bytes, at: int) -> bool:
    """Whether a mark is not punctuation: `::` and `:=`, emoticons, operators, the colon of `key: value`."""
    mark, before, after = text[at], kind_at[at - 1], kind_at[at + 1]
    following = text[at + 1 : at + 2]
    if mark == "!":
        return following == "="
    if mark == "?":
        return bool(before & after & LATIN)
    # :) but not :（ and not 中:Dear
    face = following != "" and following in ")(DPp" and after != CJK_MARK
    if face and not (before & CHINESE and kind_at[at + 2] == LATIN):
        return True
    if mark == ";":
        return False
    if (following and following in ":=/") or (at and text[at - 1] == ":"):
        return True
    return before == LATIN and after == BLANK and _is_key(text, at)


_KEY = lazy_pattern(r"[a-z_][\w-]*")


def _is_key(text: str, at: int) -> bool:
    """`key: value` at the start of a line, as configuration writes it."""
    start = text.rfind("\n", max(0, at - 40), at) + 1
    return bool(start or at < 40) and _KEY.fullmatch(text, start, at) is not None


def _solid(kinds: NDArray[np.uint8], places: Ints, beside: NDArray[np.uint8], step: int) -> Ints:
    """The nearest characters on one side that are neither marks nor blanks: runs (!!!) are decided as one. `beside` are the
    kinds of those right beside."""
    side = places + step
    moving = (beside & GAP).nonzero()[0]
    rounds = 0
    while len(moving):
        rounds += 1
        if rounds > 16:  # a long run: look all of it up at once
            solid = (kinds & GAP == 0).nonzero()[0]
            index = solid.searchsorted(side[moving], "left" if step > 0 else "right") - (step < 0)
            side[moving] = np.where(index >= 0, solid[index], -1)
            break
        side[moving] += step
        moving = moving[(kinds[side[moving]] & GAP).astype(bool)]
    return side


def _protected(page: _Page) -> Mask:
    text = page.text
    return inside(page.marks, [*protected_spans(text), *syntax_spans(text), *data_spans(text)])


# Deeper nesting is no Chinese text.
DEPTH = 50


def _brackets(page: _Page, places: Ints) -> Ints:
    """Brackets that become full-width: pairs in one line with Han inside, or behind Chinese, or about the number of an item."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    current = -1
    lines = page.line_ends.searchsorted(places).tolist()
    for at, line in zip(places.tolist(), lines, strict=True):
        if line != current:
            stack, current = [], line
        if page.text[at] == "(":
            if len(stack) < DEPTH:
                stack.append(at)
        elif stack:
            pairs.append((stack.pop(), at))
    if not pairs:
        return places[:0]
    text, kinds = page.text, page.kinds
    array = np.array(pairs, np.int64)
    opens, closes = array[:, 0], array[:, 1]
    before = kinds[opens - 1]
    left = kinds[_solid(kinds, opens, before, -1)]
    decided = (page.han[closes] > page.han[opens]) | (left & CHINESE).astype(bool)
    for number in (~decided & (left & (NEWLINE | LATIN)).astype(bool)).nonzero()[0].tolist():
        start, end = pairs[number]
        right = kinds[_solid(kinds, closes[number : number + 1], kinds[end + 1 : end + 2], 1)[0]]
        # (1)第一点: the number of an item. WTO(World Trade Organization)是: a name with its other name; f(x) is none.
        decided[number] = right & CHINESE and (left[number] == NEWLINE or _names(text, start, end))
    decided &= page.codes[opens - 1] != ord("]")  # Markdown
    result: Ints = array[decided].ravel()
    result.sort()
    return result


_NAME = lazy_pattern(r"[A-Z][A-Za-z]+(?:[ -][A-Za-z]+)+|[A-Z]{2,}")


def _names(text: str, start: int, end: int) -> bool:
    return end - start < 80 and _NAME.fullmatch(text, start + 1, end) is not None


@cache
def _to_full() -> NDArray[np.uint32]:
    table = np.zeros(128, np.uint32)
    table[codes_of(ASCII)] = codes_of(FULL)
    return table


def _edits(page: _Page, marks: Ints) -> Edits:
    """One edit for each run of marks, and one for the blanks that stood behind ASCII ones and stand in their way now."""
    edge = np.ones(len(marks) + 1, bool)  # where a run begins, or ended before
    edge[1:-1] = marks[1:] - marks[:-1] != 1
    starts, ends = marks[edge[:-1]], marks[edge[1:]] + 1
    full = _to_full()[page.codes[marks]].astype("<u4", copy=False).tobytes().decode("utf-32-le")
    blanks = _blanks(page, marks)
    if not blanks:
        return Edits.uniform(starts, ends, full, ends - starts, RULE)
    cut = np.array(sorted(blanks), np.int64)
    all_starts = np.concatenate((starts, cut[:, 0]))
    order = all_starts.argsort(kind="stable")
    return Edits(
        all_starts[order],
        np.concatenate((ends, cut[:, 1]))[order],
        full,
        np.concatenate((ends - starts, np.zeros(len(cut), np.int64)))[order],
        (RULE, BLANK_RULE),
        np.concatenate((np.zeros(len(starts), np.int64), np.ones(len(cut), np.int64)))[order],
    )


def _blanks(page: _Page, marks: Ints) -> set[tuple[int, int]]:
    """Blanks behind a restored mark, and before an opening bracket behind Chinese."""
    codes, text = page.codes, page.text
    spans: set[tuple[int, int]] = set()
    for at in marks[codes[marks + 1] == 32].tolist():
        end = at + 1
        while end < len(text) and text[end] == " ":
            end += 1
        if end < len(text) and text[end] != "\n":
            spans.add((at + 1, end))
    before = marks[(codes[marks - 1] == 32) & (page.kinds[marks - 2] & CHINESE).astype(bool)]
    spans.update((at - 1, at) for at in before.tolist() if (at - 1, at) not in spans)
    # Two rules may want one run: the longer span has it.
    return {span for span in spans if (span[0] - 1, span[1]) not in spans}
