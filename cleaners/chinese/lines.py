"""A line of a text that may be wrapped, what the model says of the break behind it, and paragraphs of few lines."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import character_model
from cleaners.chinese.script import HAN

END_MARKS = '。！？；：…”’」』）】》〉.!?;:)]"—'
_NEVER_FIRST = "，。、；：！？"
HAN_SIGN = lazy_pattern(f"[{HAN}]")
STOPS = lazy_pattern("[。！？；!?;]")
_NUMERAL = "一二三四五六七八九十百零〇"
_ITEM = lazy_pattern(
    rf"""
      [（(]?(?:[{_NUMERAL}]{{1,4}}|\d{{1,3}}|[A-Za-z])[)）、](?!\d) | \d{{1,3}}[.．](?!\d) | [A-Za-z][.．][ ]?(?=[{HAN}])
    | [（(][{_NUMERAL}\d]{{1,3}}[)）] | 第[ ]?[{_NUMERAL}\d]{{1,5}}[ ]?[章节節条條款编編部回卷集讲講课課步篇届屆]
    | [①-⓿㈠-㈩Ⅰ-ⅿ] | [•·●○■□◆◇★☆▲△▶►▪※✓√◎→\-*+>#][ \t]*(?![*\d])
    | 附[件录錄：:] | [注問问答][：:]
    """,
    re.VERBOSE,
)
_TABLE = lazy_pattern(r"\t|[│|].*[│|]|\S(?: {2,}|　+)\S+(?: {2,}|　+)\S")

# Lines of at least this width (half widths) are used to decide whether the lines of a text are whole sentences.
SENTENCE = 40
# By how much (in nats) the model must prefer the two characters at a break as neighbours to a sentence that ends between them.
# Of cuts within words, 97 % reach the first figure; of the ends of lines without a mark in news and novels, 7 % reach the
# first and 10 % the second, and what the lines look like must rule those out. `benchmarks/clean_text.py` counts what is left.
WITHIN_WORD, WITHIN_SENTENCE = 6.0, 5.0
MUCH_LONGER = 1.6  # times the usual width: a line that is not of the part


# (Named tuples: many are made, and the classes are made four times as fast as those of dataclasses.)
class Line(NamedTuple):
    """A line of the text, or several that were joined."""

    start: int  # without blanks at either end
    end: int
    text: str
    indent: int  # in half widths
    width: int  # in half widths
    is_row: bool

    @classmethod
    def of(cls, start: int, text: str, indent: int) -> Line:
        may_be_row = "\t" in text or "  " in text or "\u3000" in text or "|" in text or "│" in text
        # GBK spends a byte on each half width. A mark of Chinese text counts as full-width, also where it has been folded.
        width = len(text.encode("gbk", "replace")) + (0 if text.isascii() else sum(map(text.count, ",:;!?()")))
        return cls(start, start + len(text), text, indent, width, may_be_row and _TABLE.search(text) is not None)

    @property
    def is_item(self) -> bool:
        return _ITEM.match(self.text) is not None

    @property
    def ends(self) -> bool:
        return self.text[-1] in END_MARKS


def wrapped_alone(lines: list[Line]) -> set[int]:
    """The lines of single wrapped paragraphs beside long ones, but for their last lines: too few to show how they are set. Two
    lines or more end at one place without a mark, and the next one with it; a sentence ends within one of them, as none does in
    verse and in lists; and the model takes their breaks for inner ones."""
    found: set[int] = set()
    first = 0
    for last, line in enumerate(lines):
        if last > first and not _is_alike(lines[last - 1], line):
            first = last
        if not line.ends:
            continue
        part, first = lines[first : last + 1], last + 1
        beside = [*lines[max(0, last - len(part)) : last + 1 - len(part)], *lines[last + 1 : last + 2]]
        if len(part) > 2 and _is_one_paragraph(part) and any(other.width > MUCH_LONGER * part[1].width for other in beside):
            found.update(range(last + 1 - len(part), last))
    return found


def _is_alike(line: Line, following: Line) -> bool:
    """Whether a line, which has no end mark, may go on in the next one, of the same width or less."""
    if is_gap(line, following) or line.is_row or following.is_row or following.is_item or following.indent > line.indent:
        return False
    return line.width >= SENTENCE - line.indent and following.width + following.indent - line.width - line.indent <= 1


def _is_one_paragraph(part: list[Line]) -> bool:
    widths = [line.width + line.indent for line in part[:-1]]
    if max(widths) - min(widths) > 1 or not any(STOPS.search(line.text, 0, len(line.text) - 2) for line in part):
        return False
    breaks = [(line.text[-1], following.text[0]) for line, following in pairwise(part)]
    if not all(HAN_SIGN.match(last) and (HAN_SIGN.match(first) or first in _NEVER_FIRST) for last, first in breaks):
        return False
    gains = [WITHIN_WORD if first in _NEVER_FIRST else gain(last, first) for last, first in breaks]
    return min(gains) > 0 and sum(gains) >= WITHIN_WORD


def is_gap(line: Line, following: Line) -> bool:
    return following.start - line.end > 1 + following.indent


@lru_cache(maxsize=4096)
def gain(last: str, first: str) -> float:
    """log P(first | last), against a sentence that ends with `last` and one that begins with `first`."""
    model = character_model()
    begins = max(model.log_pair("。", first), model.log_pair("\n", first))
    return model.log_pair(last, first) - model.log_pair(last, "。") - begins
