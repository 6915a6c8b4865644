"""The lines of a document in the form in which its site may repeat them: without the parts that change between documents."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cleaners.boilerplate.layout import view_of
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules import tables

WINDOW = 40
"""How many lines at either end of a document are searched for a site's frame. On 35 pages of six sites it was within these."""

_SENTENCES = 3  # the frame ends with the third sentence from its end: a disclaimer has two or three, and so much text is content
_LONGEST = 400
_SENTENCE = lazy_pattern(r"(?=(?:[^\u3400-\u9fff]*[\u3400-\u9fff]){30}).*[。!?;…][\"'”’)）]?", re.DOTALL)
_NUMBER = lazy_pattern(r"\d+(?:,\d{3})*")
_BLANKS = lazy_pattern(r"\s+")
_DATE = lazy_pattern(r"(?:公元)?[二〇○零一三四五六七八九十0]{1,5}\s?年.{1,6}月(?:.{1,4}[日号])?|0[-/.]0[-/.]0")
TITLE = "{title}"


class FrameLine(NamedTuple):
    """One line that is not blank. `key`: its form that is equal on all documents that repeat it; "" if no template may
    have it."""

    key: str
    start: int
    end: int
    head: bool
    tail: bool
    sentence: bool


def frame_lines(text: str, title: str = "") -> list[FrameLine]:
    """The filled lines of `text`. Those of the document's own make (numbered headings, salutations, dates, signatures over a
    date, fields of forms; `frame_lines.toml`) have no key."""
    view = view_of(text)
    spans = view.filled
    lower = [view.lower[start:end].strip() for start, end in spans]
    title = view_of(title).lower.strip() if title else ""
    keys = [_key(line, title) for line in lower]
    sentences = [len(line) >= 30 and _SENTENCE.fullmatch(line) is not None for line in lower]
    head, tail = _zone(sentences), len(spans) - _zone(sentences[::-1])
    lines = []
    for number, (start, end) in enumerate(spans):
        key = keys[number]
        if _content().fullmatch(key) or (number + 1 < len(keys) and _DATE.fullmatch(keys[number + 1]) and len(key) < 40):
            key = ""
        lines.append(FrameLine(key, start, end, number < head, number >= tail, sentences[number]))
    return lines


def _zone(sentences: list[bool]) -> int:
    """How many lines from this end may belong to the frame."""
    seen = 0
    for number, sentence in enumerate(sentences[:WINDOW]):
        seen += sentence
        if seen > _SENTENCES:
            return number
    return min(WINDOW, len(sentences))


def _key(line: str, title: str) -> str:
    if not line or len(line) > _LONGEST:
        return ""
    if len(title) >= 5:
        line = line.replace(title, TITLE)
    return _BLANKS.sub(" ", _NUMBER.sub("0", line))


def says_site(key: str) -> bool:
    """Whether the line itself tells that it is the site's."""
    return _site_words().search(key) is not None


@cache
def _content() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in tables.table("frame_lines.toml")["content"]))


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile(tables.table("frame_lines.toml")["site_words"])
