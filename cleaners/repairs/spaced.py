"""Text with a blank behind each character, as OCR engines and some readers of PDF give it: `今 天 早 上 雨 停 了 ， ...`.

The blanks go before anything looks at words. A title set wide, a row of a calendar, a table of single characters and an example
that speaks of blanks have the same form in small. What tells a sentence apart: it is long, has the marks of sentences, and its
neighbours are of one word; and once some lines are such, the short ones beside them are, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaners.characters.fold import fold
from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import CODE, NOT_ASCII, step

RULE = "space.every_character"
_BLANKS = " \u00a0\u2000-\u200a\u202f\u205f\u3000"
_MARKS = r"，。、；：！？…—·“”‘’（）《》〈〉「」『』【】〔〕,.;:!?()%\"'~～\-"
_GATE = lazy_pattern(
    rf"[{_BLANKS}](?<=[{HAN_ALL}{_MARKS}][{_BLANKS}])[{_BLANKS}]?[{HAN_ALL}][{_BLANKS}]{{1,2}}[{HAN_ALL}{_MARKS}]"
)
_GAP = lazy_pattern(rf"[{_BLANKS}]+")
# What stands between two blanks: characters of Chinese none of which touch, a mark, a number, a word in Latin letters.
_UNIT = lazy_pattern(
    rf"[{_MARKS}]*(?:[{HAN_ALL}](?:[{_MARKS}]+(?:[{HAN_ALL}]|\Z))*)?[{_MARKS}]*|\d{{1,8}}[{_MARKS}%]*|[A-Za-z]{{1,20}}[{_MARKS}]*"
)
_LOOK = 400  # characters of a line in which words about blanks are looked for
_UNIT_SIZE = 24  # characters
_IS_HAN = lazy_pattern(f"[{HAN_ALL}]")
_SENTENCE = lazy_pattern("[，。！？；：、,;!?]")
_CLAUSE_END = lazy_pattern("[，。！？；：”]")
# A text that speaks of blanks shows them.
ABOUT_BLANKS = lazy_pattern(r"空格|空白|间隔|間隔|隔开|隔開|分开|分開|留空|字距|字间|字間|逐字|[Ss]pac|分词|分詞|OCR|识别|識別")
# Characters of rows that are no words: days, numbers, cycles, directions.
SERIES = frozenset(
    "日一二三四五六七八九十〇零百千万两甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北上中下左右大小春夏秋冬金木水火土天"
)
_BOND = 2.0  # nats by which two characters come together oftener than by chance
_SAMPLE = 400  # pairs of a line that are looked at
# A sentence has so many characters and so large a share of pairs of one word (prose .25 to .48, lists of characters under .15).
_LONG, _BONDED = 8, 0.15
_LONGER, _BONDED_UNMARKED = 16, 0.3
_BONDED_BESIDE = 0.1  # of a line without marks beside sentences
_MOST = 0.6  # of the line's characters that stand by themselves; the rest may be a heading or a number
_WHOLE = 0.5  # of the text's characters in such lines, from which all its lines are tried
_BESIDE = 2  # lines beside a sentence that are tried


class _Line(NamedTuple):
    """A line in which some characters stand by themselves: its span, and the gaps between them that would go."""

    number: int
    gaps: list[tuple[int, int]]
    han: int  # characters that stand by themselves
    sentence: bool
    likely: bool  # as a line beside sentences


@step(rules=(RULE,), switch=("repair",), leaves=CODE, gate=NOT_ASCII)
def mend_spacing(document: Document, _context: Context) -> list[Edit] | None:
    """Take out the blanks of text that has one behind each character, where it is sentences."""
    text = document.text
    if _GATE.search(text) is None:
        return None
    lines = list(_lines(text))
    sentences = {line.number for line in lines if line.sentence}
    if not sentences:
        return None
    spaced = sum(line.han for line in lines if line.sentence)
    whole = spaced >= _WHOLE * len(_IS_HAN.findall(text))
    near = {number + step for number in sentences for step in range(-_BESIDE, _BESIDE + 1)}
    evidence = f"{len(sentences)} sentences with a blank behind each character"
    return [
        Edit(start, end, "", RULE, evidence)
        for line in lines
        if line.sentence or (line.likely and (whole or line.number in near))
        for start, end in line.gaps
    ]


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    before = ""
    number = 0
    for raw in text.split("\n"):
        if raw and not raw.isspace():
            if _GATE.search(raw) or (len(raw) < 40 and _GAP.search(raw.strip())):
                yield _read(raw, at, number, _is_shown(raw, before))
            before = raw
            number += 1
        at += len(raw) + 1


def _is_shown(raw: str, before: str) -> bool:
    """Whether the text shows the blanks: it speaks of them in the line, or right before it."""
    return bool(ABOUT_BLANKS.search(raw[:_LOOK]) or (before.rstrip()[-1:] in "：:" and ABOUT_BLANKS.search(before[-_LOOK:])))


def _read(raw: str, at: int, number: int, about: bool) -> _Line:
    """The gaps of a line that part single characters, and what the line is."""
    nothing = _Line(number, [], 0, False, False)
    if about or "\t" in raw or "|" in raw:
        return nothing
    units = [match.span() for match in re.finditer(rf"[^{_BLANKS}]+", raw)]
    words = [raw[start:end] for start, end in units]
    single = [len(word) <= _UNIT_SIZE and _UNIT.fullmatch(word) is not None for word in words]
    alone = [len(_IS_HAN.findall(word)) for word, fits in zip(words, single, strict=True) if fits]
    han, all_han = sum(alone), len(_IS_HAN.findall(raw))
    if han < 2 or han < _MOST * all_han:
        return nothing
    gaps = [
        (at + units[place][1], at + units[place + 1][0])
        for place, (fits, follows) in enumerate(pairwise(single))
        if fits and follows and _joins(words[place], words[place + 1]) and units[place + 1][0] - units[place][1] <= 2
    ]
    signs = [sign for word, fits in zip(words, single, strict=True) if fits for sign in word]
    series = all(sign in SERIES for sign in signs if _IS_HAN.match(sign))
    bonded = _bonded(signs)
    marked = _SENTENCE.search(raw) is not None
    whole = len(_CLAUSE_END.findall(raw)) >= 2 and _CLAUSE_END.match(raw.rstrip()[-1]) is not None  # verse and classics, too
    long = (han >= _LONG and (whole or (marked and bonded >= _BONDED))) or (han >= _LONGER and bonded >= _BONDED_UNMARKED)
    wide = len(gaps) >= 0.6 * (len(units) - 1)
    beside = marked or han <= 2 or bonded >= _BONDED_BESIDE
    return _Line(number, gaps, han, long and wide and not series, wide and not series and beside)


def _joins(word: str, behind: str) -> bool:
    """Whether two units stand together without a blank: not two words in Latin letters, not two numbers of more than a digit."""
    a, b = word[-1], behind[0]
    if a.isascii() and a.isalpha():
        return not (b.isascii() and b.isalnum())
    if a.isascii() and a.isdigit() and b.isascii() and b.isalnum():
        return len(word) == 1 and len(behind) == 1
    return not (a in ",.;:!?" and b.isascii() and b.isalpha())


def _bonded(signs: Sequence[str]) -> float:
    """The share of pairs of characters that are of one word."""
    from cleaners.characters.model import character_model  # seldom needed, and large

    model = character_model()
    pairs = [pair for pair in pairwise(map(fold, signs)) if _IS_HAN.match(pair[0]) and _IS_HAN.match(pair[1])]
    pairs = pairs[:: max(1, len(pairs) // _SAMPLE)]
    if not pairs:
        return 0.0
    return sum(model.log_pair(a, b) - model.log_probability(b) > _BOND for a, b in pairs) / len(pairs)
