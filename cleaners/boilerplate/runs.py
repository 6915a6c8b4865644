"""Runs of lines that belong to the site: lists of pages, menus, bars, related articles, forms, widgets, pagers, paths.

A line of a frame hardly differs from a heading, a name or a table's row. A run of them does: lines of one shape, made of nothing but
words of frames (`runs.toml`), at the ends of the text or beside what is surely frame. So each short line is read for what it may be,
sure lines and runs go, and then weaker lines that touch them. Nothing weak goes from between two paragraphs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cleaners.boilerplate.pages import PageLine, is_list, page_line
from cleaners.characters.fold import fold
from cleaners.document import Changes, Document, Edit, Scalar
from cleaners.options import Context

_LONGEST = 160  # characters: no line of a frame that is known by its words is longer
_FAR = 400  # lines from either end in which a paragraph is looked for
_TOKEN = re.compile(r"[\s|·>›»/┊│,、•\[\]【】()]+|-{1,3}(?=\s|$)|(?<=\s)-{1,3}")
_BULLET = re.compile(r"^[•·●○◆◇■□▪▫►▶▷★☆※√✓➤→>»\-–—*|]+\s*")
_TIGHT = re.compile(r"[|·>›»┊│]")

_CRUMB = re.compile(
    r"(?:[您你]?(?:的?(?:现在|当前|目前|所在))?的?(?:所在)?位置\s?(?:是|在)?\s?[::>]\s?(?P<path>.{0,100})"
    r"|(?:首页|主页|网站首页|本站首页|返回首页|Home)\s?(?:>+|»|›|→|/|::?|-)\s?(?P<rest>.{1,90}))"
)
_STEP = re.compile(r">+|»|›|→")
_PAGER_TOKEN = re.compile(
    r"首页|上一?页|下一?页|前一?页|后一?页|尾页|末页|最后一页|\[?\d{1,4}\]?|\.{2,3}|…|共\d+[页条](?:记录|数据)?|第\d+页|\d+页|\d+条/页|每页\d*条?|跳转到?|跳至|转到|到第?|页|确定|GO|go|Go|[<>«»‹›]+"
    r"|当前第?\d*页?|总数:?\d*|页次:?|\d+/\d+页?|共|条|末|Prev|Next|Previous|prev|next|PREV|NEXT|第|记录|显示"
)
_PAGER_SURE = re.compile(r"[上下前后]一?页|尾页|末页|Next|NEXT|Previous|next")
_NEIGHBOUR = re.compile(
    r"[<«‹\[【(]?\s?(?:[上下前后]一?[篇章条则节讲集题]|[上下]一(?:主题|图集|回|话|组图|新闻|文章|帖)|[上下]篇(?:文章)?)\s?[\]】)]?\s?(?P<colon>[::>»]|\s)?\s?(?P<title>.{0,70})"
)
_DATE = re.compile(r"(?:(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|(?<!\d)\d{1,2}[-/]\d{1,2}(?!\d))(?:\s\d{1,2}:\d\d(?::\d\d)?)?")
_COUNTED = re.compile(r"\(\d+\)$|\d+\s?(?:阅读|人看过|次下载|浏览|人气|评论|次|页|人阅读|KB|MB)?$|\.(?:docx?|pdf|pptx?|txt|xlsx?)$|_.{2,12}$|\.\.\.$|…$|\(图\)$|^\[.{2,8}\]|^【.{2,8}】|^\d{1,2}\s")
_BOOK = re.compile(r"《[^》]+》.{0,30}$|\[[JMDCN]\]|出版社|[编主]?著$")
_END_MARK = frozenset("。!?！？;；,，:：")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|第.{1,4}[章节条回部]|\d{1,2}(?:[、)]|\.(?!\d))")
_BUTTON = re.compile(
    r"(?:点击|点此|单击|展开|继续|免费|立即|在线|全屏|下拉|显示|查看|浏览|阅读|收起|加载|获取|进入){1,3}(?:阅读|查看|浏览|预览|加载|显示|下载|展开)?"
    r"(?:全文|更多|全部|剩余|原文|完整版?|详情|余下|本文|文档|资源|资料|内容|文章|评论|大图|其余\d+页|下一页|更多内容|相关|精彩)*\s?(?:[>»›↓▼∨]+|\.{3}|…)?"
)
_PHONE = re.compile(r"(?:电话|手机|热线|微信|QQ|qq|客服|邮箱|咨询)?[::]?\s?(?:\+?\d[\d\- ]{6,16}|[\w.]+@[\w.]+)")


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line may be: `rule` names the kind of frame, empty for content; `weight` counts its words; a `sure` line needs no run."""

    rule: str = ""
    weight: int = 0
    sure: bool = False
    text: str = ""
    page: PageLine | None = None


_CONTENT = _Line()


class _Words:
    """The words of `runs.toml`, as sets."""

    def __init__(self) -> None:
        data = tomllib.loads(files("cleaners.boilerplate").joinpath("runs.toml").read_text(encoding="utf-8"))
        self.kinds = {name: frozenset(words.split()) for name, words in data["words"].items()}
        self.rule = {word: f"run.{_RULE[name]}" for name in reversed(self.kinds) for word in self.kinds[name]}
        self.ui = frozenset().union(*(words for name, words in self.kinds.items() if name != "section"))
        related = data["related"]
        self.shared = frozenset(related["shared"].split())
        self.tags = frozenset(related["tags"].split())
        self.whole = frozenset(related["whole"].split())
        one, two = (
            "|".join(sorted(map(re.escape, related[name].split()), key=len, reverse=True)) for name in ("first", "second")
        )
        self.heading = re.compile(rf"(?:{one}){{1,2}}(?:{two}){{1,2}}|(?:{two})(?:排行榜|推荐|导读|列表)")


_RULE = {"action": "bar", "share": "bar", "form": "form", "widget": "widget", "label": "label", "site": "menu", "section": "menu"}


@cache
def _words() -> _Words:
    return _Words()


class _Page:
    """The lines of a text, read when they are asked for."""

    def __init__(self, text: str) -> None:
        self.raw = text.split("\n")
        self.known: dict[str, _Line] = {}
        self.count = len(self.raw)
        self.filled = [number for number, line in enumerate(self.raw) if line and not line.isspace()]
        self.place = {number: place for place, number in enumerate(self.filled)}
        self.first_prose = next((n for n in self.filled[:_FAR] if self.prose(n)), self.count)
        self.last_prose = next((n for n in reversed(self.filled[-_FAR:]) if self.prose(n)), -1)

    def line(self, number: int) -> _Line:
        raw = self.raw[number]
        if raw not in self.known:
            self.known[raw] = _read(raw)
        return self.known[raw]

    def prose(self, number: int) -> bool:
        raw = self.raw[number]
        return len(raw) >= 40 and any(mark in raw for mark in "，。,") and not self.line(number).rule and not _share_line(raw)

    def near(self, number: int, step: int) -> int:
        """The next line that is not blank in the direction of `step`; -1 beyond the ends."""
        place = self.place[number] + step
        return self.filled[place] if 0 <= place < len(self.filled) else -1

    def at_ends(self, number: int) -> bool:
        return number < self.first_prose or number > self.last_prose


def runs(document: Document, _context: Context) -> Changes | None:
    """Take out the runs of lines that are the site's, and note how many pages a list of pages shows."""
    text = document.text
    if not _gate(text):
        return None
    page = _Page(text)
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


_HINT = re.compile(
    r"[页頁]|首[页頁]|主[页頁]|登[录錄陆陸入]|注[册冊]|相[关關]|推[荐薦]|[热熱][门門点點搜榜]|最新|上一|下一|上篇|下篇|[标標][签籤]|位置|分享|收藏|[举舉][报報]|返回|回到|回首|在[线線]|客服|咨[询詢]|打印|列印|[关關][闭閉于於注]"
    r"|搜索|更多|猜你|大家|[评評][论論]|[验驗][证證]|[会會][员員]|密[码碼]|支付|[热熱][线線]|[点點][击擊]|延伸|往期|排行|[链鏈連][接結结]|[资資]源|[文][档檔]|精彩|[阅閱][读讀]|[导導][航覽览]|[联聯][系繫絡络]|TAG|Tag|Home|Next|>|»|›|/\s?\d|Copyright"
)


def _gate(text: str) -> bool:
    """Whether any short line has a word of a frame."""
    for line in text.split("\n"):
        if line and len(line) <= _LONGEST and _HINT.search(line):
            return True
    return False


def _share_line(raw: str) -> bool:
    return "由会员分享" in raw or "由會員分享" in raw or "网友分享" in raw


def _read(raw: str) -> _Line:
    if len(raw) > _LONGEST:
        return _CONTENT
    hinted = _HINT.search(raw) or any(mark in raw for mark in "|·┊")
    if not hinted and len(raw) > 14:
        return _CONTENT
    text = fold(raw).strip()
    if not hinted:
        word = _BULLET.sub("", text)
        return _Line(_words().rule[word], 1, False, word) if word in _words().ui else _CONTENT
    row = page_line(text)
    if row:
        return _Line("run.page_list", 1, False, text, row)
    bare = _BULLET.sub("", text).strip()
    if not bare or bare[-1] in "。!?;":
        return _CONTENT
    crumb = _CRUMB.match(bare)
    if crumb and len(bare) <= 120 and (_STEP.search(bare) or "首页" in bare or (crumb["path"] == "")):
        path = crumb["path"] if crumb["path"] is not None else crumb["rest"]
        if "," not in path and len(path) <= 100:
            return _Line("run.breadcrumb", 3, True, bare)
    steps = [part.strip() for part in _STEP.split(bare)]
    if len(steps) >= 3 and steps[-1] in ("正文", "详情", "内容", "文章内容", "内容页", "浏览文章", "查看内容"):
        return _Line("run.breadcrumb", 3, True, bare)
    pager = _pager(bare)
    if pager:
        return pager
    neighbour = _NEIGHBOUR.fullmatch(bare)
    if neighbour and (neighbour["colon"] or not neighbour["title"]) and (neighbour["title"] or "")[-1:] not in _END_MARK:
        return _Line("run.neighbours", 1, False, bare)
    words = _words()
    heading = _heading(bare)
    if heading:
        return _Line("run.related", 1, False, heading)
    head, colon, rest = bare.partition(":")
    if colon and head.strip() in words.tags and len(rest) <= 90:
        return _Line("run.tags", 2, False, bare)
    if bare in words.ui:
        return _Line(words.rule[bare], 1, False, bare)
    if _BUTTON.fullmatch(bare) and len(bare) >= 4:
        return _Line("run.button", 1, False, bare)
    return _tokens(bare)


def _pager(bare: str) -> _Line | None:
    tokens = bare.split()
    if not tokens or len(bare) > 120 or not all(_PAGER_TOKEN.sub("", token) == "" for token in tokens):
        return None
    numbers = [int(token.strip("[]")) for token in tokens if token.strip("[]").isdigit()]
    if _PAGER_SURE.search(bare):
        return _Line("run.pager", len(tokens), len(tokens) >= 2 or bare.count("页") >= 2, bare)
    if len(numbers) >= 4 and numbers == list(range(1, len(numbers) + 1)) and "[" in bare:
        return _Line("run.pager", len(tokens), True, bare)
    return None


def _heading(bare: str) -> str:
    """The words of a heading of links, without what sites hang on it; empty where it is none."""
    core = re.sub(r"\s?(?:[::>»]+|更多[>»]*|MORE|More|more|\.{3}|…|换一换|换一批|▼|↓|\+)$", "", bare).strip(" 【】[]|-—=~*:>»")
    core = re.sub(r"\s?(?:更多|换一换|换一批)?\s?[>»:]*$", "", core)
    if not 2 <= len(core) <= 16:
        return ""
    words = _words()
    return core if core in words.whole or words.heading.fullmatch(core) else ""


def _tokens(bare: str) -> _Line:
    """A line as a run of words: a menu or a bar, when the words are those of frames."""
    tokens = [token for token in _TOKEN.split(bare) if token]
    if len(tokens) < 2 or max(map(len, tokens)) > 12 or sum(map(len, tokens)) > 8 * len(tokens):
        return _CONTENT
    words = _words()
    known = [token for token in tokens if token in words.ui or _PHONE.fullmatch(token)]
    sections = sum(token in words.kinds["section"] for token in tokens)
    strong = len(known)
    if not strong and not (sections >= 8 and sections >= 0.8 * len(tokens) and _TIGHT.search(bare)):
        return _CONTENT
    rules = [words.rule[token] for token in known if token in words.rule]
    rule = max(rules, key=rules.count, default="run.menu")
    every = strong == len(tokens)
    long_words = sum(len(token) >= 2 for token in known) >= 2
    sure = (
        (every and len(tokens) >= 3 and long_words)
        or (strong >= 3 and strong + sections >= 0.5 * len(tokens) and len(tokens) >= 5)
        or (strong >= 2 and strong + sections >= 0.75 * len(tokens) and len(tokens) >= 5)
        or (strong >= 1 and strong + sections >= 0.9 * len(tokens) and len(tokens) >= 6)
        or not strong
    )
    if not sure and strong + sections < 0.6 * len(tokens):
        return _CONTENT
    return _Line(rule, len(tokens), sure, bare)


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
        if number >= 0 and (number in gone or page.line(number).rule not in ("", "run.page_list", "run.related", "run.tags") or _section(page, number)):
            group.append(number)
            continue
        fresh = [member for member in group if member not in gone]
        ui = [member for member in fresh if page.line(member).rule]
        weight = sum(page.line(member).weight for member in ui)
        before = page.near(group[0], -1) if group else -1
        contents = before >= 0 and fold(page.raw[before]).replace(" ", "").strip("::") in ("目录", "目次", "contents", "Contents")
        edge = bool(group) and (group[-1] > page.last_prose or group[0] < page.first_prose)
        enough = len(ui) >= 3 if edge else len(ui) >= 4 and weight >= 5
        if fresh and not contents and (enough or (edge and weight >= 3) or (edge and len(ui) >= 2 and group[-1] == page.filled[-1])):
            if len(ui) >= 0.4 * len(fresh):
                gone.update((member, page.line(member).rule or "run.menu") for member in fresh)
        group = []


def _section(page: _Page, number: int) -> bool:
    raw = page.raw[number]
    return len(raw) <= 8 and fold(raw).strip() in _words().kinds["section"]


def _related(page: _Page, gone: dict[int, str]) -> None:
    """Headings of links with their links; headings that nothing follows at the end; tags."""
    words = _words()
    for number in page.filled:
        line = page.line(number)
        if number in gone or line.rule not in ("run.related", "run.tags"):
            continue
        if line.rule == "run.tags":
            if page.at_ends(number):
                gone[number] = "run.tags"
            continue
        items = list(_items(page, number, gone))
        at_end = number > page.last_prose
        books = sum(bool(_BOOK.search(fold(page.raw[item]).strip())) for item in items)
        links = sum(_link(page.raw[item]) for item in items)
        if line.text in words.shared and items and (2 * books >= len(items) or not (at_end or links >= 2)):
            continue
        follows = page.near(number, 1)
        if at_end:
            good = not items or len(items) >= 2 or links or follows in gone or page.near(items[-1], 1) < 0
        elif number < page.first_prose:
            good = bool(items) and links >= 0.6 * len(items) and len(items) >= 2
        else:
            good = len(items) >= 2 and (links >= 0.6 * len(items) or (len(items) >= 3 and line.text not in words.shared))
        if good:
            gone[number] = "run.related"
            gone.update(dict.fromkeys(items, "run.related"))


def _items(page: _Page, number: int, gone: dict[int, str]) -> Iterator[int]:
    """The title-like lines under a heading."""
    for _ in range(60):
        number = page.near(number, 1)
        if number < 0 or number in gone or page.line(number).rule or page.prose(number):
            return
        raw = page.raw[number].strip()
        if not 2 <= len(raw) <= 60 or raw[-1] in _END_MARK or _NUMBERED.match(fold(raw)) or _signed(raw):
            return
        yield number


def _signed(raw: str) -> bool:
    """A line of a letter's or notice's end, or a field: it is no link."""
    text = fold(raw)
    return ":" in text[:8] and not _DATE.search(text[-12:])


def _link(raw: str) -> bool:
    """Whether a line looks like an entry of a list of links: a bullet, a date or a count at an end, a file name."""
    text = fold(raw).strip()
    return bool(_BULLET.match(text) or _COUNTED.search(text) or _ends_in_date(text))


def _ends_in_date(text: str) -> bool:
    return any(found.start() <= 1 or found.end() >= len(text) - 1 for found in _DATE.finditer(text))


def _dated(page: _Page, gone: dict[int, str]) -> None:
    """Lists of links without a heading: titles with a date behind each, three in a row after the text."""
    group: list[int] = []
    tail = [number for number in page.filled if number > page.last_prose] if page.last_prose >= 0 else []
    for number in (*tail, -1):
        if number >= 0 and number not in gone and 10 <= len(page.raw[number]) <= 70:
            text = fold(page.raw[number]).strip()
            dates = list(_DATE.finditer(text))
            if dates and dates[-1].end() >= len(text) - 1 and dates[-1].start() >= 6 and ":" not in text[:8]:
                group.append(number)
                continue
        if len(group) >= 3:
            gone.update(dict.fromkeys(group, "run.related"))
        group = []


def _touching(page: _Page, gone: dict[int, str]) -> None:
    """Weak lines beside lines that go: labels, buttons, single words of bars; also at the very ends of the text."""
    queue = sorted(gone)
    ends = [page.filled[-1]] if page.filled else []
    for number in ends:
        line = page.line(number)
        if number not in gone and line.rule in ("run.widget", "run.button", "run.bar", "run.pager") and number > page.last_prose and len(line.text) >= 4:
            gone[number] = line.rule
            queue.append(number)
    while queue:
        number = queue.pop()
        for step in (-1, 1):
            other = page.near(number, step)
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


def rules() -> Iterable[str]:
    """The rules that this step may name."""
    return ("run.page_list", "run.breadcrumb", "run.pager", "run.neighbours", "run.related", "run.tags", "run.button", *sorted({f"run.{name}" for name in _RULE.values()}))
