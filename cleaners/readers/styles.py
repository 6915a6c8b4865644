"""What inline styles and attributes say about an element: is it shown, is it a block, does it keep white space?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_HIDDEN = re.compile(
    r"""
    (?<![\w-])
    (?: display \s*:\s* none
      | visibility \s*:\s* (?:hidden|collapse)
      | font-size \s*:\s* 0 (?![\d.]*[1-9])
      | opacity \s*:\s* 0 (?![\d.]*[1-9])
      | (?:left|top|text-indent|margin-left) \s*:\s* -\d{3,}  # moved off the screen
      | mso-hide \s*:\s* all  # hidden text of Word, saved as a page
      | clip \s*:\s* rect\( \s* (?:0|1px)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ZERO = re.compile(r"(?<![\w-])(?:max-)?(?:width|height)\s*:\s*0(?![\d.]*[1-9])", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_COLOR = re.compile(r"(?<![\w-])color\s*:\s*([#\w]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*([#\w]+)", re.IGNORECASE)
_BLOCK = re.compile(r"(?<![\w-])display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)

_WORD_PART = re.compile(r"mso-element\s*:\s*(footnote|endnote|header|footer|comment)(?![\w-])")
# What hides in a sheet, each with a literal at its head, for speed; and how long a rule may be.
_SHEET_HIDES = (re.compile(r"display:\s*none"), re.compile(r"visibility:\s*hidden"), re.compile(r"font-size:\s*0(?![\d.]*[1-9])"))
_VEILS = 1  # the one of them that scripts undo
MAX_RULE = 1000
# Styles that are remembered, over pages.
MAX_STYLES = 4096
_SIMPLE = re.compile(r"\s*(?:[a-z]+)?([.#][\w-]+)\s*", re.IGNORECASE)

# Forum engines put noise against copying into elements of these classes, hidden in a style sheet.
_NOISE_CLASSES = frozenset({"jammer"})


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Whether the element's own attributes keep it from being seen."""
    if "hidden" in attributes:
        return attributes["hidden"] != "until-found"
    if (attributes.get("class") or "") in _NOISE_CLASSES:
        return True
    style = attributes.get("style")
    return bool(style) and hides(style or "")


_VEIL = re.compile(r"(?<![\w-])(?:visibility\s*:\s*hidden|opacity\s*:\s*0(?![\d.]*[1-9])(?:\.0*)?)", re.IGNORECASE)
_CONTENT = re.compile(
    r"(?:^|[\s#._-])(?:js_content|js_article|rich_media\w*|article\w*|content|main|post|entry|detail|text|markdown-body|page|app|root|wrapper)(?:$|[\s._-])",
    re.IGNORECASE,
)


@lru_cache(MAX_STYLES)
def is_veiled(style: str) -> bool:
    """Whether a style hides by visibility or opacity alone, as pages do whose text a script shows when it is ready."""
    return bool(_VEIL.search(style)) and not _HIDDEN.search(_VEIL.sub("", style))


def names_content(names: str) -> bool:
    """Whether classes or an id name the text of a page."""
    return bool(_CONTENT.search(names))


# Editors repeat a few styles on every element of a text.
@lru_cache(MAX_STYLES)
def hides(style: str) -> bool:
    """Whether an inline style keeps its element from being seen."""
    if _HIDDEN.search(style) or (_ZERO.search(style) and _CLIPPED.search(style)):
        return True
    color, background = _COLOR.search(style), _BACKGROUND.search(style)
    return bool(color and background and color[1].lower() == background[1].lower())


def hidden_names(sheet: str) -> frozenset[str]:
    """Classes (and ids, with `#`) that a style sheet hides by themselves. Rules under conditions (@media ...) do not count."""
    found: set[str] = set()
    for number, pattern in enumerate(_SHEET_HIDES):
        depth = counted = 0
        for hit in pattern.finditer(sheet):
            opened = sheet.rfind("{", max(counted, hit.start() - MAX_RULE), hit.start())
            if opened < 0:
                continue
            depth += sheet.count("{", counted, opened) - sheet.count("}", counted, opened)
            counted = opened
            if depth > 0:
                continue
            begin = max(sheet.rfind(mark, max(0, opened - MAX_RULE), opened) for mark in "{};/")
            for selector in sheet[begin + 1 : opened].split(","):
                if (match := _SIMPLE.fullmatch(selector)) and not (number == _VEILS and names_content(match[1])):
                    found.add(match[1].removeprefix("."))
    return frozenset(found)


@lru_cache(MAX_STYLES)
def is_block(style: str) -> bool:
    return bool(_BLOCK.search(style))


def word_part(style: str) -> str:
    """What Word says an element of a page is that it saved: footnote, header, footer, comment, or ""."""
    found = _WORD_PART.search(style)
    return {"endnote": "footnote"}.get(found[1], found[1]) if found else ""


@lru_cache(MAX_STYLES)
def keeps_space(style: str) -> bool:
    return bool(_PRE.search(style))
