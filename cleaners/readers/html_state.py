"""Text that stands in a page's embedded data alone: the state that a script would build the page from, or JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cleaners.characters.han import ANY_HAN

# Keys of texts in the states of content systems and frameworks, and in JSON-LD.
_TEXT_KEYS = frozenset(
    [
        "articlebody",
        "content",
        "contents",
        "body",
        "text",
        "html",
        "detail",
        "markdown",
        "richtext",
        "message",
        "contenthtml",
        "articlecontent",
    ]
)
_END = re.compile("[。！？!?]")
_START = re.compile(r"[\[{]")
_MARKUP = re.compile(r"<(?:p|br|div|section|span|img|h\d)\b", re.IGNORECASE)
MAX_STATE, MAX_SCRIPTS, MAX_DEPTH = 8_000_000, 60, 40
# Han characters of one text, and of all of a kind.
MIN_HAN, MIN_ALL = 8, 40


def state_markup(tree: LexborHTMLParser) -> str:
    """The texts of the greatest kind in embedded data as markup of an article, "" where there is none. Texts are of a kind when
    they stand at the same place of the data, numbers of lists left aside: posts of a thread."""
    kinds: dict[str, list[str]] = {}
    for script in tree.css("script")[:MAX_SCRIPTS]:
        source = script.text()
        start = _START.search(source)
        if start is None or len(source) > MAX_STATE or not (ANY_HAN.search(source) or "\\u" in source):
            continue
        try:
            value, _ = json.JSONDecoder(strict=False).raw_decode(source, start.start())
        except (ValueError, RecursionError):
            continue
        for place, text in _texts(value, "", 0):
            if text not in kinds.setdefault(place, []):
                kinds[place].append(text)
    best = max(kinds.values(), key=lambda texts: sum(map(len, texts)), default=[])
    if len(ANY_HAN.findall("".join(best))) < MIN_ALL:
        return ""
    return "".join(f'<article class="article-content">{_markup(text)}</article>' for text in best)


def _texts(value: Any, place: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key.lower() in _TEXT_KEYS and len(ANY_HAN.findall(inner)) >= MIN_HAN and _END.search(inner):
                    yield f"{place}/{key}", inner
            else:
                yield from _texts(inner, f"{place}/{'' if key.isdigit() else key}", depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, f"{place}/", depth + 1)


def _markup(text: str) -> str:
    if _MARKUP.search(text):
        return text
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
