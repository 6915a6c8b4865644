# ruff: noqa: E501 - patterns and tables are read better unbroken
"""Which line of a page's text is its title, told by its form, by what stands round it, by how the body speaks of it and by what the
judge of lines says of it and its neighbours.

The body is the stretch of lines that holds most of the prose; the title stands above it or at its beginning, before a date or a
by-line, is said again in the text, and shares its words with the text, as the words of menus do not. Boosted trees weigh all that;
they are learned from pages of many sites (`training/title_line.py`).
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cleaners.boilerplate.layout import Ints, View
from cleaners.boilerplate.lines.features import Floats
from cleaners.boilerplate.trees import Trees
from cleaners.characters.lazy_pattern import lazy_pattern

_LONGEST = 80  # characters of a title
_ABOVE, _INSIDE = 300, 40  # lines above the beginning of the body, and in it, among which the title is looked for
_FRAME = 0.95  # the chance from which a line is of the frame, not the title: hardly one is chosen rightly above it
_CANDIDATES = 250  # of them those that are least likely to be of the frame
_MOST = 4_000  # lines of a page that are looked at
_BODY = 1_500  # characters of the body whose words are compared
_COST = 30  # characters of prose that a line of none takes from a stretch

DATED = lazy_pattern(
    r"(?:19|20)\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}|\d{1,2}[-/月]\d{1,2}日? \d{1,2}:\d\d|\d{1,2}:\d\d(?::\d\d)?|(?:[1-9]\d?|几) ?(?:分钟|小时|天|个?月|年)前"
)
_KEYED = lazy_pattern(
    r"(?:来源|作者|编辑|发布|时间|日期|点击|浏览|阅读|字号|字体|责编|文号|索引号|记者|人气|评论|posted|author|by )", re.I
)
_CRUMB = lazy_pattern(r"[>»›]|当前位置|所在位置|首页 ?/|您的位置|位置:")
_NO_TITLE = lazy_pattern(
    r"(?:来源|作者|编辑|责编|时间|日期|地点|发布|更新|关键词|摘要|标签|分类|上一|下一|首页|登录|注册|电话|地址|邮箱|版权|copyright|©|当前位置|返回|分享|打印|字号|目录|搜索|关于我|联系|相关|推荐|热门|最新|更多|阅读|浏览|评论|点击)"
    r"|[\d\s:/.年月日-]+$",
    re.I,
)
_GOES_ON = frozenset("。,、;")
_ENDS = lazy_pattern(r"[。;,、:]$|\.\.\.$|…$")
_CHAPTER = lazy_pattern(r"第 ?[\d一二三四五六七八九十百千零]{1,6} ?[章节回卷集讲课]|^\d{1,4}[.、 ]")
_INNER = lazy_pattern(r"[，,：:！!？?“”《》「」（）()—|·\-]")
_NO_KEY = lazy_pattern(r"[\W_]+")

_OF_LINE = (
    "above", "log_distance", "inside", "at_start", "next_dated", "soon_dated", "next_keyed", "before_dated", "crumb_before", "crumb_names",
    "short", "middle", "long", "very_long", "no_title", "ends", "chapter", "inner", "again", "again_often", "inside_other", "prefix_of_first",
    "overlap", "overlap_high", "next_prose", "soon_prose", "next_short", "before_short", "menu_run", "latin", "digits", "first", "longest_near", "heading", "question", "blank_around",
)  # fmt: skip
_OF_FRAME = ("frame", "frame_before", "frame_next", "frame_behind", "frame_above", "content_above")
_AMONG = ("place", "from_last", "overlap_gap", "overlap_rank", "frame_gap", "frame_rank", "length_gap", "content_behind")
FEATURES = (*_OF_LINE, *_OF_FRAME, *_AMONG)


class Candidates(NamedTuple):
    """The lines that may be the title, by their numbers among the lines that are not blank, and a row of features for each."""

    lines: list[int]
    rows: Floats


class _Lines(NamedTuple):
    spans: list[tuple[int, int]]
    folded: list[str]
    keys: list[str]
    prose: list[bool]


def body_of(prose: list[bool], sizes: list[int]) -> tuple[int, int]:
    """The stretch of lines with most prose: the segment of largest sum, where a line without prose costs."""
    best, top, start, total = (0, 0), 0.0, 0, 0.0
    for place, (is_prose, size) in enumerate(zip(prose, sizes, strict=True)):
        if total <= 0:
            start, total = place, 0.0
        total += min(size, 400) if is_prose else -_COST
        if total > top:
            best, top = (start, place + 1), total
    return best


def candidates(view: View, chances: Floats) -> Candidates:
    """The lines that may be the title. `chances`: how likely each line that is not blank is to be of the site's frame."""
    lines = _lines(view)
    sizes = [end - start for start, end in lines.spans]
    begin, stop = body_of(lines.prose, sizes)
    if stop == 0:
        begin, stop = 0, len(sizes)
    body = "".join(lines.folded[begin:stop])[:_BODY]
    pairs = set(map("".join, pairwise(body)))
    counts: dict[str, int] = {}
    for key in lines.keys:
        counts[key] = counts.get(key, 0) + 1
    wide = " ".join(key for key in lines.keys[: begin + _INSIDE + 40] if len(key) < 200)
    places = [
        place
        for place in range(max(0, begin - _ABOVE), min(len(sizes), begin + _INSIDE))
        if 2 <= len(words := lines.folded[place].strip()) <= _LONGEST
        and len(lines.keys[place]) >= 2
        and not lines.prose[place]
        and chances[place] < _FRAME
        and words[-1:] not in _GOES_ON  # a part of a sentence or of a list
    ]
    if len(places) > _CANDIDATES:
        places = sorted(sorted(places, key=lambda place: chances[place])[:_CANDIDATES])
    if not places:
        return Candidates([], np.zeros((0, len(FEATURES)), np.float32))
    of_line = np.array([_of_line(lines, place, begin, pairs, counts, wide) for place in places])
    chosen = np.array(places)
    of_frame = _of_frame(chances, chosen)
    among = _among(of_line[:, _OF_LINE.index("overlap")], of_frame[:, 0], np.array(sizes)[chosen])
    return Candidates(places, np.concatenate([of_line, of_frame, among], axis=1).astype(np.float32))


def _of_frame(chances: Floats, chosen: Ints) -> Floats:
    """What the judge says of each chosen line and of those beside it, in log odds: above 0 rather of the frame."""
    bounded = np.clip(chances, 1e-4, 1 - 1e-4)
    odds = np.log(bounded / (1 - bounded))
    sums = np.concatenate(([0.0], odds.cumsum()))
    total, before, behind = len(odds), np.maximum(chosen - 4, 0), np.minimum(chosen + 5, len(odds))
    content = np.concatenate(([0], (odds < 0).cumsum()))
    return np.stack([
        odds[chosen], odds[np.maximum(chosen - 1, 0)], odds[np.minimum(chosen + 1, total - 1)],
        (sums[behind] - sums[np.minimum(chosen + 1, total)]) / np.maximum(behind - chosen - 1, 1),
        (sums[chosen] - sums[before]) / np.maximum(chosen - before, 1),
        content[chosen],
    ], axis=1)  # fmt: skip


def _among(overlap: Floats, frame: Floats, sizes: Ints) -> Floats:
    """Each candidate beside the others."""
    total = len(frame)
    number = np.arange(total)
    lengths = np.log1p(sizes)
    return np.stack([
        number, total - 1 - number, overlap - overlap.max(), (-overlap).argsort(kind="stable").argsort(),
        frame - frame.min(), frame.argsort(kind="stable").argsort(), lengths - lengths.max(), (frame[::-1] < 0).cumsum()[::-1],
    ], axis=1)  # fmt: skip


def _lines(view: View) -> _Lines:
    spans = view.filled[:_MOST]
    folded = [view.folded[start : min(end, start + 400)] for start, end in spans]
    keys = [_NO_KEY.sub("", words).lower() for words in folded]
    prose = [
        len(words) >= 30 and any(mark in words for mark in "。，,;!?") and (len(words) >= 60 or "。" in words) for words in folded
    ]
    return _Lines(spans, folded, keys, prose)


def _of_line(lines: _Lines, place: int, begin: int, pairs: set[str], counts: dict[str, int], wide: str) -> list[float]:
    words, key = lines.folded[place].strip(), lines.keys[place]
    behind = [words_behind.strip() for words_behind in lines.folded[place + 1 : place + 5]]
    before = lines.folded[place - 1].strip() if place else ""
    distance = begin - place
    size = len(key)
    own = [key[at : at + 2] for at in range(size - 1)]
    overlap = sum(pair in pairs for pair in own) / max(1, len(own))
    near = [len(lines.keys[at]) for at in range(max(0, place - 4), min(len(lines.keys), place + 4)) if not lines.prose[at]]
    run = 0
    for at in range(place - 1, max(-1, place - 12), -1):
        if len(lines.keys[at]) > 8:
            break
        run += 1
    often = counts.get(key, 1)
    other = wide.count(key) - often if size >= 5 else 0
    return [
        float(distance > 0), math.log1p(max(0, distance - 1)), float(distance <= 0), float(distance == 1), _is(DATED, behind[:1]), _is(DATED, behind[1:4]),
        _is(_KEYED, behind[:2]), _is(DATED, [before]), _is(_CRUMB, [before]), float(size >= 4 and key in lines.keys[place - 1] if place else 0),
        float(size < 6), float(8 <= size <= 32), float(size > 32), float(size > 50), float(_NO_TITLE.match(words) is not None), float(_ENDS.search(words) is not None),
        float(_CHAPTER.search(words) is not None), float(_INNER.search(words) is not None), float(often == 2 and size >= 4), float(often > 2), float(other > 0), float(place > 0 and size >= 4 and lines.keys[0].startswith(key)),
        overlap if size >= 4 else 0.0, float(overlap > 0.6 and size >= 6), float(bool(behind) and lines.prose[place + 1]), float(any(lines.prose[place + 1 : place + 5])),
        float(bool(behind) and len(behind[0]) < 8), float(0 < len(before) < 8), min(run, 10) / 10, float(not re.search("[\u3400-\u9fff]", words)), sum(sign.isdigit() for sign in words) / len(words),
        float(place == 0), float(bool(near) and size >= max(near)), float(words.startswith("#")), float(words[-1] in "?!"), float(size >= 10 and len(before) < 14),
    ]  # fmt: skip


def _is(pattern: re.Pattern[str], rows: list[str]) -> float:
    return float(any(len(words) <= 120 and pattern.search(words) for words in rows))


@cache
def load_trees() -> tuple[Trees, float]:
    """The trees, and the chance below which no line is the title."""
    with as_file(files("cleaners.boilerplate.head").joinpath("title_line.npz")) as path, np.load(path) as data:
        if tuple(data["features"].tolist()) != FEATURES:
            raise ValueError("title_line.npz was trained with other features: python -m training.title_line")
        return Trees(data["feature"], data["threshold"], data["value"]), float(data["least"])


def title_line(view: View, chances: Floats) -> int | None:
    """The number, among the lines that are not blank, of the title's; None where none is likely enough. `chances` as for
    `candidates`."""
    found = candidates(view, chances)
    if not found.lines:
        return None
    trees, least = load_trees()
    best, chance = likeliest(trees.sums(found.rows))
    return found.lines[best] if chance >= least else None


def likeliest(scores: Floats) -> tuple[int, float]:
    """The candidate of the highest score, and its chance beside the others and beside none (score 0)."""
    best = int(scores.argmax())
    return best, float(np.exp(scores[best] - np.logaddexp.reduce([*scores.tolist(), 0.0])))
