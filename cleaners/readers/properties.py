"""What a file says of itself in its properties: title, author, dates, as far as somebody wrote them and not a program."""

from __future__ import annotations

import re

from cleaners.document import Scalar
from cleaners.readers.html_metadata import iso_date

_SPACE = re.compile(r"\s+")
# What programs put in: the name of the file or the program, a new document's name, the greeting of a template.
_NO_TITLE = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint|Excel)\b.*|(?:新建|未命名|无标题|無標題|空白).{0,12}|(?:文档|文檔|文件|工作簿|演示文稿)\d*"
    r"|PowerPoint (?:演示文稿|簡報|Presentation)|幻灯片 ?\d+|标题|標題|题目|Untitled.*|Document\d*|Book\d*|Presentation\d*"
    r"|.*\.(?:docx?|xlsx?|pptx?|wps|rtf|pdf|html?|odt|ofd|txt|tmp)|[\W\d_]*|<[^>]*>)$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"^(?:(?:微软|微軟|番茄|雨林木风|深度|系统|技术员|电脑)?(?:用户|用戶|使用者|管理员|系统管理员|天堂)|administrators?|admin|users?|owner|"
    r"user ?\d+|microsoft.*|lenovo.*|hp|dell|asus|acer|thinkpad|pc|home"
    r"|china|windows ?\w*|mc ?system|walkinnet|unknown|author|root|"
    r"un-?named|openxml|apache poi|python-docx|openpyxl|wps ?\w*|libreoffice.*|openoffice.*|[\W\d_]*|.*@.*|"
    r"[a-z]+[-_]?[0-9]{2,}|[a-z]{1,3}\d*)$",
    re.IGNORECASE,
)
MAX_TITLE, MAX_AUTHOR = 200, 60
_FIRST_YEAR = 1981  # dates before are the zero of some clock


def properties(*, title: str = "", author: str = "", created: str = "", modified: str = "") -> dict[str, Scalar]:
    """The fields of the record that say something."""
    found: dict[str, Scalar] = {}
    title, author = _clean(title), _clean(author)
    if title and len(title) <= MAX_TITLE and not _NO_TITLE.match(title):
        found["title"] = title
    if author and len(author) <= MAX_AUTHOR and not _NO_AUTHOR.match(author):
        found["author"] = author
    for name, value in (("created", iso_date(created)), ("modified", iso_date(modified))):
        if value and int(value[:4]) >= _FIRST_YEAR:
            found[name] = value
    return found


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\0", "")).strip()
