"""Who wrote a page and who published it, by what it shows: labels in the lines about its title, names of elements there, and the
words by which papers name their reporters at the head and the end of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from cleaners.boilerplate.page.view import Bools, PageView
from cleaners.characters.fold import fold
from cleaners.rules.dates import any_date

# Lines above the title, between it and the text, behind the first and before the last line of the text that are looked at.
ABOVE, BEHIND, HEAD, TAIL = 3, 3, 3, 3
# Labels say what they are from farther away.
FAR_ABOVE = 14
MAX_LINE, MAX_NAME, MAX_PUBLISHER = 160, 24, 30

_LABEL_ENDS = (
    r"(?=\s*(?:[|｜/丨\]】)）]|(?:来源|來源|稿源|时间|日期|发布|发表|编辑|責任|责任|责编|校对|审核|点击|阅读|浏览|查看|人气|评论|分享|字号|字体|举报|收藏|打印|"
    r"关注|录入|摄影|作者|记者|通讯员|出处|出自|更新|次数|回复|标签|分类|栏目|译者?[:：])|[(（]|\d{2,4}\s?[-/.年]|\s{2,}|$))"
)
_NAME = r"(?P<name>[^\s:：|｜。，,;；()（）\[\]【】<>《》“”\"'#@][^:：|｜。，,;；()（）\[\]【】<>《》“”\"'#@\t]{0,23}?)"
_AUTHOR = re.compile(
    r"(?:(?:文章|本文|原文|原创)?作\s?者(?:署名|名称)?|撰\s?文|撰稿人?|执笔|"
    r"发布者|发表者|发布人|投稿人?|楼主|文章来自|(?<![\u3400-\u9fff])文)\s?[:：/／]\s*" + _NAME + _LABEL_ENDS
)
_ALONE = re.compile(
    r"(?:文章|本文)?作\s?者\s?[:：]?|(?:[Ww]ritten|[Pp]osted|WRITTEN|POSTED)?\s?(?:[Bb]y|BY):?|[Aa]uthors?:?|撰文[:：]?"
)
_BY = re.compile(
    r"(?:^|[|•·\d]\s*|[Pp]osted\s|[Ww]ritten\s|[Pp]ublished\s)(?:[Bb]y|BY)[\s:：]+"
    r"(?P<name>[\w\u3400-\u9fff .'-]{2,24}?)"
    r"(?=\s*(?:$|[|•·,/]|[-–—]\s|(?:on|in|at)\s|\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s\d))"
)
_LEAD = re.compile(r"^(?:(?:[Ww]ritten|[Pp]osted|[Pp]ublished)\s)?(?:[Bb]y|BY)[\s:：]+")
_STATED = (
    re.compile(r"本[贴帖文](?:章)?由\s?(?P<name>[^\s，。由于]{2,20}?)\s?于\s?(?:19|20)\d\d\s?[-/.年]"),
    re.compile(r"\d{1,2}[:：]\d\d\s{0,3}\[\s?(?P<name>[\u4e00-\u9fff]{2,4})\s?\]"),
    re.compile(r"(?P<name>[\u4e00-\u9fff·]{2,8})\s?[著撰]$"),
)
_POSTED = re.compile(
    r"^(?P<name>[^\s:：|，。、（()]{2,20})\s*(?:发表于|發表於|发布于|發佈於|最新推荐文章于|\s•\s|\s·\s)\s*(?:20|19)?\d{2,4}\s?[-/.年]"
)
_HAN_NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})?"
_REPORTER = re.compile(
    rf"(?:本报|本网|[\u4e00-\u9fff]{{2,8}}|^|[\s□■（(])(?:首席|特约|实习|见习|全媒体)?记者\s?[:：]?\s?"
    rf"(?P<name>{_HAN_NAME}(?:[ 、\u3000]{{1,3}}{_HAN_NAME}){{0,4}}?)(?=[\s）)/／。，]|发自|[\u4e00-\u9fff]{{2,6}}(?:报道|电$)|$)"
)
_SIGNED = re.compile(
    rf"(?:^|[。！？”])\s?[（(]\s?(?:作者[:：]?|文/)?\s?(?P<name>{_HAN_NAME}(?:[ 、\u3000]{{1,3}}{_HAN_NAME}){{0,4}})"
    rf"(?:\s[\u4e00-\u9fff]{{2,6}}报道)?\s?[）)]$"
)
_NO_PERSON = re.compile(
    "^(?:完|待续|全文完|图略|略|图文|原载|来源|编辑|本报|实习|综合|转载|如图|下图|上图|附图|未完)|报道$|摄影?$|报$|网$|社$|版$|刊$|图$|完$|文$"
)
_PUBLISHER = re.compile(
    r"(?:(?:文章|信息|稿件|内容|消息|新闻)?(?:来\s*源(?:于|自)?|來\s*源|出处)|稿\s?源|发布(?:机构|单位)|供稿(?:单位)?)\s*[:：]\s*[\[【]?\s*"
    r"(?P<name>[^\s:：|｜。,，;；()（）\[\]【】<>][^:：|｜。，;；\[\]【】<>\t]{0,39}?)" + _LABEL_ENDS
)
_NAMED = re.compile(
    r"(?<![a-z])(?:author|writer|nick-?name|user-?name|poster|byline|author-?name|authi|postauthor|p_author_name|d_name|louzhu-?name|uname|author_?name|message-name|user-details|userinfo)(?![a-z])"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江"
    "尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤張劉陳楊黃趙吳孫馬羅鄭許韓鄧馮蕭葉蘇呂盧鍾譚陸範韋賈鄒邱閻龍賀顧龔萬錢嚴湯"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_PERSON = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,5}}[网报社]\s)?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|[A-Z][a-z'’]+(?:\s(?:[A-Z]\.|de|van|von|la))?(?:[\s-][A-Z][A-Za-z'’]+){{1,2}}"
)
_IN_TITLE = re.compile(r"[》_|(（,，\s-]\s?(?P<name>[\w·\u3400-\u9fff]{2,12}?)\s?著(?:$|[\s_|)）,，-])")
# Lines between a title and its text, and what a line with a date may measure.
MAX_BETWEEN, MAX_DATED = 10, 60
_EDITOR = re.compile(r"编辑|編輯|责编|責編|校对|审核|审稿|监制|主编|录入|上传|译者|翻译")
_EDITS = re.compile(r"(?:编辑|編輯|责编|責編|校对|审核|监制|选稿)\s?[:：]?\s*$")
_NO_NAME = re.compile(
    r"\d{4}|^\d+$|https?:|www\.|@|登[录錄]|注册|关注|匿名|佚名|未知|不详|本站|网友|管理员|admin|作者|全部|更多|首页|原创|转载|来源|编辑|发布|发表|阅读|评论|分享|举报|收藏|楼主|VIP|Lv|头像|的博客$"
    r"|^(?:网络|互联网|本站原创|官网|网站)$|[。！？]"
    r"|^(?:by|(?:written|posted|reviewed|edited) by|authors?|follow\w*|team|about|share|updated?|published|contributors?|staff)$",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"\s*(?:我要)?(?:举报|檢舉|分享|收藏|关注|打印|字号|字体|纠错|责任编辑|编辑|作者|阅读|点击|发布|时间|日期|我来说两句|[\t]).*$"
)


def page_author(page: PageView, body: Bools) -> str:
    """The author that the page shows, "" where it shows none. An editor is none."""
    lines = list(_about(page, body))
    for text, _ in _about(page, body, FAR_ABOVE):
        for label in _AUTHOR.finditer(text):
            if (name := as_name(label["name"])) and not _EDITOR.search(text[max(0, label.start() - 6) : label.end("name")]):
                return name
    for text, names in lines:
        if _NAMED.search(names) and not _EDITOR.search(text) and (name := as_name(_LEAD.sub("", text))):
            return name
    for text, _ in lines:
        match = _BY.search(text) or _POSTED.search(text) or next(filter(None, (each.search(text) for each in _STATED)), None)
        if match and (name := as_name(_behind_title(match["name"], page.title))):
            return name
    if (match := _IN_TITLE.search(page.title)) and (name := as_name(match["name"])):
        return name
    if name := _beside_date(page, body):
        return name
    for (text, _), (below, _) in pairwise(lines):
        if _ALONE.fullmatch(text.strip()) and len(below) <= MAX_NAME and (name := as_name(below)):
            return name
    for text in (*_ends(page, body), *(text for text, _ in lines if "记者" in text)):
        match = (
            _REPORTER.search(text[:MAX_LINE]) or _REPORTER.search(text[-MAX_LINE:]) or _SIGNED.search(text[-MAX_LINE:].rstrip())
        )
        if match and (people := [name for name in re.split("[ 、\u3000]+", match["name"]) if not _NO_PERSON.search(name)]):
            return " ".join(people)
    return ""


def is_editor(name: str, text: str) -> bool:
    """Whether a name stands in a text as that of an editor alone."""
    before = [text[max(0, match.start() - 12) : match.start()] for match in re.finditer(re.escape(name), text)]
    return bool(before) and all(_EDITS.search(each) for each in before)


def page_publisher(page: PageView, body: Bools) -> str:
    """The publisher that a label of the page names, "" where none does."""
    for text, _ in _about(page, body, FAR_ABOVE):
        if (match := _PUBLISHER.search(text)) and not _EDITOR.search(match["name"]):
            name = _GLUED.sub("", match["name"]).strip(" \u3000-—_")
            name = re.split("[（(]", name)[0] if not re.search("[）)]", name) else name
            if 2 <= len(name) <= MAX_PUBLISHER and not _NO_NAME.search(name):
                return name
    return ""


def _behind_title(text: str, title: str) -> str:
    """A name without the title before it."""
    size = next((size for size in range(len(text) - 2, 1, -1) if title.startswith(text[:size])), 0)
    return text[size:]


def _beside_date(page: PageView, body: Bools) -> str:
    """A person's name alone in its line or beside the date, between title and text."""
    begin, title = (int(np.argmax(body)) if body.any() else 0), page.title_line
    if not 0 <= title < begin <= title + MAX_BETWEEN:
        return ""
    lines = [page.lines[number].text.strip() for number in range(title + 1, begin) if page.shown[number]]
    dates = [any_date(fold(text)) if len(text) <= MAX_DATED else "" for text in lines]
    for number, (text, found) in enumerate(zip(lines, dates, strict=True)):
        if found:
            near = [lines[at] for at in (number - 1, number + 1) if 0 <= at < len(lines) and not dates[at]]
            for name in (*re.split(r"\s+[-–—·•|]\s+|(?<=[A-Za-z])-\s", text), *near):
                if _PERSON.fullmatch(name.strip()) and (
                    right := as_name(name.strip().split(" ")[-1] if _HAN.match(name) else name.strip())
                ):
                    return right
    return ""


def as_name(text: str) -> str:
    """The text as a name, "" where it is none."""
    name = _GLUED.sub("", text).strip(" \u3000-—_•·/")
    return name if 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name) else ""


def is_named(page: PageView, number: int) -> bool:
    """Whether a line stands in an element that is named as one that holds a name."""
    element = page.elements[page.lines[number].element]
    above = page.elements[element.parent].words if element.parent >= 0 else ""
    return bool(_NAMED.search(f"{element.words} {above}"))


def _about(page: PageView, body: Bools, reach: int = ABOVE) -> Iterator[tuple[str, str]]:
    """Short lines about the title and the head and end of the text, with the names of the elements round them."""
    begin = int(np.argmax(body)) if body.any() else 0
    end = len(body) - int(np.argmax(body[::-1])) if body.any() else 0
    title = page.title_line if 0 <= page.title_line <= begin + BEHIND else max(begin - 10, 0)
    numbers = [
        *range(max(0, (min(title, begin) if reach > ABOVE else title) - reach), min(len(body), max(begin, title) + BEHIND + 1)),
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
