"""Dates as Chinese pages write them."""

from __future__ import annotations

from datetime import date

from cleaners.characters.lazy_pattern import lazy_pattern

DIGITS = str.maketrans("〇零○ОO一二三四五六七八九", "00000123456789")

_NUMERIC = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)\s?(?:[-/.]|年)\s?(\d{1,2})\s?(?:[-/.]|月)\s?(\d{1,2})(?!\d)")
_COMPACT = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_HAN = lazy_pattern(r"([一二][〇零○ОO一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?")


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_WESTERN = (
    lazy_pattern(rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_NAMED}),?\s+(?P<year>(?:19|20)\d\d)(?!\d)"),
    lazy_pattern(rf"(?<!\w)(?P<month>{_NAMED})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)"),
    lazy_pattern(
        r"(?<![\d十])(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月\s?(?P<day>\d{1,2})日?,\s?(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
)


def any_date(text: str) -> str:
    """As `iso_date`, or else the first date with the name of its month: 7 May 2019, Nov 16, 2009, 七月 4, 2016."""
    if found := iso_date(text):
        return found
    lower = text.lower()
    for pattern in _WESTERN:
        if match := pattern.search(lower):
            month = match["month"]
            number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else _han_number(month)
            try:
                return date(int(match["year"]), number, int(match["day"])).isoformat()
            except ValueError:
                return ""
    return ""


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
