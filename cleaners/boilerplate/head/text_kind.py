# ruff: noqa: E501 - patterns and tables are read better unbroken
"""What kind of page a text without a DOM was: article, thread, list, product, form; or spam, or an error page in its place.

Told by the shapes of its lines; a small model learned from pages of many sites weighs them (`training/text_kind.py`). A text
that is no page (no menus, nothing taken out) gets no kind.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from importlib.resources import files

import numpy as np

from cleaners.boilerplate.head.page_title import of_dom
from cleaners.boilerplate.head.title_line import DATED, body_of
from cleaners.boilerplate.layout import View, view_of
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Changes, Document
from cleaners.options import Context
from cleaners.step import step

KINDS = ("article", "thread", "list", "product")
_LEAST = (0.5, 0.7, 0.6, 0.7)  # chance from which each is said; else the page is `other`
FEATURES = (
    "bias", "log_lines", "prose_share", "body_share", "mean_line", "short_share", "title_share", "dated_share", "log_dated", "posts", "floors", "prices", "parameters",
    "reads", "chapter", "pages", "questions", "colons", "log_body", "runs_of_titles", "log_teasers",
)  # fmt: skip
_MOST = 2_000  # lines that are looked at
_SOURCE = 200_000  # characters that are looked at
_MENU, _WHOLE = 5, 0.97  # short lines, and the share of the source that is left, which make a page
_POSTS = lazy_pattern(
    r"发表于|只看(?:该|楼)|\d+ ?(?:楼|#)(?:\s|$)|回复 ?(?:本楼|引用|举报|\(\d)|引用 ?举报|楼主|赞同 ?\d|个回答|沙发|板凳|查看: ?\d+|回帖|编辑于 ?\d"
)
_PRICES = lazy_pattern(r"[¥￥]|\d ?元(?:/|起|$)|价格|加入购物车|立即购买|库存|询价|起订|报价|优惠价|市场价|包邮")
_PARAMETERS = lazy_pattern(
    r"^(?:型号|规格|品牌|产地|材质|尺寸|重量|功率|电压|颜色|产品(?:名称|型号|特点|参数|详情)|技术参数|适用|包装|厂家)"
)
_READS = lazy_pattern(r"阅读全文|查看详情|查看更多|\[详细\]|更多>>|继续阅读|详细>>|了解更多|了解详情")
_CHAPTER = lazy_pattern(r"第 ?[\d一二三四五六七八九十百千]{1,6} ?[章回节]")
_PAGES = lazy_pattern(r"(?:^|\s)(?:[1-9] ?){3,}|共 ?\d+ ?页|上一页|下一页|尾页|末页")
_FORM = lazy_pattern(r"验证码|用户名|密码|忘记密码|提交|重置|请输入|必填|手机号码?:|立即注册|记住(?:我|密码)|确认密码")
_SPAM = lazy_pattern(
    r"百家乐|时时彩|六合彩|博彩|娱乐城|真人荷官|彩票平台|体育投注|投注平台|棋牌平台|注册送彩金|送彩金|老虎机|北京赛车|幸运飞艇|电子游艺|网上赌场|赌博网|开户送|菠菜网|"
    r"彩金|返水|威尼斯人|新葡京|皇冠体育|亚博|万博体育|太阳城|葡京|外围|牛牛平台|快三|pk10|11选5|ag真人|必威|bet365|足球投注|滚球|代孕|迷情|一夜情|情趣直播|成人视频|裸聊|约炮|发票代开|代开发票|办证刻章"
)
_BLOCKED = lazy_pattern(
    r"环境异常|完成验证后即可|安全验证|访问过于频繁|请求过于频繁|操作过于频繁|访问被拒绝|拒绝访问|403 forbidden|404 not found|502 bad gateway|页面不存在|您访问的页面|网页无法访问|找不到(?:该|此)?页面|系统维护|网站维护|"
    r"已被删除|已下架|违规无法查看|检测到您的|人机验证|滑动验证|waf|checking your browser|enable javascript|just a moment"
)


@step(switch=("boilerplate",))
def text_kind(document: Document, _context: Context) -> Changes | None:
    """Record the kind of page in `page_type`, where no DOM said it."""
    if document.metadata.get("page_type") or of_dom(document):
        return None
    kind = kind_of(view_of(document.source_text[:_SOURCE]), len(document.text) / max(1, len(document.source_text)))
    return Changes((), {"page_type": kind}) if kind else None


def kind_of(view: View, left: float = 1.0) -> str:
    """The kind of page; "" for a text that is none. `left`: the share of it that is left without the site's text."""
    lines = view.filled[:_MOST]
    if not lines:
        return ""
    short = sum(end - start < 14 for start, end in lines)
    found = set(_SPAM.findall(view.lower[:_SOURCE])) if len(lines) > 1 else set()
    if len(found) >= 3:
        return "spam"
    if len(view.text) < 400 and _BLOCKED.search(view.lower):
        return "blocked"
    if (short < _MENU or len(lines) < 8) and left > _WHOLE:
        return ""
    values = features(view)
    forms = len({match[0] for match in _FORM.finditer(view.lower[:20_000])})
    if forms >= 4 and values[FEATURES.index("body_share")] < 0.3:
        return "form"
    scores = _weights() @ np.array(values)
    best = int(scores.argmax())
    return KINDS[best] if 1 / float(np.exp(scores - scores[best]).sum()) >= _LEAST[best] else "other"


def features(view: View) -> list[float]:
    """The figures of the page that the model weighs, in the order of `FEATURES`."""
    lines = [view.lower[start : min(end, start + 300)].strip() for start, end in view.filled[:_MOST]]
    sizes = [len(words) for words in lines]
    prose = [size >= 30 and any(mark in words for mark in "。，,!?") for size, words in zip(sizes, lines, strict=True)]
    begin, stop = body_of(prose, sizes)
    total, count = max(1, sum(sizes)), max(1, len(lines))
    body = sum(sizes[begin:stop])
    titles = [
        10 <= size <= 50 and words[-1] not in "。;,:" and not one for size, words, one in zip(sizes, lines, prose, strict=True)
    ]
    dated = sum(size < 60 and DATED.search(words) is not None for size, words in zip(sizes, lines, strict=True))
    runs = sum(all(titles[at : at + 4]) for at in range(count - 3)) / count
    teasers = sum(60 <= size <= 300 and words.endswith(("...", "…")) for size, words in zip(sizes, lines, strict=True))
    short = [words for words in lines if len(words) < 80]

    def share(pattern: re.Pattern[str]) -> float:
        return min(3.0, math.log1p(sum(pattern.search(words) is not None for words in short)))

    return [
        1.0, math.log(count), sum(size for size, one in zip(sizes, prose, strict=True) if one) / total, body / total, math.log1p(total / count),
        sum(size < 10 for size in sizes) / count, sum(titles) / count, dated / count, math.log1p(dated), share(_POSTS), float("楼" in view.lower and "回复" in view.lower),
        share(_PRICES), share(_PARAMETERS), share(_READS), share(_CHAPTER), share(_PAGES), float(any(mark in lines[0] for mark in "??")),
        sum(":" in words[:12] for words in short) / count, math.log1p(body), runs, math.log1p(teasers),
    ]  # fmt: skip


@cache
def _weights() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    data = json.loads(files("cleaners.boilerplate.head").joinpath("text_kind.json").read_text(encoding="utf-8"))
    if tuple(data["features"]) != FEATURES or tuple(data["kinds"]) != KINDS:
        raise ValueError("text_kind.json was trained with other features: python -m training.text_kind")
    return np.array(data["weights"])
