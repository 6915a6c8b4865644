"""Characters that only look like those the text means: composed forms, radicals, full-width letters, invisible characters.

Every kind has its own table and its own exceptions. NFKC is never applied to the text: it would turn ，into a comma, ① into 1
and ㎡ into m2. Chinese full-width marks stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from cleaners.characters.fold import t2s
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Document, Edit, close_edit
from cleaners.options import Context
from cleaners.repairs.gate import suspicions
from cleaners.step import CODE, NOT_ASCII, step

_RADICALS = "\u2e80-\u2fd5"
_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2064\ufeff"
_JOINERS = "\u200c\u200d"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_VARIATION = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_C1 = "\x80-\x84\x86-\x9f"
_WIDE = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"

_CONTROLS = lazy_pattern(f"[{_C1}\x85]+")
# Letters and digits with the marks that hold a number or a code together: ３．１４, ＧＢ／Ｔ, ０１０－６２.
_WIDE_RUN = lazy_pattern(f"[{_WIDE}]+(?:[．／－＿＠][{_WIDE}]+)*")
_KANA_RUN = lazy_pattern("[\uff61-\uff9d][\uff61-\uff9f]*")  # a voicing mark alone is part of an emoticon
_RADICAL_RUN = lazy_pattern(f"[{_RADICALS}](?:[、,， ]?[{_RADICALS}])*")
_LIGATURE = lazy_pattern("[\ufb00-\ufb06]+")
_PRIVATE_RUN = lazy_pattern("[\ue000-\uf8ff]+")
_INVISIBLE = lazy_pattern(f"[{_ZERO_WIDTH}{_JOINERS}{_BIDI}{_VARIATION}]+")
_RIGHT_TO_LEFT = lazy_pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts in which the joiners shape letters: Arabic, the scripts of India and South-East Asia, Mongolian.
_SHAPED = lazy_pattern("[\u0600-\u109f\u1780-\u18af\ua840-\ua9ff\ufb50-\ufdff\ufe70-\ufefc]")
_PICTURE = lazy_pattern(
    "[\u00a9\u00ae\u203c-\u3299#*0-9\U0001f000-\U0001faff\U000e0020-\U000e007f\ufe0f]"
)  # emoji and what they are built of
_IDEOGRAPH = lazy_pattern("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# A list of radicals in the order of the block is about radicals, not damage.
_LISTED = 4


@step(
    rules=(
        "entry.control",
        "lookalike.composed",
        "lookalike.invisible",
        "lookalike.kana",
        "lookalike.ligature",
        "lookalike.private_use",
        "lookalike.radical",
        "lookalike.width",
    ),
    switch=("repair",),
    leaves=CODE,
    gate=NOT_ASCII,
)
def fold_lookalikes(document: Document, _context: Context) -> list[Edit] | None:
    """Write the characters that the text means. Runs last of the repairs: the others read bytes out of these characters."""
    text = document.text
    edits = sorted(_by_table(text)) if suspicions(text).fixable else []
    if not unicodedata.is_normalized("NFC", text):
        edits = _without_overlap(edits, list(_composed(text)))
    return edits or None


def _by_table(text: str) -> Iterator[Edit]:
    yield from _radicals(text)
    yield from _private_use(text)
    yield from _widths(text)
    yield from _invisible(text)
    for match in _CONTROLS.finditer(text):
        yield Edit(*match.span(), "", "entry.control", "C1 controls that no repair could use")


@cache
def _table(kind: str) -> dict[str, str]:
    lines = files("cleaners.characters").joinpath("lookalikes.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    every = {chr(int(old, 16)): chr(int(new, 16)) for _, old, new, _ in rows}
    return {old: every.get(every[old], every[old]) for old in (chr(int(row[1], 16)) for row in rows if row[0] == kind)}


def _radicals(text: str) -> Iterator[Edit]:
    table: dict[str, str] | None = None
    for match in _RADICAL_RUN.finditer(text):
        run = [character for character in match[0] if "\u2e80" <= character <= "\u2fd5"]
        if len(run) >= _LISTED and all(left < right for left, right in pairwise(run)):
            continue
        if table is None:
            table = dict(_table("radical"))
            if "戶" not in text and t2s().keys().isdisjoint(text):
                table["⼾"] = "户"
        for offset, character in enumerate(match[0]):
            if character in table:
                at = match.start() + offset
                yield Edit(at, at + 1, table[character], "lookalike.radical")


def _private_use(text: str) -> Iterator[Edit]:
    """Code points with one known meaning, next to text: elsewhere the fonts of icons use the same ones."""
    for match in _PRIVATE_RUN.finditer(text):
        table = _table("private_use")
        before, behind = _neighbours(text, match)
        bulleted = match.start() == 0 or before in "\n\t "
        for offset, character in enumerate(match[0]):
            meaning = table.get(character, "")
            at = match.start() + offset
            beside = any(map(_IDEOGRAPH.match, (before, behind))) or (before + behind).isalpha()
            if meaning and (bulleted if character >= "\uf000" else beside or meaning.isspace()):
                yield Edit(at, at + 1, meaning, "lookalike.private_use")


def _widths(text: str) -> Iterator[Edit]:
    for match in _WIDE_RUN.finditer(text):
        plain = "".join(chr(ord(character) - 0xFEE0) for character in match[0])
        yield Edit(*match.span(), plain, "lookalike.width")
    for match in _KANA_RUN.finditer(text):
        yield Edit(*match.span(), unicodedata.normalize("NFKC", match[0]), "lookalike.kana")
    for match in _LIGATURE.finditer(text):
        yield Edit(*match.span(), unicodedata.normalize("NFKC", match[0]), "lookalike.ligature")


def _invisible(text: str) -> Iterator[Edit]:
    right_to_left: bool | None = None
    for match in _INVISIBLE.finditer(text):
        before, behind = _neighbours(text, match)
        if right_to_left is None:
            right_to_left = bool(_RIGHT_TO_LEFT.search(text))
        kept = "".join(character for character in match[0] if not _is_noise(character, before, behind, match[0], right_to_left))
        if kept != match[0]:
            yield close_edit(text, *match.span(), kept, "lookalike.invisible")


def _neighbours(text: str, match: re.Match[str]) -> tuple[str, str]:
    start, end = match.span()
    return text[start - 1 : start] if start else "", text[end : end + 1]


def _is_noise(character: str, before: str, behind: str, run: str, right_to_left: bool) -> bool:
    if re.match(f"[{_BIDI}]", character):
        return not right_to_left
    if re.match(f"[{_JOINERS}]", character):
        shaped = _SHAPED.match(before)
        joins = character == "\u200d" and _PICTURE.match(before) and _PICTURE.match(behind) and not before.isascii()
        return not (shaped or joins)
    if character in "\ufe0e\ufe0f":  # how a symbol is shown: as text, as a picture
        return not (_PICTURE.match(before) and run[0] != "\u200d")
    return True


# Characters that are themselves in NFC whatever stands before them are passed over: ASCII, Chinese marks, ideographs.
_MAY_COMPOSE = lazy_pattern("[^\x00-\x7f\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]+")


def _composed(text: str) -> Iterator[Edit]:
    """The closest edits that bring the text into NFC, by clusters of a character and what combines with it."""
    for match in _MAY_COMPOSE.finditer(text):
        at = max(match.start() - 1, 0)  # what stands before may take a mark
        if unicodedata.is_normalized("NFC", text[at : match.end()]):
            continue
        for start, end in _clusters(text[at : match.end()]):
            cluster = text[at + start : at + end]
            composed = unicodedata.normalize("NFC", cluster)
            if composed != cluster:
                yield close_edit(text, at + start, at + end, composed, "lookalike.composed")


def _clusters(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(line)):
        character = line[at]
        if character.isascii() or not _combines(line[at - 1], character):
            yield start, at
            start = at
    if line:
        yield start, len(line)


def _combines(before: str, character: str) -> bool:
    if "\uf900" <= character <= "\ufaff":  # an ideograph for compatibility
        return False
    if unicodedata.combining(character):
        return True
    pair = unicodedata.normalize("NFC", before + character)
    return pair != unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)


def _without_overlap(first: list[Edit], second: list[Edit]) -> list[Edit]:
    """`first`, and those of `second` that touch none of them."""
    if not first:
        return second
    taken = {place for edit in first for place in range(edit.start, max(edit.end, edit.start + 1))}
    return sorted([*first, *(edit for edit in second if taken.isdisjoint(range(edit.start, max(edit.end, edit.start + 1))))])
