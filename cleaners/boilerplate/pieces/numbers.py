"""Numbers that may number pages: their shapes, the text on either side, and the running lines beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaners.characters.fold import fold
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.numerals import number

_N = r"[0-9０-９]{1,4}"
_BLANK = r"[ \t\u3000\xa0]"
_DASH = r"[-—–－─~～·•]"
_TOTAL = rf"""
    第{_BLANK}*(?P<n>{_N}){_BLANK}*[页頁]{_BLANK}*(?P<open>[(（])?[/／，,、|]?{_BLANK}*共{_BLANK}*(?P<t>{_N}){_BLANK}*[页頁](?(open)[)）])
  | 共{_BLANK}*(?P<u>{_N}){_BLANK}*[页頁]{_BLANK}*[/／，,、|]?{_BLANK}*第{_BLANK}*(?P<m>{_N}){_BLANK}*[页頁]
  | Page{_BLANK}*(?P<k>[0-9]{{1,4}}){_BLANK}*of{_BLANK}*(?P<l>[0-9]{{1,4}})
"""
_SHAPES = rf"""
    [【\[(（]?第{_BLANK}*(?P<page>{_N}|[一二三四五六七八九十百]{{1,4}}){_BLANK}*[页頁][】\])）]?
  | (?P<of>{_N}){_BLANK}?[/／]{_BLANK}?(?P<total>{_N})(?={_BLANK}|\n|\Z)
  | (?P<rule>{_DASH}{{1,3}}){_BLANK}*(?P<dash>{_N}){_BLANK}*(?P=rule)
  | [Pp](?:age|AGE|\.){_BLANK}*(?P<english>[0-9]{{1,4}})(?={_BLANK}|\n|\Z)
  | (?P<item>{_N})(?P<sep>、|[.．)）:：](?![0-9]))
  | (?P<bare>{_N})(?={_BLANK}*(?:\n|\Z))
"""
_AT_LINE = lazy_pattern(rf"\n{_BLANK}*(?P<mark>{_SHAPES})", re.VERBOSE)
_AT_START = lazy_pattern(rf"{_BLANK}*(?P<mark>{_SHAPES})", re.VERBOSE)
_FOOTER = lazy_pattern(_TOTAL, re.VERBOSE)
_OF_LINE = lazy_pattern(r"[/／] ?[0-9]{1,4} ?[)）]\n")
# What ends a running line: `年度报告 第3页`, `年度报告 - 3 -`. The line before it is read when it is found: a pattern that began
# with the line would try every length of it.
_RUNNING_END = lazy_pattern(
    rf"(?:第{_BLANK}*(?P<a>{_N}){_BLANK}*[页頁]|{_DASH}{{1,2}}{_BLANK}*(?P<b>{_N}){_BLANK}*{_DASH}{{1,2}}"
    rf"|[(（]{_BLANK}*(?P<c>{_N}){_BLANK}*[/／]{_BLANK}*{_N}{_BLANK}*[)）])(?={_BLANK}*(?:\n|\Z))"
)
_MIN_HEAD, _MAX_HEAD = 2, 40


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page number: its shape, its span, the text on either side of it, and how much the place looks like a cut."""

    key: tuple[str, ...]
    number: int
    start: int
    end: int
    left: int  # end of the text before
    right: int  # start of the text behind
    score: float = 0.0
    heads: tuple[tuple[int, int], ...] = ()  # running lines between left and right

    def broken(self, text: str) -> bool:
        """Whether a line ends at the mark, before or behind it."""
        return "\n" in text[self.left : self.start] or "\n" in text[self.end : self.right]


def page_marks(text: str) -> list[PageMark]:
    found = [_marked(text, match) for match in _AT_LINE.finditer(text)]
    first = _AT_START.match(text)
    if first:
        found.insert(0, _marked(text, first))
    if "页" in text or "頁" in text or "Page" in text:
        footers = [_footer(text, match) for match in _FOOTER.finditer(text)]
        taken = {mark.start for mark in footers}
        found = [mark for mark in found if mark.start not in taken] + footers
    if any(sign in text for sign in "页頁") or "-\n" in text or "—\n" in text or _OF_LINE.search(text):
        taken = {mark.start for mark in found}
        running = (_running(text, match) for match in _RUNNING_END.finditer(text))
        found += [mark for mark in running if mark and mark.start not in taken]
    return found


def _marked(text: str, match: re.Match[str]) -> PageMark:
    shape = next(name for name in ("page", "of", "dash", "english", "item", "bare") if match[name])
    key = (shape, match["sep"] or match["total"] or "")
    return placed(text, key, number(fold(match[shape])) or 0, match.start("mark"), match.end("mark"))


def _footer(text: str, match: re.Match[str]) -> PageMark:
    page, total = match["n"] or match["m"] or match["k"], match["t"] or match["u"] or match["l"]
    return placed(text, ("footer", str(int(total))), int(page), match.start(), match.end())


def _running(text: str, match: re.Match[str]) -> PageMark | None:
    """The whole line, where a head stands before the number. The first line of a text is no running line."""
    begin = text.rfind("\n", 0, match.start()) + 1
    head = text[begin : match.start()].strip(" \t\u3000\xa0")
    if not begin or not _MIN_HEAD <= len(head) <= _MAX_HEAD:
        return None
    start = text.index(head, begin)
    return placed(text, ("running", plain(head)), int(match["a"] or match["b"] or match["c"]), start, match.end())


def placed(text: str, key: tuple[str, ...], page: int, start: int, end: int) -> PageMark:
    left, right = start, end
    while left and text[left - 1].isspace():
        left -= 1
    while right < len(text) and text[right].isspace():
        right += 1
    return PageMark(key, page, start, end, left, right)


def plain(line: str) -> str:
    return re.sub(r"\d+", "0", fold(line)).strip()


# Cells of a table that was told line by line: numbers, dates, sums. No running line is one.
_NUMERIC = lazy_pattern(r"[\d\s.,:%/()~年月日号点时分元万-]*")


def repeated_lines(text: str, group: Sequence[PageMark]) -> frozenset[str]:
    """Short lines beside at least two marks and most of them: running headers and footers."""
    counts: Counter[str] = Counter()
    for mark in group:
        counts.update({line for line in (_line_before(text, mark.left)[0], _line_behind(text, mark.right)[0]) if line})
    pages = len({mark.number for mark in group})
    return frozenset(
        line for line, count in counts.items() if count >= 2 and count >= 0.7 * (pages - 1) and not _NUMERIC.fullmatch(line)
    )


def beyond(text: str, mark: PageMark, heads: frozenset[str]) -> PageMark:
    """The mark with the running lines beside it counted as part of the cut."""
    left, right, spans = mark.left, mark.right, []
    for _ in range(2):
        line, start = _line_before(text, left)
        if line not in heads:
            break
        spans.append((start, left))
        while start and text[start - 1].isspace():
            start -= 1
        left = start
    for _ in range(2):
        line, stop = _line_behind(text, right)
        if line not in heads or "\n" not in text[mark.end : right]:
            break
        spans.append((right, stop))
        while stop < len(text) and text[stop].isspace():
            stop += 1
        right = stop
    return replace(mark, left=left, right=right, heads=tuple(sorted(spans)))


def _line_before(text: str, at: int) -> tuple[str, int]:
    """The short line that ends at `at`, digits levelled, and where it starts; an empty one where it is long or not there."""
    start = text.rfind("\n", max(0, at - 60), at) + 1
    if not start and at > 60:
        return "", at
    return plain(text[start:at]), start


def _line_behind(text: str, at: int) -> tuple[str, int]:
    stop = text.find("\n", at, at + 60)
    if stop < 0:
        stop = len(text)
        if stop - at > 60:
            return "", at
    return plain(text[at:stop]), stop
