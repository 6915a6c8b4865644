"""The seven marks ， ： ； ！ ？ （ ） that a fold of full-width forms to ASCII took from Chinese text come back.

A mark was full-width when it stands next to Chinese; brackets go by pairs. Numbers, times, ratios, addresses, code and English
keep theirs. A document that has its full-width marks is left alone, and so is each paragraph that has one.
The text is looked at as arrays: kinds of characters, and for each mark the nearest neighbours that are no marks themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from cleaners.chinese.protect import protected_spans
from cleaners.chinese.script import codes_of
from cleaners.chinese.spans import Ints, Mask
from cleaners.document import Document
from cleaners.options import Context
from cleaners.patch import Edits

RULE = "punctuation.full_width"
BLANK_RULE = "punctuation.blank"

ASCII = ",:;!?()"
FULL = "，：；！？（）"

# Below this share of full-width forms among the marks beside Chinese, a document has lost them. Texts of writers who mix both
# widths have .5 and more, folded texts less than .02.
LOST = 0.2

OTHER, HAN, CJK_MARK, DIGIT, LATIN, BLANK, NEWLINE, MARK, JAPANESE = range(9)


@cache
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(0x110000, np.uint8)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0x3105, 0x312F)):
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


def restore_marks(document: Document, context: Context) -> Edits | None:
    text = document.text
    if not context.options.punctuation or document.metadata.get("language") == "ja" or text.isascii():
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


@dataclass(frozen=True, eq=False)
class _Page:
    """A text with what the rules ask of it."""

    text: str
    codes: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    marks: Ints  # places of the seven ASCII marks
    line_ends: Ints  # places of line ends, and the end of the text

    @classmethod
    def of(cls, text: str) -> _Page:
        codes = codes_of(text + "\n" * MARGIN)
        kinds = _kinds()[codes]
        marks = np.flatnonzero(kinds == MARK)
        return cls(text, codes, kinds, marks, np.flatnonzero(kinds == NEWLINE)[: 1 - MARGIN])

    @cached_property
    def han(self) -> Ints:
        return np.flatnonzero(self.kinds == HAN)

    @cached_property
    def lines(self) -> Ints:
        """The line of each mark."""
        return np.searchsorted(self.line_ends, self.marks)

    def count(self, places: Ints, lines: Ints) -> Ints:
        """How many of the sorted `places` lie in each of `lines`."""
        starts = np.where(lines > 0, self.line_ends[lines - 1], -1)
        return np.asarray(np.searchsorted(places, self.line_ends[lines]) - np.searchsorted(places, starts), np.int64)


def _chinese(kinds: NDArray[np.uint8]) -> Mask:
    return np.asarray((kinds == HAN) | (kinds == CJK_MARK))


def _lost(page: _Page) -> Mask | None:
    """For each ASCII mark, whether its document or paragraph lost the full-width ones; None where none did."""
    beside = (page.kinds[page.marks - 1] == HAN) | (page.kinds[page.marks + 1] == HAN)
    near = int(beside.sum())
    if not near:
        return None
    full = sum(page.text.count(mark) for mark in FULL)
    if full < LOST * (full + near):
        wanted = np.ones(len(page.marks), bool)
    else:
        # A paragraph from another hand: two commas or semicolons between Han, and none of its marks full-width.
        codes = page.codes[page.marks]
        between = (
            (page.kinds[page.marks - 1] == HAN)
            & (page.kinds[page.marks + 1] == HAN)
            & ((codes == ord(",")) | (codes == ord(";")))
        )
        if between.sum() < 2:
            return None
        line = page.lines
        places = np.flatnonzero(_is_one_of(page.codes, FULL))
        own = (page.count(page.marks[between], line) >= 2) & (page.count(places, line) == 0)
        wanted = own
    return wanted & _in_chinese_lines(page) if wanted.any() else None


def _in_chinese_lines(page: _Page) -> Mask:
    """Marks in lines that are Chinese: not mostly Latin, Japanese or Korean, and no code."""
    lines, inverse = np.unique(page.lines, return_inverse=True)
    han, latin = page.count(page.han, lines), page.count(np.flatnonzero(page.kinds == LATIN), lines)
    japanese = np.flatnonzero(page.kinds == JAPANESE)
    other = page.count(japanese, lines) if len(japanese) else np.zeros(len(lines), np.int64)
    good = (han > 0) & (han * 3 >= latin) & (other * 10 <= han)
    for number in np.flatnonzero(good & (latin > 0)).tolist():
        end = int(page.line_ends[lines[number]])
        start = int(page.line_ends[lines[number] - 1]) + 1 if lines[number] else 0
        if end - start < 500 and _CODE.match(page.text, start, end):
            good[number] = False
    return np.asarray(good[inverse])


_CODE = re.compile(
    r"""
    \s*(?:
        (?:\#include|import|from|def|class|return|var|let|const|function|public|private|static|void|print|echo|SELECT|INSERT|UPDATE|sudo|pip|npm|git)
          [ (] [^\n]* [=(){};:'"<>/-]
      | [A-Za-z_][\w.\[\]]*[ ]*(?:=|\+=|:=)[ ]*[\w"'\[({]
      | [A-Za-z_][\w.]*\(.*\)[ ]*;?[ ]*$
      | [{}\[\]<"'] .* [{}\[\]>;,"'][ ]*$
      | (?:if|for|while|switch|else|elif|try|catch)\b .* [{};:][ ]*$
      | //|/\*|\*/|--[ ]|\$[ ]|>>>[ ]
    )
    """,
    re.VERBOSE,
)


def _restored(page: _Page, wanted: Mask) -> Ints:
    """The places of marks that become full-width."""
    marks, codes = page.marks, page.codes
    wanted = wanted & ~_protected(page)
    brackets = _brackets(page, marks[wanted])
    kinds = page.kinds.copy()
    kinds[brackets] = CJK_MARK

    others = marks[wanted]
    char = codes[others]
    bracket = (char == ord("(")) | (char == ord(")"))
    others, char = others[~bracket], char[~bracket]
    left_at, right_at = _neighbours(kinds, others)
    left, right = kinds[left_at], kinds[right_at]
    before, after = kinds[others - 1], kinds[others + 1]
    next_char, last_char = codes[others + 1], codes[others - 1]

    line = np.searchsorted(page.line_ends, others)
    han = page.count(page.han, line)
    decided = _chinese(left) | _chinese(right)
    # At the end of a Chinese line behind a number or a Latin word; between two percentages.
    decided |= (right == NEWLINE) & (han >= 4) & ((left == DIGIT) | (left == LATIN) | (codes[left_at] == ord("%")))
    decided |= _is_one_of(codes[left_at], "%‰℃") & (right == DIGIT) & (han >= 4) & ((char == ord(",")) | (char == ord(";")))

    number = (before == DIGIT) & (after == DIGIT)
    colon = char == ord(":")
    doubled = colon & ((next_char == ord(":")) | (last_char == ord(":")) | (next_char == ord("=")) | (next_char == ord("/")))
    face = (colon | (char == ord(";"))) & _is_one_of(next_char, ")(DPp") & (after != CJK_MARK)  # :) but not :（
    face &= ~(_chinese(before) & (kinds[others + 2] == LATIN))
    operator = ((char == ord("!")) & (next_char == ord("="))) | ((char == ord("?")) & (after == LATIN) & (before == LATIN))
    key = colon & (before == LATIN) & (after == BLANK) & _keys(page, others)
    decided &= ~(number | doubled | face | operator | key)
    return np.sort(np.concatenate((brackets, others[decided])))


def _is_one_of(codes: NDArray[np.uint32], chars: str) -> Mask:
    """For a handful of characters, comparing is many times faster than `numpy.isin`."""
    found = np.zeros(len(codes), bool)
    for char in chars:
        found |= codes == ord(char)
    return found


def _neighbours(kinds: NDArray[np.uint8], places: Ints) -> tuple[Ints, Ints]:
    """The nearest characters on both sides that are neither marks nor blanks: runs (!!!) are decided as one."""
    left, right = places - 1, places + 1
    for side, step in ((left, -1), (right, 1)):
        kind = kinds[side]
        moving = np.flatnonzero((kind == MARK) | (kind == BLANK))
        rounds = 0
        while len(moving):
            rounds += 1
            if rounds > 16:  # a long run: look all of it up at once
                solid = np.flatnonzero((kinds != MARK) & (kinds != BLANK))
                index = np.searchsorted(solid, side[moving], "left" if step > 0 else "right") - (step < 0)
                side[moving] = np.where(index >= 0, solid[index], -1)
                break
            side[moving] += step
            kind = kinds[side[moving]]
            moving = moving[(kind == MARK) | (kind == BLANK)]
    return left, right


_KEY = re.compile(r"[a-z_][\w-]*")


def _keys(page: _Page, places: Ints) -> Mask:
    """`key: value` at the start of a line, as configuration writes it."""
    result = np.zeros(len(places), bool)
    text = page.text
    candidates = np.flatnonzero((page.codes[places] == ord(":")) & (page.kinds[places - 1] == LATIN))
    for number in candidates.tolist():
        at = int(places[number])
        start = text.rfind("\n", max(0, at - 40), at) + 1
        if (start or at < 40) and _KEY.fullmatch(text, start, at):
            result[number] = True
    return result


def _protected(page: _Page) -> Mask:
    spans = protected_spans(page.text)
    if not spans:
        return np.zeros(len(page.marks), bool)
    starts, ends = (np.array(column, np.int64) for column in zip(*spans, strict=True))
    number = np.searchsorted(starts, page.marks, "right") - 1
    return np.asarray((number >= 0) & (page.marks < ends[number]))


# Deeper nesting is no Chinese text.
DEPTH = 50


def _brackets(page: _Page, wanted: Ints) -> Ints:
    """Brackets that become full-width: pairs in one line with Han inside, or behind Chinese, or about the number of an item."""
    text, kinds = page.text, page.kinds
    codes = page.codes[wanted]
    places = wanted[(codes == ord("(")) | (codes == ord(")"))]
    if not len(places):
        return np.zeros(0, np.int64)
    lines = np.searchsorted(page.line_ends, places).tolist()
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    current = -1
    for at, line in zip(places.tolist(), lines, strict=True):
        if line != current:
            stack, current = [], line
        if text[at] == "(":
            if len(stack) < DEPTH:
                stack.append(at)
        elif stack:
            pairs.append((stack.pop(), at))
    if not pairs:
        return np.zeros(0, np.int64)
    array = np.array(pairs, np.int64)
    opens, closes = array[:, 0], array[:, 1]
    han = page.han
    inner = np.searchsorted(han, closes) - np.searchsorted(han, opens)
    left_at, _ = _neighbours(kinds, opens)
    left, before = kinds[left_at], kinds[opens - 1]
    _, right_at = _neighbours(kinds, closes)
    right = kinds[right_at]
    blank = before == BLANK
    decided = (inner > 0) | _chinese(left)
    # (1)第一点: the number of an item. WTO(World Trade Organization)是: a name with its other name; f(x) is none.
    decided |= (left == NEWLINE) & _chinese(right)
    decided |= (left == LATIN) & _chinese(right) & np.array([_names(text, start, end) for start, end in pairs], bool)
    markdown = (page.codes[opens - 1] == ord("]")) & ~blank
    decided &= ~markdown
    return np.sort(array[decided].ravel())


_NAME = re.compile(r"[A-Z][A-Za-z]+(?:[ -][A-Za-z]+)+|[A-Z]{2,}")


def _names(text: str, start: int, end: int) -> bool:
    return end - start < 80 and _NAME.fullmatch(text, start + 1, end) is not None


_TO_FULL = dict(zip(map(ord, ASCII), map(ord, FULL), strict=True))


def _edits(page: _Page, marks: Ints) -> Edits:
    """One edit for each run of marks, and one for the blanks that stood behind ASCII ones and stand in their way now."""
    table = np.zeros(128, np.uint32)
    table[list(_TO_FULL)] = list(_TO_FULL.values())
    first = np.ones(len(marks), bool)
    first[1:] = np.diff(marks) != 1
    starts = marks[first]
    ends = marks[np.append(first[1:], True)] + 1
    full = table[page.codes[marks]].astype("<u4").tobytes().decode("utf-32-le")
    blanks = _blanks(page, marks)
    if not blanks:
        return Edits.uniform(starts, ends, full, ends - starts, RULE)
    cut = np.array(sorted(blanks), np.int64)
    all_starts = np.concatenate((starts, cut[:, 0]))
    order = np.argsort(all_starts, kind="stable")
    return Edits(
        all_starts[order],
        np.concatenate((ends, cut[:, 1]))[order],
        full,
        np.concatenate((ends - starts, np.zeros(len(cut), np.int64)))[order],
        (RULE, BLANK_RULE),
        np.concatenate((np.zeros(len(starts), np.int64), np.ones(len(cut), np.int64)))[order],
    )


_OPEN = ord("(")


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
    before = marks[(codes[marks - 1] == 32) & _chinese(page.kinds[marks - 2])]
    spans.update((at - 1, at) for at in before.tolist() if (at - 1, at) not in spans)
    # Two rules may want one run: the longer span has it.
    return {span for span in spans if (span[0] - 1, span[1]) not in spans}
