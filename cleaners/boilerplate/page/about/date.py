"""When a page was published, by what it shows: the date that stands where by-lines stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from cleaners.boilerplate.page.view import Bools, PageView
from cleaners.characters.fold import fold
from cleaners.rules.dates import any_date

_MAY_BE = re.compile(r"\d{4}|月")
_PUBLISHED = re.compile("发布|發布|發佈|发表|發表|发文|时间|時間|日期|提问于|上传于|(?i:posted|published)")
_CHANGED = re.compile("最后|最後|修改|更新|修订|最近|编辑于|編輯於|(?i:updated|modified)")
_OTHER = re.compile(
    r"注册|註冊|引用日期|截至|有效|废止|今天是|现在是|归档|歸檔|关闭(?=[于時时])|自动关闭|(?i:copyright|©\s*(?:19|20)\d\d)"
)
# What stands beside the date of a by-line; what makes of a date the first of several days.
_BESIDE = re.compile("阅读|閱讀|浏览|瀏覽|点击|點擊|来源|來源|稿源|作者|人气|字号")
_DAYS = re.compile(r"\d日?\s*(?:[-－—–~～至到]|上午|起)\s*(?:\d{1,2}月)?\d{1,2}日")
# Lines above the title, behind the first and the last of the text that are looked at, and what a line of such a date may measure.
ABOVE, BEHIND, TAIL, MAX_LINE = 8, 80, 6, 200
# A title farther behind the first line of the text than this is none.
FAR_TITLE = 8
# What the places cost in lines: between title and text a date is the page's, above the title it may be today's. `page_dates.toml`
# and `benchmarks/page_fields.py` show what a change of these does.
ABOVE_COST, BEHIND_COST, TAIL_COST, LABEL_GAIN = 10, 12, 30, 8
CHANGED_COST, CHANGED_NEAR, DAYS_COST, LINK_COST = 40, 15, 20, 25
# A date that costs no more is the page's, whatever else the page says.
SURE = 0


class ShownDate(NamedTuple):
    """A date that a page shows, and how little it looks like the page's own."""

    cost: int
    date: str


def page_date(page: PageView, body: Bools, *, thread: bool) -> str:
    """YYYY-MM-DD, or "" where the page shows no date of its own. A thread began with its earliest post."""
    return shown_date(page, body, thread=thread).date


def shown_date(page: PageView, body: Bools, *, thread: bool) -> ShownDate:
    """The same, with what it cost."""
    found = list(_dates(page, body, thread=thread))
    if thread and found:
        return ShownDate(SURE, min(each.date for each in found))
    return min(found, default=ShownDate(0, ""), key=lambda each: each.cost)


def date_to_take(head: str, shown: ShownDate, page: PageView) -> str:
    """Of the date in a page's head and the one that it shows: the former, unless the latter is its own for sure and the head's
    is that of another time zone, or stands nowhere on the page."""
    if not head or not shown.date or shown.cost > SURE or head[:10] == shown.date:
        return head or shown.date
    try:
        days = abs((date.fromisoformat(head[:10]) - date.fromisoformat(shown.date)).days)
    except ValueError:
        return shown.date
    return shown.date if days == 1 or head[:10] not in _all_dates(page) else head


def _all_dates(page: PageView) -> set[str]:
    return {any_date(fold(line.text)) for line in page.lines if len(line.text) <= MAX_LINE and _MAY_BE.search(line.text)}


def _dates(page: PageView, body: Bools, *, thread: bool) -> Iterator[ShownDate]:
    begin = int(np.argmax(body)) if body.any() else 0
    end = len(body) - int(np.argmax(body[::-1])) if body.any() else 0
    title = page.title_line if 0 <= page.title_line <= begin + FAR_TITLE else max(begin - 10, 0)
    first, begin = min(title, begin), max(begin, title)
    own = body & (page.sentences > 0)
    last = min(len(page.lines), begin + BEHIND + 1)
    tail = range(max(last, end), min(len(page.lines), end + TAIL))
    for number in (*range(max(0, first - ABOVE), last), *tail):
        text = page.lines[number].text
        if len(text) > MAX_LINE or own[number] or not _MAY_BE.search(text) or _OTHER.search(text):
            continue
        if not thread and page.teasers[number]:
            continue
        if found := any_date(fold(text)):
            yield ShownDate(_cost(page, number, title, begin, last), found)


def _cost(page: PageView, number: int, title: int, begin: int, last: int) -> int:
    line = page.lines[number]
    near = title <= number <= begin
    if number < title:
        cost = 1 if title - number <= 3 and _BESIDE.search(line.text) else ABOVE_COST + title - number
    elif number >= last:
        cost = TAIL_COST
    else:
        cost = 0 if near else BEHIND_COST + number - begin
    if _PUBLISHED.search(line.text):
        cost -= LABEL_GAIN
    elif _CHANGED.search(line.text):
        cost += CHANGED_NEAR if near else CHANGED_COST
    if _DAYS.search(line.text):
        cost += DAYS_COST
    return cost + (LINK_COST if 2 * line.links > len(line.text) and not near else 0)
