"""Who wrote a page and who published it, by what it shows: labels in the lines about its title, names of elements there, and the
words by which papers name their reporters at the head and the end of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleaners.boilerplate.page.view import Bools, PageView

# Lines above the title, between it and the text, behind the first and before the last line of the text that are looked at.
ABOVE, BEHIND, HEAD, TAIL = 3, 3, 3, 3
MAX_LINE, MAX_NAME, MAX_PUBLISHER = 160, 24, 30

_LABEL_ENDS = (
    r"(?=\s*(?:[|｜/丨\]】)）]|(?:来源|來源|稿源|时间|日期|发布|发表|编辑|責任|责任|责编|校对|审核|点击|阅读|浏览|查看|人气|评论|分享|字号|字体|举报|收藏|打印|"
    r"关注|录入|摄影|作者|记者|通讯员|出处|更新|次数|回复|标签|分类|栏目)|\d{2,4}\s?[-/.年]|\s{2,}|$))"
)
_NAME = r"(?P<name>[^\s:：|｜。，,;；()（）\[\]【】<>《》“”\"'#@][^:：|｜。，,;；()（）\[\]【】<>《》“”\"'#@\t]{0,23}?)"
_AUTHOR = re.compile(
    r"(?:(?:文章|本文|原文|原创)?作\s?者(?:署名|名称)?|撰\s?文|撰稿人?|执笔|"
    r"发布者|发表者|发布人|投稿人?|楼主|文章来自|(?<![\u3400-\u9fff])文)\s?[:：/／]\s*" + _NAME + _LABEL_ENDS
)
_BY = re.compile(r"^(?:[Bb]y|BY)[\s:：]+(?P<name>[\w\u3400-\u9fff .'-]{2,24}?)(?=\s*(?:$|[|•·,]|on\s|\d))")
_POSTED = re.compile(
    r"^(?P<name>[^\s:：|，。、（()]{2,20})\s*(?:发表于|發表於|发布于|發佈於|\s•\s|\s·\s)\s*(?:20|19)?\d{2,4}\s?[-/.年]"
)
_HAN_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})?"
_REPORTER = re.compile(
    rf"(?:本报|本网|[\u4e00-\u9fff]{{2,8}}|^|[\s□■（(])(?:首席|特约|实习|见习|全媒体)?记者\s?[:：]?\s?"
    rf"(?P<name>{_HAN_NAME}(?:[ 、\u3000]{{1,3}}{_HAN_NAME}){{0,4}})(?=[\s）)/／。，]|$)"
)
_SIGNED = re.compile(rf"^[（(]\s?(?P<name>{_HAN_NAME})\s?[）)]$")
_PUBLISHER = re.compile(
    r"(?:(?:文章|信息|稿件|内容|消息|新闻)?(?:来\s*源(?:于|自)?|來\s*源|出处)|稿\s?源|发布(?:机构|单位)|供稿(?:单位)?)\s*[:：]\s*[\[【]?\s*"
    r"(?P<name>[^\s:：|｜。,，;；()（）\[\]【】<>][^:：|｜。，;；\[\]【】<>\t]{0,39}?)" + _LABEL_ENDS
)
_NAMED = re.compile(r"(?<![a-z])(?:author|writer|nick-?name|user-?name|poster|byline|author-?name)(?![a-z])")
_EDITOR = re.compile(r"编辑|編輯|责编|責編|校对|审核|审稿|监制|主编|录入|上传|译者|翻译")
_NO_NAME = re.compile(
    r"\d{4}|^\d+$|https?:|www\.|@|登[录錄]|注册|关注|匿名|佚名|未知|不详|本站|网友|管理员|admin|作者|全部|更多|首页|原创|转载|来源|编辑|发布|发表|阅读|评论|分享|举报|收藏|楼主|VIP|Lv|头像|的博客$"
    r"|^(?:网络|互联网|本站原创|官网|网站)$|[。！？]",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"\s*(?:我要)?(?:举报|檢舉|分享|收藏|关注|打印|字号|字体|纠错|责任编辑|编辑|作者|阅读|点击|发布|时间|日期|我来说两句|[\t]).*$"
)


def page_author(page: PageView, body: Bools) -> str:
    """The author that the page shows, "" where it shows none. An editor is none."""
    lines = list(_about(page, body))
    for text, _ in lines:
        for label in _AUTHOR.finditer(text):
            if (name := _as_name(label["name"])) and not _EDITOR.search(text[max(0, label.start() - 6) : label.end("name")]):
                return name
    for text, names in lines:
        if _NAMED.search(names) and not _EDITOR.search(text) and (name := _as_name(_BY.sub(r"\g<name>", text))):
            return name
    for text, _ in lines:
        if (match := _BY.search(text) or _POSTED.search(text)) and (name := _as_name(match["name"])):
            return name
    for text in _ends(page, body):
        match = _REPORTER.search(text[:MAX_LINE]) or _REPORTER.search(text[-MAX_LINE:]) or _SIGNED.search(text)
        if match:
            return re.sub(r"[ \u3000]+", " ", match["name"])
    return ""


def page_publisher(page: PageView, body: Bools) -> str:
    """The publisher that a label of the page names, "" where none does."""
    for text, _ in _about(page, body):
        if (match := _PUBLISHER.search(text)) and not _EDITOR.search(match["name"]):
            name = _GLUED.sub("", match["name"]).strip(" \u3000-—_")
            if 2 <= len(name) <= MAX_PUBLISHER and not _NO_NAME.search(name):
                return name
    return ""


def _as_name(text: str) -> str:
    name = _GLUED.sub("", text).strip(" \u3000-—_•·/")
    return name if 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name) else ""


def _about(page: PageView, body: Bools) -> Iterator[tuple[str, str]]:
    """Short lines about the title and the head and end of the text, with the names of the elements round them."""
    begin = int(np.argmax(body)) if body.any() else 0
    end = len(body) - int(np.argmax(body[::-1])) if body.any() else 0
    title = page.title_line if 0 <= page.title_line <= begin + BEHIND else max(begin - 6, 0)
    numbers = [
        *range(max(0, title - ABOVE), min(len(body), max(begin, title) + BEHIND + 1)),
        *range(max(end - 2, 0), min(end + BEHIND, len(body))),
    ]
    for number in dict.fromkeys(numbers):
        line = page.lines[number]
        if len(line.text) <= MAX_LINE and page.shown[number] and number != page.title_line:
            element = page.elements[line.element]
            above = page.elements[element.parent].words if element.parent >= 0 else ""
            yield line.text, f"{element.words} {above}"


def _ends(page: PageView, body: Bools) -> Iterator[str]:
    inside = np.flatnonzero(body).tolist()
    for number in dict.fromkeys([*inside[:HEAD], *inside[-TAIL:][::-1]]):
        yield page.lines[number].text
