# ruff: noqa: E501 - patterns and tables are read better unbroken
"""What sites put between the words of a sentence so that copies tell where they come from: their name or address, in brackets of
every kind, between ornaments, spelt with signs between the characters, or bare.

A bracket of an author holds words of the text. One of a site holds its address, or its name beside what it wants of the reader, or
it comes again word for word in other sentences. An address that the text speaks of (登录 www.example.com 查询, 网址：...) stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.inserted import promotion
from cleaners.boilerplate.inserted.line_tails import line_tails
from cleaners.boilerplate.inserted.promotion import Token
from cleaners.boilerplate.inserted.rare_pairs import RULE as RARE_PAIR
from cleaners.boilerplate.inserted.rare_pairs import rare_pairs
from cleaners.boilerplate.layout import View, view_of
from cleaners.boilerplate.signs import signs_of
from cleaners.characters.han import is_han
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

RULE = "ad.insertion"
TAG = "noise.lone_tag"
_MOST = 60  # characters of a bracket
_OPEN = frozenset("([【〔〖{<")
_OFTEN = 2  # times that a bare name in brackets must come

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
    r"(?:资料|数据|图片|内容|信息|材料|图表|消息)来源|网址|网站|如|例如|比如|包括|只|仅|不|建议|考生|对方|邮箱|电话|地址|咨询|报名|详?见|参见|以下简称|下称|即|又名|原名|记者|作者|编者|注(?!册)|单位"
)
_ADDRESS = lazy_pattern("登[录陆]|访问|查询|报名|咨询|缴费|预约|联系")
# Before an address these speak of it, with what stands between: 登录, 官网是, 平台（.
_SPOKEN_OF = lazy_pattern(
    r"(?:[址箱到是为叫和或从与及]|登[录陆]|访问|打开|网站|官网|进入|浏览|关注|请上|可上|网上|搜索|输入|平台|系统|页面|主页|域名|查询|点击|参见)[\s:(\"“<]{0,3}\Z"
)
_OWNERS = frozenset("院局会司厅部处校台社所馆网站")
_AFTER_ADDRESS = frozenset("网站上的查报等和或与平是域进下中内里登为即可@/")
_BRACKET = lazy_pattern(
    r"\(([^()\n]{2,60})\)|\[([^\[\]\n]{2,60})\]|【([^【】\n]{2,60})】|〔([^〔〕\n]{2,60})〕|〖([^〖〗\n]{2,60})〗|\{+([^{}\n]{2,60})\}+"
    r"|「([^「」\n]{2,60})」|『([^『』\n]{2,60})』|<([^<>\n]{2,60})>|≮([^≮≯\n]{2,60})≯|#([^#\n]{4,60})#|\*{2,}([^*\n]{4,60})\*{2,}|〈([^〈〉\n]{4,60})〉|@([^@\n]{4,30})@"
    r"|(?<![-=])[-=]{1,3}([\u3400-\u9fff]{4,24})[-=]{1,3}(?![-=])"
)
# Conversions that lose a byte take the `<` of a tag with the character before it: 山岗?/p>.
_BROKEN_TAG = lazy_pattern(r"(?<![<a-z])/(?:p|strong|span|div|li|td)>(?=\n|\Z|[\u3400-\u9fff])")
# A tag that stands alone between two words of a text that speaks of no tags.
_LONE_TAG = lazy_pattern(r"(?<=[，、；,;])</?(?:br|p|div|span|font|center)\s?/?>(?=[\u3400-\u9fff“‘])")
_OF_TAGS = ("html", "标签", "标记", "代码", "网页", "`", "xml")
_MARKS = frozenset("，。、；：！？…”』」）】》,.;:!?\"')]} \u3000—～~")
_END_MARKS = frozenset("!。！~～")


@step(rules=(RULE, TAG, RARE_PAIR), switch=("boilerplate",), leaves=DATA)
def insertions(document: Document, _context: Context) -> list[Edit] | None:
    """Take out what the site put into the sentences."""
    view = view_of(document.text)
    edits = sorted([*_names_of_sites(view), *line_tails(view), *rare_pairs(view)], key=lambda edit: (edit.start, -edit.end))
    return list(_disjoint(edits)) or None


def _names_of_sites(view: View) -> Iterator[Edit]:
    for start, end in sorted(set(_found(view)), key=lambda span: (span[0], -span[1])):
        yield Edit(start, end, "", RULE, "names the site")
    if ">" in view.text:
        yield from _tags(view.lower)


def _tags(lower: str) -> Iterator[Edit]:
    for match in _BROKEN_TAG.finditer(lower):
        yield Edit(*match.span(), "", TAG, "the end of a tag whose beginning was lost")
    lone = list(_LONE_TAG.finditer(lower))
    if lone and not any(word in lower for word in _OF_TAGS):
        for match in lone:
            yield Edit(*match.span(), "", TAG, "a tag between two words")


def _ornaments(view: View) -> tuple[list[int], list[int]]:
    """Where ornaments stand, and characters that stand apart: a sign or a blank between each two."""
    kinds = _kinds().take(view.indices)
    signs = kinds.nonzero()[0]
    kinds = kinds[signs]
    # sign, character, sign, character, sign: hyphens of a word, dots of a version hardly come so, and prose never.
    marks = signs[kinds != _BLANK]
    steps = marks[1:] - marks[:-1] == 2
    apart = marks[1:-1][steps[:-1] & steps[1:]].tolist()
    blanks = signs[kinds == _BLANK]
    steps = blanks[1:] - blanks[:-1] == 2
    steps[steps] = _latin().take(view.indices[blanks[:-1][steps] + 1])  # q n x s . c c
    apart += blanks[1:-2][steps[:-2] & steps[1:-1] & steps[2:]].tolist()
    return signs[kinds == _ORNAMENT].tolist(), apart


@cache
def _latin() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in "abcdefghijklmnopqrstuvwxyz0123456789."]] = True
    return table


_APART, _ORNAMENT, _BLANK = 1, 2, 3


@cache
def _kinds() -> NDArray[np.uint8]:
    """By UTF-16 unit: an ornament, another sign that may stand between the characters of a name, a blank, or 0."""
    table = np.zeros(1 << 16, np.uint8)
    for kind, signs in ((_APART, promotion.between()), (_ORNAMENT, promotion.ornaments()), (_BLANK, " ")):
        table[[ord(sign) for sign in signs]] = kind
    return table


def _found(view: View) -> Iterator[tuple[int, int]]:
    text, lower, signs = view.text, view.lower, signs_of(view)
    ornaments, apart = _ornaments(view)
    names: dict[int, tuple[int, str]] = {}
    dressed: list[int] = []
    for begin, stop in _windows(lower, sorted({*signs["site"], *signs["promotion"], *apart})):
        yield from _in_brackets(text, lower, begin, stop, names)
    for begin, stop in _windows(lower, ornaments):
        yield from _ornamented(text, lower, begin, stop, names)
    for begin, stop in _windows(lower, sorted({*ornaments, *apart})):
        yield from _spelt(lower, begin, stop)
    for start, end in dict.fromkeys(_addresses(lower, sorted({*signs["site"], *apart}))):
        if promotion.dressed(text[start:end], lower[start:end]):
            dressed.append(start)
        yield from _address(lower, start, end, start in dressed[-1:])
    for begin, stop in _windows(lower, sorted({*signs["promotion"], *dressed})):
        yield from _told(text, lower, begin, stop)
    counts = Counter(inner for _, inner in names.values())
    yield from ((start, end) for start, (end, inner) in names.items() if counts[inner] >= _OFTEN)


def _addresses(lower: str, hits: Sequence[int]) -> Iterator[tuple[int, int]]:
    for begin, stop in _windows(lower, hits):
        yield from promotion.addresses(lower, begin, stop)


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


def _in_brackets(text: str, lower: str, begin: int, stop: int, names: dict[int, tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """The insertions in brackets; bare names are noted in `names`."""
    for match in _BRACKET.finditer(lower, begin, stop):
        first, last = match.span(match.lastindex or 0)
        inner = lower[first:last].strip()
        start, end = match.span()
        if not _inside(lower, start, end) or _spoken_of(lower, start) or _is_link(lower, start, end):
            continue
        if _of_site(inner) or lower[start] == "≮" or _promoted(text[first:last], lower[first:last]):
            yield start, end
        elif lower[start] in _OPEN and len(inner) <= 12 and _NAME.search(inner) and not _AUTHORS.match(inner):
            names[start] = end, inner
    for match in _barred().finditer(lower, begin, stop):
        line = lower[lower.rfind("\n", max(0, match.start() - 200), match.start()) + 1 : match.start()]
        if (
            " |" not in line
            and "| " not in line
            and promotion.read(match[1], match[1]).name
            and line.strip()[:1] != "|"
            and _inside(lower, *match.span())
        ):
            names[match.start()] = match.end(), match[1]


def _is_link(lower: str, start: int, end: int) -> bool:
    """Whether a bracket is one of a Markdown link."""
    return lower[end : end + 1] == "(" or lower[start - 1 : start] == "]" or "](" in lower[start:end]


def _promoted(raw: str, lower: str) -> bool:
    if _AUTHORS.match(lower.strip()):
        return False
    if sum(sign in promotion.between() for sign in lower) >= len(lower) // 4:
        raw = lower = promotion.squeezed(lower).replace(".", "")
    found = promotion.read(raw, lower)
    spare = found.stray <= max(2, len(lower) // 8)
    return spare and (found.score >= 3 or (found.score == 2 and (found.strong or found.name)))


def _ornamented(text: str, lower: str, begin: int, stop: int, names: dict[int, tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Names and calls between two ornaments: ♠青鸟小说网♠."""
    for match in _framed().finditer(lower, begin, stop):
        found = promotion.read(text[match.start(1) : match.end(1)], match[1])
        if found.stray > 2 or not _inside(lower, *match.span()):
            continue
        if (
            found.score >= 2
            or found.strong
            or (found.name and (lower[match.start()] not in "━═" or lower[match.start() - 1] in _MARKS))
        ):
            yield match.span()
        elif found.name:
            names[match.start()] = match.end(), match[1]


@cache
def _framed() -> re.Pattern[str]:
    signs = re.escape(promotion.ornaments())
    return re.compile(rf"[{signs}]{{1,4}}([^{signs}\n。，]{{3,40}})[{signs}]{{1,4}}")


@cache
def _barred() -> re.Pattern[str]:
    return re.compile(r"\|([^|\s。,]{3,12})\|")


@cache
def _spelling() -> re.Pattern[str]:
    sign = f"[{re.escape(promotion.between())}]"
    word = r"[\u3400-\u9fffa-z0-9]"
    return re.compile(
        rf"(?P<lead>{sign}{{1,4}})(?:{word}{{1,4}}{sign}{{1,4}}){{3,40}}|{word}(?:{sign}{{1,3}}{word}){{2,40}}(?!{sign})"
    )


def _spelt(lower: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Names and addresses with a sign behind each character: 墨.香.小.说.网, w-w-w-.-q-n-.-c-o-m."""
    for match in _spelling().finditer(lower, begin, stop):
        start, end = match.span()
        words = promotion.squeezed(match[0])
        found = promotion.read(words.upper(), words.replace(".", "") if "." not in match[0] else words)
        plain = promotion.read(words, words.replace(".", ""))
        site = re.search(r"^www|[a-z0-9]{2}(?:com|net|org)$", words.replace(".", "")) and not re.search("[\u3400-\u9fff]", words)
        named = found.strong or found.name or plain.name or plain.strong or site or found.address
        if named and _inside(lower, start, end) and _wide_enough(match[0]) and not _spoken_of(lower, start):
            yield start, end


def _wide_enough(words: str) -> bool:
    """Whether signs stand between single characters: words of a path or a package are longer."""
    signs = promotion.between()
    parts = [part for part in re.split(f"[{re.escape(signs)}]+", words) if part]
    return sum(len(part) == 1 for part in parts) >= 0.6 * len(parts) and len(parts) >= 3


def _address(lower: str, start: int, end: int, dressed: bool) -> Iterator[tuple[int, int]]:
    """A bare address that nobody speaks of: dressed, or with Han right on both sides, or behind the name of its site."""
    if _spoken_of(lower, start) or lower[end : end + 1] in _AFTER_ADDRESS or not _inside(lower, start, end):
        return
    word, before, behind = lower[start:end], lower[start - 1 : start], lower[end : end + 1]
    if word.startswith("http") and before in _OWNERS:
        return  # the address of an office, right behind its name
    if dressed and (before in _MARKS or is_han(before)):
        yield _with_name(lower, start), end
    elif ("www" in word or word.startswith("http")) and is_han(behind):
        begin = _with_name(lower, start)
        if is_han(before) or begin < start:
            yield begin, end


def _with_name(lower: str, start: int) -> int:
    """Where an insertion begins that ends in the address at `start`: the name of a site before it belongs to it."""
    at = start
    while at > max(0, start - 16) and lower[at - 1] not in "，。、；：！？…”』」）】》,;!?\"')]}\n":
        at -= 1
    words = lower[at:start]
    named = any(sign in promotion.ornaments() for sign in words) or promotion.read(words, words).name
    return at if named and at > max(0, start - 16) and len(words.strip()) >= 2 else start


def _told(text: str, lower: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Promotions in words, without a bracket: runs of their words with names and addresses among them."""
    for line_begin, line_stop in _sentences(lower, begin, stop):
        for run in _runs(lower, line_begin, line_stop):
            span = _trimmed(lower, run)
            found = promotion.read(text[span[0] : span[1]], lower[span[0] : span[1]])
            opens = span[0] == 0 or lower[span[0] - 1] in _MARKS or lower[span[0] - 1] == "\n"
            closes = span[1] == len(lower) or lower[span[1]] in _MARKS or lower[span[1]] == "\n"
            enough = (
                (found.score >= 3 and found.strong and opens and (closes or found.name or found.address or found.score >= 5))
                or (found.score >= 4 and (found.address or found.strong) and opens)
                or (found.score >= 6 and found.strong)
            )
            if enough and found.stray <= 4 and not _spoken_of(lower, span[0]) and _inside(lower, *span):
                yield _closed(lower, *span)


def _sentences(lower: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """The stretch cut at the ends of lines and of sentences; a stop between Latin letters is a dot."""
    at = begin
    for match in re.finditer(r"\n|(?<![a-z0-9 ])[。?？]|[。](?![a-z0-9 ])", lower[begin:stop]):
        yield at, begin + match.start()
        at = begin + match.end()
    yield at, stop


def _runs(lower: str, begin: int, stop: int) -> Iterator[list[Token]]:
    """Neighbouring words of promotions; other characters lie between them only as part of a name."""
    run: list[Token] = []
    rest: list[Token] = []
    for token in promotion.tokens(lower, begin, stop):
        if token.kind == "rest":
            rest.append(token)
            continue
        sure = token.kind == "strong" and len(rest) <= 4 and any(word.kind in ("strong", "address") for word in run)
        if rest and not (sure or promotion.names(token, len(rest)) or (run and _quoted(lower, rest))):
            yield from [run] if len(run) > 1 else []
            run = []
        elif rest:
            run += rest
        run.append(token)
        rest = []
    yield from [run] if len(run) > 1 else []


def _quoted(lower: str, rest: Sequence[Token]) -> bool:
    """Whether a few characters stand between marks, as a name does in ~青鸟~."""
    before, behind = lower[rest[0].start - 1 : rest[0].start], lower[rest[-1].end : rest[-1].end + 1]
    return len(rest) <= 4 and before in '~"“《·' and behind in '~"”》·'


def _trimmed(lower: str, run: Sequence[Token]) -> tuple[int, int]:
    """The span of the run without loose words at its ends, unless a mark stands there."""
    first, last = 0, len(run) - 1
    if run[0].start and lower[run[0].start - 1] not in _MARKS:
        while first < last and run[first].kind == "glue":
            first += 1
    if run[last].end < len(lower) and lower[run[last].end] not in _MARKS:
        while last > first and run[last].kind == "glue":
            last -= 1
    return run[first].start, run[last].end


def _closed(lower: str, start: int, end: int) -> tuple[int, int]:
    """The span with the marks that belong to it: a second comma before it, its own end mark, brackets round it."""
    if lower[end : end + 1] in ')】]"”' and lower[start - 1 : start] in '(【["“':
        start, end = start - 1, end + 1
    while lower[end : end + 1] == " ":
        end += 1
    if start > 1 and lower[start - 1] in ",，" and lower[start - 2] in _MARKS:
        start -= 1
    if start and lower[start - 1] in _MARKS and lower[end : end + 1] in _END_MARKS:
        end += 1
    if start and lower[start - 1] in ",，" and lower[end : end + 1] in (",", "，"):
        end += 1
    return start, end


def _spoken_of(lower: str, start: int) -> bool:
    return _SPOKEN_OF.search(lower[max(0, start - 8) : start]) is not None


def _inside(text: str, start: int, end: int) -> bool:
    """Whether it stands in a line with words of its own before or behind."""
    before = text[max(0, start - 12) : start].rpartition("\n")[2].strip()
    behind = text[end : end + 12].partition("\n")[0].strip()
    return len(before) >= 4 or len(before) + len(behind) >= 8


def _of_site(inner: str) -> bool:
    found = promotion.addresses(inner, 0, len(inner))
    domain, call = inner[slice(*found[0])] if found else "", _CALL.search(inner)
    if _AUTHORS.match(inner):
        return False
    if domain.startswith("http") and not re.search("www|[。·]", domain):
        return bool(call) and _NAME.search(inner.replace(domain, "")) is not None
    if domain and not inner.startswith(("http://", "https://")):
        rest = inner.replace(domain, "").strip(" :-")
        named = "www" in domain and (not rest or (len(rest) <= 6 and rest.isalpha() and not _ADDRESS.search(rest)))
        return bool(call) or named or inner.startswith("来源") or (len(rest) >= 2 and _NAME.search(rest) is not None)
    return bool(call) and _NAME.search(inner) is not None and not re.search("[。;]", inner)


def _disjoint(edits: list[Edit]) -> Iterator[Edit]:
    done = 0
    for edit in edits:
        if edit.start >= done:
            yield edit
            done = edit.end
