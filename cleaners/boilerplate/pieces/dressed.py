"""Page numbers and page breaks that fill a line of their own, in any dress: `(2/5)`, `=== 第 2 页 ===`, `[Page 2]`, `《2》`,
`本章未完，请点击下一页继续阅读`."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import View
from cleaners.boilerplate.pieces.numbers import PageMark, placed, plain
from cleaners.characters.fold import fold
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.numerals import number

_N = r"[0-9０-９]{1,4}"
_B = r"[ \t\u3000\xa0]"
_DRESS = r"[-—–－=_~～*·•.#|<>〈〉《》»«›‹【】\[\]()（）〔〕「」:：■□◆◇●○★☆]"
_CN = r"[一二三四五六七八九十百]{1,4}"
_P = "[页頁]"
_PAGE = rf"""
    (?:本[文章书書]|全[文书書])?共{_B}*(?:{_N}|{_CN}){_B}*{_P}{_B}*[,，、/／]?{_B}*(?:当前|當前|目前|现在)?[为是為]?{_B}*第{_B}*(?P<x1>{_N}|{_CN}){_B}*{_P}
  | 第{_B}*(?P<x2>{_N}|{_CN}){_B}*(?:[/／]{_B}*{_N}{_B}*)?{_P}(?:{_B}*[,，、/／|]?{_B}*[(（]?共{_B}*(?:{_N}|{_CN}){_B}*{_P})?
  | [Pp](?:age|AGE|g|G)?{_B}*[.:]?{_B}*(?P<x3>{_N})(?:{_B}*(?:of|OF|[/／]){_B}*{_N})?
  | (?:分{_P}|{_P}[码碼次]|当前{_P}|本{_P}){_B}*[:：]?{_B}*(?P<x4>{_N})(?:{_B}*[/／]{_B}*{_N})?
  | [上前]一?{_P}[ \t\u3000|]*(?P<x5>{_N})(?:{_B}*[/／]{_B}*{_N})?[ \t\u3000|]*[下后後]一?{_P}
  | (?P<x6>{_N}){_B}*[/／]{_B}*(?P<of>{_N}){_B}*{_P}?
  | (?:[Nn][Oo]\.?|№){_B}*(?P<x7>{_N})
  | (?P<x8>{_N})
"""
_NUMBERED = lazy_pattern(
    rf"\n{_B}*(?P<mark>(?P<lead>{_DRESS}{{0,12}}+){_B}*+(?:{_PAGE}){_B}*(?P<trail>{_DRESS}{{0,12}}))(?={_B}*(?:\n|\Z))",
    re.VERBOSE,
)
_NUMBERS = ("x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8")
# A line that says that the text goes on behind it, without a number.
_GOES_ON = lazy_pattern(
    rf"""\n{_B}*(?P<mark>{_DRESS}{{0,12}}+{_B}*+(?:
        (?:[本此](?:章节|章|节|節|文|页|頁))?(?:未完|还没完)(?:待[续續])?[,，。!！)）{_B[1:-1]}]{{0,3}}[(（]?(?:请|請)?(?:您|继续|繼續)?(?:点击|點擊|点|按|阅读|閱讀|看|接|转|轉|至|翻到|翻){{0,2}}
            (?:下一?{_P}|翻{_P}|{_P})?(?:继续|繼續|接着)?(?:阅读|閱讀|观看|看)?(?:后面|後面)?(?:更?精彩)?(?:内容)?
      | [请請]?(?:点击|點擊|翻到|接|转|轉|见|見|继续|繼續|阅读|閱讀){{0,2}}下一?{_P}(?:继续|繼續)?(?:阅读|閱讀)?
      | (?:分|换|換){_P}(?:符|线|線|处|處)? | (?:next{_B}?)?page(?:{_B}?break)? | /?page | [请請]?翻{_P} | [续續接转轉]下一?{_P}
    ){_B}*[.。…!！]{{0,6}}{_B}*{_DRESS}{{0,12}})(?={_B}*(?:\n|\Z))""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 48  # characters of such a line
# How such a line begins, and how it ends.
_FIRST = "0123456789 \t-—–=_~*·•.#|<>〈〉《》»«›‹【[(〔「:■□◆◇●○★☆/第共本此全页分换翻请点接转见继续未还下上前当pPnN№"
_LAST = "<0123456789页頁eE读读看讀线線符处處容续續完彩.。…!！ \t)]}>*|=~-_·•#〉》»›】）〕」:：■□◆◇●○★☆—–"


def _short_lines(view: View) -> list[int]:
    """Where the short lines begin that end as such a line does."""
    starts, ends = view.bounds
    sizes = ends - starts
    wanted = (sizes > 0) & (sizes <= _LONGEST)
    wanted[wanted] = (_ends().take(view.indices[ends[wanted] - 1]) & 2) > 0
    wanted[wanted] = (_ends().take(view.indices[starts[wanted]]) & 1) > 0
    return [int(start) for start in starts[wanted]]


@cache
def _ends() -> NDArray[np.uint8]:
    """By UTF-16 unit: 1 such a line may begin with it, 2 end in it."""
    table = np.zeros(1 << 16, np.uint8)
    for bit, signs in ((1, _FIRST), (2, _LAST)):
        table[[ord(sign) for sign in fold(signs)]] |= bit
    return table


def dressed_marks(view: View) -> list[PageMark]:
    """The numbered lines. A number with signs on one side only, or with none, is none of these."""
    text, marks = view.text, []
    for start in _short_lines(view):
        if start:
            match = _NUMBERED.match(text, start - 1)
            marks.append(_mark(text, match) if match else None)
        elif match := _NUMBERED.match("\n" + text[: _LONGEST + 1]):
            marks.append(_mark(text, match, -1))
    return [mark for mark in marks if mark]


def _mark(text: str, match: re.Match[str], shift: int = 0) -> PageMark | None:
    name = next(name for name in _NUMBERS if match[name])
    if name == "x8" and not (match["lead"] and match["trail"]):
        return None
    line, begin = match["mark"], match.start("mark")
    shape = plain(f"{line[: match.start(name) - begin]}0{line[match.end(name) - begin :]}")
    key = ("of", str(int(match["of"])), shape) if name == "x6" else ("dress" if name in ("x7", "x8") else "page", "", shape)
    return placed(text, key, number(fold(match[name])) or 0, begin + shift, match.end("mark") + shift)


def breaks(view: View) -> list[PageMark]:
    """The lines without a number that say the text goes on: `下一页`, `--- 分页符 ---`, `本章未完`."""
    text = view.text
    if not any(sign in view.lower for sign in ("页", "age", "未完", "没完")):
        return []
    found = [_GOES_ON.match(text, start - 1) for start in _short_lines(view) if start]
    return [placed(text, ("break", ""), 0, match.start("mark"), match.end("mark")) for match in found if match]


def both_kinds(marks: list[PageMark], dressed: list[PageMark]) -> list[PageMark]:
    """The marks of both kinds; of two for one number the longer."""
    if not dressed:
        return marks
    starts, ends = [mark.start for mark in dressed], [mark.end for mark in dressed]
    plain_marks = []
    same = set()
    for mark in marks:
        place = bisect_right(starts, mark.start) - 1
        if place < 0 or mark.end > ends[place]:
            plain_marks.append(mark)
        elif (mark.start, mark.end) == (starts[place], ends[place]) and mark.key[0] != "running":
            plain_marks.append(mark)
            same.add(place)
    return plain_marks + [mark for place, mark in enumerate(dressed) if place not in same]
