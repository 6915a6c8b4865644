"""The section of the site that a page stands in, by its breadcrumbs."""

from __future__ import annotations

import re

from cleaners.boilerplate.page.view import PageView

_HEAD = re.compile(r"^(?:您?(?:现在|目前|當前|当前)?(?:的|所在)?位置(?:是|为)?|当前位置|你在这里|首页)\s*[:：]?\s*")
_MARK = re.compile(r"\s*(?:[>＞›»→]+|::|-&gt;)\s*")
_END = re.compile(r"^(?:正文|文章正文|文章|内容|详情|阅读|查看|首页|主页|返回.*)$")
# Crumbs stand in one short line above the text; a part of them is short, too.
MAX_LINE, MAX_PART = 120, 16


def page_section(page: PageView) -> str:
    """The last part of the crumbs that is neither the page itself nor the site, "" where there are none."""
    title = page.title_line if page.title_line >= 0 else len(page.lines) // 2
    for line in page.lines[: title + 3]:
        text = line.text
        if len(text) > MAX_LINE or not line.links or not _MARK.search(text):
            continue
        parts = [part.strip() for part in _MARK.split(_HEAD.sub("", text)) if part.strip()]
        parts = [part for part in parts[1:] if not _END.match(part) and len(part) <= MAX_PART and part not in page.title]
        if parts:
            return parts[-1]
    return ""
