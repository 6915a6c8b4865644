"""Traditional to simplified, by edits of single characters.

The script is decided a paragraph at a time with the document as prior (`policy.py`). A traditional paragraph is converted
whole; in a simplified one only traditional runs are; Japanese, addresses, code and characters that a text mentions stay.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.about_characters import mentioned_spans
from cleaners.chinese.converter import NAME_FORMS, convert, opencc_version
from cleaners.chinese.overlay import own_entries
from cleaners.chinese.policy import KEEP, WHOLE, Modes, cantonese, in_runs, japanese_clauses, modes_of, spans_of
from cleaners.chinese.protect import protected_spans
from cleaners.chinese.quotes import corner_quotes
from cleaners.chinese.script import (
    NOT_CHINESE,
    SIMPLIFIED_CHINESE,
    Paragraphs,
    ScriptReading,
    codes_of,
    gate,
    han,
    paragraphs,
    read,
    simplified_only,
)
from cleaners.chinese.spans import Ints, Mask, Spans, inside
from cleaners.chinese.written import written_by
from cleaners.document import Changes, Document
from cleaners.edits import Edits
from cleaners.options import CleanOptions, Context
from cleaners.step import CODE, step

__all__ = ["convert_script", "opencc_version"]

RULES = ("script.simplify", "quote.corner")

# Characters that simplified text has only in names and set words. In a text without evidence for either script (於是在於), these
# alone are converted; the dictionary knows the names.
_WEAK = "於夥藉瞭著么覆剋衹沈陞甦"

# Changes of single characters: places, new code points, and for each the index of its rule in RULES.
Column: TypeAlias = tuple[Ints, NDArray[np.uint32], Ints]


@step(rules=("quote.corner", "script.overlay", "script.simplify"), leaves=CODE - {"front_matter"})
def convert_script(document: Document, context: Context) -> Changes | None:
    """Set `script`, `hant_share`, `language` and `converted`, and turn traditional text into simplified."""
    text, options = document.text, context.options
    if text.isascii():
        return _changes(NOT_CHINESE)
    if options.script != "keep" and "後" in text and gate().search(text) is None and (words := _after_words(text)):
        reading = SIMPLIFIED_CHINESE
        return _changes(reading, words, f"opencc {opencc_version()} t2s+overlay")
    # Without a simplified character either (著急地等著), a text still may have the weak ones.
    if gate().search(text) is None and (simplified_only().search(text) or not any(char in text for char in _WEAK)):
        return _changes(SIMPLIFIED_CHINESE if han().search(text) else NOT_CHINESE)
    found = paragraphs(text)
    reading = read(found)
    if options.script == "keep" or (reading.script in ("other", "ja") and options.japanese == "keep"):
        return _changes(reading)
    neutral = not (found.traditional.any() or found.simplified.any() or found.kana.any())
    edits = _weak_edits(text) if neutral else _edits(text, found, modes_of(found, reading, options), options)
    if edits is None or not len(edits):
        return _changes(reading)
    return _changes(reading, edits, f"opencc {opencc_version()} t2s+overlay")


# 後 is in simplified text a name's (後藤, 後周) or a leftover: in these words it is one.
_AFTER = lazy_pattern(
    "(?<=[然以之最前今随隨背落此午事身其往])後(?![藤])|(?<=[战戰日年月周饭飯课課会會雨])後(?=[，。、的])|後(?=[来來面悔天果代期续續者方边邊勤卫衛退])"
)


def _after_words(text: str) -> Edits | None:
    at = np.array([match.start() for match in _AFTER.finditer(text)], np.int64)
    at = at[~inside(at, protected_spans(text))]
    return _batch((at, np.full(len(at), ord("后"), np.uint32), np.zeros(len(at), np.int64))) if len(at) else None


def _after_column(text: str, found: Paragraphs, options: CleanOptions) -> Column:
    """The same in a text of which more is converted, but for lines in Japanese and places that the policy keeps."""
    at = np.array([match.start() for match in _AFTER.finditer(text)], np.int64)
    at = at[~inside(at, [*spans_of(found, found.japanese | (found.kana > 0)), *_staying(text, found, options)])]
    return at, np.full(len(at), ord("后"), np.uint32), np.zeros(len(at), np.int64)


def _changes(reading: ScriptReading, edits: Edits | tuple[()] = (), converted: str = "") -> Changes:
    fields: dict[str, str | float] = {"script": reading.script, "language": reading.language, "hant_share": reading.share}
    return Changes(edits, fields | ({"converted": converted} if converted else {}))


def _edits(text: str, found: Paragraphs, modes: Modes, options: CleanOptions) -> Edits | None:
    spans = spans_of(found, modes != KEEP)
    if not spans:
        return _after_words(text) if "後" in text and not found.kana.any() else None
    at, codes = _converted(text, spans)
    allowed = _allowed(text, found, modes, options, at, codes)
    column = at[allowed], codes[allowed], np.zeros(int(allowed.sum()), np.int64)
    if "後" in text:
        column = _merged(column, _after_column(text, found, options))
    whole = spans_of(found, modes == WHOLE)
    if options.names == "simplify":
        column = _merged(column, _name_forms(text, whole, column))
    if options.quotes == "convert":
        places, marks = corner_quotes(text, whole)
        column = _merged(column, (np.array(places, np.int64), codes_of(marks), np.ones(len(places), np.int64)))
    if not options.conversion_overlay:
        return _batch(column)
    own = own_entries(options.conversion_overlay, text, spans)
    outside = ~inside(column[0], [span for decided, _ in own for span in decided])
    return Edits.of([*_batch((column[0][outside], column[1][outside], column[2][outside])), *(edit for _, edit in own)])


def _converted(text: str, spans: Spans) -> tuple[Ints, NDArray[np.uint32]]:
    """Where the converter changes the text of `spans`, and to what."""
    whole = spans == [(0, len(text))]
    old = text if whole else "\n".join([text[start:end] for start, end in spans])
    old_codes, new_codes = codes_of(old), codes_of(convert(old))
    changed = np.flatnonzero(old_codes != new_codes)
    changed = changed[(old_codes[changed] < 0xD800) | (old_codes[changed] > 0xDFFF)]  # lone surrogates are others' business
    places = changed if whole else np.concatenate([np.arange(start, end + 1) for start, end in spans])[changed]
    return places, new_codes[changed]


def _allowed(text: str, found: Paragraphs, modes: Modes, options: CleanOptions, at: Ints, codes: NDArray[np.uint32]) -> Mask:
    """Which of the converter's changes are allowed by the policy."""
    stay = _staying(text, found, options)
    if "著" in text:
        stay += written_by(text, at[codes == ord("着")])
    return in_runs(text, found, modes, at) & ~inside(at, stay)


def _staying(text: str, found: Paragraphs, options: CleanOptions) -> Spans:
    stay: Spans = [*protected_spans(text)]
    if options.about_characters == "keep":
        stay += mentioned_spans(text, convert)
    if options.japanese == "keep":
        stay += japanese_clauses(text, found)
    if options.cantonese == "keep":
        stay += cantonese(text, found)
    return stay


def _batch(column: Column) -> Edits:
    """One edit for each run of neighbours under one rule."""
    at, codes, rules = column
    first = np.ones(len(at), bool)
    first[1:] = (np.diff(at) != 1) | (np.diff(rules) != 0)
    starts = at[first]
    ends = at[np.append(first[1:], True)] + 1 if len(at) else at
    return Edits(starts, ends, codes.astype("<u4").tobytes().decode("utf-32-le"), ends - starts, RULES, rules[first])


def _merged(one: Column, other: Column) -> Column:
    """Both columns in order of place. If both change the same place, `other` wins."""
    if not len(one[0]) or not len(other[0]):
        return one if len(one[0]) else other
    place = np.minimum(np.searchsorted(one[0], other[0]), len(one[0]) - 1)
    keep = np.ones(len(one[0]), bool)
    keep[place[one[0][place] == other[0]]] = False
    at, codes, rules = one[0][keep], one[1][keep], one[2][keep]
    place = np.searchsorted(at, other[0])
    return np.insert(at, place, other[0]), np.insert(codes, place, other[1]), np.insert(rules, place, other[2])


def _weak_edits(text: str) -> Edits:
    at, codes = _converted(text, [(0, len(text))])
    weak = np.isin(codes_of(text)[at], codes_of(_WEAK)) & ~inside(at, written_by(text, at[codes == ord("着")]))
    return _batch((at[weak], codes[weak], np.zeros(int(weak.sum()), np.int64)))


def _name_forms(text: str, spans: Spans, column: Column) -> Column:
    """Forms that only names have, as the converted text has them."""
    result = codes_of(text).copy()
    result[column[0]] = column[1]
    places = np.flatnonzero(np.isin(result, np.array([*NAME_FORMS], np.uint32)))
    places = places[inside(places, spans)]
    new = "".join(map(chr, result[places].tolist())).translate(NAME_FORMS)
    return places, codes_of(new), np.zeros(len(places), np.int64)
