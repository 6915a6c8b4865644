"""Is a text without a name Markdown? Its signs have to agree: one of them alone stands in many texts."""

from __future__ import annotations

import re

from cleaners.characters.lazy_pattern import lazy_pattern

_LOOK = 200_000  # characters that are looked at
_FENCED = lazy_pattern(r"^[ \t]*(`{3,})[^`\n]*\n(?:(?![ \t]*`{3}).*\n){0,2000}?[ \t]*\1[ \t]*$", re.MULTILINE)
_HEADING = lazy_pattern(r"(?:\A|\n)#{1,6} +[^\s#]")
_LINK = lazy_pattern(r"\[[^\[\]\n]{1,200}\]\((?:https?:|[/.#]|mailto:|\w[\w./-]{0,100}\.(?:md|html?|png|jpe?g|gif|svg))")
_RULE = lazy_pattern(r"\n[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*(?:\n|\Z)")
_STRONG = lazy_pattern(r"\*\*[^*\s][^*\n]{0,80}\*\*")
_ITEMS = lazy_pattern(r"\n[ \t]*[-*+] +\S")
# Statements outside of fences: here `#` begins a comment.
_STATEMENT = lazy_pattern(
    r"(?:\A|\n)(?:import \w|from [\w.]+ import|def \w+\(|class \w+[:({]|#include|#define|using \w|[^\n]{0,200}[;{]\n)"
)
_FRONT = lazy_pattern(r"\ufeff?---[ \t]*\n(?:[\w.-]+:[^\n]*\n)[\s\S]{0,6000}?\n?---[ \t]*\n")
ENOUGH = 3


def looks_like_markdown(text: str) -> bool:
    """Whether headings, fences, links, tables and bold words say so together."""
    if (
        "\n#" not in text
        and not text.startswith("---")
        and "```" not in text
        and "](" not in text
        and "|" not in text
        and not text.startswith("#")
    ):
        return False
    text = text[:_LOOK]
    fenced = "```" in text and _FENCED.search(text) is not None
    rest = _FENCED.sub("", text) if fenced else text
    score = 2 * fenced + 2 * (_FRONT.match(text) is not None)
    score += min(2, len(_HEADING.findall(rest)))
    score += min(2, len(_LINK.findall(rest))) if "](" in rest else 0
    score += 2 * (_RULE.search(rest) is not None)
    score += len(_STRONG.findall(rest)) >= 2
    score += len(_ITEMS.findall(rest)) >= 3
    return score >= ENOUGH and len(_STATEMENT.findall(rest)) <= len(_HEADING.findall(rest)) // 2
