"""What a page says about itself in its head: JSON-LD first, then the names of <meta>, then <title>."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cleaners.document import Scalar

_DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_COMPACT = re.compile(r"\b((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?\b")
_SPACE = re.compile(r"\s+")
# JSON that holds a page's whole state is not what this is for.
MAX_JSON = 500_000

# A title's parts. A hyphen inside a word is no separator unless blanks or Han characters stand round it.
_SEPARATOR = re.compile(
    r"""
    \s+ (?:[|_–—·»«:\uff5c-]|--|\|\|)+ \s+
    | \s* (?:_+|\|+|\uff5c+|—{2,}|-{2,}) \s*
    | (?<=[\u3400-\u9fff”》！？。!?）)】\d]) - (?=[\u3400-\u9fffA-Z])
    | \s+- | -\s+
    """,
    re.VERBOSE,
)
_SITE = re.compile(
    r"网$|網$|网站|論壇|论坛|社区|社區|门户|频道|頻道|贴吧|博客|百科|文库|文庫|在线|在線|新闻$|资讯|日报|晚报|早报|时报|传媒|"
    r"政府|委员会|厅$|局$|部$|中心$|公司|集团|大学|学院|首页|中国$|手机版|移动版|客户端|\.(?:com|cn|net|org)\b|^[\x21-\x7e]{2,16}$",
    re.IGNORECASE,
)
MAX_SITE = 20
# What stands behind a title on all pages of a site: a word or two without a mark of a sentence, or something in brackets.
MIN_HEADING = 5
_ADDED = re.compile(r"\s?[\u4e00-\u9fff]{2,4}|\s?[【\[（(][^】\])）]{1,20}[】\])）]")
_LABEL = re.compile(r"^(?:来源|來源|出处|信息来源|稿源)\s*[:：]\s*")
_NO_AUTHOR = re.compile(
    r"@|https?:|^[\W\d_]*$|^(?:admin\w*|discuz!?.*|.* ui team|editor|author|name|null|undefined|"
    r".*(?:网络|科技|软件)|root|webmaster|[a-z]+_[a-z]+)$",
    re.IGNORECASE,
)


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(files("cleaners.readers").joinpath("metadata_names.toml").read_text(encoding="utf-8"))


def page_metadata(tree: LexborHTMLParser, headings: Sequence[str]) -> dict[str, Scalar]:
    """Fields of the record that the page's head fills. `headings` are the texts of h1 to h3, which tell the title from the
    name of the site behind it."""
    found: dict[str, str] = {}
    for fields in (_from_elements(tree), _from_json_ld(tree), _from_meta(tree)):
        for name, value in fields.items():
            found.setdefault(name, value)
    raw = tree.css_first("title")
    window_title = _clean(raw.text()) if raw is not None else ""
    site = found.get("publisher", "")
    named = _strip_site(found.pop("title", ""), headings, site)
    title = _strip_site(window_title, headings, site)
    # The name in <meta> may be the site's or the section's: believed where the window's title has it, too.
    found["title"] = _as_headed(named if named and (not title or named in window_title) else title or named, headings)
    if "author" in found and not _is_author(found["author"], window_title, site):
        del found["author"]
    if site:
        found["publisher"] = _LABEL.sub("", site)
    for name in ("published", "modified"):
        if name in found:
            found[name] = iso_date(found[name])
    link = tree.css_first('link[rel="canonical"]')
    if link is not None and (address := (link.attributes.get("href") or "").strip()).startswith("http"):
        found["url"] = address
    if not found.get("url", "").startswith("http"):
        found.pop("url", None)
    return {name: value for name, value in found.items() if value}


def _as_headed(title: str, headings: Sequence[str]) -> str:
    """The title without what the site adds to each (`...原文`, `... 短评`), where a heading shows it without."""
    for heading in headings:
        if len(heading) >= MIN_HEADING and title.startswith(heading) and _ADDED.fullmatch(title[len(heading) :]):
            return heading
    return title


def _is_author(name: str, window_title: str, site: str) -> bool:
    """Templates put the site's name, an account's number or an address into the author's place."""
    named = _SITE.search(name)
    return not (name == site or name in window_title or _NO_AUTHOR.search(name) or (named and not name.isascii()))


def iso_date(text: str) -> str:
    """The date in `text` as YYYY-MM-DD, or ""."""
    match = _DATE.search(text) or _COMPACT.search(text)
    try:
        return date(*(int(part) for part in match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def _from_elements(tree: LexborHTMLParser) -> dict[str, str]:
    """Fields that the pages of one system hold in elements of fixed names."""
    found: dict[str, str] = {}
    for field, selectors in _names()["selectors"].items():
        for node in (tree.css_first(selector) for selector in selectors):
            if node is not None and 1 < len(text := _clean(node.text())) <= MAX_SITE:
                found.setdefault(field, text)
    return found


def _from_meta(tree: LexborHTMLParser) -> dict[str, str]:
    values: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = _clean(attributes.get("content") or "")
        for key in ("name", "property", "itemprop"):
            if content and (name := attributes.get(key)):
                values.setdefault(name.lower().strip(), content)
    found = {}
    for field, names in _names().items():
        if field not in ("json_ld", "selectors"):
            value = next((values[name] for name in names if name in values), "")
            if value and len(value) < 300:
                found[field] = value
    return found


def _from_json_ld(tree: LexborHTMLParser) -> dict[str, str]:
    names = _names()["json_ld"]
    found: dict[str, str] = {}
    for node in tree.css('script[type="application/ld+json"]'):
        source = node.text()
        if len(source) > MAX_JSON:
            continue
        try:
            value = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(value):
            kinds = thing.get("@type", [])
            if not {kinds} & set(names["types"]) if isinstance(kinds, str) else not set(map(str, kinds)) & set(names["types"]):
                continue
            for field, keys in names.items():
                if field != "types":
                    text = next((text for key in keys if (text := _plain(thing.get(key)))), "")
                    if text and len(text) < 300:
                        found.setdefault(field, text)
    return found


def _things(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        if depth < 3:
            yield from _things(value.get("@graph"), depth + 1)
            yield from _things(value.get("mainEntity"), depth + 1)
    elif isinstance(value, list) and depth < 3:
        for item in value[:50]:
            yield from _things(item, depth + 1)


def _plain(value: Any) -> str:
    """A name out of a string, a thing with a name, or a list of them."""
    if isinstance(value, list):
        return "、".join(filter(None, map(_plain, value[:5])))
    if isinstance(value, dict):
        return _plain(value.get("name"))
    return _clean(value) if isinstance(value, str) else ""


def _strip_site(title: str, headings: Sequence[str], site: str) -> str:
    """The title without the name of site and section behind (or before) it."""
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    known = [_SPACE.sub("", heading) for heading in headings]
    if _SPACE.sub("", title) in known:
        return title
    # The longest run of parts that stands in a heading on the page is the title; the site's name often is a heading, too.
    runs = sorted(_runs(len(parts)), key=lambda run: (run[0] - run[1], run[0]))
    for inside in (False, True):
        for first, last in runs:
            begin = title.index(parts[first])
            run = title[begin : title.rindex(parts[last - 1]) + len(parts[last - 1])]
            if last - first == len(parts) or len(run) < 4 or (first and (run == site or _SITE.search(run))):
                continue
            plain = _SPACE.sub("", run)
            if plain in known or (inside and any(plain in heading for heading in known)):
                return run
    keep = len(parts)
    while keep > 1 and (parts[keep - 1] == site or (len(parts[keep - 1]) <= MAX_SITE and _SITE.search(parts[keep - 1]))):
        keep -= 1
    first = 0
    if keep == len(parts) and len(parts[0]) <= MAX_SITE and _SITE.search(parts[0]) and len(parts[-1]) > len(parts[0]):
        first = 1
    elif keep == len(parts) and len(parts[0]) >= 2 * sum(map(len, parts[1:])):
        keep = 1
    return title[title.index(parts[first]) : title.index(parts[keep - 1], title.index(parts[first])) + len(parts[keep - 1])]


def _runs(count: int) -> list[tuple[int, int]]:
    return [(first, last) for first in range(min(count, 8)) for last in range(first + 1, min(count, 8) + 1)]


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
