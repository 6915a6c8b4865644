"""One odd sign or picture that was put into a sentence so that copies show: `自己种的.青菜`, `操^场`, `很有经😀验`.

A text has it once or twice, so nothing is told by number. Three things tell it from a sign of the author's, all together:

- the sign has no work to do: it stands between two Han characters of a sentence, once on its line, and nowhere else in the text
  does it stand in another way (a backtick of code has a partner, a mask comes beside a name, a dot of a name is no such dot);
- no sentence ends and no item is parted there: behind 的 something must follow, or the two characters are one word;
- what follows is more likely right behind the character before it than at the beginning of a clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import View, view_of
from cleaners.characters.han import HAN, is_han
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.model import CharacterModel, character_model
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import CODE, step

RULE = "noise.stray"
_IDLE = "^`¨¤¦¬ˇˉ¢{}"  # nobody parts words, masks names or writes lists with these
_BUSY = ".\\|~*_+=<>"  # with these people do, but not behind 的 nor before 了
_PICTURES = lazy_pattern("[\U0001f300-\U0001faff\u2600-\u26ff\u2728-\u2764]")
_WAITING = frozenset("的地得很最更把被从与及每在和这那并而或于该各也都就还没不以将使")  # something must follow these characters
_LEANING = frozenset("的着们了得")  # and something stand before these
_MOST = 3  # of one sign in a text; more are an author's habit, or noise that `noise.alien` tells by number
_LINE = 8  # characters of a line below which it is no sentence
# In nats, chosen on the cases in tests/boilerplate/cases/stray_signs.toml and on boundaries of clauses in clean prose, of which
# less than one in a hundred behind or before these characters passes _GOES_ON; run tests/boilerplate/test_stray_signs.py again.
_GOES_ON, _GOES_ON_IDLE = 2.5, 1.0
_GOES_ON_ANYWHERE = 1.5  # for a sign of _IDLE behind other characters
_NOTES = frozenset("注註释釋")  # a caret stands before a note
_ONE_WORD, _ONE_WORD_PICTURE = 2.5, 3.0


# A sign in the middle of a word is no post's and no chat's either.
@step(rules=(RULE,), switch=("boilerplate",), leaves=CODE | {"table_row"})
def stray_signs(document: Document, _context: Context) -> list[Edit] | None:
    """Take such signs out."""
    text, view = document.text, view_of(document.text)
    places: dict[str, list[int]] = {}
    for place in _suspects().take(view.indices, mode="clip").nonzero()[0].tolist():
        places.setdefault(text[place], []).append(place)
    if dots := _lone_dots(view):
        places["."] = dots
    return [Edit(place, place + 1, "", RULE, "has no work in its sentence") for place in sorted(_strays(view, places))] or None


def _strays(view: View, places: Mapping[str, Sequence[int]]) -> Iterator[int]:
    for sign, found in places.items():
        told = len(found) <= _MOST and (sign in _IDLE or sign in _BUSY or _PICTURES.match(sign))
        if told and all(_alone(view.text, place) for place in found):
            yield from (place for place in found if _odd(view, place))


@cache
def _suspects() -> NDArray[np.bool_]:
    """By UTF-16 unit: the signs, but for the dot, and pictures; what is outside the basic plane is 0."""
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in _IDLE + _BUSY.replace(".", "") + "\0"]] = True
    table[0x2600:0x2765] = True
    return table


def _lone_dots(view: View) -> list[int]:
    """Full stops of ASCII between two Han characters, in a text that ends its sentences in 。"""
    dots = (view.codes[1:-1] == ord(".")).nonzero()[0] + 1
    if not len(dots):
        return []
    table = _han()
    between = dots[
        table.take(view.indices[dots - 1]) & ((view.codes[dots + 1] == ord("\n")) | table.take(view.indices[dots + 1]))
    ]
    return between.tolist() if len(between) <= _MOST and len(between) * 2 <= view.text.count("。") else []


@cache
def _han() -> NDArray[np.bool_]:
    table = np.zeros(1 << 16, bool)
    table[0x3400:0xA000] = True
    return table


def _alone(text: str, place: int) -> bool:
    """Whether a sign stands between Han characters of a sentence, the only one of its kind on the line."""
    if not (0 < place < len(text) - 1 and is_han(text[place - 1]) and is_han(text[place + 1])):
        return False
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    line = text[start : end if end >= 0 else len(text)]
    others = line.count(text[place]) - 1 if text[place] != "." else len(_BETWEEN.findall(line)) - 1
    return not others and len(line) >= _LINE and _SENTENCE.search(line) is not None


_BETWEEN = lazy_pattern(rf"(?<=[{HAN}])\.(?=[{HAN}])")
_SENTENCE = lazy_pattern("[，。！？；]")


def _odd(view: View, place: int) -> bool:
    """Whether what stands round the sign belongs together."""
    left, sign, right = view.lower[place - 1], view.text[place], view.lower[place + 1]
    model = character_model()
    goes_on = _goes_on(model, left, right)
    bond = model.log_pair(left, right) - model.log_probability(right)
    if sign in _IDLE:
        parts_nothing = goes_on >= (_GOES_ON_IDLE if left in _WAITING else _GOES_ON_ANYWHERE) and right not in _NOTES
        return parts_nothing or bond >= _ONE_WORD
    if sign in _BUSY:  # a mask stands before 的 as well
        return goes_on >= _GOES_ON and (left in _WAITING or (right in _LEANING and sign != "*"))
    return bond >= _ONE_WORD_PICTURE


def _goes_on(model: CharacterModel, left: str, right: str) -> float:
    """By how much the right character is likelier behind the left one than at the beginning of a clause that follows it."""
    ends = [model.log_pair(left, mark) + model.log_pair(mark, right) for mark in "，。、\n"]
    return model.log_pair(left, right) - float(np.logaddexp.reduce(ends))
