"""Detect the script of a text (simplified, traditional, mixed, Japanese), paragraph by paragraph, from characters of
one script only.

There are three sets of such characters (`data/scripts.txt`, made by `training/script_sets.py`): traditional ones that neither GB
2312 nor the Table of General Standard Characters has, simplified ones that traditional text does not use, and Japanese forms.
Characters that both Chinese scripts use (著, 乾, 后, 里) are not evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.han import HAN_ALL
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.spans import Ints, Mask

Script: TypeAlias = Literal["hans", "hant", "mixed", "ja", "other"]

# Two ranges of the Basic Multilingual Plane: `re` keeps them as they are, while for more it makes a bitmap, 2 ms a pattern.
# (The 64 hexagrams between the first two blocks come along.)
HAN = HAN_ALL
KANA = "ぁ-ゖァ-ヺ"
HANGUL = "\uac00-\ud7a3"

OTHER, TRADITIONAL, SIMPLIFIED, SHINJITAI, KANA_LETTER, COMMON, HANGUL_SYLLABLE = range(7)

# How many of 1,000 Han characters belong to one script only, in a traditional and in a simplified text (measured on LibreOffice's
# help, Debian's reference and news prose, and their conversion by s2t). With these a page that is half traditional
# counts as half. `benchmarks/chinese.py` prints them; rerun it when `scripts.txt` changes.
TELLING_TRADITIONAL = 340
TELLING_SIMPLIFIED = 301

# A document is of one script if at least this share of its text is. The rest may be quotations and leftovers of converters.
CLEAR_SHARE = 0.8
# If whole paragraphs are in each script, the rest is not a leftover, so a larger share is needed. Chosen on documents
# with halves of 25 and of 100 characters (`benchmarks/chinese.py`, rows `mixed`).
CLEAR_OF_BOTH = 0.9


# Everyday words of Chinese that Japanese does not write so.
_CHINESE_WORDS = lazy_pattern("[这這们們你您她吗嗎呢吧很没沒哪谁誰什麼么说說还還让讓给給]|[不就都也]是|的[是人]")


@cache
def script_sets() -> tuple[str, str, str]:
    """Characters of traditional text, of simplified text, and of Japanese alone."""
    traditional, simplified, shinjitai = files("cleaners.chinese.data").joinpath("scripts.txt").read_text("utf-8").split()
    return traditional, simplified, shinjitai


@cache
def gate() -> re.Pattern[str]:
    """Finds the first character that makes a text more than plain simplified Chinese. Characters outside the Basic Multilingual
    Plane stand as one range: listed one by one, they cost the class its bitmap, and the search a hundredfold."""
    traditional, _, shinjitai = script_sets()
    listed = "".join(char for char in traditional + shinjitai if char < "\U00010000")
    return re.compile(f"[{listed}於夥瞭{KANA}{HANGUL}\U00020000-\U0003ffff]")


@cache
def simplified_only() -> re.Pattern[str]:
    return re.compile(f"[{script_sets()[1]}]")


@cache
def han() -> re.Pattern[str]:
    return re.compile(f"[{HAN}]")


@cache
def classes() -> NDArray[np.uint8]:
    """The class of each code point."""
    table = np.zeros(0x110000, np.uint8)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)):
        table[first : last + 1] = COMMON
    for start, end in (("ぁ", "ゖ"), ("ァ", "ヺ")):
        table[ord(start) : ord(end) + 1] = KANA_LETTER
    table[0xAC00:0xD7A4] = HANGUL_SYLLABLE
    for number, chars in enumerate(script_sets(), TRADITIONAL):
        table[codes_of(chars)] = number
    return table


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


# What stands for characters outside the Basic Multilingual Plane in tables that have no room for them: a Han, and no character.
_FAR_HAN, _FAR = 0x4E00, 0xFFFF


def plane_codes(text: str) -> NDArray[np.uint16]:
    """The code points of `text`, to look their kinds up in tables of 64 K: one character of a kind stands for all outside."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(units) == len(text):
        return units
    codes = codes_of(text)
    far = np.where((codes >= 0x20000) & (codes < 0x40000), _FAR_HAN, _FAR)
    return np.where(codes > 0xFFFF, far, codes).astype(np.uint16)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Lines of a text as spans, with the number of characters of each class in each."""

    starts: Ints
    ends: Ints
    traditional: Ints
    simplified: Ints
    shinjitai: Ints
    kana: Ints
    han: Ints  # all of them
    hangul: Ints
    japanese: Mask
    """Paragraphs in another language with Han, Japanese or Korean: no paragraphs of Chinese."""


def paragraphs(text: str) -> Paragraphs:
    codes = codes_of(text + "\n")
    kinds = classes()[codes]
    ends = (codes == 10).nonzero()[0]
    starts = np.zeros(len(ends), np.int64)
    starts[1:] = ends[:-1] + 1

    def count(kind: int) -> Ints:
        of_kind = kinds == kind
        if not of_kind.any():
            return np.zeros(len(ends), np.int64)
        return np.add.reduceat(of_kind.view(np.uint8), starts, dtype=np.int64)

    traditional, simplified, shinjitai, kana, common, hangul = map(count, range(TRADITIONAL, HANGUL_SYLLABLE + 1))
    letters = traditional + simplified + shinjitai + common
    # Kana, and not as an ornament; or Japanese forms for a quarter of all telling characters.
    japanese = (kana >= 2) & (kana * 20 >= kana + letters)
    for line in np.flatnonzero(japanese).tolist():
        start, end = int(starts[line]), int(ends[line])
        japanese[line] = not _quotes_japanese(text, start, end, few=bool(kana[line] * 4 < kana[line] + letters[line]))
    korean = (hangul >= 2) & (hangul * 4 >= hangul + letters)
    telling = traditional + simplified + shinjitai
    by_forms = (shinjitai > 0) & (shinjitai * 4 >= telling) & (simplified <= shinjitai) & ~korean
    if by_forms.any() and not _plainly_traditional(traditional, shinjitai, letters, japanese | korean):
        for line in np.flatnonzero(by_forms & (traditional > 0)).tolist():
            by_forms[line] = text.find("，", starts[line], ends[line]) < 0  # Japanese has 、
        japanese |= by_forms
    return Paragraphs(starts, ends, traditional, simplified, shinjitai, kana, letters, hangul, japanese | korean)


_TITLE = lazy_pattern(
    "《[^《》\n]{1,60}》|〈[^〈〉\n]{1,60}〉|「[^「」\n]{1,60}」|『[^『』\n]{1,60}』|“[^“”\n]{1,60}”|[（(][^（）()\n]{1,60}[）)]"
)
_KANA = lazy_pattern(f"[{KANA}]")
_PARTICLE = lazy_pattern("[这這们們你您她吗嗎呢吧么很没沒哪谁誰什麼说說还還让讓给給了我他的是在看過过買买]")
LONGEST_LINE = 2000


def _quotes_japanese(text: str, start: int, end: int, few: bool) -> bool:
    """Whether a line with kana is Chinese: it quotes a title, or has few kana and the words that Japanese does not write so."""
    if few and len(_CHINESE_WORDS.findall(text, start, end)) >= 2:
        return True
    line = _TITLE.sub("", text[start : min(end, start + LONGEST_LINE)])
    return len(line) < min(end - start, LONGEST_LINE) and not _KANA.search(line) and bool(_PARTICLE.search(line))


# Old editions in traditional characters have forms that Japanese took over (隠 浄 隣 頼 戸): where the document is plainly
# traditional, a line with them is not Japanese. Documents in Japanese have kana.
MIN_TRADITIONAL, PLAINLY = 4, 4


def _plainly_traditional(traditional: Ints, shinjitai: Ints, letters: Ints, foreign: Mask) -> bool:
    own = ~foreign
    if letters[foreign].sum() * 10 > letters.sum():
        return False
    count = int(traditional[own].sum())
    return count >= MIN_TRADITIONAL and count >= PLAINLY * int(shinjitai[own].sum())


@dataclass(frozen=True, slots=True)
class ScriptReading:
    """What the characters of a whole document say. `share` is the part of its Chinese text that is traditional."""

    script: Script
    language: str
    share: float


SIMPLIFIED_CHINESE = ScriptReading("hans", "zh", 0.0)
NOT_CHINESE = ScriptReading("other", "und", 0.0)
KOREAN = ScriptReading("other", "ko", 0.0)


def read(found: Paragraphs) -> ScriptReading:
    """The script of a document, Japanese paragraphs aside."""
    japanese = found.japanese
    letters = found.han + found.kana + found.hangul
    if not letters.any():
        return NOT_CHINESE
    if letters[japanese].sum() * 2 > letters.sum():
        return KOREAN if found.hangul.sum() > found.kana.sum() else ScriptReading("ja", "ja", 0.0)
    traditional = found.traditional[~japanese].sum() / TELLING_TRADITIONAL
    simplified = found.simplified[~japanese].sum() / TELLING_SIMPLIFIED
    if not traditional:
        return SIMPLIFIED_CHINESE
    share = round(float(traditional / (traditional + simplified)), 4)
    edge = CLEAR_OF_BOTH if _in_both(found) else CLEAR_SHARE
    script: Script = "hant" if share >= edge else "hans" if share <= 1 - edge else "mixed"
    return ScriptReading(script, "zh", share)


def _in_both(found: Paragraphs) -> bool:
    """Whether one paragraph is in simplified characters alone and another in traditional ones, two telling characters each."""
    traditional, simplified = found.traditional, found.simplified
    one = (simplified >= 2) & (traditional == 0) & ~found.japanese
    other = (traditional >= 2) & (simplified == 0) & ~found.japanese
    return bool(one.any() and other.any())


def script_of(text: str) -> ScriptReading:
    """The script of `text`; text in plain simplified Chinese costs one search."""
    if text.isascii():
        return NOT_CHINESE
    if gate().search(text) is None:
        return SIMPLIFIED_CHINESE if han().search(text) else NOT_CHINESE
    return read(paragraphs(text))
