"""A text as lines, read once for all kinds of structure.

Everything that prose must pay for happens here, in a few operations over arrays: where lines begin, where their first character
stands, and to which class it belongs. Only lines of a class that some kind of structure can begin with are looked at one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Classes = NDArray[np.uint8]

# What ends a line besides "\n"; each is one character, so that offsets stay.
_OTHER_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_ENDS = str.maketrans(dict.fromkeys(_OTHER_ENDS, "\n"))
BLANKS = " \t\u00a0\u3000\ufeff"


# What a sentence of Chinese holds.

# Classes of the first character of a line (bits: a character may belong to several).
BULLET, NUMBER, LETTER, SIGN, HAN_NUMBER, QUOTE, BLANK = (1 << bit for bit in range(7))
ASCII = LETTER | SIGN
BULLETS = "-*+•·●○■□◆◇★☆▲△▶►▪※✓✔√◎→➤➢\u2013\u2014◦‣⁃∙"
_NUMBERS = "0123456789０１２３４５６７８９([（〔【"
_HAN_NUMBERS = "一二三四五六七八九十百千零〇甲乙丙丁第附"
_QUOTES = "“”「『\"'‘"

_SPEECH = '“「『"‘'
# A line longer than this is prose, whatever it begins with; it is not searched by patterns of lines.
LONGEST = 2000
# Indents deeper than this are cut off when they are measured for all lines at once.
_DEEPEST = 64
TAB = 4


@cache
def _table() -> Classes:
    table = np.zeros(1 << 16, np.uint8)
    table[33:127] = SIGN
    for first, last in ((65, 91), (97, 123)):
        table[first:last] = LETTER
    table[0x2460:0x2500] |= NUMBER  # ① ⑴ ⒈ ⓪
    table[0x3220:0x3244] |= NUMBER  # ㈠
    table[0x2160:0x2180] |= NUMBER  # Ⅰ ⅰ
    table[0x2500:0x25A0] |= SIGN  # box drawing
    for characters, bit in ((BULLETS, BULLET), (_NUMBERS, NUMBER), (_HAN_NUMBERS, HAN_NUMBER), (_QUOTES, QUOTE)):
        for character in characters:
            table[ord(character)] |= bit
    for character in BLANKS + "\n":
        table[ord(character)] = BLANK
    return table


class Lines:
    """The lines of a text. `kinds` says what has been found of each so far ("" for nothing)."""

    def __init__(self, text: str) -> None:
        if any(end in text for end in _OTHER_ENDS):
            text = text.replace("\r\n", " \n").translate(_ENDS)
        self.text = text  # with "\n" for every line end, and as long as the text that was given
        codes = np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
        ends = (codes == 10).nonzero()[0]
        self.line_ends: Ints = ends
        self.line_starts: Ints = np.concatenate(([0], ends[:-1] + 1))
        self.heads, self.line_firsts = _heads(codes, self.line_starts, ends)
        self.codes = codes
        self.classes = int(np.bitwise_or.reduce(self.heads))  # of all lines together
        self._kinds: list[str] | None = None

    def __len__(self) -> int:
        return len(self.line_ends)

    def count(self, bits: int) -> int:
        """How many lines begin with a character of these classes."""
        if not self.classes & bits:
            return 0
        return int(np.count_nonzero(self.heads & bits))

    def of(self, bits: int) -> list[int]:
        """The numbers of these lines."""
        if not self.classes & bits:
            return []
        return (self.heads & bits).nonzero()[0].tolist()

    @cached_property
    def colons(self) -> Ints:
        """Where colons of either width stand."""
        hits: NDArray[np.bool_] = self.codes == ord(":")
        if "：" in self.text:
            hits |= self.codes == ord("：")
        return hits.nonzero()[0]

    @cached_property
    def _field_signs(self) -> Ints:
        """Where a colon or `=` stands that opens no speech: 他说：“...” is a sentence of a story."""
        if sum(map(self.text.count, ":：=")) < 2:
            return np.empty(0, np.int64)
        places = self.colons
        if "=" in self.text:
            places = np.sort(np.concatenate((places, self.places("="))))
        behind = self.codes.take(places + 1, mode="clip")
        speech = np.zeros(len(places), bool)
        for sign in _SPEECH:
            speech |= behind == ord(sign)
        return places[~speech]

    def fields(self, within: int) -> list[int]:
        """The numbers of the lines in which the sign behind a key or a name stands among the first characters."""
        return self.numbers_of(self._field_signs, within)

    def numbers_of(self, places: Ints, within: int) -> list[int]:
        """The numbers of the lines that have one of these places among their first characters."""
        if not len(places):
            return []
        numbers = self.line_ends.searchsorted(places)
        return sorted(set(numbers[places - self.line_firsts[numbers] < within].tolist()))

    def places(self, signs: str) -> Ints:
        """Where these characters stand."""
        hits = np.zeros(len(self.codes), bool)
        for sign in signs:
            if sign in self.text:
                hits |= self.codes == ord(sign)
        return hits.nonzero()[0]

    def filled_before(self, number: int) -> int:
        """How many lines before this one are not blank."""
        return int(self._filled[number])

    @cached_property
    def _filled(self) -> Ints:
        filled = self.line_firsts < self.line_ends
        return np.cumsum(filled) - filled

    @cached_property
    def starts(self) -> list[int]:
        return self.line_starts.tolist()  # type: ignore[no-any-return]

    @cached_property
    def firsts(self) -> list[int]:
        return self.line_firsts.tolist()  # type: ignore[no-any-return]

    @cached_property
    def ends(self) -> list[int]:
        return self.line_ends.tolist()  # type: ignore[no-any-return]

    def raw(self, number: int) -> str:
        """A line without trailing blanks."""
        return self.text[self.starts[number] : self.ends[number]].rstrip()

    def bare(self, number: int) -> str:
        """A line without blanks at either end; "" for one that is too long to be looked at."""
        first, end = self.firsts[number], self.ends[number]
        return self.text[first:end].strip() if end - first <= LONGEST else ""

    @cached_property
    def all_bare(self) -> list[str]:
        return [line.strip() if len(line) <= LONGEST else "" for line in self.text.split("\n")]

    @property
    def kinds(self) -> list[str]:
        if self._kinds is None:
            self._kinds = [""] * len(self)
        return self._kinds

    def is_blank(self, number: int) -> bool:
        return not self.text[self.firsts[number] : self.ends[number]].strip()

    def indent(self, number: int) -> int:
        """Width of the indent in half widths; wide blanks count two."""
        line = self.raw(number)
        if line[:1] not in BLANKS or not line:
            return 0
        width = 0
        for character in line[: len(line) - len(line.lstrip(BLANKS))]:
            width += TAB - width % TAB if character == "\t" else 2 if character == "\u3000" else 1
        return width

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From the start of line `first` to the end of line `last`, without the blanks behind it."""
        return self.starts[first], self.starts[last] + len(self.raw(last))

    def body(self, number: int) -> tuple[int, int]:
        """A line without blanks at either end."""
        line = self.raw(number)
        end = self.starts[number] + len(line)
        return end - len(line.lstrip(BLANKS)), end

    def free(self, number: int) -> bool:
        """Whether nothing has been found of the line yet."""
        return self._kinds is None or not self._kinds[number]

    def kind(self, number: int) -> str:
        return self._kinds[number] if self._kinds is not None else ""

    def kind_at(self, place: int) -> str:
        """What has been found of the line in which a character stands."""
        return "" if self._kinds is None else self._kinds[self.number_at(place)]

    def number_at(self, place: int) -> int:
        """The number of the line in which a character stands."""
        return bisect_right(self.starts, place) - 1

    def with_any(self, signs: str) -> list[int]:
        """The numbers of the lines in which one of `signs` stands."""
        return self.numbers_of(self.places(signs), len(self.codes))

    def set_kind(self, first: int, last: int, kind: str) -> None:
        self.kinds[first : last + 1] = [kind] * (last + 1 - first)


def _heads(codes: NDArray[np.uint32], starts: Ints, ends: Ints) -> tuple[Classes, Ints]:
    """The class of the first character of each line that is no blank, and where it stands (0 and the end for blank lines)."""
    table = _table()
    at = starts.copy()
    heads = table.take(codes.take(at), mode="clip")
    blank = (heads == BLANK).nonzero()[0]
    if not len(blank):
        return heads, at
    blank = blank[at[blank] < ends[blank]]
    for _ in range(_DEEPEST):
        if not len(blank):
            break
        at[blank] += 1
        heads[blank] = table.take(codes.take(at[blank]), mode="clip")
        blank = blank[(heads[blank] == BLANK) & (at[blank] < ends[blank])]
    heads[heads == BLANK] = 0
    return heads, at
