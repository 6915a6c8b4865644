"""Who wrote each post of a thread, and when, by the parts of one look that its text stands in."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from cleaners.boilerplate.page.about.byline import as_name, is_named
from cleaners.boilerplate.page.names import line_pattern
from cleaners.boilerplate.page.view import Bools, Ints, PageView
from cleaners.characters.fold import fold
from cleaners.rules.dates import any_date

# A part of a page is a post if it holds text of the thread and one of several of its look; together they hold this share of it.
MIN_POSTS, MIN_SHARE = 2, 0.4
# What a line with a name or a time may measure, and how much of a post is told.
MAX_LINE, MAX_BEGIN = 120, 40
# Lines about the only post that may speak of it.
NEAR = 12
_JOINED = re.compile("注册|註冊|入会|登录|最后|Joined|Registered|加入于|来自")
_CLOCK = re.compile(r"(?<![\d:])(?:[上下]午\s?)?(\d{1,2}:\d\d(?::\d\d)?)(?!\d)")
_AGO = re.compile(r"(?:\d+|[几半])\s?(?:秒|分钟|小时|个小时|天|个?月|年|周)前|(?:昨天|前天|今天)(?:\s?\d{1,2}:\d\d)?|刚刚")
_SHORT = re.compile(r"(?<!\d)\d{1,2}(?:-|月)\d{1,2}日?(?:\s\d{1,2}:\d\d)?(?!\d)")
_MAY_TELL = re.compile(r"[\d前昨今刚一二]")
_SAYS = re.compile(
    r"^(?P<name>[^\s:：，。（()|]{1,20})\s*(?:发表于|發表於|发布于|回答于|回复于|回覆|编辑于|写于|说[:：]|提问于|·|\||»|于\s?\d|(?=(?:19|20)\d\d[-/.年]))"
    r"|(?:作者|由|by|By)[\s:：]*(?P<by>[^\s:：，。（()|]{1,20})(?=\s|»|$)"
)
# What else stands in the head of a post; then, dates, numbers and marks.
_HEAD_WORDS = re.compile(
    "发表于|發表於|发布于|回复于|回答于|由|楼主|只看该作者|楼|注册(?:日期|时间)?|帖子|主题|积分|级别|等级|[上下]午|前天|昨天|今天|刚刚"
    "|(?:秒|分钟|小时|天|个?月|年|周)前|[年月日]|(?:高级|中级|初级|注册|金牌)?会员|新手上路|管理员|版主"
)
_NO_WORD = re.compile(r"[\W\d_]+")
_RANK = re.compile("[\u3400-\u9fff]{0,2}(?:会员|管理员|版主|等级|级别|新手|元老|帖子|注册|楼主)|Lv")
_LEAD = re.compile(r"(?:由|作者|楼主|by|By)[\s:：]+")
_PLAIN = re.compile(r"[^\s:：，。！？、；（()|]{2,20}")
_NO_USER = re.compile(
    r"^(?:楼主|层主|地板|\d+|#\d+|\d+[楼#]|只看.*|倒序.*|电梯直达|查看|赞|踩|私信|加好友|发消息|顶部?|编辑|删除|支持|反对|有用|已有.*"
    r"|(?:reply|quote|share|like|copy|posted|joined|member|since|more by|community|admin|mod|tags?)\b.*"
    r"|.*\b(?:posts?|replies|points|badges?|since|ago)"
    r"|(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s\d+)?|\d+(?:st|nd|rd|th)|.*(?:会员|[Ll]evel|Lv\.?\s?\d+|管理员|版主|级别|等级)"
    r"|.*\d\s?(?:条|个|次|人|楼).*|来自.*|.*客户端.*|发表于|回答于|提问于|帖子|主题)$",
    re.IGNORECASE,
)


class Post(NamedTuple):
    """What a page shows of a post: "" for what it does not show. `begins` is how its text begins."""

    author: str
    time: str
    begins: str


class Thread(NamedTuple):
    """The posts of a thread in the order of the page, none where its parts cannot be told; and the lines of its text that tell
    author, time and number of a post and nothing else."""

    posts: list[Post]
    heads: Bools


def thread_of(page: PageView, body: Bools) -> Thread:
    """What the parts of a thread tell. `body` are the lines of its text."""
    timed = _timed(page)
    posts, heads = list[Post](), np.zeros(len(body), bool)
    for first, last, begin, end in _with_heads(page, _units(page, body, timed), timed):
        inside = (np.flatnonzero(body[first:last]) + first).tolist()
        # What stands beside the text tells more of it than lines within.
        near = sorted(range(begin, end), key=lambda number: (bool(body[number]), number > inside[0], number))
        lines = [number for number in near if page.shown[number] and len(page.lines[number].text) <= MAX_LINE]
        author, time = _author(page, lines, inside[0] - 1), _time(page, lines)
        for number in inside:
            heads[number] = _is_head(page.lines[number].text.strip(), author)
        texts = [page.lines[number].text.strip() for number in inside if not heads[number]]
        posts.append(Post(author, time, (texts or [page.lines[inside[0]].text.strip()])[0][:MAX_BEGIN]))
    return Thread(posts, heads)


def _is_head(text: str, author: str) -> bool:
    if len(text) > MAX_LINE or not (_moment(text) or (author and text.startswith(author))):
        return False
    rest = text.replace(author, "") if author else text
    return not _NO_WORD.sub("", _HEAD_WORDS.sub("", _CLOCK.sub("", rest)))


def _with_heads(page: PageView, units: list[tuple[int, int]], has_time: Bools) -> list[tuple[int, int, int, int]]:
    """First and last line of each post, and of all that speaks of it: where the parts themselves tell no time, what stands before
    each, or behind."""
    if not units:
        return []
    timed = np.concatenate(([0], np.cumsum(has_time)))
    before = [0, *(last for _, last in units[:-1])]
    behind = [*(first for first, _ in units[1:]), len(page.lines)]
    before[0] = max(0, units[0][0] - (units[1][0] - units[0][1] if len(units) > 1 else NEAR) - 1)
    behind[-1] = min(behind[-1], units[-1][1] + (units[-1][0] - units[-2][1] if len(units) > 1 else NEAR) + 1)
    spans = {
        "inside": units,
        "before": [(start, last) for start, (_, last) in zip(before, units, strict=True)],
        "behind": [(first, end) for end, (first, _) in zip(behind, units, strict=True)],
    }
    told = {name: sum(bool(timed[last] > timed[first]) for first, last in each) for name, each in spans.items()}
    best = max(told, key=lambda name: (told[name], name == "inside"))
    return [(first, last, *span) for (first, last), span in zip(units, spans[best], strict=True)]


def _units(page: PageView, body: Bools, has_time: Bools) -> list[tuple[int, int]]:
    """Spans of lines of the posts: the finest parts of one look that hold text of the thread, and most of which hold a time."""
    weight = page.within(np.where(body, page.unlinked + 1, 0.0))
    times = page.within(has_time.astype(float))
    near, far = page.families
    best, worth = np.zeros(0, np.int64), 0.0
    for family in (near, far):
        members = np.flatnonzero(weight > 0)
        for number in np.unique(family[members]).tolist():
            kin = members[family[members] == number]
            kin = _outermost(page, kin)
            if len(kin) < MIN_POSTS or weight[kin].sum() < MIN_SHARE * weight[0]:
                continue
            score = float((times[kin] > 0).mean()) * float(weight[kin].sum() / weight[0]) + 0.01 * min(len(kin), 50)
            if score > worth:
                best, worth = kin, score
    return [(page.elements[number].first, page.elements[number].last) for number in best.tolist()]


def _outermost(page: PageView, kin: Ints) -> Ints:
    """Those that stand in no other of them."""
    found, end = [], -1
    for number in kin.tolist():
        if page.elements[number].first >= end:
            found.append(number)
            end = page.elements[number].last
    return np.array(found, np.int64)


def _timed(page: PageView) -> Bools:
    return np.array([len(line.text) <= MAX_LINE and bool(_moment(line.text)) for line in page.lines], bool)


def _moment(text: str) -> str:
    """The time that a line tells: with its date where that is whole, else as it stands."""
    if not _MAY_TELL.search(text):
        return ""
    if day := any_date(fold(text)):
        clock = _CLOCK.search(text)
        return f"{day} {clock[1]}" if clock else day
    match = _AGO.search(text) or _SHORT.search(text)
    return match[0] if match else ""


def _time(page: PageView, lines: list[int]) -> str:
    moments = (_moment(text) for number in lines if not _JOINED.search(text := page.lines[number].text))
    return next(filter(None, moments), "")


def _author(page: PageView, lines: list[int], begin: int) -> str:
    """By the name of its element, by what a line says, as the first link that is a name, as a link at the head of a line, or as
    the first line, where that is one word."""
    texts = [(number, page.lines[number].text.strip()) for number in lines]
    for number, text in texts:
        if is_named(page, number) and (name := _user(_first_word(text))):
            return name
    for _, text in texts:
        match = _SAYS.search(text)
        if match and (name := _user(match["name"] or match["by"] or "")):
            return name
    for number, text in texts:
        if 2 * page.lines[number].links > len(text) and not _moment(text) and (name := _user(_first_word(text))):
            return name
    for number, text in texts:
        links, first = page.lines[number].links, re.split(r"[\s:：]", text)[0]
        if (
            first
            and (links == len(first) or (links > len(first) and _moment(text)))
            and len(first) < len(text)
            and (name := _user(first))
        ):
            return name
        if links > 1 and _RANK.match(text, links) and (name := _user(text[:links])):
            return name
    for number, text in texts:
        if _PLAIN.fullmatch(text) and number <= begin and (name := _user(text)):
            return name
    return ""


def _first_word(text: str) -> str:
    return re.split(r"\t|\s{2,}|\u00a0|\s(?=[^A-Za-z])", _LEAD.sub("", text))[0].strip()


def _user(text: str) -> str:
    name = text.strip(" :：,，·|»")
    if not as_name(name) or _NO_USER.search(name) or line_pattern("chrome").search(name) or _moment(name):
        return ""
    return name
