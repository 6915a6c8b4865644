"""What sites put between the words of a sentence so that copies tell where they come from: their name or domain, in brackets of
every kind or bare.

A bracket of an author holds words of the text. One of a site holds its domain, or its name beside what it wants of the reader, or
it comes again word for word in other sentences. An address that the text speaks of (登录 www.example.com 查询, 网址：...) stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cleaners.boilerplate.layout import view_of
from cleaners.boilerplate.signs import signs_of
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

RULE = "ad.insertion"
_MOST = 60  # characters of a bracket
_OPEN = frozenset("([【〔〖{<")
_OFTEN = 2  # times that a bare name in brackets must come

# On folded text in lower case. A dot may be set off or be a stop, an o may be a nought: sites write so against filters.
_DOT = r"\s?[.。·,、]\s?"
_ZONE = r"(?:c[o0]m|net|cn|org|cc|me|la|info|top|vip|c[o0]|tv|io|xyz|tw|hk)"
_DOMAIN = rf"(?:(?:https?://|[wvｗ]{{3}}{_DOT}|m{_DOT})[a-z0-9\-]{{2,24}}(?:{_DOT}[a-z0-9\-]{{2,12}}){{0,2}}|[a-z0-9\-]{{2,24}}){_DOT}{_ZONE}(?![a-z])(?:/[\w./?=&%-]{{0,40}})?"
_FIND_DOMAIN = lazy_pattern(_DOMAIN)
_NAME = lazy_pattern(
    r"(?:文学|小说|中文|范文|作文|文库|资料|教育|读书|看书|阅读|书屋|书城|书吧|论坛|学习|公文|文秘|课件|试题|原创|首发|下载|[\u3400-\u9fffa-z0-9]{2})"
    r"(?:网|站)(?![络点球上民友站址页格购店课红约吧]|公司|有限)"
    r"|[\u3400-\u9fffa-z0-9]{2,6}(?:文学|小说|中文|范文|文库|书屋|书城|书吧|论坛|读书|看书|之家)(?![\u3400-\u9fff]{3})|公众号|微信号"
)
_CALL = lazy_pattern(
    r"本文|本章|本书|本资料|本文档|更多|最新|最快|首发|来自|转自|转载|整理|请(?:搜索|访问|关注|到|上|登录|浏览|收藏|记住|支持)|搜索|关注|尽在|就上|记住|牢记|收藏|更新|无弹窗"
    r"|手机(?:用户|阅读|版|看)|本站|域名|未完|看书|免费|阅读|下载|欢迎|正版|提供|原文|出处|发布"
)
_AUTHORS = lazy_pattern(
    r"(?:资料|数据|图片|内容|信息|材料|图表|消息)来源|网址|网站|邮箱|电话|地址|咨询|报名|详?见|参见|以下简称|下称|即|又名|原名|记者|作者|编者|注|单位"
)
_ADDRESS = lazy_pattern("登[录陆]|访问|查询|报名|咨询|缴费|预约|联系")
_BRACKET = lazy_pattern(
    r"\(([^()\n]{2,60})\)|\[([^\[\]\n]{2,60})\]|【([^【】\n]{2,60})】|〔([^〔〕\n]{2,60})〕|〖([^〖〗\n]{2,60})〗|\{+([^{}\n]{2,60})\}+"
    r"|「([^「」\n]{2,60})」|『([^『』\n]{2,60})』|<([^<>\n]{2,60})>|≮([^≮≯\n]{2,60})≯|#([^#\n]{4,60})#|\*{2,}([^*\n]{4,60})\*{2,}"
)
# Bare, with Han right on both sides, where no words speak of an address.
_BARE = lazy_pattern(
    rf"(?<=[\u3400-\u9fff])(?<![址箱到是为叫和或从与及])(?<!登录|登陆|访问|打开|网站|官网|进入|浏览|关注|请上|可上|网上|搜索|输入|平台|系统|页面|主页|域名|查询|点击|参见)(?:https?://|[wv]{{3}}{_DOT}){_DOMAIN}"
    r"(?=[\u3400-\u9fff])(?![网站上的查报等和或与平是域进下中内里登])"
)
_APART = lazy_pattern(r"(?:[-_.*~·=][\u3400-\u9fffa-z0-9]){6,}(?:[-_.*~·=](?![\u3400-\u9fffa-z0-9]{2}))?")


@step(rules=(RULE,), switch=("boilerplate",), leaves=DATA)
def insertions(document: Document, _context: Context) -> list[Edit] | None:
    """Take out what the site put into the sentences."""
    text = document.text
    hits = signs_of(view_of(text))["site"]
    if not hits:
        return None
    spans = sorted(set(_found(view_of(text).lower, hits)))
    return [Edit(start, end, "", RULE, "names the site") for start, end in _disjoint(spans)] or None


def _found(text: str, hits: Sequence[int]) -> Iterator[tuple[int, int]]:
    names: dict[int, tuple[int, str]] = {}
    for begin, stop in _windows(text, hits):
        yield from _in_window(text, begin, stop, names)
    counts = Counter(inner for _, inner in names.values())
    yield from ((start, end) for start, (end, inner) in names.items() if counts[inner] >= _OFTEN)


def _windows(text: str, hits: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches of text round the signs, overlapping ones joined."""
    begin = stop = -1
    for hit in hits:
        if hit - _MOST > stop:
            if stop >= 0:
                yield begin, stop
            begin = max(0, hit - _MOST)
        stop = min(len(text), hit + _MOST)
    if stop >= 0:
        yield begin, stop


def _in_window(text: str, begin: int, stop: int, names: dict[int, tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """The insertions in a stretch of text; bare names in brackets are noted in `names`."""
    for match in _BRACKET.finditer(text, begin, stop):
        inner = text[match.start(match.lastindex or 0) : match.end(match.lastindex or 0)].strip()
        start, end = match.span()
        if not _inside(text, start, end):
            continue
        if _of_site(inner) or text[start] == "≮":  # a bracket that no author has
            yield start, end
        elif text[start] in _OPEN and len(inner) <= 12 and _NAME.search(inner) and not _AUTHORS.match(inner):
            names[start] = end, inner
    for match in _BARE.finditer(text, begin, stop):
        yield match.span()
    for match in _APART.finditer(text, begin, stop):
        word = re.sub("[-_.*~·=]", "", match[0])
        if _inside(text, *match.span()) and re.search("www|com|net|cn$", word):
            yield match.span()


def _inside(text: str, start: int, end: int) -> bool:
    """Whether it stands in a line with words of its own before or behind."""
    before = text[max(0, start - 12) : start].rpartition("\n")[2].strip()
    behind = text[end : end + 12].partition("\n")[0].strip()
    return len(before) >= 4 or (len(before) + len(behind) >= 8 and bool(before))


def _of_site(inner: str) -> bool:
    domain, call = _FIND_DOMAIN.search(inner), _CALL.search(inner)
    if _AUTHORS.match(inner):
        return False
    if domain and not inner.startswith(("http://", "https://")):
        rest = inner.replace(domain[0], "").strip(" :-")
        named = "www" in domain[0] and (not rest or (len(rest) <= 6 and rest.isalpha() and not _ADDRESS.search(rest)))
        return bool(call) or named or inner.startswith("来源") or (len(rest) >= 2 and _NAME.search(rest) is not None)
    return bool(call) and _NAME.search(inner) is not None and not re.search("[。;]", inner)


def _disjoint(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    done = 0
    for start, end in spans:
        if start >= done:
            yield start, end
            done = end
