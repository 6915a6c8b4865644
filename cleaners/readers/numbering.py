"""Numbers that word processors make and do not store: 第一条, 一、, （二）, 1.2, A. They stand in the text as the page
shows them, for the text refers to them; bullets are left out, as those of HTML lists are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cleaners.characters.han import HAN
from cleaners.readers.names import names

_PLACE = re.compile(r"%([1-9])")
_NUMBER = re.compile(rf"[\d\u2460-\u24ff\u3200-\u32ff{HAN}]|[A-Za-z]{{1,8}}[.)．）、]")
_ROOMY = re.compile(r"[、。，．：）】〕》」』\s]$")
_CHINESE = names(
    "chineseCounting chineseCountingThousand chineseLegalSimplified ideographTraditional ideographZodiac "
    "japaneseCounting japaneseLegal taiwaneseCounting taiwaneseCountingThousand japaneseDigitalTenThousand "
    "taiwaneseDigital ideographDigital koreanDigital2 chinese-counting chinese-counting-thousand ideograph-digital "
    "japanese-counting chinese-legal-simplified taiwanese-counting"
)
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
MAX_NUMBER = 9999


# The numbers that binary files and the XML of Word 2003 have for styles ([MS-OSHARED] 2.2.1.3, MSONFC).
_BY_NUMBER = {
    "0": "decimal", "1": "upperRoman", "2": "lowerRoman", "3": "upperLetter", "4": "lowerLetter", "10": "ideographDigital",
    "11": "japaneseCounting", "16": "japaneseLegal", "17": "japaneseDigitalTenThousand", "18": "decimalEnclosedCircle",
    "22": "decimalZero", "23": "bullet", "28": "decimalEnclosedCircle", "30": "ideographTraditional", "31": "ideographZodiac",
    "33": "taiwaneseCounting", "34": "chineseLegalSimplified", "35": "taiwaneseCountingThousand", "36": "taiwaneseDigital",
    "37": "chineseCounting", "38": "chineseLegalSimplified", "39": "chineseCountingThousand",
}  # fmt: skip


def number_style(number: str) -> str:
    return _BY_NUMBER.get(number, "decimal")


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is numbered: `pattern` has %1 to %9 for the numbers of the levels."""

    start: int
    style: str
    pattern: str
    glued: bool = False  # nothing stands between the number and the text

    @property
    def counts(self) -> bool:
        return bool(_PLACE.search(self.pattern)) and self.style not in ("bullet", "none")


@dataclass(slots=True)
class Counters:
    """Where each list stands. A number counts on every paragraph of its list, in the order of the document."""

    lists: dict[str, str] = field(default_factory=dict)  # list -> its definition
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # where a list begins, other than its definition
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, name: str, depth: int) -> str:
        """The number of the next paragraph of the list and what parts it from the text; "" where it has none."""
        definition = self.lists.get(name, "")
        levels = self.levels.get(definition, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(definition, {})
        if (name, depth) in self.starts and (name, depth) not in self._begun:
            self._begun.add((name, depth))
            counts[depth] = self.starts[name, depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if not level.counts:
            return ""

        def put(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            at = levels.get(place, level)
            return written(counts.get(place, at.start), at.style)

        number = _PLACE.sub(put, level.pattern)
        return number if level.glued else parted(number)


def parted(number: str) -> str:
    """A number with the blank that stands between it and the text; full-width marks have room of their own."""
    return number if not number or _ROOMY.search(number) else f"{number} "


def is_number(text: str) -> bool:
    """Whether the label that a file stores beside a paragraph is no bullet: Word has `o` and letters of Wingdings for some."""
    return bool(_NUMBER.search(text))


def written(number: int, style: str) -> str:
    """A number as its style writes it."""
    if not 0 <= number <= MAX_NUMBER:
        return str(number)
    if style == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if style == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if style in ("chineseLegalSimplified", "japaneseLegal", "chinese-legal-simplified"):
        return counted(number).translate(_LEGAL)
    if style in ("ideographDigital", "taiwaneseDigital", "ideograph-digital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style in _CHINESE:
        return counted(number)
    if style in ("decimalZero",):
        return f"{number:02}"
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman"):
        return _roman(number).lower() if style == "lowerRoman" else _roman(number)
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def counted(number: int) -> str:
    """A number in Chinese words, up to 9999."""
    if not number:
        return "零"
    words, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + word
            zero = False
        elif words:
            zero = True
    return words.removeprefix("一") if words.startswith("一十") else words


def _roman(number: int) -> str:
    signs = ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"]
    worths = 1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1
    text = ""
    for worth, sign in zip(worths, signs, strict=True):
        count, number = divmod(number, worth)
        text += sign * count
    return text
