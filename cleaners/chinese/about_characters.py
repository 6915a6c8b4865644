"""Characters that a text mentions rather than uses: 繁体「發」对应简体「发」, 后（後）, 發/发. Converting them would make nonsense."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from cleaners.chinese.script import HAN

# Words of a text on writing. With one of them in the line, single characters in quotes are mentioned, not used.
_SUBJECTS = ["繁体", "繁體", "简体", "簡體", "正体字", "正體字", "异体", "異體", "简化字", "簡化字", "简写", "簡寫", "字形", "部首", "笔画", "筆畫", "笔顺", "筆順", "通假", "俗字", "本字", "古字", "新字体", "新字體", "旧字形", "舊字形", "写作", "寫作", "写成", "寫成", "写为", "寫為", "偏旁", "二简字", "二簡字", "合并为", "合併為"]
# With one of these, words of up to four characters, too: 繁体写作「臺灣」.
_SCRIPTS = ("繁体", "繁體", "简体", "簡體", "正体字", "正體字", "异体", "異體", "简化字", "簡化字", "简写", "簡寫")

_OPEN, _CLOSE = "「『“‘\"'【〔（(〈《[", "」』”’\"'】〕）)〉》]"


@cache
def _quoted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    one, four = (re.compile(rf"[{re.escape(_OPEN)}]([{HAN}]{{1,{n}}})[{re.escape(_CLOSE)}]") for n in (1, 4))
    return one, four


@cache
def _pairs() -> re.Pattern[str]:
    """A character with its other form behind it: in brackets, or behind a sign between two characters that stand alone."""
    return re.compile(
        rf"([{HAN}]) ?[（(](?:[简簡繁正异異本同通]体?體?[：: ]?)?[「“]?([{HAN}])[」”]?[）)]"
        rf"|(?<![{HAN}])([{HAN}]) ?(?:[/／=＝→⇒]|->|＞|>) ?([{HAN}])(?![{HAN}])"
    )


def mentioned_spans(text: str, convert: Callable[[str], str]) -> list[tuple[int, int]]:
    """Spans of `text` in which characters are mentioned. `convert` gives the simplified form of a character."""
    spans: list[tuple[int, int]] = []
    if any(subject in text for subject in _SUBJECTS):
        one, four = _quoted()
        start = 0
        for line in text.split("\n"):
            if any(subject in line for subject in _SUBJECTS):
                pattern = four if any(script in line for script in _SCRIPTS) else one
                spans += [(start + m.start(1), start + m.end(1)) for m in pattern.finditer(line)]
            start += len(line) + 1
    for match in _pairs().finditer(text) if _may_have_pairs(text) else ():
        old, new = (match[1], match[2]) if match[1] else (match[3], match[4])
        if old != new and convert(old) == convert(new):
            spans.append(match.span())
    return spans


def _may_have_pairs(text: str) -> bool:
    return any(sign in text for sign in "（(/／=＝→⇒>＞")
