"""What stands in text that may be one byte out of step: characters with their two bytes, readings, and pieces of readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cleaners.characters.gbk import gbk
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.readings import LETTERS, is_reading, normal_reading

# Full-width marks by their second byte, behind A3; as ASCII or as they are.
_MARKS = {
    **{mark: (0xA3, 0x80 | ord(mark)) for mark in ",:;?!()."},
    "、": (0xA1, 0xA2),
    "。": (0xA1, 0xA3),
    "“": (0xA1, 0xB0),
    "”": (0xA1, 0xB1),
}
_MARKS |= {chr(ord(mark) + 0xFEE0): pair for mark, pair in _MARKS.items() if mark.isascii()}

_TOKEN = lazy_pattern(
    rf"""
    (?P<stray> [?\ufffd] [(（]? (?P<eaten>[{LETTERS}]{{1,6}}) [)）] )
    | (?P<gloss> [(（] (?P<reading>[{LETTERS}]{{1,6}}) [)）] )
    | (?P<letter> [@-~] )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
Kind = Literal["stray", "gloss", "letter", "digit", "mark", "pair", "other"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    start: int
    end: int
    code: int
    lead: int = 0
    trail: int = 0
    reading: str = ""


def tokens(text: str, start: int, end: int, annotated: bool) -> Iterator[Token]:
    """The window as tokens. On a page that is `annotated` by a converter, a reading that is none of the character before it was
    put in across two characters."""
    pairs = gbk().pairs
    for match in _TOKEN.finditer(text, start, end):
        character, span = match[0][0], match.span()
        code = ord(character)
        if match["stray"]:
            yield Token("stray", *span, code, reading=normal_reading(match["eaten"]))
        elif match["gloss"]:
            reading, before = normal_reading(match["reading"]), text[match.start() - 1 : match.start()]
            foreign = annotated and not before.isascii() and not is_reading(before, reading)
            yield Token("stray" if foreign else "gloss", *span, code, reading=reading)
        elif match["letter"]:
            yield Token("letter", *span, code, 0xA3, 0x80 | code)
        elif character.isdecimal() and character.isascii():
            yield Token("digit", *span, code, 0xA3, 0x80 | code)
        elif character in _MARKS:
            yield Token("mark", *span, code, *_MARKS[character])
        elif 0x7F < code < 0x10000 and pairs[code]:
            yield Token("pair", *span, code, int(pairs[code]) >> 8, int(pairs[code]) & 0xFF)
        else:
            yield Token("other", *span, code)


def is_stray(token: Token, glossed: str) -> bool:
    return token.kind == "stray" or (token.kind == "letter" and bool(glossed))


def gloss_of(following: Token | None) -> str:
    return following.reading if following and following.kind == "gloss" else ""
