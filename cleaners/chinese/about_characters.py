"""Find characters that a text talks about, such as 繁体「發」对应简体「发」, 后（後）, 發/发. They must not be converted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.script import HAN

_SCRIPTS = "繁[体體]|[简簡](?:[体體]|化?字|[写寫])|正[体體]字|[异異][体體]"
# If the line has one of these words, it talks about the single characters in quotes.
_SUBJECTS = (
    f"{_SCRIPTS}|[旧舊]?字形|部首|偏旁|[笔筆](?:[画畫]|[顺順])|通假|俗字|本字|古字|新字[体體]|二[简簡]字|"
    "[写寫][作成为為]|合并[为為]|合併為"
)
_SUBJECT = lazy_pattern(_SUBJECTS)
# `in` for a few words is many times faster than a pattern, and nearly always says no.
_SCRIPT_WORDS = ["繁", "简体", "簡體", "简化字", "簡化字", "异体", "異體"]
# Words of several characters are mentioned right behind the subject: 繁体写作「臺灣」, but not 繁体字请点「確定」.
_RIGHT_BEFORE = lazy_pattern(f"(?:{_SUBJECTS})[字词詞为為是的：: ]{{0,2}}$")
_OPEN, _CLOSE = "「『“‘\"'【〈《[", "」』”’\"'】〉》]"


@cache
def _quoted(longest: int) -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(_OPEN)}]([{HAN}]{{1,{longest}}})[{re.escape(_CLOSE)}]")


@cache
def _other_form() -> re.Pattern[str]:
    """A character in brackets, or behind a sign, that may be another form of the one before."""
    bracket = rf"(?<=[（(])(?:[简簡繁正异異本同通][体體]?[：: ]?)?[「“]?([{HAN}])[」”]?[）)]"
    sign = rf"(?:(?<=[/／=＝→⇒＞])|(?<=->)) ?([{HAN}])(?![{HAN}])"
    return re.compile(f"[（(/／=＝→⇒＞>](?:{bracket}|{sign})")  # one class at the front: `re` skips to it


@cache
def _han() -> re.Pattern[str]:
    return re.compile(f"[{HAN}]")


def mentioned_spans(text: str, convert: Callable[[str], str]) -> list[tuple[int, int]]:
    """Spans of `text` in which characters are mentioned. `convert` gives the simplified form of a character."""
    return [*_in_quotes(text), *_pairs(text, convert), *_fields(text)]


# Fields of dictionaries: `traditional：艙`, `繁体: 發`.
_FIELD = lazy_pattern(
    rf"(?i:traditional|\btrad)[\"']?[ \t]*[：:=|\t][ \t]*[\"'「“]?([{HAN}]{{1,8}})"
    rf"|(?:繁[体體]|正[体體]|[异異][体體])字?[ \t]*[：:=][ \t]*[「“]?([{HAN}]{{1,4}})(?![{HAN}])"
)
_FIELD_WORDS = ("raditional", "rad", "RAD", "繁", "正体", "正體", "异体", "異體")


def _fields(text: str) -> Iterator[tuple[int, int]]:
    if any(word in text for word in _FIELD_WORDS):
        for match in _FIELD.finditer(text):
            yield match.span(1) if match[1] else match.span(2)


def _in_quotes(text: str) -> Iterator[tuple[int, int]]:
    # Short quotations are rare, and looking for them is fast; only about them the words of the subject are looked for.
    done, single = 0, False
    for match in _quoted(4 if any(word in text for word in _SCRIPT_WORDS) else 1).finditer(text):
        start, end = match.span(1)
        if end - start > 1:
            if _RIGHT_BEFORE.search(text[max(0, start - 11) : start - 1]):
                yield start, end
            continue
        if start >= done:
            first, done = _line(text, start)
            single = _SUBJECT.search(text, first, done) is not None
        if single:
            yield start, end


def _line(text: str, at: int, window: int = 1000) -> tuple[int, int]:
    """The line about `at`, or as much of it as lies near."""
    end = text.find("\n", at, at + window)
    return max(text.rfind("\n", max(0, at - window), at) + 1, at - window), end if end >= 0 else min(len(text), at + window)


def _pairs(text: str, convert: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    han = _han()
    for match in _other_form().finditer(text):
        place, other = match.start(), match[1] or match[2]
        place -= text[place] == ">"  # behind ->
        at = place - 1 - text.startswith(" ", max(0, place - 1))
        if at < 0 or text[at] == other or not han.match(text[at]):
            continue
        if match[2] and at and han.match(text[at - 1]):
            continue  # a word before the sign, no character by itself
        if convert(text[at]) == convert(other):
            yield at, match.end()
