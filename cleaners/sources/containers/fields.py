"""Where in a record things stand: names in use, and values at a path of names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Where the text stands when nobody says so, the surest first. A path with dots leads into records, and through lists, whose
# texts become lines.
TEXT_FIELDS = (
    "text", "raw_content", "content", "html", "raw_html", "body", "markdown", "article", "正文", "内容", "段落.内容",
    "文本", "全文", "微博正文", "文章内容", "正文内容", "帖子内容", "评论内容", "post_content", "comment_content", "desc_text",
)  # fmt: skip
AUTHORS = (
    "用户", "用户名", "昵称", "用户昵称", "发布者", "博主", "nickname", "nick_name", "user_name", "username", "screen_name",
    "user.name", "user.nickname", "user.screen_name", "author.name", "author.nickname", "user_nickname",
)  # fmt: skip
DATES = (
    "published", "publish_date", "pub_date", "publish_time", "发布时间", "metadata.published", "published_at", "发布日期",
    "发表时间", "created_at", "create_time", "时间", "日期",
)  # fmt: skip


def key_of(record: Mapping[str, Any], name: str) -> str:
    """The key that a record has for a name in use, which may be written in capitals; "" where it has none."""
    for key in _forms(name):
        if key in record:
            return key
    return ""


@lru_cache(maxsize=1000)
def _forms(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name, name.upper(), name.capitalize()))) if name.isascii() else (name,)


def at(record: Any, path: str) -> Any:
    """The value at a path with dots. A field whose own name has the dots goes before; a list stands for its members."""
    if isinstance(record, dict):  # as all JSON is
        if key := key_of(record, path):
            return record[key]
        name, dot, rest = path.partition(".")
        return at(record[name], rest) if dot and name in record else None
    if isinstance(record, list):
        return [value for inner in record if (value := at(inner, path)) is not None] or None
    return None


def text_at(record: Any, path: str) -> str | None:
    """The text at a path: a string, or the strings of a list as lines."""
    value = at(record, path)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return None


def first(record: Any, fields: tuple[str, ...], used: set[str]) -> str:
    """The first of the fields that holds a word or a number; its name goes into `used`, if it is not part of another field."""
    for field in fields:
        value = at(record, field)
        if isinstance(value, Mapping):  # MongoDB's exports
            value = value.get("$oid")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            if key := key_of(record, field):
                used.add(key)
            return value.strip()
    return ""
