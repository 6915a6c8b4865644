"""Pages in place of a page: verifications, guards against robots, walls of logins, removed texts, errors, works on the site.

Such a page says to its visitor in one short line what is the matter (`blocked.toml`), and beside it hardly anything of its own. A
text about such pages tells of them in sentences: what it says besides the notice is more than the notice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from cleaners.boilerplate.page.view import PageView, view_of_page
from cleaners.document import Document

# A notice is a line of at most so many characters; a page with more characters outside links is no notice.
MAX_NOTICE, MAX_PAGE = 90, 3000
# The whole text of such a page, menus and all.
MAX_TEXT = 20_000
# Characters of other lines that a page may have, if title and notice say that it is blocked, and if only one of them does. Of
# Latin letters it takes three to say as much as one other character.
MAX_OTHER_SURE, MAX_OTHER = 40, 20
# A line with fewer characters that ends without a mark says nothing: a button, a name.
MIN_LINE = 9
MAX_WORDS = 300
# A notice of more characters and clauses says whom or what it means.
MAX_PLAIN = 22
_COMMA = re.compile("[，；。：]")
_ADDRESS = re.compile("[请請您你]|抱歉|对不起|對不起|本站|本网站|^[该此这]|这个页面")
_LATIN = re.compile("[A-Za-z ]")
_END = ("。", "！", "？", "；", "，")


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    found = tomllib.loads(files("cleaners.boilerplate.page").joinpath("blocked.toml").read_text(encoding="utf-8"))
    return re.compile("".join(found[table][name].split("\n")), re.IGNORECASE)


KINDS = ("verification", "guard", "removed", "maintenance", "error", "login")


def blocked_page(document: Document) -> str:
    """The kind of notice that stands in place of a page, with its words, or ""."""
    title = str(document.metadata.get("title", ""))
    if len(document.text) > MAX_TEXT and not _pattern("title", "any").search(title.strip()):
        return ""
    page = view_of_page(document)
    if page is None or _says_much(page, title):
        return ""
    told = any(_pattern("notice", kind).search(document.text) for kind in KINDS)
    if not told and not _pattern("title", "any").search(title.strip()):
        return ""
    lines = (
        (line.text, 2 * line.links > len(line.text)) for line, shown in zip(page.lines, page.shown.tolist(), strict=True) if shown
    )
    return blocked(lines, page.title)


def _says_much(page: PageView, title: str) -> bool:
    """Whether the first lines say more than any such page does: a fast look, which decides nearly all pages."""
    other = 0
    for line in page.lines:
        if 2 * line.links > len(line.text) or line.hidden or page.elements[line.element].tag == "textarea":
            continue
        text = line.text.strip()
        if text != title and not _says_nothing(text) and not _notice(text):
            other += _weight(text)
            if other > MAX_OTHER_SURE:
                return True
    return False


def blocked(lines: Iterable[tuple[str, bool]], title: str) -> str:
    """The kind of notice that a page is, with its words, or "". `lines` are the shown ones, each with whether it is a link."""
    own = [text.strip() for text, linked in lines if not linked and text.strip()]
    if not own or sum(map(len, own)) > MAX_PAGE:
        return ""
    kind, notices, other = "", [], 0
    named = bool(_pattern("title", "any").search(title.strip()))
    for text in own:
        found = _notice(text)
        if found:
            kind = kind or found
            notices.append(text)
        elif text != title and not _says_nothing(text):
            other += _weight(text)
    if not kind and named and other <= MAX_OTHER:
        kind, notices = _notice(title) or "notice", own
    if not kind or other > (MAX_OTHER_SURE if named else MAX_OTHER):
        return ""
    return f"{kind}: {' '.join(notices)[:MAX_WORDS]}"


def _weight(text: str) -> int:
    return len(text) - 2 * len(_LATIN.findall(text)) // 3


def _notice(text: str) -> str:
    if len(text) > MAX_NOTICE or "\t" in text or _pattern("told", "any").search(text):
        return ""
    if len(text) > MAX_PLAIN and _COMMA.search(text) and not _ADDRESS.search(text):
        return ""
    return next((kind for kind in KINDS if _pattern("notice", kind).search(text)), "")


def _says_nothing(text: str) -> bool:
    """Whether a line beside a notice may be what surrounds such notices: short, or advice to the visitor."""
    if len(text) < MIN_LINE and not text.endswith(_END):
        return True
    return len(text) <= MAX_NOTICE and bool(_pattern("beside", "any").search(text)) and not _pattern("told", "any").search(text)
