"""Runs of random signs that forums scatter over a text so that copies show (`; N- @, h4 E`), at the ends of lines and as lines.

A formula, a line of code, the head of a fence and a row of a table are runs of small letters, capitals, digits and signs as well.
Three things tell them apart: these have structure (brackets that close, commands, words, a form of their own), the same document
has more of them, and a page with jammers is prose that hardly has a line of anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from operator import ne

from cleaners.boilerplate.layout import View
from cleaners.characters.at_signs import lines_with
from cleaners.characters.han import ANY_HAN
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Edit

_RUN = lazy_pattern(r"(?:^|(?<=[\u3000-\uffef，。！？”])) ?([!-~][ -~]{6,70}[!-~])$", re.MULTILINE)
_LATIN = lazy_pattern(r"^[ \t]*[!-~][ -~]{6,}$", re.MULTILINE)
_WORDS = lazy_pattern(r"[A-Za-z]{5,}|https?:|www\.|@\w+\.|[a-z]+\([^)]*\)|\b(?:the|and|for|of|to|in|is|if|def|return|var)\b")
# What no random signs have, but for one run in a hundred: the form of a formula, of a row, of mark-up, of code, of a field.
_FORM = lazy_pattern(
    r"\s*(?:```|~~~|\d+[.)]\s|//|:::|\?\?\?|!!!|>\s|\||[-*+#]+\s|\$).*|.*(?:\\[A-Za-z]{2}|\]\(|`[^`]+`|[\w)\]]\s(?:[=<>!+*/&|-]=?|&&|\|\|)\s[\w(\[]).*"
    r"|[\w.-]{2,20}:\s.*|.*[;{]\s*|.*\$[,.;]?\s*"
)
# The form of the commonest forum software: a digit or sign, a blank, a letter or sign, over and over. At the start of a line the
# first blanks are lost.
_SCATTERED = lazy_pattern(r"[ -;]? ?[?-~](?:[ -;] [?-~]){4,}[ -;]?")
_BESIDE_WORDS = lazy_pattern(
    r"(?:^[ \t]*[?-~]?|(?<=[\u3000-\uffef…”])|(?<=[\u3000-\uffef][:,.!?;)]))((?:[ -;] [?-~]){4,40}) ?"
    r"(?=$|[\u3000-\uffef“‘]|\d[、.]|https?:)",
    re.MULTILINE,
)
_ASCII_RUN = lazy_pattern(r"[ -~]{12}")  # shorter than any such run
_KINDS = {
    code: "a" if chr(code).islower() else "A" if chr(code).isupper() else "0" if chr(code).isdigit() else "!"
    for code in range(128)
}
_KINDS[ord(" ")] = " "
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_FEW = 3  # runs below which nothing is scattered
_MANY = 8  # odd signs of a document below which runs of other forms are not looked for
_LONG = 8  # pairs of a scattered run that may stand alone in its document
_PURE = 0.75  # of the document's lines and ends in ASCII that are jammers where any are


def jammers(view: View, signs: Mapping[str, int]) -> Iterator[Edit]:
    """The runs with their lines; `signs` says how often each odd sign stands in the text."""
    odd = sum(signs.get(sign, 0) for sign in "~^`|\\@#$%&*{}!")
    if odd >= _FEW:
        edits = list(_beside_words(view.text))
        others = list(_lines_and_ends(view)) if odd >= _MANY else []
        yield from (edit for edit in others if not any(each.start < edit.end and edit.start < each.end for each in edits))
        yield from edits


def _beside_words(text: str) -> Iterator[Edit]:
    """Runs of the commonest form, told by the form alone: before the words of a line, behind them, or a line of their own."""
    lines = lines_with(_ASCII_RUN, text)
    found = [match for line in lines for match in _BESIDE_WORDS.finditer(text, *line) if _mixed(match[1])]
    if len(found) < 2 and not any(len(match[1]) >= 3 * _LONG for match in found):
        return
    for match in found:
        start, end = match.span()
        whole = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
        if whole:
            start, end = (start, end + 1) if end < len(text) else (max(0, start - 1), end)
        yield Edit(start, end, "", "noise.jammer", f"{len(found)} runs of random signs")


def _mixed(pairs: str) -> bool:
    """Whether the signs of the pairs are drawn from all: answers to questions (1 C2 B3 A) are not."""
    first, second = pairs[::3], pairs[2::3]
    odd = {sign for sign in first if not sign.isalnum() and sign != " "}
    return bool(odd) and len(set(first)) > 2 and len(set(second)) > 2 and not second.isupper() and not second.islower()


def _lines_and_ends(view: View) -> Iterator[Edit]:
    text = view.text
    if sum(line[-8:].isascii() for line in view.raw_lines if len(line) >= 8) < _FEW:  # few lines end in one
        return
    found = list(_RUN.finditer(text))
    runs = [match for match in found if is_random(match[1])]
    if len(runs) < _FEW or _share_words([match[1] for match in runs]):
        return
    rest = sum(1 for match in _LATIN.finditer(text) if not is_random(match[0].strip()))
    rest += sum(1 for match in found if match.start(1) and text[match.start() - 1] != "\n" and not is_random(match[1]))
    size = sum(len(match[1]) for match in runs)
    if len(runs) < _PURE * (len(runs) + rest) or len(ANY_HAN.findall(text)) < size:
        return
    for match in runs:
        start, end = match.span()
        if start == 0 or text[start - 1] == "\n":  # a line of its own goes with a break
            start, end = (start, end + 1) if end < len(text) else (max(0, start - 1), end)
        yield Edit(start, end, "", "noise.jammer", f"{len(runs)} runs of random signs")


def _share_words(runs: list[str]) -> bool:
    """Whether two runs have six signs in a row in common, which random ones have next to never."""
    seen: set[str] = set()
    shared = 0
    for run in runs:
        grams = {run[at : at + 6] for at in range(len(run) - 5)}
        shared += not seen.isdisjoint(grams)
        seen |= grams
    return shared > len(runs) / 10


def is_random(run: str) -> bool:
    """Whether a run of ASCII is of no language: small, capital, digit and sign change places all the time, and it has no form.

    >>> is_random("a9!Xb0{#$c;Y1~"), is_random("$x_{1}^2+x_{2}^2=4$")
    (True, False)
    """
    if _SCATTERED.fullmatch(run) and len(set(run[-3::-3])) > 3 and len(set(run[-1::-3])) > 3:
        return True
    kinds = run.translate(_KINDS)
    changes = sum(map(ne, kinds, kinds[1:]))
    if len(set(kinds) - {" "}) < 3 or kinds.count("!") < 2 or changes < 0.4 * len(run):
        return False
    return not (_WORDS.search(run) or _balanced(run) or _FORM.fullmatch(run))


def _balanced(run: str) -> bool:
    """Whether it has brackets, and every one of them closes."""
    stack: list[str] = []
    pairs = 0
    for sign in run:
        if sign in "([{":
            stack.append(sign)
        elif sign in _BRACKETS:
            if not stack or stack.pop() != _BRACKETS[sign]:
                return False
            pairs += 1
    return pairs > 0 and not stack
