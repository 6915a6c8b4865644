"""What two copies of a title share, and whether a title is one of a series."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.characters.fold import fold
from cleaners.characters.lazy_pattern import lazy_pattern

_NO_KEY = lazy_pattern(r"[\W_]+")
_NUMBER = lazy_pattern(r"[一二三四五六七八九十\d]+")
_STEM = 2  # characters before the first number of a series at least


def title_key(words: str) -> str:
    """What two copies of a title share: letters, digits and Han characters, folded."""
    return _NO_KEY.sub("", fold(words).lower())


def of_series(key: str, near: Sequence[str]) -> bool:
    """Whether a title is one of a list that stands behind it: T(一), T(二), T(三). All are given by their keys.

    >>> of_series("测试三真实流量", ["测试一相同流量", "测试二递增流量"])
    True
    """
    return any(len(other) >= 4 and other != key and _stem(other) == _stem(key) != other for other in near)


def _stem(key: str) -> str:
    found = _NUMBER.search(key)
    return key[: found.start()] if found and found.start() >= _STEM else key
