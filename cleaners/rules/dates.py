"""Dates as Chinese pages write them."""

from __future__ import annotations

from datetime import date

from cleaners.characters.lazy_pattern import lazy_pattern

DIGITS = str.maketrans("〇零○ОO一二三四五六七八九", "00000123456789")

_NUMERIC = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)\s?(?:[-/.]|年)\s?(\d{1,2})\s?(?:[-/.]|月)\s?(\d{1,2})(?!\d)")
_COMPACT = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_HAN = lazy_pattern(r"([一二][〇零○ОO一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?")


def iso_date(text: str) -> str:
    """The first whole date in folded `text` as YYYY-MM-DD; "" where there is none or it is on no calendar."""
    found = _NUMERIC.search(text) or _COMPACT.search(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
    else:
        found = _HAN.search(text)
        if not found:
            return ""
        year, month, day = int(found[1].translate(DIGITS)), _han_number(found[2]), _han_number(found[3])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _han_number(text: str) -> int:
    """一 to 九十九."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(text.translate(DIGITS))
    return 10 * int(tens.translate(DIGITS) or 1) + int(ones.translate(DIGITS) or 0)
