"""A line of plain text that is program code by itself, where no mark tells."""

from __future__ import annotations

import re

from cleaners.characters.lazy_pattern import lazy_pattern

LONGEST = 500
# A line that is code by itself.
CODE_LINE = lazy_pattern(
    r"""
    \s*(?:
        (?:\#include|import|from|def|class|return|var|let|const|function|public|private|static|void|print|echo|SELECT|INSERT|UPDATE|sudo|pip|npm|git|with|async|await
          |func|fn|assert|raise|throw|yield|val|local|DELETE|CREATE|curl|docker|yarn|cargo)
          [ (] [^\n]* [=(){};:'"<>/\#-]
      | [A-Za-z_][\w.\[\]]*[ ]*(?:=|\+=|:=)[ ]*[\w"'\[({]
      | [A-Za-z_][\w.]*\(.*\)[ ]*;?[ ]*$
      | [A-Za-z_]\w*[ ]\w+[ ]*(?:\[\w*\])?[ ]*=[ ]*[^=].*;[ ]*$
      | [{}\[\]<"'] .* [{}\[\]>;,"'][ ]*$
      | [^\n\u2e80-\uffef]* [A-Za-z_]\w* \( ["'] .* [)}\];,:][ ]*$
      | (?:int|float|double|char|bool|long|string|auto|unsigned)[ ] .* [;{][ ]*$
      | (?:if|for|while|switch|else|elif|try|catch)\b .* [{};:][ ]*$
      | //|/\*|\*/|--[ ]|\$[ ]|>>>[ ]
    )
    """,
    re.VERBOSE,
)


def is_code_at(text: str, place: int) -> bool:
    """Whether the line about `place` is code by itself."""
    start = text.rfind("\n", max(0, place - LONGEST), place) + 1 or max(0, place - LONGEST)
    end = text.find("\n", place, place + LONGEST)
    return CODE_LINE.match(text, start, end if end >= 0 else min(len(text), place + LONGEST)) is not None
