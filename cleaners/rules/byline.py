"""By-lines: lines that are a run of `key: value` pairs about where a text comes from, read as metadata.

    来源:新华网发布时间:2016-08-14 点击:    ->    publisher 新华网, published 2016-08-14

Minutes (时间, 地点, 主持人), sources under tables, colophons and CVs have the same form. What tells them apart: keys that no
by-line has, in the line or beside it; values that are more than a name or a date; and the place in the text. A line is a
by-line as a whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules import tables
from cleaners.rules.dates import iso_date

_ENOUGH = 2  # the weight at which a line is a by-line wherever it stands
_DATED = ("published", "modified", "created")
_HEAD_LINES, _TAIL_LINES = 6, 3
"""Where a single plain key (来源, 作者) is believed: behind title, subtitle and crumbs, before a credit and a footer."""

_DATE = lazy_pattern(
    r"(?:19|20)\d\d\s?(?:[-/.]|年)\s?\d{1,2}\s?(?:[-/.]|月)\s?\d{1,2}日?"
    r"|[一二][〇零○ОO一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|(?<!\d)(?:19|20)\d{6}(?!\d)"
)
_TIME = lazy_pattern(
    r"(?:[上下]午|AM|PM)?\s?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?|\d{1,2}[时点]\d{1,2}分|(?:星期|周)[一二三四五六日天]|T(?=\d\d:)",
    re.I,
)
_COUNT = lazy_pattern(
    r"(?:阅读|点击|浏览|评论|访问|点赞|查看|人气|收藏|围观|跟帖|下载|分享)(?:量|数|次数)?\s*[(\[]?\s*\d[\d,.]*\s*[万kw]?\+?\s*[)\]]?\s*(?:次|人次|人|条)?"
    r"|\d[\d,.]*\s*[万kw]?\+?\s*(?:次|人次|人|条)?\s*(?:阅读|点击|浏览|评论|访问|点赞|查看|人气|收藏|围观|跟帖|下载)(?:量|数)?"
    r"|\[?本文已?被?(?:浏览|阅读)了?\s*\d+\s*次\]?",
    re.I,
)
_COLON = lazy_pattern(r" ?:|(?<=[间期于])(?=(?:19|20)\d\d[-/.年]\d)")
_BAR = lazy_pattern(r" ?[|丨] ?")
_APART = lazy_pattern(r"(?:[\u3400-\u9fff] {1,6}){1,4}[\u3400-\u9fff]\Z")
_MARKS = lazy_pattern(r"[。!?;:…]")
_PROSE = lazy_pattern(r"[,、了是在把被让]|的.|^[《“\"]")
_DATA = lazy_pattern(
    r"统计|年鉴|台账|报表|档案|名册|登记|年报|汇编|馆藏|县志|市志|课题|计算|问卷|调查|数据库|笔者|作者|公报|普查|测算|整理自|^wind",
    re.I,
)  # sources of a table
_PAIR = lazy_pattern(r"[(\[【]?([\u3400-\u9fff]{1,8}(?: {1,4}[\u3400-\u9fff])?)\s{0,2}:\s*\S")
_TABLE = lazy_pattern(r".*\t|(?:\S+\s+){0,3}(?:[\d.,%]+\s+){2,}|[表图][\d一二三四五六七八九十]|(?:注|单位|说明|备注):", re.I)
_HEADINGS = frozenset(("阅读", "评论", "分享", "查看", "审核", "制作", "策划"))  # keys that are headings where nothing follows
_BLOT = "\1"  # stands where a date, a time or a counter was
_BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕", "<": ">", "〖": "〗"}


@dataclass(frozen=True)
class _Vocabulary:
    fields: Mapping[str, str]  # key -> field
    weights: Mapping[str, int]
    sections: frozenset[str]
    nobody: frozenset[str]
    fillers: frozenset[str]
    longest: int


@cache
def _vocabulary() -> _Vocabulary:
    table = tables.table("bylines.toml")
    weights, fields = {}, {}
    for name, groups in table["keys"].items():
        for weight, keys in groups.items():
            for key in keys:
                weights[key], fields[key] = table["weights"][weight], name
    values = table["values"]
    return _Vocabulary(
        fields,
        weights,
        frozenset(values["sections"]),
        frozenset(values["nobody"]),
        frozenset(values["fillers"]),
        max(map(len, fields)),
    )


def byline_literals() -> frozenset[str]:
    """Strings one of which is in every by-line: the end of a key with what stands behind it."""
    fields = _vocabulary().fields
    dated = {key[-2:] + digit for key, field in fields.items() if field in _DATED for digit in "12"}
    return frozenset(dated | {key[-1].lower() + mark for key in fields for mark in (":", " :", "|", " |", "丨", " 丨")})


def read_byline(line: str, raw: str, previous: str, following: str, before: int, behind: int) -> dict[str, str] | None:
    """The metadata of a by-line (maybe none: `来源:`), or None for any other line. `line` is `raw` folded; `previous` and
    `following` are its folded neighbours, `before` and `behind` count the lines of text around it."""
    words = _vocabulary()
    shift = len(line) - len(line.lstrip("•·●◆■▪*-— "))
    if line[shift : shift + 1] in _BRACKETS:  # the two halves need not be a pair: 【责任编辑:NAME]
        shift += 1
        if line[-1] in _BRACKETS.values():
            line, raw = line[:-1], raw[:-1]
    found = _keys(line, shift, _COLON) or _keys(line, shift, _BAR)
    if not found:
        return None
    metadata: dict[str, str] = {}
    lead = _Value.of(line[shift : found[0].start], raw[shift : found[0].start])
    if _MARKS.search(lead.rest) or len(lead.rest) > 12 or (lead.rest and not (lead.date or len(found) > 1)):
        return None
    weight, doubt, timed, told = 0, False, lead.timed, False
    for key, stop in zip(found, [*(key.start for key in found[1:]), len(line)], strict=True):
        field = words.fields[key.name]
        value = _Value.of(line[key.end : stop], raw[key.end : stop])
        if not _suits(field, words.weights[key.name], value):
            return None
        weight += words.weights[key.name]
        told = told or key.name not in _HEADINGS or re.search(r"\S", line[key.end : stop]) is not None
        timed = timed or value.timed
        doubt = doubt or (field in ("publisher", "author", "editor") and _PROSE.search(value.rest) is not None)
        doubt = doubt or (field in ("author", "editor") and len(value.rest) == 1)
        doubt = doubt or (field == "publisher" and _DATA.search(value.rest) is not None)
        _put(metadata, field, value)
    if lead.date:
        metadata.setdefault("published", lead.date)
        weight += 1
        if lead.rest and lead.rest not in words.nobody:
            metadata.setdefault("publisher", lead.raw)
    if not _enough(words.fields[found[0].name], len(found), weight, doubt, timed, (previous, following), (before, behind), told):
        return None
    metadata.setdefault("published", metadata.pop("created", ""))
    return {key: value for key, value in metadata.items() if value}


def likely_byline(line: str) -> bool:
    """Whether a line may be a by-line, at a glance: none has a full stop in it."""
    return "。" not in line


class _Key(NamedTuple):
    name: str
    start: int
    end: int  # behind its mark


def _keys(line: str, start: int, mark: re.Pattern[str]) -> list[_Key]:
    """The keys that stand before a mark, the longest at each."""
    words = _vocabulary()
    found: list[_Key] = []
    for match in mark.finditer(line, start):
        end = match.start()
        for size in range(min(words.longest, end - start), 0, -1):
            name = line[end - size : end].lower()
            # One character is a key only where something ends before it: 图文 is no 文.
            if name in words.fields and (size > 1 or end - 1 == start or line[end - 2] in " ([【|"):
                found.append(_Key(name, end - size, match.end()))
                break
        else:
            found += _apart(line, start, match)
        start = match.end()
    return found


def _apart(line: str, start: int, mark: re.Match[str]) -> list[_Key]:
    """The key before `mark` if its characters are set apart, as in 来 源."""
    spaced = _APART.search(line, start, mark.start())
    places = [spaced.start() + at for at, char in enumerate(spaced[0]) if char != " "] if spaced else []
    for first in range(len(places) - 1):
        name = "".join(line[place] for place in places[first:])
        if name in _vocabulary().fields:
            return [_Key(name, places[first], mark.end())]
    return []


@dataclass(frozen=True)
class _Value:
    """What stands behind a key: a date, and what is left without date, time, counters and filler words."""

    rest: str
    raw: str
    date: str
    timed: bool

    @classmethod
    def of(cls, folded: str, raw: str) -> _Value:
        date = _DATE.search(folded)
        day = iso_date(date[0]) if date else ""
        if not day:  # on no calendar: no date
            date = None
        kept = list(folded)
        for pattern in (_DATE, _COUNT, _TIME) if day else (_COUNT, _TIME):
            for match in pattern.finditer("".join(kept)):
                kept[match.start() : match.end()] = _BLOT * (match.end() - match.start())
        text = "".join(kept)
        timed = _TIME.search(folded[date.end() :]) is not None if date else False
        fillers = _vocabulary().fillers
        spans = [(m.start(), m.end()) for m in re.finditer(r"[^\s|,;\[\]【】·_>»•●◆■▪\1]+", text)]
        while spans and text[spans[-1][0] : spans[-1][1]].strip("()/-").lower() in fillers | {""}:
            spans.pop()
        while spans and text[spans[0][0] : spans[0][1]].strip("()/-").lower() in fillers | {""}:
            spans.pop(0)
        start, end = (spans[0][0], spans[-1][1]) if spans else (0, 0)
        rest = text[start:end].replace(_BLOT, " ")
        for left, right in _BRACKETS.items():  # one half of a pair belongs to what stands round the value
            if rest.startswith(left) and right not in rest:
                start, rest = start + 1, rest[1:]
            if rest.endswith(right) and left not in rest:
                end, rest = end - 1, rest[:-1]
        return cls(rest.strip(), raw[start:end].strip(), day, timed)


def _suits(field: str, weight: int, value: _Value) -> bool:
    """Whether a by-line can have this value for the field."""
    rest = value.rest
    if _MARKS.search(rest):
        return False
    match field:
        case "published" | "modified":
            return (bool(value.date) and len(rest) <= 6) or not rest
        case "created":
            return len(rest) <= 6
        case "publisher":
            return len(rest) <= 30
        case "author" | "editor":
            return len(rest) <= 24
        case "section":
            return len(rest) <= 24
        case "document_number":
            return len(rest) <= 40
    # 点击, 阅读, 评论: what is counted. Without a number they are headings.
    return len(rest) <= 60 if weight != 1 else not re.search(r"[^\d\s.,+()万次人条kw]", rest)


def _put(metadata: dict[str, str], field: str, value: _Value) -> None:
    words = _vocabulary()
    if field in _DATED:
        metadata.setdefault(field, value.date)
        return
    if value.date and field != "none":
        metadata.setdefault("published", value.date)
    if field == "none" or not value.rest or value.rest.lower() in words.nobody:
        return
    if field == "publisher" and value.rest in words.sections:
        metadata.setdefault("section", value.rest)
    else:
        metadata.setdefault(field, value.raw)


def _enough(
    first: str, keys: int, weight: int, doubt: bool, timed: bool, neighbours: tuple[str, str], place: tuple[int, int], told: bool
) -> bool:
    """Whether the keys, the place and the neighbours speak for a by-line."""
    if weight >= _ENOUGH + doubt and keys > 1:
        return True
    if doubt or any(_foreign_pair(line) for line in neighbours):
        return False
    if weight >= _ENOUGH:
        return True
    if not told:
        return False
    near_an_end = place[0] < _HEAD_LINES or place[1] < _TAIL_LINES
    if weight == 0:
        return timed and place[0] < _HEAD_LINES
    return near_an_end and not (place[0] > 1 and first == "publisher" and _TABLE.match(neighbours[0]))


def _foreign_pair(line: str) -> bool:
    """Whether a neighbour is a pair that no by-line has (地点:, 主持人:, 书名:): then this is a form, not a by-line."""
    match = _PAIR.match(line)
    return match is not None and re.sub(r"\s", "", match[1]) not in _vocabulary().fields
