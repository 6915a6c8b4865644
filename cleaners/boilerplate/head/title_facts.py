# ruff: noqa: E501 - patterns and tables are read better unbroken
"""What stands beside a title: when and by whom the text was published. Read from the source, by-lines that other steps took included."""

from __future__ import annotations

from cleaners.boilerplate.layout import View
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules.dates import any_date

_BEHIND, _BEFORE = 6, 3  # lines behind and before the title that are looked at
_LONGEST = 160  # characters of such a line
_NOT_WHEN = lazy_pattern(r"注册|截至|有效期|今天是|现在是|copyright|©|生效|废止|施行|登录时间|最后登录")
# A bracket right behind a value shows that annotations stand in it, 工作总(zǒng)结: none is taken.
_PUBLISHER = lazy_pattern(
    r"(?:来源|稿源|信息来源|文章来源|新闻来源|稿件来源|发布机构|发布单位|供稿单位) ?[:|] ?(?P<value>[^\s:|,;。!?【】\[\]()<>]{2,24}+)(?!\()"
)
_AUTHOR = lazy_pattern(
    r"(?:作者|撰文|撰稿人?|文章作者|供稿人?|发布者|发布人|发表者|原作者|(?<![\u3400-\u9fff])文|author) ?[:|/] ?(?P<value>[^\s:|,;。!?【】\[\]()<>]{2,20}+)(?!\()"
)
# Without a label: by whom, before the word or the day that follows a name.
_NAMED = lazy_pattern(
    r"^(?!本[文书]|该|此|文章|论文|首[次先]|最[后近初]|已|曾|作品|原[载文])(?P<value>[^\s:|,;。!?【】\[\]()<>/]{2,16}) ?(?:发表于|发布于) ?(?=(?:19|20)\d\d|\d)"
    r"|^(?:posted |written |published )?by ?:? (?P<latin>[a-z][\w.-]{1,20}(?: [a-z][\w.-]{1,20})?)(?= (?:on|at|in) | ?[|·•,]|$)"
)
# In the notice below a text.
_OF_ARTICLE = lazy_pattern(r"(?:文章|本文|博文|原文)作者 ?: ?(?P<value>[^\s:|,;。!?【】\[\]()<>]{2,20}+)(?!\()")
_NOBODY = frozenset(
    [
        "佚名",
        "未知",
        "不详",
        "网络",
        "互联网",
        "本站",
        "本站原创",
        "原创",
        "admin",
        "administrator",
        "管理员",
        "匿名",
        "网友",
        "编辑",
        "时间",
        "日期",
        "来源",
        "作者",
        "点击",
        "浏览",
    ]
)


def facts_near(view: View, line: int) -> dict[str, str]:
    """`published`, `publisher` and `author` as the lines near the title give them; `line` is its number among the lines that are
    not blank."""
    found: dict[str, str] = {}
    places = [*range(line, min(len(view.filled), line + _BEHIND + 1)), *range(line - 1, max(-1, line - _BEFORE - 1), -1)]
    for place in places:
        start, end = view.filled[place]
        if end - start > _LONGEST:
            if place > line:  # the text has begun
                continue
            break
        words, raw = view.folded[start:end], view.text[start:end]
        if place != line and not _NOT_WHEN.search(words) and (day := any_date(words)):
            found.setdefault("published", day)
        for field, pattern in (("publisher", _PUBLISHER), ("author", _AUTHOR)):
            match = pattern.search(words.lower())
            if match and _somebody(match["value"]):
                found.setdefault(field, raw[match.start("value") : match.end("value")])
        if place != line and (match := _NAMED.search(words.lower())) and _somebody(match["value"] or match["latin"]):
            found.setdefault("author", raw[slice(*match.span("value" if match["value"] else "latin"))])
    if "author" not in found and (match := _OF_ARTICLE.search(view.lower)) and _somebody(match["value"]):
        found["author"] = view.text[match.start("value") : match.end("value")]
    return found


def _somebody(name: str) -> bool:
    return name not in _NOBODY and not name.isdigit()
