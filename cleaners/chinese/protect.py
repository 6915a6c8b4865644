"""Spans that conversion and punctuation leave alone: addresses, e-mail, tags, code, file names.

A few characters (`://`, `@`, `<`, ...) betray every kind; only lines that have one are searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.script import HAN

TRIGGER = lazy_pattern(r"://|www\.|@|`|<[A-Za-z/!]|:\\|\\\\|\.[A-Za-z]{1,5}[0-9]?(?![A-Za-z])|&#?\w{1,8};")

# Lines longer than this are searched in a window around each trigger: linear time on a text without line ends.
WINDOW = 400


@cache
def _pattern() -> re.Pattern[str]:
    extensions = (
        "jpe?g|png|gif|bmp|svg|webp|tiff?|pdf|docx?|xlsx?|pptx?|wps|txt|csv|tsv|md|html?|xml|json|ya?ml|zip|rar|7z|gz|tar|"
        "mp[34]|avi|mkv|mov|wav|flac|exe|apk|iso|dll|py|java|js|css|php|sql|log|ini|cfg|conf|bak|epub|mobi"
    )
    stop = r"\s<>\"'`|，。；：！？、（）《》〈〉“”‘’「」『』【】"
    return re.compile(
        rf"""
          ```.{{0,5000}}?```  |  `[^`\n]{{1,200}}`
        | (?:[A-Za-z][A-Za-z0-9+.-]{{1,9}}://|www\.) [!-;=?-_a-z{{|}}~]+ (?: (?<=[/=_#&?+%-]) [{HAN}] [^{stop},;!]* )?
        | (?: [A-Za-z0-9][A-Za-z0-9._+-]* | (?<![{HAN}])[{HAN}]{{1,8}} ) @ [A-Za-z0-9-]+ (?:\.[A-Za-z0-9-]+)+
        | </?[A-Za-z][^<>\n]{{0,400}}> | <!--.{{0,400}}?-->
        | &(?:\#\d{{1,7}}|\#x[0-9A-Fa-f]{{1,6}}|[A-Za-z]{{2,8}});
        | (?:(?<![A-Za-z])[A-Za-z]:\\|\\\\) [^{stop},;]+
        | (?<![^{stop}()\[\]=/,:;]) [^{stop}()\[\]=/,:;]{{1,60}}? \.(?i:{extensions}) (?![A-Za-z0-9])
        """,
        re.VERBOSE | re.DOTALL,
    )


# Marks at the end of a match belong to the sentence, not to the address, and are not protected.
_TRAILING = ",.;:!?)'\"]"


def protected_spans(text: str) -> list[tuple[int, int]]:
    """Spans in order, disjoint."""
    spans: list[tuple[int, int]] = []
    for start, end in _windows(text):
        for match in _pattern().finditer(text, start, end):
            stop = match.end()
            if match[0][0] not in "`<&":
                while stop > match.start() and text[stop - 1] in _TRAILING:
                    stop -= 1
            spans.append((match.start(), stop))
    return spans


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Lines, or windows of very long lines, that hold a trigger."""
    start = done = 0
    for trigger in TRIGGER.finditer(text):
        at = trigger.start()
        if at < done:
            continue
        if start < done:
            yield start, done
        line = text.rfind("\n", max(done, at - WINDOW), at) + 1
        start = line or max(done, at - WINDOW)
        end = text.find("\n", at, at + 4 * WINDOW)
        if text.startswith("```", at) and (fence := text.find("```", at + 3, at + 5000)) >= 0:
            end = fence + 3
        done = end if end >= 0 else min(len(text), at + 4 * WINDOW)
    if start < done:
        yield start, done
