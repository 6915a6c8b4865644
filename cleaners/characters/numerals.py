"""Numbers as site notices write them: with separators, with 万 and 千, in Chinese numerals."""

from __future__ import annotations

from cleaners.characters.lazy_pattern import lazy_pattern

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "k": 1_000, "w": 10_000}

# On folded text. A comma separates thousands only where three digits follow.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9}(?:\.\d{1,4})?\ ?[万千百亿kKwW]?|[零〇一二两三四五六七八九十百千万亿]{1,12})"
_ARABIC = lazy_pattern(r"([\d,.]+)\s*([万千百亿kw]?)")


def number(text: str) -> int | None:
    """The value of what `NUMBER` matched; None where it is no number (万百)."""
    found = _ARABIC.fullmatch(text.strip().lower())
    if found:
        # Whole units in integers: 1.2万 is 12,000, not 11,999.
        whole, _, part = found[1].replace(",", "").partition(".")
        unit = _UNITS.get(found[2], 1)
        return int(whole or 0) * unit + (int(part) * unit // 10 ** len(part) if part else 0)
    return _chinese(text.strip())


def _chinese(text: str) -> int | None:
    if not text or any(sign not in _DIGITS and sign not in _UNITS for sign in text):
        return None
    if all(sign in _DIGITS for sign in text):  # 一二〇: digit by digit
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            continue
        unit = _UNITS[sign]
        if unit >= 10_000:
            total = (total + section + digit or 1) * unit
            section = digit = 0
        else:
            section += (digit or 1) * unit
            digit = 0
    return total + section + digit
