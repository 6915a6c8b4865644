"""Raised and lowered text as plain text: `10⁴`, `H₂O`, `x^{2/3}`, a note's number in brackets.

Characters stand as Unicode's superscripts and subscripts where all of them have one, else in `^{...}` and `_{...}`. What is
raised for its looks alone (®, 1st, a word of Chinese) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal
from unicodedata import decomposition

from cleaners.characters.han import HAN_ALL

Script = Literal["sup", "sub"]

# What is longer is a passage that somebody set high or low.
MAX_SCRIPT = 40
# Blocks in which Unicode keeps raised and lowered letters that fonts have.
_BLOCKS = ((0xAA, 0xC0), (0x2B0, 0x2E0), (0x1D2C, 0x1D6B), (0x2070, 0x209D), (0x2C7C, 0x2C7E))
_WRITTEN_AS = {"-": "−", "–": "−", "﹣": "−", "－": "−", "＋": "+", "（": "(", "）": ")", "'": "′", "’": "′"}
_HAN = re.compile(f"[{HAN_ALL}]")
# Signs that are raised by themselves, in whatever way they are set.
_SIGNS = re.compile(r"[®©™℠*＊†‡§¶#°º′″'\"①-⑳⑴-⒇❶-❿㉑-㊿]+|[\u00b2\u00b3\u00b9\u02b0-\u02ff\u2070-\u209f]+")
_NUMBERS = re.compile(r"\d{1,3}(?:\s?[,，、;；–—~-]\s?\d{1,3})*")
_IN_BRACKETS = re.compile(r"[\[［【〔(（<〈].{0,30}[\]］】〕)）>〉]", re.DOTALL)
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "ère", "ème"})
_ORDINAL_BASE = re.compile(r"\d$")
_MARKS = {"tm": "™", "sm": "℠"}
# Units whose powers stand behind Chinese words; what else stands raised behind Chinese is a note's number.
_UNIT = re.compile(r"(?:米|秒|公里|英里|英尺|英寸|分米|码|升|克|吨|摄氏度|度)$")
_UNIT_POWERS = frozenset({"2", "3", "-1", "-2", "-3", "−1", "−2", "−3"})
_BASE = re.compile(r"[A-Za-z0-9\u0370-\u03ff)\]}）′'|\u2080-\u209c\u2070-\u207f²³¹]$")
_NAME = re.compile(r"[A-Za-z]{3,}$")
_OPEN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff。，、；：！？”’」』》）】…!?.,;:\"]$|^$")


def script(text: str, how: Script, before: str, after: str = "", *, note: bool = False) -> str:
    """The raised or lowered `text` as it stands in plain text between `before` and `after`. `note`: the markup says that it
    refers to a note.

    >>> script("4", "sup", "10"), script("2/3", "sup", "x"), script("3", "sup", "如此。"), script("th", "sup", "5")
    ('⁴', '^{2/3}', '[3]', 'th')
    """
    inner = text.strip()
    if not inner or len(inner) > MAX_SCRIPT or "\n" in inner or "$" in inner:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if inner.isdigit() and not note and after[:1].isascii() and after[:1].isupper() and not _BASE.search(before):
        return _in_unicode(inner, how)  # an isotope's number stands before its sign
    return f"{lead}{_plain(inner, how, before, note)}{tail}"


def _plain(inner: str, how: Script, before: str, note: bool) -> str:
    if _SIGNS.fullmatch(inner) or _IN_BRACKETS.fullmatch(inner):
        return inner
    if how == "sup":
        if _is_note(inner, before, note):
            return f"[{inner}]"
        if note:
            return inner
        if mark := _MARKS.get(inner.lower()):
            return mark
        if inner in ("o", "O", "0", "º", "。") and before[-1:].isdigit() and inner != "0":
            return "°"
        if inner.lower() in _ORDINALS and _ORDINAL_BASE.search(before):
            return inner
    if _HAN.search(inner) and not _BASE.search(before):
        return inner  # a word that is set smaller
    if len(inner) > 1 and inner.isalpha() and inner.isascii() and not _BASE.search(before):
        return inner
    if not before and how == "sup":
        return inner if not any(map(_raised().__contains__, inner)) else f"{_in_unicode(inner, how) or inner}"
    return _in_unicode(inner, how) or f"{'^' if how == 'sup' else '_'}{{{inner}}}"


def _is_note(inner: str, before: str, note: bool) -> bool:
    """Whether the number refers to a note: it says so, or it stands behind Chinese words or marks that have no powers."""
    if not _NUMBERS.fullmatch(inner):
        return False
    if note:
        return True
    if "," in inner or "，" in inner or "、" in inner:
        return bool(_OPEN.search(before) or _NAME.search(before))
    if not before or (_UNIT.search(before[-3:]) and inner in _UNIT_POWERS):
        return False
    return bool(_OPEN.search(before[-1:])) and before[-1] not in ',;:."'


def _in_unicode(text: str, how: Script) -> str:
    """The text in superscript or subscript characters, "" where one of its characters has none."""
    table = _raised() if how == "sup" else _lowered()
    found = [table.get(_WRITTEN_AS.get(sign, sign), "") for sign in text if sign != " "]
    return "".join(found) if all(found) else ""


@cache
def _raised() -> dict[str, str]:
    return {**_table("<super>"), "′": "′", "″": "″", "*": "*", "°": "°"}


@cache
def _lowered() -> dict[str, str]:
    return _table("<sub>")


def _table(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for start, end in _BLOCKS:
        for code in range(start, end):
            said = decomposition(chr(code)).split()
            if len(said) == 2 and said[0] == kind:
                found.setdefault(chr(int(said[1], 16)), chr(code))
    return found
