"""What stands round each line of a text: one row of numbers a line, for the trees that decide (`judge`).

Everything is computed on arrays over all lines at once; training uses the very same functions (`training/judge/`). A row knows
the line's shape, its two scores of words (`features`), windows of 1 to 50 lines before and behind, the body (the segment of the
text whose sum of prose is largest), marks of frames near it, what it has in common with the words of the body, and the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import Ints
from cleaners.boilerplate.lines.features import NAMES, Floats, Lines
from cleaners.characters.fold import Codes
from cleaners.characters.lazy_pattern import lazy_pattern

PROSE = 25  # characters from which a line with an end mark or commas counts as running text
_SHORT = 14  # up to so many, without an end mark, a line may be an entry of a menu
_NEAR = ((-1, -1), (1, 1), (-3, -1), (1, 3))
_WIDE = ((-8, -1), (1, 8), (-20, -1), (1, 20), (-50, 50))
_NEARLY = ("grammar", "sites", "length", "ended", "overlap")  # means within near windows and wide ones
_WIDELY = (*_NEARLY, "prose", "pair", "numbered", "latin", "short", "date")  # within wide ones
_FAR = 60  # lines: what is further off is as good as not there
_NUMBER = {name: number for number, name in enumerate(NAMES)}

# Words that open or close a part of a site's frame. What they mean is learned; here they only are places to count from.
_MARKS = {
    "next": " ".join(f"{way}{one}{what}" for way in "上下前后" for one in ("", "一") for what in "篇页章条节回则")
    + " 上一个 下一个 上一张 下一张 后一张",
    "related": "相关 推荐 猜你 热门 热点 最新 排行 更多 大家都 阅读全文 延伸 精彩 看过 人气 点击榜 关注度",
    "rights": "版权 copyright © 备案 icp rights 许可证 免责 侵权 公网安备 powered 主办 邮编 客服 隐私",
    "editor": "编辑: 编辑) 责编 来源: 作者: 发布者 发布人 发布时 上传 浏览 阅读: 点击: 点击数 字号 字体 打印 收藏 分享 举报",
    "tag": "标签 关键字 关键词 tags 分类: 栏目: 归档 category",
    "login": "登录 登陆 注册 会员 密码 验证码 投稿 搜索 login sign 评论 回复 留言",
    "home": "首页 主页 当前位置 所在位置 您的位置 返回 关于我们 联系我们 网站地图 加入收藏 home about",
}
MARKS = tuple(_MARKS)
_KIND = {word: kind for kind, words in _MARKS.items() for word in words.split()}
_MARK = lazy_pattern("|".join(map(re.escape, sorted(_KIND, key=len, reverse=True))))
_DATES = lazy_pattern(r"(?:19|20)\d\d\s?[-年/.]\s?\d|\d{1,2}[-/月]\d{1,2}(?:日|\s|\]|\)|$)|\d:\d\d|\d\s?(?:分钟|小时|天)前")


@dataclass(frozen=True)
class Page:
    """The lines of a text and what the steps before have done beside them."""

    lines: Lines
    codes: Codes  # of the whole text
    text: str  # the same folded, in lower case
    grammar: Floats  # the score of each line's words, learned from the grammar of frames
    sites: Floats  # the same, learned from lines of sites
    removed: tuple[Ints, Ints] | None = None  # characters taken out right before and right behind each line

    @property
    def span(self) -> tuple[int, int]:
        return int(self.lines.starts[0]), int(self.lines.ends[-1])


def row_names() -> tuple[str, ...]:
    return _names()


@cache
def _names() -> tuple[str, ...]:
    windows = tuple(f"{what} {a}..{b}" for a, b in _NEAR for what in _NEARLY)
    windows += tuple(f"{what} {a}..{b}" for a, b in _WIDE for what in _WIDELY)
    marks = tuple(f"{what} {mark}" for mark in MARKS for what in ("since", "until"))
    return (*_OWN, *windows, *marks, *_PLACE, *_SERIES, *_REMOVED, *_DOCUMENT)


_SHARES = ("digit", "latin", "han", "function", "bracket", "bar", "bullet", "dots", "other", "quote")
_OWN = (
    "grammar", "sites", "length", "ended", "pair", "numbered", "bulleted", "date", "commas", "pieces", "length of pieces",
    *_SHARES, "begin", "close", "repeats",
    "overlap", "overlap of threes", "shared by short lines",
)  # fmt: skip
_PLACE = (
    "before", "behind", "place", "from the head", "from the tail",
    "in the body", "to the body", "since the body", "in the liked", "to the liked", "since the liked",
    "best sites before", "best sites behind", "since sure", "until sure", "liked before", "liked behind",
)  # fmt: skip
_SERIES = ("short run", "in the short run", "frame run", "alike run", "step before", "step behind", "spread")
_REMOVED = ("removed before", "removed behind", "since removed", "until removed", "removals")
_DOCUMENT = (
    "lines", "prose of all", "short of all", "sites of all", "likely of all", "sure of all", "five surest", "grammar of all",
    "latin of all", "pair of all", "longest",
)  # fmt: skip


def rows_of(page: Page) -> Floats:
    """One row for each line, in the order of `row_names`."""
    total = len(page.lines)
    own = _own(page)
    at = {name: place for place, name in enumerate(_OWN)}
    prose = (page.lines.ends - page.lines.starts >= PROSE) & ((own[at["ended"]] > 0) | (own[at["commas"]] >= 2))
    lengths = (page.lines.ends - page.lines.starts).astype(np.float64)
    short = (lengths <= _SHORT) & (own[at["ended"]] == 0)
    overlap, threes, shared = _overlaps(page, prose)
    own[at["overlap"]], own[at["overlap of threes"]], own[at["shared by short lines"]] = overlap, threes, shared
    sites, grammar = (np.clip(scores, -4, 4).astype(np.float64) for scores in (page.sites, page.grammar))
    known = dict(zip(_OWN, own, strict=True))
    known |= {"grammar": grammar, "sites": sites, "prose": prose.astype(np.float64), "short": short.astype(np.float64)}
    values = np.stack([known[name] for name in _WIDELY], axis=1)
    parts = [
        np.stack(own, axis=1),
        _windows(values[:, : len(_NEARLY)], _NEAR),
        _windows(values, _WIDE),
        _marks(page),
        _place(lengths, prose, sites),
        _series(page, short, sites, own[at["length"]]),
        _removed(page, total),
        _document(own, at, prose, short, sites, grammar, total),
    ]
    return np.concatenate([np.asarray(part, np.float32) for part in parts], axis=1)


def _own(page: Page) -> list[NDArray[np.float64]]:
    lines, total = page.lines, len(page.lines)
    lengths = (lines.ends - lines.starts).astype(np.float64)
    classes = lines.classes.astype(np.float64)
    read = np.maximum(classes[:, :-1].sum(axis=1), 1)
    share = classes / read[:, None]
    commas, pieces = classes[:, _NUMBER["comma"]], classes[:, _NUMBER["blank"]]
    close, begin = lines.close, lines.begin
    ended = (close == _NUMBER["end"]) | (close == _NUMBER["colon"]) | (close == _NUMBER["semicolon"])
    ended |= ((close == _NUMBER["quote"]) | (close == _NUMBER["dots"])) & (lengths >= PROSE)
    text = page.text
    strings = [text[a:b].strip() for a, b in zip(lines.starts.tolist(), lines.ends.tolist(), strict=True)]
    counts: dict[str, int] = {}
    for string in strings:
        counts[string] = counts.get(string, 0) + 1
    repeats = np.array([min(counts[string], 20) for string in strings], np.float64)
    pair = np.array([0 < string.find(":", 0, 13) < len(string) - 1 for string in strings], np.float64)
    numbered = np.array([_numbered(string) for string in strings], np.float64)
    return [
        page.grammar.astype(np.float64), page.sites.astype(np.float64), np.log1p(lengths), ended.astype(np.float64),
        pair, numbered,
        lines.bullets.astype(np.float64), _hits(page, _DATES), commas, np.log1p(pieces), np.log1p(read / (pieces + 1)),
        *(share[:, _NUMBER[name]] for name in _SHARES),
        begin.astype(np.float64), close.astype(np.float64), repeats,
        np.zeros(total), np.zeros(total), np.zeros(total),
    ]  # fmt: skip


_NUMBERS = frozenset("0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩(第")


def _numbered(line: str) -> bool:
    """Whether a line begins as an item of a numbered list does."""
    return line[:1] in _NUMBERS and any(sign in "、.)章条节:" for sign in line[1:5])


def _hits(page: Page, pattern: re.Pattern[str]) -> NDArray[np.float64]:
    found = np.zeros(len(page.lines))
    places = [match.start() for match in pattern.finditer(page.text, *page.span)]
    if places:
        found[np.maximum(page.lines.starts.searchsorted(places, "right") - 1, 0)] = 1
    return found


def _overlaps(page: Page, prose: NDArray[np.bool_]) -> tuple[NDArray[np.float64], ...]:
    """The share of each line's pairs and threes of signs that the body has, too, and of its threes that other short lines have: a
    heading speaks of what the text speaks of, the title of another page does not."""
    starts, ends = page.lines.starts, page.lines.ends
    begin, stop = int(starts[0]), int(ends[-1])
    codes = page.codes[begin:stop].astype(np.uint32)
    pairs = np.zeros(len(codes), np.uint32)
    pairs[:-1] = codes[:-1] * np.uint32(0x9E3779B1) + codes[1:]
    threes = np.zeros(len(codes), np.uint32)
    threes[:-2] = pairs[:-2] * np.uint32(0x85EBCA6B) + codes[2:]
    return (
        _shared(_places(pairs), starts - begin, ends - begin, prose, 1),
        _shared(_places(threes), starts - begin, ends - begin, prose, 2),
        _shared(_places(threes), starts - begin, ends - begin, ~prose, 2),
    )


def _places(mixed: NDArray[np.uint32]) -> NDArray[np.intp]:
    return ((mixed * np.uint32(0x2545F491)) >> np.uint32(16)).astype(np.intp)


def _shared(places: NDArray[np.intp], starts: Ints, ends: Ints, among: NDArray[np.bool_], less: int) -> NDArray[np.float64]:
    """The share of each line's places that the lines `among` have; those themselves must have it twice."""
    edges = np.zeros(len(places) + 1, np.int8)
    edges[starts[among]] += 1
    np.add.at(edges, np.minimum(np.maximum(ends - less, starts), len(places))[among], -1)
    counts = np.bincount(places[edges[:-1].cumsum() > 0], minlength=1 << 16)
    seen = counts.take(places)
    once = np.concatenate(([0], np.cumsum(seen >= 1)))
    twice = np.concatenate(([0], np.cumsum(seen >= 2)))
    stop = np.maximum(ends - less, starts)
    sizes = np.maximum(stop - starts, 1)
    found: NDArray[np.float64] = np.where(among, twice[stop] - twice[starts], once[stop] - once[starts]) / sizes
    return found


def _windows(values: NDArray[np.float64], windows: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """The mean of each value in each window."""
    total = len(values)
    sums = np.concatenate((np.zeros((1, values.shape[1])), values.cumsum(axis=0)))
    number = np.arange(total)
    found = []
    for first, last in windows:
        low, high = np.clip(number + first, 0, total), np.clip(number + last + 1, 0, total)
        found.append((sums[high] - sums[low]) / np.maximum(high - low, 1)[:, None])
    return np.concatenate(found, axis=1)


def _marks(page: Page) -> NDArray[np.float64]:
    """Of each kind of mark: lines since the last one, lines until the next one, the line itself left out."""
    starts, total = page.lines.starts, len(page.lines)
    short = page.lines.ends - starts <= 60
    hits: dict[str, list[int]] = {mark: [] for mark in MARKS}
    for match in _MARK.finditer(page.text, *page.span):
        hits[_KIND[match[0]]].append(match.start())
    columns: list[NDArray[np.float64]] = []
    for mark in MARKS:
        has = np.zeros(total, bool)
        if hits[mark]:
            has[np.maximum(starts.searchsorted(hits[mark], "right") - 1, 0)] = True
        has &= short
        columns += _distances(has)
    return np.stack(columns, axis=1)


def _distances(has: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lines since the last that has it, the line itself left out, and until the next."""
    total = len(has)
    number = np.arange(total)
    last = np.maximum.accumulate(np.where(has, number, -_FAR))
    next_ = np.minimum.accumulate(np.where(has, number, total + _FAR)[::-1])[::-1]
    since, until = np.full(total, _FAR), np.full(total, _FAR)
    since[1:] = np.minimum(number[1:] - last[:-1], _FAR)
    until[:-1] = np.minimum(next_[1:] - number[:-1], _FAR)
    return np.log1p(since), np.log1p(until)


def _place(lengths: NDArray[np.float64], prose: NDArray[np.bool_], sites: NDArray[np.float64]) -> NDArray[np.float64]:
    total = len(lengths)
    number = np.arange(total)
    weight = np.where(prose, np.minimum(lengths, 400), 0)
    sums = weight.cumsum()
    all_of_it = max(1.0, float(sums[-1]))
    body = _segment(np.where(prose, np.minimum(lengths, 200), -12.0))
    liked = -np.clip(sites, -3, 3) * np.sqrt(np.minimum(lengths, 100))
    best = _segment(liked)
    cut = np.concatenate(([0.0], np.maximum.accumulate(sites)[:-1]))
    cut_behind = np.concatenate((np.maximum.accumulate(sites[::-1])[::-1][1:], [0.0]))
    liking = np.maximum(liked, 0).cumsum()
    whole = max(1.0, float(liking[-1]))
    columns = [
        (sums - weight) / all_of_it, 1 - sums / all_of_it,
        number / max(1, total - 1), np.log1p(number), np.log1p(total - 1 - number),
        *_from(number, body), *_from(number, best),
        cut, cut_behind, *_distances(sites > 2),
        (liking - np.maximum(liked, 0)) / whole, 1 - liking / whole,
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _from(number: Ints, segment: tuple[int, int]) -> tuple[NDArray[np.float64], ...]:
    first, last = segment
    before, behind = np.maximum(first - number, 0), np.maximum(number - last, 0)
    return ((before + behind) == 0).astype(np.float64), np.log1p(before), np.log1p(behind)


def _segment(worth: NDArray[np.float64]) -> tuple[int, int]:
    """First and last line of the stretch whose sum is largest."""
    sums = np.concatenate(([0.0], worth.cumsum()))
    least = np.minimum.accumulate(sums[:-1])
    last = int(np.argmax(sums[1:] - least))
    first = int(np.argmin(sums[: last + 1]))
    return first, last


def _series(
    page: Page, short: NDArray[np.bool_], sites: NDArray[np.float64], log_length: NDArray[np.float64]
) -> NDArray[np.float64]:
    total = len(short)
    size, inside = _runs(short)
    frame, _ = _runs(sites > 0)
    lines = page.lines
    shape = lines.begin.astype(np.int64) * 64 + lines.close * 4 + np.minimum(log_length, 3).astype(np.int64)
    change = np.concatenate(([True], shape[1:] != shape[:-1]))
    group = change.cumsum() - 1
    alike_size = np.bincount(group)[group]
    step = np.abs(np.diff(log_length))
    before, behind = np.concatenate(([0.0], step)), np.concatenate((step, [0.0]))
    sums = np.concatenate(([0.0], before.cumsum()))
    number = np.arange(total)
    low, high = np.maximum(number - 3, 0), np.minimum(number + 4, total)
    spread = (sums[high] - sums[low]) / (high - low)
    return np.stack([np.log1p(size), inside, np.log1p(frame), np.log1p(alike_size), before, behind, spread], axis=1)


def _runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each line of the mask how long its run is, and where in it the line stands; 0 for the others."""
    change = np.concatenate(([True], mask[1:] != mask[:-1]))
    group = change.cumsum() - 1
    sizes = np.bincount(group)
    first = change.nonzero()[0]
    size = sizes[group]
    inside = (np.arange(len(mask)) - first[group]) / np.maximum(size - 1, 1)
    return np.where(mask, size, 0).astype(np.float64), np.where(mask, inside, 0)


def _removed(page: Page, total: int) -> NDArray[np.float64]:
    if page.removed is None:
        far = np.full(total, np.log1p(_FAR))
        return np.stack([np.zeros(total), np.zeros(total), far, far, np.zeros(total)], axis=1)
    before, behind = page.removed
    beside = (before > 0) | (behind > 0)
    count = np.full(total, np.log1p(float((behind > 0).sum())))
    return np.stack([np.log1p(before), np.log1p(behind), *_distances(beside), count], axis=1)


def _document(
    own: Sequence[NDArray[np.float64]],
    at: dict[str, int],
    prose: NDArray[np.bool_],
    short: NDArray[np.bool_],
    sites: NDArray[np.float64],
    grammar: NDArray[np.float64],
    total: int,
) -> NDArray[np.float64]:
    surest = np.sort(sites)[-5:]
    values = [
        np.log1p(total), prose.mean(), short.mean(), sites.mean(), (sites > 0).mean(), (sites > 2).mean(), surest.mean(),
        (grammar > 0).mean(), own[at["latin"]].mean(), own[at["pair"]].mean(), own[at["length"]].max(),
    ]  # fmt: skip
    return np.tile(np.array(values), (total, 1))
