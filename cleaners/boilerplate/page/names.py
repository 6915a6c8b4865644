"""What the names that authors give to parts of a page say: classes, ids and roles, looked up in `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

# Names repeat from page to page of a site; those that are drawn by lot do not, and must not fill a worker.
MAX_NAMES = 20_000


@cache
def words() -> Mapping[str, Any]:
    return tomllib.loads(files("cleaners.boilerplate.page").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def line_pattern(name: str) -> re.Pattern[str]:
    return re.compile(words()["lines"][name])


@cache
def _content_pattern(grade: str) -> re.Pattern[str]:
    return re.compile(words()["content"][grade])


@lru_cache(MAX_NAMES)
def grade(names: str) -> float:
    """How surely these words name the body of a text: 0 to 3."""
    if not names:
        return 0.0
    value = 3.0 if _content_pattern("sure").search(names) else 1.6 if _content_pattern("maybe").search(names) else 0.0
    return 0.6 * value if value and _content_pattern("unless").search(names) else value


def content_named(names: str) -> bool:
    """Whether the words speak of content at all."""
    return bool(names) and bool(_content_pattern("sure").search(names) or _content_pattern("maybe").search(names))


@cache
def _reason_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(pattern)) for reason, pattern in words()["reasons"].items())


@lru_cache(MAX_NAMES)
def reason_of(tag: str, names: str) -> str:
    """Why an element of this tag and these words is left out, "" where they do not say."""
    for reason, pattern in _reason_patterns() if names else ():
        if pattern.search(names):
            return reason
    return str(words()["tags"].get(tag, ""))


@cache
def _kind_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, words()["kinds"]["names"].values()))


@lru_cache(MAX_NAMES)
def kinds_named(names: str) -> tuple[bool, ...]:
    """Which kinds of pages have elements of such names."""
    return tuple(bool(pattern.search(names)) for pattern in _kind_patterns())


def kinds_told(text: str) -> list[int]:
    """How often the words of each kind of page occur in a text."""
    lower = text.lower()
    latin = lower.encode("ascii", "replace")  # a byte a character: counted in a fraction of the time
    return [
        sum(map(text.count, told.get("words", ())))
        + sum(map(latin.count, (word.encode() for word in told.get("english", ()))))
        + sum(len(pattern.findall(lower)) for sign, pattern in _told_patterns(kind) if any(map(lower.count, sign)))
        for kind, told in words()["kinds"]["lines"].items()
    ]


@cache
def _told_patterns(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns of a kind, each with the signs one of which it needs."""
    return tuple((sign, re.compile(pattern)) for sign, pattern in words()["kinds"]["lines"][kind].get("patterns", ()))
