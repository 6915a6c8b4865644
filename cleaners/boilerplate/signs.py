"""Strings that give away what more than one step looks for, found in one pass over the text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal

from cleaners.boilerplate.layout import View
from cleaners.boilerplate.literals import Literals
from cleaners.boilerplate.notices import signs

Kind = Literal["notice", "naming", "site", "frame"]

_NAMING = ("_第", "-第", "—第", "》由", "标题", "名称", "您正在", "正在阅读")
"""Where a page names its title, see `title`."""


_SITE = (
    "com c0m www .net 。net .org .cc 。cc .cn .me .la 文学 小说 中文 范文 文库 书屋 书城 书吧 论坛 读书 看书 之家 公众号 微信号 w-w w.w w_w "
    "网) 网] 网】 网〕 网〗 网} 网> 网首 网整 网发 网更 网提 网w 网h 网编 网最 本站 手机用户 网文 教育网 学习网 网，"
).split()
"""Of these one stands in or beside every insertion of a site into a sentence, see `insertions`."""

_FRAME = (
    "小编 本站 本网 转载 版权 侵权 仅供 声明 下载 登录 登入 注册 公众号 客服 扫码 二维码 浏览 查看 收藏 免费 整理 网友 上传 出处 更多 文档 "
    "范文 观点 分享 无弹窗 浏览器 法律责任"
).split()
"""A whole sentence that is a site's has one of these, see `line_step`."""


@cache
def _index() -> Literals[Kind]:
    owners: dict[str, list[Kind]] = {}
    for word in {*map(str.lower, signs()), "read more"}:
        owners.setdefault(word, []).append("notice")
    for word in _NAMING:
        owners.setdefault(word, []).append("naming")
    for word in _SITE:
        owners.setdefault(word, []).append("site")
    for word in _FRAME:
        owners.setdefault(word, []).append("frame")
    return Literals(owners)


@lru_cache(maxsize=2)
def signs_of(view: View) -> Mapping[Kind, list[int]]:
    """The places of the signs of each kind."""
    found: dict[Kind, list[int]] = {"notice": [], "naming": [], "site": [], "frame": []}
    for position, kind in _index().find(view):
        found[kind].append(position)
    return found
