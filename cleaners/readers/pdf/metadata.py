"""What the file says of itself: title, author, dates."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from cleaners.document import Scalar
from cleaners.readers.pdf.engine import PdfFile

_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([-+Z])(?:(\d{2})'?(\d{2})?'?)?)?")
# What programs put before a title, and names of files that they take for one.
_PROGRAM = re.compile(
    r"^(?:Microsoft (?:Office )?(?:Word|PowerPoint|Excel)|Word|WPS(?: 文字)?|PowerPoint 演示文稿|幻灯片)\s*[-–—]\s*",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\.(?:docx?|wps|rtf|pdf|xlsx?|pptx?|et|dps|indd|qxd|fbd|s2|s72|s92|ps10?|txt|html?|odt|tmp|cdr|ai)$", re.IGNORECASE
)
_JUNK = re.compile(
    r"(?:untitled|无标题|未命名|文档|新建.{0,6}文档|document|doc|microsoft word|word 文档|powerpoint 演示文稿|幻灯片|pdf|print"
    r"|title|标题)[\s\d()（）]*|[\W\d_]*|[0-9a-f-]{16,}|.*[\\/].*|about:blank|.*\ufffd.*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:users?|admin|administrator|owner|unknown|微软用户|微软中国|用户|作者|雨林木风|深度.*|番茄花园|lenovo.*|联想.*|hp|dell|asus"
    r"|thinkpad|pc|my|china|mc system|microsoft.*|windows.*|sky123\.org|anonymous|dreamsummit|walkinnet)"
    r"|[\W\d_]*|.|.*\ufffd.*|.*[\\/].*",
    re.IGNORECASE,
)


def pdf_metadata(file: PdfFile) -> dict[str, Scalar]:
    fields = {
        "title": clean_title(file.information("Title")),
        "author": clean_author(file.information("Author")),
        "created": iso_date(file.information("CreationDate")),
        "modified": iso_date(file.information("ModDate")),
    }
    return {key: value for key, value in fields.items() if value}


def clean_title(title: str) -> str:
    """The title without what programs add; "" for what is none."""
    title = " ".join(_unread(title).split())
    title = _PROGRAM.sub("", title)
    shorter = _ENDING.sub("", title)
    if shorter != title and not re.search("[\u4e00-\u9fff]", shorter):
        return ""  # the name of a file in letters and digits
    return "" if _JUNK.fullmatch(shorter) else shorter.strip()


def clean_author(author: str) -> str:
    author = " ".join(_unread(author).split())
    return "" if _NOBODY.fullmatch(author) else author


def _unread(text: str) -> str:
    """GBK bytes that a program wrote where PDF wants its own encoding or UTF-16."""
    if not text or not all(character < "\u0100" for character in text) or text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("gbk")
    except UnicodeDecodeError:
        return text


def iso_date(text: str) -> str:
    """D:20240115093000+08'00' -> 2024-01-15T09:30:00+08:00; "" for what is no date."""
    match = _DATE.match(text.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups()[:6])
    try:
        moment = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, min(second or 0, 59))
    except ValueError:
        return ""
    if year is None or not 1980 <= year <= 2100:
        return ""
    if hour is None:
        return f"{moment:%Y-%m-%d}" if day else ""
    if sign := match[7]:
        offset = timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0)) * (-1 if sign == "-" else 1)
        if abs(offset) < timedelta(hours=24):
            moment = moment.replace(tzinfo=timezone(offset))
    return moment.isoformat()
