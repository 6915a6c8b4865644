"""Tags of HTML left in a text by a tool that took a page for text: they go, and what they part stays parted.

An author's own tags stay: in Markdown, in code, in a text that speaks of HTML. A page taken for text has tags of the plain sort
all over, hardly any `<` that opens none, and Chinese between them; a program has components, strings, ends of statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cleaners.boilerplate.layout import View
from cleaners.characters.han import ANY_HAN
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Edit

_FEW = 4  # tags below which there is no density to speak of
_TAG = lazy_pattern(
    r"</?(?:p|br|div|span|font|b|i|u|strong|em|a|img|table|tbody|tr|td|th|ul|ol|li|center|h[1-6]|script|style|o:p|st1:\w+|iframe|hr|pre|blockquote)"
    r"(?:\s[^<>\n]{0,200})?/?>",
    re.IGNORECASE,
)
_ABOUT_HTML = lazy_pattern(
    r"<(?:!DOCTYPE|html|head|body|input|form|button|\?xml|\?php)|</(?:html|body|script|style|form)>|标签|標籤|HTML|html|代码|程式碼",
    re.IGNORECASE,
)
# Signs of Markdown and of programs. Each begins with a character that is rare, or with a break.
_MARKDOWN = lazy_pattern(r"```|~~~|\]\((?:https?:|[./#\w])|\n#{1,6} \S|\A#{1,6} \S|\A---\n")
_CODE_LINE = lazy_pattern(
    r"(?:[;{}]|\*/|-->|\"\)|'\)|[\w)\]]\s?[,+]|=>?|&&|\|\|)$|^(?://|/\*|\*\s|import\s|\$|@\w|const\s|let\s|var\s|return\b)"
)
_PURE = 0.8  # of all `<` that open a tag of the plain sort
_CODE_SHARE = 0.1  # of the lines that look like a program's, from which it is one
_LEAST_HAN = 0.3  # of the characters beside the tags
_BREAKS = lazy_pattern(r"</?(?:p|br|div|tr|li|h\d|table|ul|ol|blockquote|hr)\b", re.IGNORECASE)
_CELL = lazy_pattern(r"</?(?:td|th)\b", re.IGNORECASE)


def tags(view: View, signs: Mapping[str, int]) -> Iterator[Edit]:
    """Edits for the tags; `signs` says how often each odd sign stands in the text."""
    text = view.text
    if signs.get("<", 0) < _FEW or signs.get(">", 0) < _FEW:
        return
    found = list(_TAG.finditer(text))
    if len(found) < max(_FEW, _PURE * text.count("<")) or _ABOUT_HTML.search(text) or _MARKDOWN.search(text):
        return
    size = sum(match.end() - match.start() for match in found)
    if len(ANY_HAN.findall(text)) < _LEAST_HAN * (len(text) - size) or _is_program(view):
        return
    done = 0
    while done < len(found):  # tags that touch part the words once: </strong><br/>
        group = [found[done]]
        while done + len(group) < len(found) and not text[group[-1].end() : found[done + len(group)].start()].strip(" "):
            group.append(found[done + len(group)])
        done += len(group)
        parting = _parting(text, group)
        for match in group:
            put = parting if parting and _kind(match) == parting else ""
            parting = "" if put else parting
            yield Edit(match.start(), match.end(), put, "noise.tag", f"{len(found)} tags")


def _kind(match: re.Match[str]) -> str:
    """What a tag puts between the words on its sides."""
    return "\n" if _BREAKS.match(match[0]) else "\t" if _CELL.match(match[0]) else ""


def _parting(text: str, group: list[re.Match[str]]) -> str:
    """What tags that touch put between the words on their sides, together."""
    before, behind = text[group[0].start() - 1 : group[0].start()], text[group[-1].end() : group[-1].end() + 1]
    if not before.strip(" \n\t\u3000") or not behind.strip(" \n\t\u3000"):
        return ""
    kinds = set(map(_kind, group))
    return "\n" if "\n" in kinds else "\t" if "\t" in kinds else ""


def _is_program(view: View) -> bool:
    lines = [line.strip()[:200] for line in view.raw_lines if line and not line.isspace()]
    return sum(_CODE_LINE.search(line) is not None for line in lines) > _CODE_SHARE * len(lines)
