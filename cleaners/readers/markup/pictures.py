"""Pictures that stand for text: rare characters, and emoticons."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleaners.characters.han import HAN_ALL
from cleaners.readers.names import names

Attributes = Mapping[str, str | None]

_HAN = re.compile(f"[{HAN_ALL}]")
_FEW_HAN = re.compile("[\u3007\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{1,2}")
_NEXT = re.compile("[\u3007\u3400-\u9fff\U00020000-\U0003ffff，。、；：！？”’」』》）…]")
# Classes and addresses of pictures of characters, and of emoticons.
_GLYPH = re.compile(r"gaiji|rare|glyph|hanzi|kindle-cn|(?:^|[\s_/-])(?:zi|char|word|font|cjk)(?:[\s_/.-]|$)", re.IGNORECASE)
_FACE = re.compile(
    r"emoji|emoticon|emotion|smil(?:ey|ies|e)|expression|biaoqing|sticker|qqface|(?:^|[\s_/-])(?:face|em)(?:[\s_/.-]|\d|$)",
    re.IGNORECASE,
)
_PICTOGRAPHS = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_EMOJI = re.compile(f"(?:[{_PICTOGRAPHS}][\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]*)+")
_BRACKETED = re.compile(r"[\[【:：(（].{1,8}[\]】:：)）]")
_FACE_NAME = re.compile("[\u3400-\u9fffA-Za-z]{1,6}")
# What pictures that are no part of a word are called.
_LABELS = names(
    "图 新 热 顶 精 荐 火 赞 大 小 左 右 上 下 关 开 推荐 图片 头像 封面 广告 分享 微信 微博 二维 箭头 "
    "点击 查看 更多 返回 搜索 用户 图标"
)


def stands_for(attributes: Attributes, before: str, after: str) -> str:
    """The text that a picture stands for between the characters `before` and `after`; "" for a picture.

    >>> stands_for({"alt": "㛃", "src": "1.png"}, "叫", "生"), stands_for({"alt": "新", "src": "new.gif"}, "题", "")
    ('㛃', '')
    """
    said = (attributes.get("alt") or "").strip()
    if not said or len(said) > 16:
        return ""
    where = f"{attributes.get('class') or ''} {attributes.get('src') or ''}"
    if _EMOJI.fullmatch(said):
        return said
    if _FACE.search(where):
        return said if _BRACKETED.fullmatch(said) else f"[{said}]" if _FACE_NAME.fullmatch(said) else ""
    if _FEW_HAN.fullmatch(said) and (_GLYPH.search(where) or _stands_in_word(said, before, after)):
        return said
    return ""


def _stands_in_word(said: str, before: str, after: str) -> bool:
    left, right = bool(before) and _NEXT.match(before[-1]) is not None, bool(after) and _NEXT.match(after[0]) is not None
    if len(said) == 1 and _is_rare(said):
        return left or right
    return said not in _LABELS and left and right and (_HAN.match(before[-1]) is not None or _HAN.match(after[0]) is not None)


def _is_rare(sign: str) -> bool:
    """Whether the simple sets of fonts and codes lack the character, which is why there are pictures of it."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
