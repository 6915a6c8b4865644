"""The name of a site at the end of line after line, and a mark of its engine behind sentence after sentence:

    利用扩充能优先处理规则推导，非常方便。下文里 vk4Unix驿站联盟
    窗外的雨声渐渐小了。7017k

One line that ends in a name is anybody's, and so is a list of songs behind each of which stands its singer. What goes is told by
its look (an address, the name of a site, letters and digits mixed) and by coming again in many lines of text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.inserted import promotion
from cleaners.boilerplate.layout import View
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Edit

RULE = "ad.insertion"
_LEAST, _SHARE = 4, 0.25  # lines, and of all lines that are not blank
_SHORTEST, _LONGEST = 4, 24
_MIXED = lazy_pattern(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{4,8}")
_NAME = lazy_pattern(r"(?:网|联盟|论坛|文学|小说|社区|之家|书屋|书城|书吧|中文|文库|网站)\Z")
_LAST = "网盟坛学说区家屋城吧文库站0123456789abcdefghijklmnopqrstuvwxyz"


def line_tails(view: View) -> list[Edit]:
    """Edits that take the ends out; none where no end comes again in many lines."""
    lines = _lines(view)
    if len(lines) < _LEAST:
        return []
    lower = view.lower
    ends: Counter[str] = Counter()
    places: list[tuple[int, int, str]] = []
    shorts = [lower[end - _SHORTEST : end] for _, end in lines]
    often = {short for short, count in Counter(shorts).items() if count >= _LEAST}  # most lines end like no other
    for (start, end), short in zip(lines, shorts, strict=True):
        tail = _tail(lower, start, end) if short in often else 0
        if tail:
            word = lower[tail:end].strip()
            ends[word] += 1
            places.append((tail, end, word))
    wanted = {word for word, count in ends.items() if count >= _LEAST and _looks(word, count, len(view.bounds[0]))}
    return list(_edits(view.text, places, wanted)) if wanted else []


def _lines(view: View) -> list[tuple[int, int]]:
    """The lines that end as such a name does."""
    starts, ends = view.bounds
    if len(ends) < _LEAST or not view.text:
        return []
    wanted = _last().take(view.indices[np.maximum(ends - 1, 0)]) & (ends - starts >= 4)
    count = int(wanted.sum())
    if count < max(_LEAST, _SHARE / 5 * len(ends)):
        return []
    return list(zip(starts[wanted].tolist(), ends[wanted].tolist(), strict=True))


@cache
def _last() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in _LAST]] = True
    return table


def _tail(lower: str, start: int, end: int) -> int:
    """Where the last word of a line begins, the blank before it included; 0 where there is none, or nothing before it."""
    last = lower[max(start, end - _LONGEST - 1) : end].rstrip()
    blank = max(last.rfind(" "), last.rfind("\t"), *(last.rfind(mark) for mark in "。!?…”"))
    if blank < 0 or blank + 1 >= len(last):
        return 0
    at = max(start, end - _LONGEST - 1) + blank
    if lower[at] in " \t":
        while at > start and lower[at - 1] in " \t":
            at -= 1
    else:
        at += 1
    return at if at - start >= 2 else 0


def _looks(word: str, count: int, lines: int) -> bool:
    if _MIXED.fullmatch(word):
        return count >= _SHARE / 5 * lines
    site = bool(promotion.addresses(word, 0, len(word))) or (
        _NAME.search(word) is not None and re.search("[a-z0-9]", word) is not None
    )
    return site and len(word) >= _SHORTEST and count >= _SHARE * lines


def _edits(text: str, places: list[tuple[int, int, str]], wanted: set[str]) -> Iterator[Edit]:
    for start, end, word in places:
        if word in wanted and not (_MIXED.fullmatch(word) and text[start - 1 : start] not in tuple("。！？!?…”")):
            yield Edit(start, end, "", RULE, "at the end of many lines")
