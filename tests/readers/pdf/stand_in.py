"""Fonts that a file only names are drawn, and measured, with whatever the machine has in their place. Tests of places that only
the real widths give are skipped, saying so, where nothing fitting is installed (fonts-noto-cjk, fonts-wqy-zenhei); letters and
digits may be set in `pdf_writer.BUILT_IN` instead."""

from __future__ import annotations

from functools import cache

import pytest
from pdf_writer import Text, write

from cleaners.readers.pdf.engine import PdfFile


@cache
def width(sign: str) -> float:
    """The width of a character's box in SimSun here, in ems; half an em is right."""
    with PdfFile(write([[Text(80, 300, f"河{sign}河")]])) as file:
        (boxes,) = [page.glyphs() for page in file.pages() if page is not None]
        return float(boxes.right[1] - boxes.left[1]) / 12


def wants(sign: str, most: float) -> pytest.MarkDecorator:
    reason = f"the font that stands in for SimSun here has {sign!r} {width(sign):.2f} em wide: install a Chinese font"
    return pytest.mark.skipif(width(sign) > most, reason=reason)


digits_fit = wants("2", 0.55)
