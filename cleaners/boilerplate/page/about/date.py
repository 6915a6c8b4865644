"""When a page was published, by what it shows: the date that stands where by-lines stand."""

from __future__ import annotations

import re

import numpy as np

from cleaners.boilerplate.page.view import Bools, PageView
from cleaners.characters.fold import fold
from cleaners.rules.dates import iso_date

_PUBLISHED = re.compile("发布|發布|發佈|发表|發表|发文|时间|時間|日期|提问于|上传于|(?i:posted|published)")
_CHANGED = re.compile("最后|最後|修改|更新|修订|最近")
_OTHER = re.compile("注册|註冊|引用日期|截至|有效|废止|今天是|现在是|关闭|(?i:copyright|©)")
# Lines above the title and behind the first of the text that are looked at, and what a line of such a date may measure.
ABOVE, BEHIND, MAX_LINE = 8, 80, 200
# What the places cost in lines: between title and text a date is the page's, above the title it may be today's.
ABOVE_COST, BEHIND_COST, CHANGED_COST, LABEL_GAIN = 10, 12, 40, 8


def page_date(page: PageView, body: Bools, *, thread: bool) -> str:
    """YYYY-MM-DD, or "" where the page shows no date of its own. A thread began with its earliest post."""
    begin = int(np.argmax(body)) if body.any() else 0
    title = page.title_line if page.title_line >= 0 else max(begin - 10, 0)
    first, begin = min(title, begin), max(begin, title)
    own = body & (page.sentences > 0)
    found: list[tuple[int, str]] = []
    for number in range(max(0, first - ABOVE), min(len(page.lines), begin + BEHIND + 1)):
        text = page.lines[number].text
        if len(text) > MAX_LINE or own[number] or not (page.line_stats[number, 6] or "月" in text) or _OTHER.search(text):
            continue
        if not thread and page.teasers[number]:
            continue
        date = iso_date(fold(text))
        if not date:
            continue
        cost = ABOVE_COST + title - number if number < title else 0 if number <= begin else BEHIND_COST + number - begin
        if _PUBLISHED.search(text):
            cost -= LABEL_GAIN
        elif _CHANGED.search(text):
            cost += CHANGED_COST
        found.append((cost, date))
    if thread:
        return min((date for _, date in found), default="")
    return min(found, default=(0, ""), key=lambda pair: pair[0])[1]
