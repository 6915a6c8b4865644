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
    | (?<![A-Za-z0-9]) [:;=] [-^'o]?
        (?: \) (?![A-Za-z0-9]) | \( (?![A-Za-z0-9]|[^()\n]{{1,40}}\)) | [DPpO] (?=[\s，。！？,.!?~]|$) )
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
# Faces of other signs: three that differ, one of them drawn, and no letter of a language.
_DRAWN = lazy_pattern(
    rf"\((?=[^()\n]{{0,10}}[\u2500-\u27bf﹏])[^()\n\w{HAN}，。；：！？、]?[^()\n0-9A-Za-z{HAN}，。；：！？、]{{2,11}}\)"
)
# A sign with blanks round it that the sentence names, and commands of editors and chats: 按 ; 键, :wq, /help?
_NAMED = lazy_pattern(
    r"(?<=[用按以号符入加写成] )[,:;!?()]{1,2}(?= )|(?<=[和或与、] )[,:;!?()]{1,2}(?= (?:键|号|符|把|来|括|分|隔|表|代))"
)
_NAMED_STARTS = lazy_pattern(r"[用按以号符入加写成和或与、] [,:;!?()]")
_COMMAND = lazy_pattern(r"""(?<![^\s"'“‘「])[:/][a-z]{1,12}[!?]?(?![^\s"'”’」])""")
_COMMAND_STARTS = lazy_pattern("[:/][a-z]")
_TARGET = lazy_pattern(r"\]\((?=[#/.A-Za-z])[^()\s]{1,300}\)")
_WIKI = lazy_pattern(r"\[\[[^\[\]\n]{1,300}\]\]|\{\{[^{}\n]{1,300}\}\}|!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)")


def syntax_spans(text: str) -> Spans:
    """Spans in no order that may overlap."""
    found = [match.span() for match in matches_at(_FACE, _FACE_STARTS, text)]
    if "(" in text or "[" in text:
        found += [match.span() for match in _PAIR.finditer(text)]
    found += [match.span() for match in matches_at(_QUOTED, _QUOTE_STARTS, text, behind=1)]
    found += [match.span() for match in matches_at(_NAMED, _NAMED_STARTS, text, behind=2)]
    found += [match.span() for match in matches_at(_COMMAND, _COMMAND_STARTS, text)]
    if "(" in text:
        found += [match.span() for match in _DRAWN.finditer(text) if len(set(match[0]) - set("() ")) >= 3]
    if "](" in text:
        found += [match.span() for match in _TARGET.finditer(text)]
    if "[[" in text or "{{" in text or "![" in text:
        found += [match.span() for match in _WIKI.finditer(text)]
    return found
