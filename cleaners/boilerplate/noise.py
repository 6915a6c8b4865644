"""Noise that sites and converters put into a text all over: told by how dense it is in the document, never by one case.

Forums scatter runs of random signs so that copies show; mirrors put a mark of no language between two characters of a word;
slides come out with every character twice; word processors leave their table of contents with dots and page numbers. Any of
these may stand in a text by right once (a formula, a mask, an author's emphasis); none of them does so every few lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.inserted.jammers import jammers
from cleaners.boilerplate.inserted.left_tags import tags
from cleaners.boilerplate.layout import View, view_of
from cleaners.characters.at_signs import lines_with
from cleaners.characters.fold import fold
from cleaners.characters.han import HAN
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import DATA, step

_ALIEN = "^~`*_|\\#$@+=<>{}¤※★☆●○◆◇□■△▲▽▼♀♂¦ˇˉ¨°ˊˋ¬¢§†‡•∮∝∞▓░╳卍"
_EMOJI = "\U0001f300-\U0001faff\u2600-\u27bf\ue000-\uf8ff\ufe0f\u200d"
_FEW = 4  # cases below which there is no density to speak of
_DENSE = 1 / 250  # alien marks a Han character, from which they are no author's
_PARTNERS = {"<": ">", ">": "<", "{": "}", "}": "{"}
_BOND = 2.5  # nats by which two characters come together oftener than by chance: they are of one word
_CUT_SHARE = 0.1  # of places that cut a word: strewn over prose 13 (classics) to 48 (law) of 100; where an author parts 2 to 6
_SAMPLE = 200  # places looked at

_DOTTED = lazy_pattern(
    r"^[ \t\u3000]*(\S[^\n]{0,60}?)[ \t\u3000]*(?:…{2,}+|\.{4,}+|·{4,}+|(?:\. ){4,}+|-{6,}+|_{6,}+)"
    r"[… .·\-_\t\u3000]*+\(?(\d{1,4}|[IVX]{1,6})\)?[ \t]*$",
    re.MULTILINE,
)
_DOTS = lazy_pattern(r"……|\.\.\.\.|····|\. \. \. |------|______")
_TWICE = {"，，": "，", "。。": "。", "、、": "、", "；；": "；", "，。": "。", "。，": "。", ",,": ","}


@cache
def _suspects() -> NDArray[np.bool_]:
    """Codes of which noise is made; what is outside the basic plane is 0."""
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in _ALIEN + "!%&…·\0"]] = True
    table[0x2600:0x27C0] = True
    return table


@step(
    rules=(
        "noise.alien",
        "noise.contents",
        "noise.doubled",
        "noise.doubled_mark",
        "noise.emoji",
        "noise.jammer",
        "noise.tag",
    ),
    switch=("boilerplate",),
    leaves=DATA,
)
def noise(document: Document, _context: Context) -> list[Edit] | None:
    """Take out noise that is dense in the document."""
    text = document.text
    if not text:
        return None
    view = view_of(text)
    found: dict[int, Edit] = {}
    suspects = _suspects().take(view.indices, mode="clip").nonzero()[0].tolist()
    signs = Counter(map(text.__getitem__, suspects))
    for find in _FINDERS if len(suspects) >= _FEW else (_doubled, _contents):
        for edit in find(view, signs):
            found.setdefault(edit.start, edit)
    return list(_disjoint(found)) or None


Signs: TypeAlias = Mapping[str, int]
"""How often each suspect stands in the text."""


def _aliens(view: View, signs: Signs) -> Iterator[Edit]:
    """One mark, again and again between two Han characters; or many different pictures."""
    text = view.text
    present = [sign for sign in _ALIEN if signs.get(sign, 0) >= _FEW]
    if present:
        pattern = re.compile(rf"(?<=[{HAN}])[{re.escape(''.join(present))}](?=[{HAN}])")
        places = [(match.start(), match[0]) for match in pattern.finditer(text)]
        counts = Counter(sign for _, sign in places)
        dense = max(_FEW, _DENSE * len(text))
        noisy = {
            sign
            for sign, count in counts.items()
            if count >= dense and count >= 0.8 * signs[sign] and not _paired(sign, signs)
            if cut_words(text, [(at, at + 1) for at, mark in places if mark == sign])
        }
        for at, sign in places:
            if sign in noisy:
                yield Edit(at, at + 1, "", "noise.alien", f"{counts[sign]} times between characters of words")
    if any(sign > "\uffff" or sign == "\0" or sign in "❤☀☆♥✿⚡✨☺" for sign in signs):
        pictures = list(re.finditer(rf"(?<=[{HAN}])[{_EMOJI}]{{1,3}}(?=[{HAN}])", text))
        many = len(pictures) >= max(_FEW, len(text) / 120) and len({match[0] for match in pictures}) >= 3
        if many and cut_words(text, [match.span() for match in pictures]):
            for match in pictures:
                yield Edit(match.start(), match.end(), "", "noise.emoji", f"{len(pictures)} pictures in the middle of words")


def _paired(sign: str, signs: Signs) -> bool:
    """Whether a sign is one half of a pair, as in <书名>, and about as often there as the other half."""
    partner = _PARTNERS.get(sign)
    return partner is not None and 2 * signs.get(partner, 0) >= signs[sign]


def cut_words(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the spans, between two Han characters each, stand in the middle of words, as what is strewn over a text does; what
    an author sets there parts words (电商+直播, 卷一\\总论)."""
    from cleaners.characters.model import character_model  # seldom needed, and large

    model = character_model()
    sample = spans[:: max(1, len(spans) // _SAMPLE)]
    bonds = [model.log_pair(a, b) - model.log_probability(b) for a, b in ((fold(text[s - 1]), fold(text[e])) for s, e in sample)]
    return sum(bond > _BOND for bond in bonds) >= _CUT_SHARE * len(bonds)


@cache
def _clause_marks() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in ",。、;"]] = True
    return table


def _doubled(view: View, _signs: Signs) -> Iterator[Edit]:
    """Lines of slides in which each character stands twice, and marks that stand twice at a large share of the clauses."""
    text, codes = view.text, view.codes
    if len(codes) > 8:
        same = codes[1:] == codes[:-1]
        fours = same[:-6].nonzero()[0]
        for step in (2, 4, 6):
            fours = fours[same[fours + step]]
        if len(fours):
            yield from _twice_a_character(view, fours.tolist())
        is_mark = _clause_marks().take(view.indices, mode="clip")
        if not np.count_nonzero(is_mark[1:] & is_mark[:-1]):
            return
    pairs = {pair: count for pair in _TWICE if (count := text.count(pair)) and pair[0] * 3 not in text}
    total = sum(pairs.values())
    if total >= _FEW and total >= 0.15 * sum(text.count(sign) for sign in "，。、；"):
        for match in re.finditer("|".join(map(re.escape, pairs)), text):
            keep = _TWICE[match[0]]
            at = match.start() + match[0].index(keep)
            gone = match.start() if at > match.start() else match.start() + 1
            yield Edit(gone, gone + 1, "", "noise.doubled_mark", f"{total} marks stand twice")


def _twice_a_character(view: View, places: list[int]) -> Iterator[Edit]:
    text = view.text
    lines: dict[int, int] = {}
    end = -1
    for place in places:
        if place > end:  # of a line that was not met yet
            start = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place)
            lines[start] = end = end if end >= 0 else len(text)
    doubled = [(start, end) for start, end in lines.items() if _is_doubled(text[start:end])]
    if sum(end - start for start, end in doubled) < 16:
        return
    for start, end in doubled:
        place = start
        while place + 1 < end:
            if text[place] == text[place + 1]:
                yield Edit(place + 1, place + 2, "", "noise.doubled", f"{len(doubled)} lines with every character twice")
                place += 1
            place += 1


def _is_doubled(line: str) -> bool:
    bare = "".join(line.split())
    return 8 <= len(bare) <= 400 and len(bare) % 2 == 0 and bare[::2] == bare[1::2] and len(set(bare)) >= 4 and not bare.isdigit()


def _contents(view: View, _signs: Signs) -> Iterator[Edit]:
    """A word processor's table of contents: dotted lines whose headings stand in the text again."""
    text = view.text
    rows = [row for start, _ in lines_with(_DOTS, text) if (row := _DOTTED.match(text, start))]
    if len(rows) < 3:
        return
    headings = ["".join(match[1].split()) for match in rows]
    behind = {"".join(line.split()) for line in text[rows[-1].end() :].split("\n")}
    again = sum(heading in behind for heading in headings)
    if again < 0.6 * len(rows):
        return
    for match in rows:
        yield Edit(
            match.start(), min(len(text), match.end() + 1), "", "noise.contents", f"{again} of {len(rows)} headings come again"
        )


_FINDERS: tuple[Callable[[View, Signs], Iterator[Edit]], ...] = (tags, jammers, _aliens, _doubled, _contents)


def _disjoint(found: dict[int, Edit]) -> Iterator[Edit]:
    done = 0
    for start in sorted(found):
        if start >= done:
            yield found[start]
            done = max(found[start].end, start)
