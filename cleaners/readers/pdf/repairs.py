"""Characters that PDFium gives in pieces, twice or by a font's own codes, put right before lines are made of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import numpy as np

from cleaners.readers.pdf.engine import Codes, Glyphs, Page
from cleaners.readers.symbols import symbol

# What takes the place of a character that goes: it is neither text nor a blank.
GONE = 0xFFFF
# Programs put the codes of fonts without letters into this part of the private use area.
_PRIVATE = (0xF020, 0xF0FF)
# Boxes that lie over each other by so much of their height may be those of oblique type.
LEANING = 0.1
# A box lower than this share of the type's size is one round ink; so many of them are mended on a page.
THIN, MAX_THIN = 0.5, 20_000
# The share of a body that lies below the base line, about what fonts have.
DEEP = 0.14
# Characters of a page whose font is looked at for a subfont's name.
SAMPLES = 48
# CJK for LaTeX cuts a font into pieces of 256 glyphs: SimHei-5b holds U+5B00 and what follows, gbksong57 the 57th piece of GBK.
_FACE = "sim(?:hei|sun|kai|fang|li|you)|(?:uni|gb|st|fz)?(?:fang)?song|(?:uni|st)?(?:hei|kai|fang|ming|yahei)|msyh|cyberb"
_UNICODE_PIECE = re.compile(rf"(?:(?:{_FACE})[a-z]*[-_]?|(?:gbsn|gkai|bsmi|bkai)\d\d[lm]p[-_]?)([0-9a-f]{{2}})", re.IGNORECASE)
_GBK_PIECE = re.compile(r"gbk[-_]?[a-z]{2,12}[-_]?(\d\d)", re.IGNORECASE)


def repaired(page: Page, glyphs: Glyphs) -> Glyphs:
    """The glyphs with one code a character; codes that have no place of their own become `GONE`."""
    if not len(glyphs.codes):
        return glyphs
    codes = glyphs.codes.copy()
    _pair_surrogates(codes)
    _name_symbols(page, codes)
    _name_pieces(page, codes)
    found = replace(glyphs, codes=codes)
    _give_bodies(page, found)
    _drop_twins(found)
    _straighten(page, found)
    return found


def _pair_surrogates(codes: Codes) -> None:
    """PDFium gives what ToUnicode writes in two units as two characters at one place."""
    high = np.flatnonzero((codes[:-1] >= 0xD800) & (codes[:-1] < 0xDC00) & (codes[1:] >= 0xDC00) & (codes[1:] < 0xE000))
    codes[high] = 0x10000 + ((codes[high] - 0xD800) << 10) + (codes[high + 1] - 0xDC00)
    codes[high + 1] = GONE


def _name_symbols(page: Page, codes: Codes) -> None:
    for place in np.flatnonzero((codes >= _PRIVATE[0]) & (codes <= _PRIVATE[1])).tolist():
        name = page.font(place).lower().replace("-", " ")
        face = "symbol" if "symbol" in name else "wingdings 2" if re.match("wingdings ?2", name) else "wingdings"
        if face == "symbol" or re.match(r"wingdings(?! ?3)", name):
            sign = symbol(int(codes[place]), face)
            if sign and not sign.isspace():
                codes[place] = ord(sign)


def _name_pieces(page: Page, codes: Codes) -> None:
    single = np.flatnonzero((codes <= 0xFF) & (codes != 0x20) & (codes != 0x0A) & (codes != 0x0D))
    samples = single[:: max(1, len(single) // SAMPLES)].tolist()
    if not any(_piece(page.font(place)) for place in samples):
        return
    for place in single.tolist():
        if piece := _piece(page.font(place)):
            codes[place] = _in_piece(piece, int(codes[place])) or codes[place]


def _piece(font: str) -> tuple[str, int] | None:
    if match := _GBK_PIECE.fullmatch(font):
        return "gbk", int(match[1])
    if match := _UNICODE_PIECE.fullmatch(font):
        return "unicode", int(match[1], 16)
    return None


def _in_piece(piece: tuple[str, int], code: int) -> int:
    """The character of that code in the piece of a font; 0 where it holds none."""
    table, number = piece
    if table == "unicode":
        return number << 8 | code if 0x20 <= number < 0xD8 or number >= 0xF9 else 0
    row, column = divmod(256 * (number - 1) + code, 190)
    try:
        sign = bytes((0x81 + row, 0x40 + column + (column >= 0x3F))).decode("gbk")
    except (UnicodeDecodeError, ValueError):
        return 0
    return ord(sign)


def _give_bodies(page: Page, glyphs: Glyphs) -> None:
    """A font of drawings (Type 3, as browsers write it) has boxes round the ink: that of 一 is a thin stripe in the middle of the
    line. It gets the body that its neighbours have."""
    height = np.abs(glyphs.bottom - glyphs.top)
    seen = (glyphs.codes != GONE) & (glyphs.right > glyphs.left)
    if not seen.any() or not (usual := float(np.median(height[seen]))):
        return
    for place in np.flatnonzero(seen & (height < THIN * usual))[:MAX_THIN].tolist():
        size = page.type_size(place)
        if height[place] >= THIN * size or size > 2 * usual or page.angle(place):
            continue
        x, foot = page.origin(place)
        if -DEEP * size <= foot - glyphs.bottom[place] <= size:
            glyphs.left[place] = min(x, glyphs.left[place])
            glyphs.top[place], glyphs.bottom[place] = foot - (1 - DEEP) * size, foot + DEEP * size


def _straighten(page: Page, glyphs: Glyphs) -> None:
    """Boxes round oblique type reach over those of its neighbours: each is made as wide as the type's advance."""
    places = np.flatnonzero((glyphs.codes != GONE) & (glyphs.right > glyphs.left))
    left, right, foot = glyphs.left[places], glyphs.right[places], glyphs.bottom[places]
    height = np.abs(glyphs.bottom - glyphs.top)[places]
    over = (left[1:] < right[:-1] - LEANING * height[1:]) & (left[1:] > left[:-1]) & (np.abs(np.diff(foot)) < 0.5)
    for place in places[np.append(over, False) | np.insert(over, 0, False)].tolist():
        if not (slant := page.slant(place)):
            continue
        wide = abs(slant) * (glyphs.bottom[place] - glyphs.top[place])
        width = max(0.0, glyphs.right[place] - glyphs.left[place] - wide)
        glyphs.left[place] = page.origin(place)[0]
        glyphs.right[place] = glyphs.left[place] + width


def _drop_twins(glyphs: Glyphs) -> None:
    """Quartz writes one glyph as a character and its compatible twin: 理 and U+F9E4."""
    codes = glyphs.codes
    compatible = (codes >= 0xF900) & (codes < 0xFB00) | (codes >= 0x2E80) & (codes < 0x2FE0)
    for place in np.flatnonzero(compatible).tolist():
        meant = ord(unicodedata.normalize("NFKC", chr(codes[place]))[0])
        for other in (place - 1, place + 1):
            if 0 <= other < len(codes) and codes[other] == meant and abs(glyphs.left[other] - glyphs.left[place]) < 0.1:
                codes[place] = GONE
