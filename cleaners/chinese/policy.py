"""Decide for each paragraph whether it is converted to simplified script, and which places in it stay as they are."""

from __future__ import annotations

import re
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import LIMIT, character_model
from cleaners.chinese.cohesion import cohesive
from cleaners.chinese.script import (
    COMMON,
    HAN,
    KANA,
    SHINJITAI,
    SIMPLIFIED,
    TRADITIONAL,
    Paragraphs,
    ScriptReading,
    classes,
    codes_of,
)
from cleaners.chinese.spans import Ints, Mask, Spans, joined
from cleaners.options import CleanOptions

# A paragraph stays, or its traditional runs are converted, or all of it is.
KEEP, RUNS, WHOLE = range(3)

Modes: TypeAlias = NDArray[np.int8]

_LATIN = lazy_pattern("[A-Za-zÀ-ɏ]")
_HAN = lazy_pattern(f"[{HAN}]")
_CLAUSE = lazy_pattern(r"[^\s，。；：！？、,;:!?“”「」『』《》（）()…—]+")
_QUOTES = "「」『』“”‘’（）()《》\"'"
_CANTONESE = lazy_pattern("[嘅喺哋嚟咗啲冇佢乜嘢咁嗰嚿嘥噉瞓攞畀俾]")

# Traditional forms that simplified text writes on purpose: numerals of cheques shown as such, Japanese names.
_NUMERALS = lazy_pattern("[\uf96b零〇一二三四五六七八九十壹貳贰參叁肆伍陸陆柒捌玖拾佰仟萬億兆圓圆整]{4,}")
_JAPANESE_NAMES = "塚嶋"


def modes_of(found: Paragraphs, reading: ScriptReading, options: CleanOptions) -> Modes:
    """KEEP, RUNS or WHOLE for each paragraph. In a traditional document every paragraph is converted unless it is clearly not
    traditional itself."""
    t, s = found.traditional, found.simplified
    if reading.script == "hant":
        modes = np.where((s >= 3) & (s >= 4 * t), np.where(t > 0, RUNS, KEEP), WHOLE)
    else:
        modes = np.where(t == 0, KEEP, np.where((t >= np.where(s == 0, 4, 8)) & (t >= 4 * s), WHOLE, RUNS))
    if options.japanese == "keep":
        modes[found.japanese] = KEEP
    return modes.astype(np.int8)


def spans_of(found: Paragraphs, which: Mask) -> Spans:
    """The chosen paragraphs, those that follow each other as one span."""
    if which.all():
        return [(int(found.starts[0]), int(found.ends[-1]))]
    return joined(zip(found.starts[which].tolist(), found.ends[which].tolist(), strict=True))


# What a traditional character in simplified text is: an everyday one (log P in nats of the character model: the 960 most frequent
# of 3,200) is a leftover of a converter; a rarer one is one only in a word (戰慄), else a name (朱儁, 何顒, 黄琨暐), whose bearer
# has it in simplified text, too. Chosen on 120 chapters of an old novel full of names and the mixed rows of the hard cases.
EVERYDAY = -12.0


def in_runs(text: str, found: Paragraphs, modes: Modes, at: Ints) -> Mask:
    """Positions that are converted where only the traditional runs of a paragraph are: a clause without a simplified
    character whole (學而時習之), else its telling characters and what changes next to them (復甦), if one of a run is no name."""
    allowed = np.ones(len(at), bool)
    if not (modes == RUNS).any():
        return allowed
    codes = codes_of(text)
    kinds = classes()[codes]
    leftover = (kinds[at] == TRADITIONAL) & ~np.isin(codes[at], codes_of(_JAPANESE_NAMES))
    leftover[leftover] = _no_names(text, at[leftover], codes[at[leftover]])
    run = np.cumsum(np.diff(at, prepend=-2) > 1) - 1  # neighbours have one number
    for line in np.flatnonzero(modes == RUNS).tolist():
        start, end = int(found.starts[line]), int(found.ends[line])
        low, high = np.searchsorted(at, [start, end]).tolist()
        if low == high:
            continue
        if _is_latin(text[start:end]):
            allowed[low:high] = False
            continue
        allowed[low:high] = np.isin(run[low:high], run[low:high][leftover[low:high]])
        for clause in _CLAUSE.finditer(text, start, end):
            first, last = np.searchsorted(at, clause.span()).tolist()
            if first == last:
                continue
            telling = np.bincount(kinds[clause.start() : clause.end()], minlength=COMMON + 1)
            if telling[SHINJITAI] > telling[TRADITIONAL] or _is_mention(text, clause):
                allowed[first:last] = False
            elif telling[TRADITIONAL] >= 2 and not telling[SIMPLIFIED] and leftover[first:last].any():
                allowed[first:last] = True
        for numerals in _NUMERALS.finditer(text, start, end):
            first, last = np.searchsorted(at, numerals.span()).tolist()
            allowed[first:last] = False
    return allowed


def _no_names(text: str, at: Ints, codes: NDArray[np.uint32]) -> Mask:
    """Which of these traditional characters (places `at`) are not part of a name: everyday ones, and ones that are mostly inside
    words. A rare character that mostly occurs outside words is taken for a name, and kept at every place."""
    if not len(at):
        return np.zeros(0, bool)
    everyday = character_model().unigrams[np.minimum(codes, LIMIT - 1)] >= EVERYDAY
    for code in np.unique(codes[~everyday]).tolist():
        places = at[codes == code].tolist()
        in_words = sum(cohesive(text[n - 1], text[n]) or cohesive(text[n], text[n + 1 : n + 2]) for n in places)
        everyday[codes == code] = in_words * 2 > len(places)
    return np.asarray(everyday)


def _is_latin(line: str) -> bool:
    """Whether a line is mostly in Latin letters. Its Han are names then, usually of Japanese authors."""
    return len(_LATIN.findall(line)) > 2 * len(_HAN.findall(line))


def _is_mention(text: str, clause: re.Match[str]) -> bool:
    """A single character in quotes: in a simplified paragraph, no leftover."""
    start, end = clause.span()
    return end - start == 1 and text[max(0, start - 1) : start] in _QUOTES and text[end : end + 1] in _QUOTES


@cache
def _kana_clause() -> re.Pattern[str]:
    return re.compile(rf"[{HAN}{KANA}ー々〆]*[{KANA}][{HAN}々ー]*[{KANA}][{HAN}{KANA}ー々〆]*")


def japanese_clauses(text: str, found: Paragraphs) -> Spans:
    """Quotations and titles in Japanese within a Chinese paragraph."""
    if not found.kana.any():
        return []
    return [match.span() for match in _kana_clause().finditer(text)]


def cantonese(text: str, found: Paragraphs) -> Spans:
    """Paragraphs in written Cantonese."""
    if not _CANTONESE.search(text):
        return []
    spans = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    return [(start, end) for start, end in spans if len(_CANTONESE.findall(text, start, end)) * 25 >= end - start]
