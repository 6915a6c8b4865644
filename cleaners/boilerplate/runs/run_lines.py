"""Classify a short line by its words: which rule of the frame of a site (menu, bar, pager, ...) may it fall under?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from cleaners.boilerplate.runs.page_lists import PageLine, page_line
from cleaners.characters.fold import fold, t2s
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules import tables

LONGEST = 160  # characters: no line of a frame that is known by its words is longer
_TOKEN = lazy_pattern(r"[\s|·>›»/┊│,、•\[\]【】()]+|-{1,3}(?=\s|$)|(?<=\s)-{1,3}")
BULLET = lazy_pattern(r"^[•·●○◆◇■□▪▫►▶▷★☆※√✓➤→>»\-–—*|]+\s*")
_TIGHT = lazy_pattern(r"[|·>›»┊│]")
_CRUMB = lazy_pattern(
    r"(?:[您你]?(?:的?(?:现在|当前|目前|所在))?的?(?:所在)?位置\s?(?:是|在)?\s?[::>]\s?(?P<path>.{0,100})"
    r"|(?:首页|主页|网站首页|本站首页|返回首页|Home)\s?(?:>+|»|›|→|/|::?|-)\s?(?P<rest>.{1,90}))"
)
_STEP = lazy_pattern(r">+|»|›|→")
_PAGER_TOKEN = lazy_pattern(
    r"首页|上一?页|下一?页|前一?页|后一?页|尾页|末页|最后一页|\[?\d{1,4}\]?|\.{2,3}|…|共\d+[页条](?:记录|数据)?|第\d+页|\d+页|\d+条/页|每页\d*条?|跳转到?|跳至|转到|到第?|页|确定|GO|go|Go|[<>«»‹›]+"
    r"|当前第?\d*页?|总数:?\d*|页次:?\d*(?:/\d+)?页?|\d+/\d+页?|共|条|末|Prev|Next|Previous|prev|next|PREV|NEXT|第|记录|显示"
)
_PAGER_SURE = lazy_pattern(r"[上下前后]一?页|尾页|末页|Next|NEXT|Previous|next")
_NEIGHBOUR = lazy_pattern(
    r"[<«‹\[【(]?\s?(?:[上下前后]一?[篇章条则节讲集题]|[上下]一(?:主题|图集|回|话|组图|新闻|文章|帖)|[上下]篇(?:文章)?)\s?[\]】)]?\s?(?P<colon>[::>»]|\s|(?=没有|无$))?\s?(?P<title>.{0,70})"
)
END_MARK = frozenset("。!?！？;；,，:：")
_BUTTON = lazy_pattern(
    r"(?:点击|点此|单击|展开|继续|免费|立即|在线|全屏|下拉|显示|查看|浏览|阅读|收起|加载|获取|进入){1,3}(?:阅读|查看|浏览|预览|加载|显示|下载|展开)?"
    r"(?:全文|更多|全部|剩余|原文|完整版?|详情|余下|本文|文档|资源|资料|内容|文章|评论|大图|其余\d+页|下一页|更多内容|相关|精彩)*\s?(?:[>»›↓▼∨]+|\.{3}|…)?"
)
_COUNTER = lazy_pattern(r"0\s?/\s?\d{2,4}\s?字?")  # characters typed into a box for comments
_OF_TITLE = lazy_pattern(r"^(?:【[^】]{2,50}】|《[^》]{2,50}》|\[[^\]]{2,50}\]|[“\"][^”\"]{2,50}[”\"])的?(?=[^\s>-]{2})")
# Labels of document shops, by their make: no list of them is ever long enough.
_LABEL = lazy_pattern(
    r"(?:资源|文档|资料|课件|文件|素材|本文|本书|商品|作品|书籍|图书|小说|帖子|视频|附件)的?(?:描述|简介|介绍|详情|信息|预览|标签|评论|点评|属性|分类|截图|下载|格式|大小|编号|目录|统计|特色|列表|展示|来源|评分|排行|导航|搜索)\s?[::]?"
)
_SIZES = lazy_pattern(
    r"[【\[(]?\s?(?:正文)?字[体号级]\s?(?:大小)?\s?:?\s?(?:[特超]?大|中|小|默认|标准|打印|关闭|[TA][+\-]?|[+\-]|\d\d|[】\])\[【(|/\s]){2,24}"
    r"|A-\s(?:\d\d|默认|A)\sA\+"
)
_ACCOUNT = lazy_pattern(
    r"(?:还没有?|没有|暂无|已有)(?:账号|帐号|账户)\s?\??\s?[,!]?(?:立即|马上|点此|免费|直接|去|请)?(?:注册|登录)?"
    r"|(?:请输入)?(?:您的)?(?:账号|帐号|用户名|邮箱|手机号?|会员名)\s?[/或|、]\s?(?:用户名|邮箱|手机号?|昵称|会员号|账号)\s?:?"
)
_PHONE = lazy_pattern(r"(?:电话|手机|热线|微信|QQ|qq|客服|邮箱|咨询)?[::]?\s?(?:\+?\d[\d\- ]{6,16}|[\w.]+@[\w.]+)")


@dataclass(frozen=True, slots=True)
class FrameLine:
    """What a line may be. `rule`: the kind of frame, empty for content. `sure`: it is removed even without a run around it."""

    rule: str = ""
    weight: int = 0
    sure: bool = False
    text: str = ""
    page: PageLine | None = None


_CONTENT = FrameLine()


class _Words:
    """The words of `runs.toml`, as sets."""

    def __init__(self) -> None:
        data = tables.table("runs.toml")
        self.kinds = {name: frozenset(words.split()) for name, words in data["words"].items()}
        self.rule = {word: f"run.{KINDS[name]}" for name in reversed(self.kinds) for word in self.kinds[name]}
        self.ui = frozenset().union(*(words for name, words in self.kinds.items() if name != "section"))
        related = data["related"]
        self.shared = frozenset(related["shared"].split())
        self.tags = frozenset(related["tags"].split())
        self.whole = frozenset(related["whole"].split())
        one, two = (
            "|".join(sorted(map(re.escape, related[name].split()), key=len, reverse=True)) for name in ("first", "second")
        )
        self.heading = re.compile(rf"(?:{one}){{1,2}}(?:{two}){{1,2}}|(?:{two})(?:排行榜|推荐|导读|列表)")


KINDS = {"action": "bar", "share": "bar", "form": "form", "widget": "widget", "label": "label", "site": "menu", "section": "menu"}


@cache
def frame_words() -> _Words:
    return _Words()


# One of these is in every line that is known by its words, and is longer than a word; simplified.
_HINTS = """页 首页 主页 登录 登陆 登入 注册 相关 推荐 热门 热点 热搜 热榜 热线 最新 上一 下一 上篇 下篇 标签 位置 分享 收藏
举报 返回 回到 回首 在线 客服 咨询 打印 列印 关闭 关于 关注 搜索 更多 猜你 大家 评论 验证 会员 密码 支付 点击 延伸 往期
排行 链接 连接 连结 资源 文档 精彩 阅读 导航 导览 联系 联络 字体 字号 字级 账号 账户 帐号 TAG Tag Home Next > » › | · ┊"""


@cache
def _hint() -> re.Pattern[str]:
    """In each script, as a tree: where every branch begins with a character of its own, most of a text is passed over at once."""
    forms: dict[str, str] = {}
    for old, new in t2s().items():
        forms[new] = forms.get(new, new) + old
    words = {"".join(word) for hint in _HINTS.split() for word in product(*(forms.get(sign, sign) for sign in hint))}
    return re.compile(_tree(words) + r"|/\s?\d|19\d\d[-/.]\d|20\d\d[-/.]\d")


def _tree(words: Iterable[str]) -> str:
    branches: dict[str, set[str]] = {}
    for word in words:
        branches.setdefault(word[0], set()).add(word[1:])
    return "|".join(re.escape(sign) + _rest(rests) for sign, rests in sorted(branches.items()))


def _rest(rests: set[str]) -> str:
    if "" in rests:
        return ""
    one = all(len(rest) == 1 for rest in rests)
    return f"[{''.join(sorted(rests))}]" if one else f"(?:{_tree(rests)})"


def read_line(raw: str) -> FrameLine:  # noqa: C901 - a table of cases in the order in which they count
    if len(raw) > LONGEST or "。" in raw[:-2].rstrip("。"):  # a sentence, and something behind it
        return _CONTENT
    hinted = _hint().search(raw)
    if not hinted and len(raw) > 14:
        return _CONTENT
    text = fold(raw).strip()
    if not hinted:
        word = BULLET.sub("", text)
        return FrameLine(frame_words().rule[word], 1, False, word) if word in frame_words().ui else _CONTENT
    if _COUNTER.fullmatch(text):
        return FrameLine("run.form", 1, False, text)
    row = page_line(text)
    if row:
        return FrameLine("run.page_list", 1, False, text, row)
    bare = BULLET.sub("", text).strip()
    word = bare if bare in frame_words().ui else bare.rstrip(": ")
    if word in frame_words().ui and not _heading(bare):
        return FrameLine(frame_words().rule[word], 1, False, bare)
    if _SIZES.fullmatch(bare):
        return FrameLine("run.bar", 3, True, bare)
    if _ACCOUNT.fullmatch(bare):
        return FrameLine("run.form", 2, False, bare)
    if not bare or bare[-1] in "。!?;":
        return _CONTENT
    crumb = _CRUMB.match(bare)
    if crumb and len(bare) <= 120 and (_STEP.search(bare) or "首页" in bare or (crumb["path"] == "")):
        path = crumb["path"] if crumb["path"] is not None else crumb["rest"]
        if "," not in path and len(path) <= 100:
            return FrameLine("run.breadcrumb", 3, True, bare)
    steps = [part.strip() for part in _STEP.split(bare)]
    if len(steps) >= 3 and steps[-1] in ("正文", "详情", "内容", "文章内容", "内容页", "浏览文章", "查看内容"):
        return FrameLine("run.breadcrumb", 3, True, bare)
    pager = _pager(bare)
    if pager:
        return pager
    neighbour = _NEIGHBOUR.fullmatch(bare)
    if neighbour and (neighbour["colon"] or not neighbour["title"]) and (neighbour["title"] or "")[-1:] not in END_MARK:
        return FrameLine("run.neighbours", 1, False, bare)
    words = frame_words()
    heading = _heading(bare)
    if heading:
        return FrameLine("run.related", 1, False, heading)
    head, colon, rest = bare.partition(":")
    if colon and head.strip() in words.tags and len(rest) <= 90:
        return FrameLine("run.tags", 2, False, bare)
    if len(bare) <= 14 and _LABEL.fullmatch(bare):
        return FrameLine("run.label", 1, False, bare)
    if _BUTTON.fullmatch(bare) and len(bare) >= 4:
        return FrameLine("run.button", 1, False, bare)
    return _tokens(bare)


def _pager(bare: str) -> FrameLine | None:
    tokens = bare.split()
    if not tokens or len(bare) > 120 or not all(_PAGER_TOKEN.sub("", token) == "" for token in tokens):
        return None
    numbers = [int(token.strip("[]")) for token in tokens if token.strip("[]").isdigit()]
    steps = len(_PAGER_SURE.findall(bare))
    if steps and (steps >= 2 or len(tokens) != 2 or not numbers):  # `上一页 1228` is a row of a list of words
        return FrameLine("run.pager", len(tokens), len(tokens) >= 2 or bare.count("页") >= 2, bare)
    arrows = "[" in bare or tokens[-1] in (">", "»", "›", ">>")
    if len(numbers) >= 3 and numbers[:3] == [1, 2, 3] and numbers == sorted(numbers) and arrows:
        return FrameLine("run.pager", len(tokens), True, bare)
    return None


def _heading(bare: str) -> str:
    """The words of a heading of links, without what sites hang on it; empty where it is none."""
    bare = _OF_TITLE.sub("", bare)
    core = re.sub(r"\s?(?:[::>»]+|更多[>»]*|MORE|More|more|\.{3}|…|换一换|换一批|▼|↓|\+)$", "", bare).strip(" 【】[]|-—=~*:>»")
    core = re.sub(r"\s?(?:更多|换一换|换一批)?\s?[>»:]*$", "", core)
    if not 2 <= len(core) <= 16:
        return ""
    words = frame_words()
    return core if core in words.whole or words.heading.fullmatch(core) else ""


def _tokens(bare: str) -> FrameLine:
    """A line as a run of words: a menu or a bar, when the words are those of frames."""
    tokens = [token for token in _TOKEN.split(bare) if token]
    if len(tokens) < 2 or max(map(len, tokens)) > 12 or sum(map(len, tokens)) > 8 * len(tokens):
        return _CONTENT
    words = frame_words()
    known = [token for token in tokens if token in words.ui or _PHONE.fullmatch(token)]
    sections = sum(token in words.kinds["section"] and token not in words.ui for token in tokens)
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
    return FrameLine(rule, len(tokens), sure, bare)
