"""Signs within prose that are no marks of sentences: faces, pairs of numbers, marks that are quoted, links of wikis, formulas."""

from __future__ import annotations

import re

from cleaners.characters.at_signs import matches_at
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.script import HAN
from cleaners.chinese.spans import Spans

_FACE_SIGNS = r"\^_~°ω▽⊙□╯╰‵′≧≦﹏∩*`´Д益皿ˇ╥>‿・●๑"
_FACE = lazy_pattern(
    rf"""
    \( (?= [^()\n]{{0,8}} [{_FACE_SIGNS}\-=;'"oO] ) (?: [{_FACE_SIGNS}\-=;:'".,oOTxX0uUvV3<\\/\s] ){{2,8}} \)
        [^\s\w{HAN},.;:!?，。；：！？]{{0,8}}
    | (?<![A-Za-z0-9]) [:;=] [-^'o]? (?: [)(] (?![A-Za-z0-9]) | [DPpO] (?=[\s，。！？,.!?~]|$) )
    | (?<![A-Za-z]) (?: T_+T | Q_+Q | > _+ < | \^_*\^ | -_+- | o_+O )
    """,
    re.VERBOSE,
)
_FACE_STARTS = lazy_pattern(r"[(:;=TQ>^o-]")
_NUMBER = r"[-+−]?(?:\d+(?:\.\d+)?[°%′″]?|∞|[a-zA-Z](?![a-zA-Z]))"
_PAIR = lazy_pattern(
    rf"(?<![A-Za-z0-9_])[(\[]\s*{_NUMBER}(?:\s*[,;]\s*{_NUMBER}){{1,4}}\s*[)\]]|\(\s*[a-zA-Zα-ω∅]?\s*[)\]](?=\s*=)"
)
_QUOTED = lazy_pattern(r"""(?<=["'“‘「『`])[,:;!?().]{1,3}(?=["'”’」』`])|(?<=[的个符号])\((?:和|与|或|、)\)""")
_QUOTE_STARTS = lazy_pattern(r"""["'“‘「『`][,:;!?().]|[的个符号]\(""")
_WIKI = lazy_pattern(r"\[\[[^\[\]\n]{1,300}\]\]|\{\{[^{}\n]{1,300}\}\}|!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)")


def syntax_spans(text: str) -> Spans:
    """Spans in no order that may overlap."""
    found = [match.span() for match in matches_at(_FACE, _FACE_STARTS, text)]
    if "(" in text or "[" in text:
        found += [match.span() for match in _PAIR.finditer(text)]
    found += [match.span() for match in matches_at(_QUOTED, _QUOTE_STARTS, text, behind=1)]
    if "[[" in text or "{{" in text or "![" in text:
        found += [match.span() for match in _WIKI.finditer(text)]
    return found
