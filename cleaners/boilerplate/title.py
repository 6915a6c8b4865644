"""The title that a document has: it stands once, where it stood first, and in the metadata.

Sites print a title two to four times: in 《》, with a file extension, with their own name behind it, glued to the first
paragraph. What is the title is known for sure where the page itself says so: a list of pages (`T_第1页`), a sentence of sharing,
the title of an HTML page, a line that comes twice. Else the first line is one when it looks like a title and prose follows. A
title in doubt is none: a paragraph taken for a title would be worse than an empty field. No title is put into a text without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.boilerplate.head.page_title import facts_beside, of_dom, was_page
from cleaners.boilerplate.head.title_glued import Line, glued, may_hold
from cleaners.boilerplate.head.title_key import of_series, title_key
from cleaners.boilerplate.layout import view_of
from cleaners.boilerplate.signs import signs_of
from cleaners.characters.fold import fold
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Changes, Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

_HEAD = 12  # lines that are not blank among which copies of the title are looked for
_LONGEST = 70  # characters of a title
_BEGINNING = 400  # characters of a paragraph that matter here
_SOURCE_HEAD = 6_000  # characters of the source in which the site may name the title

# On folded text. What the site says the title is.
_NAMED = lazy_pattern(
    r"^\s*(?P<page>[^\n]{2,90}?)[_\-—]{1,3}\s?第\s?\d{1,4}\s?页\s*$"
    r"|^\s*《(?P<share>[^\n]{2,90}?)》\s?由[^\n]{0,12}(?:分享|上传|提供|整理)"
    r"|^\s*(?:标题|文章标题|文档名称|资源名称|文件名称|文档标题|本文标题|您正在(?:浏览|阅读|查看)|正在阅读)\s?:\s?(?P<field>[^\n]{2,90})$",
    re.MULTILINE,
)
_NAMED_IN = 400  # characters of a line in which the site names it
_EXTENSION = lazy_pattern(r"\s?\.(?:docx?|pdf|pptx?|txt|xlsx?|wps|rtf|html?)$", re.IGNORECASE)
_SUFFIX = lazy_pattern(r"\s?(?:[_|丨]{1,2}|\s[-–—]{1,2}\s?|[-–—]{1,2})\s?(?P<site>(?:(?!\s[-–—])[^_|丨。,]){1,24})$")
_CHAPTER = lazy_pattern(r"第.{1,5}[章节节回卷部集期课讲]|[上中下]$|\d")
_PREFIX = lazy_pattern(r"(?:原?[标標]\s*[题題]|[题題]\s*目)\s?[:：]\s?")
_SITE = lazy_pattern(
    r"(?:网|网站|文库|论坛|社区|频道|在线|日报|晚报|资讯|门户|平台|小说|书屋|之家|大全|下载|全文|阅读|免费看?|范文|百科|博客|吧|图书馆|资料库|人民政府|官网|首页|专栏|\.(?:com|cn|net|org))[a-z0-9]{0,4}$"
    r"|^(?:知乎|豆瓣|简书|搜狐|新浪|网易|腾讯|百度|掘金|优酷|哔哩哔哩|csdn|51cto|维基百科|晋江)$",
    re.IGNORECASE,
)
_OPEN, _CLOSE = '《【“"[「『', '》】”"]」』'
_NO_TITLE = lazy_pattern(
    r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,3}[、.)]|第.{1,5}条|[•·●○■□▪►★☆※√*#>|\-—=]|尊敬的|亲爱的|敬爱的|各位|同志们|https?:|www\."
    r"|(?:文|图|图文|摄影|原创|撰文)\s?[:丨|/]|(?:来源|作者|编辑|责编|责任编辑|时间|日期|地点|主持人?|记录人?|出席|发布时间|发布日期|关键词|关键字|摘要|标签|导语|电话|地址|邮编|邮箱|单位|姓名|主送|抄送|注|附件?|甲方|乙方|问|答|记者|网友)\s?[:/]"
    r"|(?:前言|引言|摘要|目录|目次|正文|简介|序|序言|附件|附录|内容提要|编者按|全文|导读|背景)$"
)
_NO_TITLE_END = lazy_pattern(
    r"[。;,、:…]$|\.\.\.$|[。!?][”\"’]$|[日月]?电$|讯$|记者.{2,8}(?:报道)?\)?$|\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?$|\d$"
)
_LABEL = lazy_pattern(r"[\w ]{0,6}?[:：]?\s?")


@dataclass(frozen=True, slots=True)
class _Head:
    """The first lines that are not blank, and where the text goes on behind each."""

    lines: tuple[Line, ...]
    gaps: tuple[bool, ...]  # whether a blank line stands behind the line


@step(rules=("title.line", "title.marks", "title.repeat", "title.suffix"), switch=("boilerplate",), leaves=DATA)
def title(document: Document, _context: Context) -> Changes | None:
    """Give the document its title, once."""
    changes = _title(document)
    known = str(document.metadata.get("title", ""))
    bare = "" if of_dom(document) else _without_site(known)  # of a page the reader has done so
    if bare in ("", known) or (changes and "title" in changes.metadata):
        return changes
    return Changes(changes.edits if changes else (), {"title": bare}, override=True)


def _title(document: Document) -> Changes | None:
    text = document.text
    head = _head(text)
    if not head.lines:
        return None
    head, labelled = _without_fields(head)
    names = list(_names(document))
    keys = {title_key(name) for name in names} - {""}
    guessed = _guessed(head)
    found = _standing(head, keys) or guessed
    if found is None:
        return _glued_only(document, head, names, labelled)
    place, sure = found
    line = head.lines[place]
    start, end = _core(line, keys, _bare_keys(head, place))
    start = end - len(_PREFIX.sub("", text[start:end]))
    value = text[start:end]
    edits = [*labelled, *_copies(text, head, place, title_key(value))]
    plain = _unquoted(value)
    if plain != value and (sure or edits):  # the site's enclosing marks: the page names the title without them, too
        start += value.index(plain)
        end = start + len(plain)
    edits += _trimmed(line, text, start, end)
    known = document.metadata.get("title", "")
    better = bool(known) and known != plain and (title_key(plain) in title_key(str(known)) or sure)
    if not edits and known and not better:
        return None
    facts = facts_beside(document, line.start) if not names and was_page(document) else {}
    return Changes(edits, {"title": plain, **facts}, override=better)


def _head(text: str) -> _Head:
    lines: list[Line] = []
    gaps: list[bool] = []
    folded = view_of(text).folded
    at = 0
    while at <= len(text) and len(lines) < _HEAD:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        raw = text[at : min(stop, at + _BEGINNING)]
        if raw and not raw.isspace():
            lines.append(Line(at, stop, raw, folded[at : at + len(raw)]))
            gaps.append(False)
        elif gaps:
            gaps[-1] = True
        at = stop + 1
    return _Head(tuple(lines), tuple(gaps))


def _without_fields(head: _Head) -> tuple[_Head, list[Edit]]:
    """The head without fields of an index table that give the title (`标 题:T`) where it also stands by itself."""
    edits: list[Edit] = []
    kept: list[int] = []
    for place, line in enumerate(head.lines):
        label, colon, name = line.text.partition(":") if line.end - line.start <= _LONGEST + 40 else ("", "", "")
        key = title_key(name) if colon and len(label) <= 8 and any(sign in label for sign in "题名称") else ""
        if len(key) >= 6 and any(_same(other.text, key) for other in head.lines[place + 1 :]):
            edits.append(Edit(line.start, line.end + 1, "", "title.repeat", "the title as a field"))
        else:
            kept.append(place)
    if not edits:
        return head, edits
    return _Head(tuple(head.lines[place] for place in kept), tuple(head.gaps[place] for place in kept)), edits


def _names(document: Document) -> Iterator[str]:
    """What the page says the title is: in lines that may be gone by now, and in the title of an HTML page."""
    known = str(document.metadata.get("title", ""))
    if known:
        yield known
        for part in re.split(r"\s*(?:[_|丨]|\s[-–—]\s|[-–—]{2})\s*", known):
            if len(part) >= 4:
                yield part
    source = document.source_text
    head = view_of(source if len(source) <= _SOURCE_HEAD else source[:_SOURCE_HEAD])
    if places := signs_of(head)["naming"]:
        starts = sorted({source.rfind("\n", 0, place) + 1 for place in places})
        named = (_NAMED.match(head.folded[start : start + _NAMED_IN]) for start in starts)
        for match in filter(None, named):
            name = match["page"] or match["share"] or match["field"]
            yield _EXTENSION.sub("", _unquoted(name.strip()))


def _same(words: str, key: str) -> bool:
    """Whether a line is a copy of the title, a file extension or the name of a site aside."""
    return len(words) <= _LONGEST + 40 and may_hold(words, key) and key in {title_key(words), *_shorter(words)}


def _unquoted(words: str) -> str:
    words = words.strip()
    while len(words) > 2 and words[0] in _OPEN and words[-1] == _CLOSE[_OPEN.index(words[0])]:
        inner = words[1:-1]
        if words[0] in inner and words[0] != inner[0]:
            break  # 《A》与《B》
        words = inner.strip()
    return words


def _standing(head: _Head, keys: set[str]) -> tuple[int, bool] | None:
    """The first line that is a name the page gives."""
    for place, line in enumerate(head.lines[:6] if keys - {""} else ()):
        if line.end - line.start <= _LONGEST + 40 and keys & {title_key(line.text), *_shorter(line.text)}:
            return place, True
    return None


def _without_site(title: str) -> str:
    """A title that a record gives, without the names of the site and its parts behind it.

    >>> _without_site("春修水渠_农事_北山县人民政府"), _without_site("上海-北京高铁"), _without_site("Docker - 从入门到实践")
    ('春修水渠', '上海-北京高铁', 'Docker - 从入门到实践')
    """
    bare, site = title, False
    while (found := _SUFFIX.search(bare)) and len(title_key(bare[: found.start()])) >= 4:
        named = _SITE.search(fold(found["site"]).strip())
        if not named and not (site and found[0].lstrip()[0] in "_|丨" and len(found["site"]) <= 6):  # its section
            break
        bare, site = bare[: found.start()], True
    return bare.strip()


def _shorter(words: str) -> set[str]:
    """The keys of a line without a file extension or the name of a site."""
    bare = _EXTENSION.sub("", words)
    found = _SUFFIX.search(bare)
    return {title_key(bare)} | ({title_key(bare[: found.start()])} if found else set())


def _bare_keys(head: _Head, place: int) -> set[str]:
    """Keys of the other short lines of the head: a copy of the title shows what was hung on it."""
    own = title_key(head.lines[place].text)
    return {
        key
        for line in head.lines[place + 1 :]
        if line.end - line.start <= _LONGEST and (key := title_key(line.text)) and key != own
    }


def _core(line: Line, keys: set[str], copies: set[str]) -> tuple[int, int]:
    """The span of the title in its line, without extension and site name."""
    start = line.start + len(line.raw) - len(line.raw.lstrip())
    end = line.start + len(line.raw.rstrip())
    words = line.text
    bare = _EXTENSION.sub("", words)
    found = _SUFFIX.search(bare)
    if found:
        key = title_key(bare[: found.start()])
        # A dash opens a second title as often as a site's name; the copy of a title may lack the chapter.
        told = key in keys or (key in copies and found[0].lstrip()[0] in "_|丨" and not _CHAPTER.match(found["site"]))
        if len(key) >= 4 and (told or _SITE.search(found["site"])):
            bare = bare[: found.start()]
    return start, end - (len(words) - len(bare.rstrip()))


def _trimmed(line: Line, text: str, start: int, end: int) -> list[Edit]:
    """What the site hung on the title's line, before and behind."""
    first = line.start + len(line.raw) - len(line.raw.lstrip())
    first += len(line.raw.strip()) - len(_PREFIX.sub("", line.raw.strip()))
    last = line.start + len(line.raw.rstrip())
    rule = "title.marks" if text[first:start] or text[end:last] in _CLOSE else "title.suffix"
    spans = [(first, start, "title.marks"), (end, last, rule)]
    return [Edit(left, right, "", name, "hung on the title") for left, right, name in spans if left < right]


def _copies(text: str, head: _Head, place: int, key: str) -> Iterator[Edit]:
    """The title again: lines of their own, and the copy glued to the first paragraph."""
    if len(key) < 4:
        return
    done = 0
    near = [title_key(line.text[: _LONGEST + 40]) for line in head.lines[place + 1 : place + 6]]
    for line in head.lines[place + 1 :]:
        length = line.end - line.start
        if length <= _LONGEST + 40:
            words = line.text
            label, _, rest = words.partition(":")
            if of_series(key, near):
                return
            if _same(words, key) or (len(label) <= 6 and len(rest) >= len(key) and title_key(rest) == key):
                end = min(len(text), line.end + 1)
                yield Edit(max(done, line.start - (end == line.end)), end, "", "title.repeat", "the title again")
                done = end
                continue
        copy = glued(line, key)
        if copy:
            yield Edit(copy[0], copy[1], "", "title.repeat", "the title again, glued to the text")
            return
        if length > 100 or (length > 12 and line.text[-1:] in "。!?"):
            return  # the text has begun


def _guessed(head: _Head) -> tuple[int, bool] | None:
    """The first line, when it looks like a title and prose follows."""
    line = head.lines[0]
    if not _like_title(line):
        return None
    key = title_key(line.text)
    if len(key) >= 5 and any(_same(other.text, key) or glued(other, key) for other in head.lines[1:6]):
        return 0, True  # it comes twice
    body = next((place for place, other in enumerate(head.lines[1:], 1) if _is_prose(other, line)), None)
    if body is None or body > 6 or _wrapped(head):
        return None
    between = head.lines[1:body]
    if any(other.text[-1:] in "。!?;" for other in between):
        return None  # short sentences: dialogue, verse
    if any(other.text[:1] in ",。、;:)" for other in head.lines[1:4]):
        return None  # a paragraph in pieces
    if between and "," in line.text and between[0].end - between[0].start < 15 and not re.search(r"[\d:]", between[0].text):
        return None
    return 0, False


def _like_title(line: Line) -> bool:
    words = line.text
    if not 2 <= len(words) <= _LONGEST or _NO_TITLE.match(words) or _NO_TITLE_END.search(words):
        return False
    if (
        "。" in words
        or words.count(",") > 2
        or "\t" in line.raw.strip()
        or sum("\u3400" <= sign <= "\u9fff" for sign in words) < 2
    ):
        return False
    indent = len(line.raw) - len(line.raw.lstrip())
    # A paragraph is indented by two to four blanks, a centred title by more.
    return not (1 <= indent <= 4 and (len(words) > 30 or "," in words))


def _is_prose(line: Line, first: Line) -> bool:
    length = line.end - line.start
    return length >= 30 and length >= 1.3 * (first.end - first.start) and any(mark in line.raw for mark in "。，！？；!?;,")


def _wrapped(head: _Head) -> bool:
    """Whether the first line is that of a paragraph that was broken at a column."""
    sizes = [line.end - line.start for line in head.lines[:4]]
    return (
        len(sizes) >= 3
        and sizes[0] >= 16
        and not head.gaps[0]
        and abs(sizes[0] - sizes[1]) <= 3
        and abs(sizes[1] - sizes[2]) <= 3
    )


def _glued_only(document: Document, head: _Head, names: list[str], edits: list[Edit]) -> Changes | None:
    """The page names a title that stands nowhere by itself: at the start of the text it gets a line, else only the field."""
    line = head.lines[0]
    for name in names:
        key = title_key(name)
        span = glued(line, key) if len(key) >= 6 else None
        if span:
            end = span[1]
            while document.text[end - 1].isspace():
                end -= 1
            value = _unquoted(document.text[span[0] : end])
            if title_key(value) == key:
                return Changes([*edits, Edit(end, span[1], "\n", "title.line", "the page names the title")], {"title": value})
    if names and "title" not in document.metadata:
        # Named names may be folded text: the source has it as it was written.
        at = fold(document.source_text[:_SOURCE_HEAD]).find(names[0])
        value = document.source_text[at : at + len(names[0])] if at >= 0 else names[0]
        return Changes(edits, {"title": value})
    return Changes(edits) if edits else None
