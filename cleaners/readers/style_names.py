"""Headings by the names of their styles, as the editions of word processors call them."""

from __future__ import annotations

import re
from functools import lru_cache

_HEADING = re.compile(
    r"(?:heading|标题|標題|titre|überschrift|見出し|제목|заголовок)[ _]?(?:20_)?([1-9])(?:[^\d.].*)?|([1-9])级?(?:标题|標題)"
    r"|[一二三四五六七八九]级标题",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title|标题|標題|文档标题|文章标题|大标题|主标题", re.IGNORECASE)
_NUMERALS = "一二三四五六七八九"


@lru_cache(maxsize=1024)
def heading_level(name: str) -> int:
    """1 to 9 for a heading's style, 1 for the title's, 0 for all others."""
    name = name.partition(",")[0].strip().replace("_20_", " ")  # a comma parts the name from its aliases
    if _TITLE.fullmatch(name):
        return 1
    found = _HEADING.fullmatch(name)
    if not found:
        return 0
    return int(found[1] or found[2] or _NUMERALS.index(name[0]) + 1)
