"""Remove runs of lines that belong to the site: lists of pages, menus, bars, related articles, forms, widgets, pagers,
breadcrumbs.

A single menu line hardly differs from a heading, a name or a row of a table. A run of them does: lines of one shape that have
only words of menus and bars (`runs.toml`), at the ends of the text or next to lines that are certainly frame. So each short line
is classified first; certain lines and runs are removed; then weaker lines next to them. No weak line between two paragraphs is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from cleaners.boilerplate.layout import view_of
from cleaners.boilerplate.runs.page_lists import is_list
from cleaners.boilerplate.runs.run_lines import BULLET, END_MARK, LONGEST, FrameLine, frame_words, read_line
from cleaners.characters.fold import fold
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Changes, Document, Edit, Scalar
from cleaners.options import Context
from cleaners.step import DATA, step

_QUOTES = frozenset("”’」』")
_DATED = 3  # titles with a date behind each that make a list
_SENTENCE, _STOPS = 16, frozenset("。！？!?…")  # characters of a line that ends like a sentence
_KNOWN = 4096  # lines that are remembered: lists of a page are looked at from several sides
_FAR = 400  # lines from either end in which a paragraph is looked for
_DATE = lazy_pattern(
    r"(?:(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|(?<!\d)\d{1,2}[-/]\d{1,2}(?!\d))(?:\s\d{1,2}:\d\d(?::\d\d)?)?"
)
_COUNTED = lazy_pattern(
    r"\(\d+\)$|\d+\s?(?:阅读|人看过|次下载|浏览|人气|评论|次|页|人阅读|KB|MB)?$|\.(?:docx?|pdf|pptx?|txt|xlsx?)$|_.{2,12}$|\.\.\.$|…$|\(图\)$|^\[.{2,8}\]|^【.{2,8}】|^\d{1,2}\s"
)
_REFERENCE = lazy_pattern(r"\[?\d{1,3}[\]、.]")  # the number of a reference or of an item of the text's own list
_BOOK = lazy_pattern(r"《[^》]+》.{0,30}$|\[[JMDCN]\]|出版社|[编主]?著$")
_NUMBERED = lazy_pattern(
    r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|第.{1,4}[章节条回部]|\d{1,2}(?:[、)]|\.(?!\d))"
)


class _Page:
    """The lines of a text, read when they are asked for."""

    def __init__(self, raw: list[str], known: dict[str, FrameLine]) -> None:
        self.raw = raw
        self.known = known
        self.count = len(self.raw)
        self.filled = [number for number, line in enumerate(self.raw) if line and not line.isspace()]
        self.place = {number: place for place, number in enumerate(self.filled)}
        near_begin, near_end = self.filled[:_FAR], self.filled[-_FAR:]
        long = len(self.filled) > _FAR  # where no paragraph is near an end, only the lines looked at are the end
        self.first_prose = next((n for n in near_begin if self.prose(n)), near_begin[-1] if long else self.count)
        self.last_prose = next((n for n in reversed(near_end) if self.prose(n)), near_end[0] if long else -1)

    def line(self, number: int) -> FrameLine:
        raw = self.raw[number]
        if raw not in self.known:
            self.known[raw] = read_line(raw)
        return self.known[raw]

    def prose(self, number: int) -> bool:
        raw = self.raw[number]
        return len(raw) >= 40 and any(mark in raw for mark in "，。,") and not self.line(number).rule and not _share_line(raw)

    def sentence(self, number: int) -> bool:
        raw = self.raw[number].rstrip()
        return len(raw) >= _SENTENCE and raw[-1] in _STOPS and not self.line(number).rule

    def told(self) -> bool:
        """Whether there is a sentence: without one the page may be a list, and links are what it is for."""
        return self.last_prose >= 0 or any(map(self.sentence, self.filled))

    def near(self, number: int, step: int) -> int:
        """The next line that is not blank in the direction of `step`; -1 beyond the ends."""
        place = self.place[number] + step
        return self.filled[place] if 0 <= place < len(self.filled) else -1

    def at_ends(self, number: int) -> bool:
        return number < self.first_prose or number > self.last_prose


_NAMES = "bar breadcrumb button form label menu neighbours page_list pager related tags widget"
RULES = tuple(f"run.{name}" for name in _NAMES.split())


@step(rules=RULES, switch=("boilerplate",), leaves=DATA)
def runs(document: Document, _context: Context) -> Changes | None:
    """Remove the runs of lines that belong to the site, and record how many pages a list of pages shows."""
    text = document.text
    raw = view_of(text).raw_lines
    known = _readings(text, raw)
    if known is None:
        return None
    page = _Page(raw, known)
    gone: dict[int, str] = {}
    metadata: dict[str, Scalar] = dict(_page_lists(page, gone))
    for number in page.filled:
        line = page.line(number)
        if line.sure and number not in gone:
            gone[number] = line.rule
    _neighbours(page, gone)
    _ladders(page, gone)
    _related(page, gone)
    _dated(page, gone)
    _touching(page, gone)
    if not gone:
        return None
    return Changes(list(_edits(text, page, gone)), metadata)


def _readings(text: str, raw: list[str]) -> dict[str, FrameLine] | None:
    """The short lines, read; None where nothing among them is of a frame. A line that ends like a sentence is none."""
    view = view_of(text)
    starts, ends = view.bounds
    last = view.codes.take(ends - 1, mode="clip") if text else np.zeros(1)
    short = (ends - starts <= LONGEST) & (ends > starts) & (last != ord("。"))
    known: dict[str, FrameLine] = {}
    framed, dated = False, 0
    for number in short.nonzero()[0].tolist():
        line = raw[number]
        if line[-1] in _QUOTES and line[-2:-1] in END_MARK:
            continue  # somebody's words
        if line not in known:
            known[line] = read_line(line)
            framed = framed or bool(known[line].rule or known[line].page)
        if dated < _DATED and (line[-1].isdigit() or line.rstrip()[-1:] in ")]）】日"):
            dated += _ends_in_date(_plain(line))
    return known if framed or dated >= _DATED else None


def _share_line(raw: str) -> bool:
    return "由会员分享" in raw or "由會員分享" in raw or "网友分享" in raw


def _page_lists(page: _Page, gone: dict[int, str]) -> Iterator[tuple[str, int]]:
    """Mark the lists of pages; what they say: the distinct pages shown, of how many."""
    seen: set[int] = set()
    total = 0
    group: list[int] = []
    for number in (*page.filled, -1):
        row = page.line(number).page if number >= 0 else None
        if row:
            group.append(number)
            continue
        rows = [entry for member in group if (entry := page.line(member).page)]
        first = page.raw[group[0]] if group else ""
        if len(rows) == 1 and 0 < rows[0].number <= rows[0].total and "页" in _plain(first) and page.at_ends(group[0]):
            gone[group[0]] = "run.page_list"  # one page of many: the place of a reader, nothing else
        if is_list(rows):
            gone.update(dict.fromkeys(group, "run.page_list"))
            seen.update(entry.number for entry in rows)
            total = max([total, *(entry.total for entry in rows)])
        group = []
    if seen and total:
        yield from (("pages_seen", len(seen)), ("pages_total", total))


def _neighbours(page: _Page, gone: dict[int, str]) -> None:
    """上一篇 and 下一篇: two of them near each other, one at the end of the text, or both in one line."""
    places = [number for number in page.filled if page.line(number).rule == "run.neighbours"]
    for number in places:
        close = any(other != number and abs(page.place[other] - page.place[number]) <= 3 for other in places)
        both = len(re.findall(r"[上下前后]一?[篇章条]", page.line(number).text)) >= 2
        if close or both or number > page.last_prose:
            gone[number] = "run.neighbours"


def _ladders(page: _Page, gone: dict[int, str]) -> None:
    """One word a line: three lines of frame words in a row, two at the ends."""
    group: list[int] = []
    for number in (*page.filled, -1):
        if number >= 0 and (
            number in gone
            or page.line(number).rule not in ("", "run.page_list", "run.related", "run.tags")
            or _section(page, number)
        ):
            group.append(number)
            continue
        fresh = [member for member in group if member not in gone]
        ui = [member for member in fresh if page.line(member).rule]
        weight = sum(page.line(member).weight for member in ui)
        contents = bool(fresh) and _in_contents(page, group[0])
        edge = bool(group) and (group[-1] > page.last_prose or group[0] < page.first_prose)
        enough = len(ui) >= 3 if edge else len(ui) >= 4 and weight >= 5
        if (
            fresh
            and not contents
            and (enough or (edge and weight >= 3) or (edge and len(ui) >= 2 and group[-1] == page.filled[-1]))
        ) and len(ui) >= 0.4 * len(fresh):
            gone.update((member, page.line(member).rule or "run.menu") for member in fresh)
        group = []


def _in_contents(page: _Page, number: int) -> bool:
    """Whether a table of contents has begun a few short lines before."""
    for _ in range(20):
        number = page.near(number, -1)
        if number < 0 or len(page.raw[number]) > 40 or page.raw[number].rstrip()[-1] in END_MARK:
            return False
        if _plain(page.raw[number]).replace(" ", "").strip(":").lower() in ("目录", "目次", "contents"):
            return True
    return False


def _section(page: _Page, number: int) -> bool:
    raw = page.raw[number]
    return len(raw) <= 8 and _plain(raw) in frame_words().kinds["section"]


_LONG_TITLE = 30  # characters; few titles have more, and not one behind the other
_PARTS = 3  # times that one heading with a list stands among paragraphs: the text has a part of that name again and again


def _related(page: _Page, gone: dict[int, str]) -> None:
    """Headings of links with their links; headings that nothing follows at the end; tags."""
    words = frame_words()
    listed = not page.told()
    own = _own_parts(page)
    for number in page.filled:
        line = page.line(number)
        if number in gone or line.rule not in ("run.related", "run.tags"):
            continue
        if line.rule == "run.tags":
            if page.at_ends(number):
                gone[number] = "run.tags"
            continue
        items = list(_items(page, number, gone))
        if items and (line.text in own or (listed and _dates(page, items) >= _DATED)):
            continue
        at_end = number > page.last_prose
        books = sum(bool(_BOOK.search(_plain(page.raw[item]))) for item in items)
        plain = [raw for item in items if not _link(raw := page.raw[item].strip())]
        links = len(items) - len(plain)
        if line.text in words.shared and items and (2 * books >= len(items) or not (at_end or links >= 2)):
            continue
        follows = page.near(number, 1)
        if len(plain) > links and 2 * sum(len(raw) >= _LONG_TITLE for raw in plain) > len(plain):
            continue  # paragraphs of somebody who writes without marks
        if at_end:
            alone = (
                follows < 0 or follows in gone or not _signed(page.raw[follows])
            )  # else a list of fields or of times is behind it
            good = (
                (not items and alone)
                or follows in gone
                or len(items) >= 2
                or links
                or (bool(items) and page.near(items[-1], 1) < 0)
            )
        elif number < page.first_prose:
            good = bool(items) and links >= 0.6 * len(items) and len(items) >= 2
        else:
            good = len(items) >= 2 and (links >= 0.6 * len(items) or (len(items) >= 3 and line.text not in words.shared))
        if good:
            gone[number] = "run.related"
            gone.update(dict.fromkeys(items, "run.related"))


def _own_parts(page: _Page) -> frozenset[str]:
    """Headings of links that come again and again with sentences between: each part of the text has one."""
    found: dict[str, list[int]] = {}
    for number in page.filled:
        line = page.line(number)
        if line.rule == "run.related":
            found.setdefault(line.text, []).append(number)
    parts = ((text, pairwise(places)) for text, places in found.items() if len(places) >= _PARTS)
    return frozenset(text for text, pairs in parts if all(any(map(page.sentence, range(*pair))) for pair in pairs))


def _items(page: _Page, number: int, gone: dict[int, str]) -> Iterator[int]:
    """The title-like lines under a heading."""
    for _ in range(60):
        number = page.near(number, 1)
        if number < 0 or number in gone or page.line(number).rule or page.prose(number):
            return
        raw = page.raw[number].strip()
        if not 2 <= len(raw) <= 60 or raw[-1] in END_MARK or "。" in raw or _numbered(raw) or _signed(raw):
            return
        yield number


def _numbered(raw: str) -> bool:
    """An item of the text's own list; an entry of a list of links ends in a date."""
    text = _plain(raw)
    return _NUMBERED.match(text) is not None and not _ends_in_date(text)


def _signed(raw: str) -> bool:
    """A line of a letter's or notice's end, or a field: it is no link."""
    text = _plain(raw)
    return ":" in text[:8] and not _DATE.search(text[-12:])


def _link(raw: str) -> bool:
    """Whether a line looks like an entry of a list of links: a bullet, a date or a count at an end, a file name."""
    text = _plain(raw)
    return bool(BULLET.match(text) or _COUNTED.search(text) or _ends_in_date(text))


@lru_cache(_KNOWN)
def _plain(raw: str) -> str:
    """A line folded, without blanks at its ends."""
    return fold(raw).strip()


@lru_cache(_KNOWN)
def _ends_in_date(text: str) -> bool:
    return any(found.start() <= 1 or found.end() >= len(text) - 1 for found in _DATE.finditer(text))


def _dates(page: _Page, items: list[int]) -> int:
    return sum(_ends_in_date(_plain(page.raw[item])) for item in items)


def _dated(page: _Page, gone: dict[int, str]) -> None:
    """Lists of links without a heading: titles with a date behind each, three in a row after the text."""
    group: list[int] = []
    tail = [number for number in page.filled if number > page.last_prose] if page.last_prose >= 0 else []
    for number in (*tail, -1):
        if number >= 0 and number not in gone and 10 <= len(page.raw[number]) <= 70:
            text = _plain(page.raw[number])
            dates = list(_DATE.finditer(text))
            numbered = _REFERENCE.match(text) is not None
            if dates and not numbered and dates[-1].end() >= len(text) - 1 and dates[-1].start() >= 6 and ":" not in text[:8]:
                group.append(number)
                continue
        if len(group) >= _DATED:
            gone.update(dict.fromkeys(group, "run.related"))
        group = []


def _touching(page: _Page, gone: dict[int, str]) -> None:
    """Weak lines beside lines that go: labels, buttons, single words of bars; also at the very ends of the text."""
    queue = sorted(gone)
    ends = [page.filled[-1]] if page.filled else []
    for number in ends:
        line = page.line(number)
        if (
            number not in gone
            and line.rule in ("run.widget", "run.button", "run.bar", "run.pager", "run.form")
            and number > page.last_prose
            and len(line.text) >= 4
        ):
            gone[number] = line.rule
            queue.append(number)
    while queue:
        number = queue.pop()
        for way in (-1, 1):
            other = page.near(number, way)
            if other < 0 or other in gone:
                continue
            line = page.line(other)
            weak = line.rule not in ("", "run.page_list") and (line.rule != "run.related" or other > page.last_prose)
            if weak and (page.at_ends(other) or abs(other - number) == 1):
                gone[other] = line.rule
                queue.append(other)


def _edits(text: str, page: _Page, gone: dict[int, str]) -> Iterator[Edit]:
    """Whole lines with their breaks; neighbours under one rule, and the blank lines between them, in one edit."""
    starts: dict[int, int] = {}
    at, wanted = 0, set(gone)
    for number, raw in enumerate(page.raw):
        if number in wanted:
            starts[number] = at
        at += len(raw) + 1
    group: list[int] = []
    done = 0
    for number in (*sorted(gone), -1):
        if group and (number < 0 or gone[number] != gone[group[0]] or page.near(group[-1], 1) != number):
            start, end = starts[group[0]], starts[group[-1]] + len(page.raw[group[-1]]) + 1
            if end > len(text):
                start, end = max(done, start - 1), len(text)
            lines = len(group)
            yield Edit(start, end, "", gone[group[0]], "a line of frame words" if lines == 1 else f"{lines} lines of one kind")
            group, done = [], end
        if number >= 0:
            group.append(number)
