"""`...` and `--` beside Chinese as …… and ——, two columns each, as Chinese sets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleaners.characters.at_signs import matches_at
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.code_lines import is_code_at
from cleaners.chinese.data_lines import data_spans
from cleaners.chinese.protect import protected_spans
from cleaners.chinese.script import HAN
from cleaners.chinese.spans import inside
from cleaners.document import Document, Edit
from cleaners.options import Context
from cleaners.step import CODE, Gate, step

ELLIPSIS, DASH = "punctuation.ellipsis", "punctuation.dash"

_DOTS = lazy_pattern(
    rf"""
      (?<=[{HAN}，。！？、；：”’》）…]) \.{{3,}} (?![\w/\\.])  # 等等...
    | (?<![\w./\\.]) \.{{3,}} (?=[{HAN}“《])  # ...后来
    | (?<=[{HAN}]) \.{{3,}} (?=[{HAN}])
    | 。(?:[ ]?。){{2,}}  # blanks beside marks go later
    """,
    re.VERBOSE,
)
_DASHES = lazy_pattern(
    rf"""
      (?:(?<=[{HAN}，。！？；：”’》）…])|(?<=\.\.\.)) -- (?=[{HAN}“‘《（…]|\.{{3,}}[{HAN}“《]|$)  # 中国--世界
    | (?<=[”’》）{HAN}]) -- (?=\d)
    | ^ -- (?=[{HAN}“‘《])
    """,
    re.VERBOSE | re.MULTILINE,
)
# What each of their matches begins with.
_DOT_SIGNS, _DASH_SIGNS = lazy_pattern(r"\.\.\.|。 ?。"), lazy_pattern("--")


@step(rules=(ELLIPSIS, DASH), switch=("punctuation",), leaves=CODE, gate=Gate(words=("...", "。。", "。 。", "--")))
def restore_dashes(document: Document, _context: Context) -> Iterator[Edit] | None:
    """`...` and `--` beside Chinese as …… and ——: two columns each, as Chinese sets them."""
    text = document.text
    if document.metadata.get("language") == "ja" or text.isascii():
        return None
    dots, dashes = "..." in text or "。。" in text or "。 。" in text, "--" in text
    if not dots and not dashes:
        return None
    return _dashes(text, dots, dashes)


def _dashes(text: str, dots: bool, dashes: bool) -> Iterator[Edit]:
    found = [
        (*match.span(), put, rule)
        for wanted, pattern, signs, put, rule in (
            (dots, _DOTS, _DOT_SIGNS, "……", ELLIPSIS),
            (dashes, _DASHES, _DASH_SIGNS, "——", DASH),
        )
        if wanted
        for match in matches_at(pattern, signs, text)
        if not is_code_at(text, match.start())
    ]
    if not found:
        return
    stay = [*protected_spans(text), *data_spans(text)]
    inner = inside(np.array([start for start, *_ in found], np.int64), stay)
    for (start, end, put, rule), kept in zip(found, inner.tolist(), strict=True):
        if not kept:
            yield Edit(start, end, put, rule)
