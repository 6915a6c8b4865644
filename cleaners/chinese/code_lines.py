"""Program code in plain text, whose indents are content: told by the shape of a run of lines."""

from __future__ import annotations

import re

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.script import HAN

_INDENT = lazy_pattern(r"^(?: {2,}|\t+)(?=[!-~])", re.MULTILINE)
# Han stand in strings and comments only.
_TEXTS = lazy_pattern(r"\"[^\"\n]*\"|'[^'\n]*'|(?:#|//|/\*|--).*|<!--.*")
_HAN = lazy_pattern(f"[{HAN}]")
_BEGINS = lazy_pattern(r"[A-Za-z_@#$<>{}()\[\]\"'/*.+-]")
# What a line of code looks like and a line of prose or verse does not.
_CODE = lazy_pattern(
    r"""
      [:{}();\[\]] [ ]* (?:(?:\#|//).*)? $  # opens or closes a block, or ends a statement
    | ^ [\w.\[\]'"]+ [ ]? (?:[-+*/|&]?=|:=) [ ]? \S
    | \w \( [^()]* (?:\([^()]*\)[^()]*)* \)
    | ^ (?:return|import|from|break|pass|continue|else|try|end|fi|done|raise|yield)\b
    | ^ </?[a-zA-Z] | ^ (?:\#|//|/\*|\*)
    """,
    re.VERBOSE,
)


LONGEST = 500
# A line that is code by itself.
CODE_LINE = lazy_pattern(
    r"""
    \s*(?:
        (?:\#include|import|from|def|class|return|var|let|const|function|public|private|static|void|print|echo|SELECT|INSERT|UPDATE|sudo|pip|npm|git|with|async|await)
          [ (] [^\n]* [=(){};:'"<>/-]
      | [A-Za-z_][\w.\[\]]*[ ]*(?:=|\+=|:=)[ ]*[\w"'\[({]
      | [A-Za-z_][\w.]*\(.*\)[ ]*;?[ ]*$
      | [A-Za-z_]\w*[ ]\w+[ ]*(?:\[\w*\])?[ ]*=[ ]*[^=].*;[ ]*$
      | [{}\[\]<"'] .* [{}\[\]>;,"'][ ]*$
      | (?:if|for|while|switch|else|elif|try|catch)\b .* [{};:][ ]*$
      | //|/\*|\*/|--[ ]|\$[ ]|>>>[ ]
    )
    """,
    re.VERBOSE,
)


def indented_code(text: str) -> set[int]:
    """Where indented lines of code begin. A run of lines is code when it has an indent, no Han outside strings and comments, and
    nearly all of its lines look like statements; its first line has no indent, or less than the next."""
    found: set[int] = set()
    done = 0
    for indent in _INDENT.finditer(text):
        if indent.start() < done:
            continue
        run, done = _run(text, indent.start())
        shaped = sum(_CODE.search(line.strip()) is not None for _, line in run)
        if len(run) >= 2 and shaped * 4 >= len(run) * 3:
            found.update(start for start, line in run if line[0] in " \t")
    return found


def _run(text: str, at: int) -> tuple[list[tuple[int, str]], int]:
    """The lines about `at` that may be code, with their places, and the end of the last; the line before it is the first
    that may open a block."""
    start = at
    run: list[tuple[int, str]] = []
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if line and not line.isspace():
            if not _may_be_code(line):
                break
            run.append((start, line))
        start = end + 1
    start_of_run = at
    while start_of_run:
        before = text.rfind("\n", 0, start_of_run - 1) + 1
        line = text[before : start_of_run - 1]
        start_of_run = before
        if line and not line.isspace():
            if not _may_be_code(line):
                break
            run.insert(0, (before, line))
            if line[0] not in " \t":
                break
    return run, max(start, at + 1)


def _may_be_code(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and _BEGINS.match(stripped) is not None and not _HAN.search(_TEXTS.sub("", stripped))


def is_code_at(text: str, place: int) -> bool:
    """Whether the line about `place` is code by itself."""
    start = text.rfind("\n", max(0, place - LONGEST), place) + 1 or max(0, place - LONGEST)
    end = text.find("\n", place, place + LONGEST)
    return CODE_LINE.match(text, start, end if end >= 0 else min(len(text), place + LONGEST)) is not None
