# ruff: noqa: E501 - patterns and tables are read better unbroken
"""A piece of text read as the promotion of a site: how much of it is told in the words of `promotions.toml`, in the name of a site
and in addresses in any dress (`ｗｗw．ｑｎ点ｃoM`, `q n x s . c c`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from cleaners.characters.han import ANY_HAN
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.rules import tables

# On folded text in lower case. A dot may be set off, be a stop or a word, an o may be a nought: sites write so against filters.
DOT = r"(?:\s?[。·]\s?|\.|\s\.\s|点)"
ZONE = r"(?:c[o0]m|net|cn|org|cc|me|la|info|top|vip|c[o0]|tv|io|xyz|tw|hk)"
_LABEL = r"(?:[a-z0-9][a-z0-9\-]{1,23}|[\u3400-\u9fff]{2,8})"
_HOST = rf"(?:https?:/{{1,2}})?(?:(?:www|wap|m|3g){DOT}{_LABEL}(?:{DOT}[a-z0-9\-]{{2,12}}){{0,2}}|[a-z0-9][a-z0-9\-]{{1,23}}){DOT}{ZONE}"
ADDRESS = lazy_pattern(rf"(?<![a-z0-9@./_-]){_HOST}(?![a-z0-9@])(?:/[\w./?=&%-]{{0,40}})?")
_CONTACT = r"(?:加|\+)?(?:vx|wx|qq|薇信|威信|微信|微信号|群)\s?:?\s?[a-z0-9][a-z0-9_\-]{4,17}"
_ODD_DOT = lazy_pattern(r"[。·点\\]|:(?!//)|\s[.]")
_MARKED = lazy_pattern(
    r"(?<![a-z0-9:])(?::[a-z0-9]{4,20}:|[\\\\/]{1,8}(?:w{3})?[.:\\\\][a-z0-9\\\\]{2,24}[.:\\\\]{1,8}c[\\\\]{0,6})(?:com|om|net|org|cc)(?![a-z0-9])"
)
_SPELT = lazy_pattern(
    rf"(?<![a-z0-9])(?:[a-z0-9] ){{3,20}}[.] ?(?:{'|'.join(' '.join(z) for z in ('com', 'net', 'org', 'cc', 'cn', 'la'))})(?![a-z0-9])"
)


def squeezed(words: str) -> str:
    """`words` without the signs that a site draws between the characters of its name."""
    return words.translate(_nothing())


def addresses(lower: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """The spans of addresses in a stretch of folded, lower-case text."""
    found = [match.span() for pattern in (ADDRESS, _MARKED, _SPELT) for match in pattern.finditer(lower, begin, stop)]
    return sorted(found)


def dressed(raw: str, lower: str) -> bool:
    """Whether an address is written as nobody writes one who wants it to be used: cases mixed, wide letters, odd dots."""
    if _ODD_DOT.search(lower) or any("\uff21" <= sign <= "\uff5a" for sign in raw) or raw.startswith("WWW"):
        return True
    if ANY_HAN.search(lower):
        return True
    return any(
        not (part.islower() or part.isupper() or part.istitle() or part.isdigit())
        for part in re.split(r"[.]", raw)
        if part.isascii() and part.isalpha() and (len(part) <= 3 or part[:1].islower())
    )


@dataclass(frozen=True, slots=True)
class Promotion:
    """What a piece says as a promotion. `score`: 2 for what nobody but a site says and a dressed address, 1 for a name, an
    address and each other word; `stray` counts characters of none of these, a few Latin letters aside."""

    score: int
    strong: bool
    name: bool
    address: bool
    stray: int


@cache
def _nothing() -> dict[int, None]:
    marks = tables.table("promotions.toml")["marks"]
    return dict.fromkeys([0, *map(ord, marks["ornaments"] + marks["between"].replace(".", "").replace(":", ""))])


@cache
def ornaments() -> str:
    return str(tables.table("promotions.toml")["marks"]["ornaments"]) + "\0"


@cache
def between() -> str:
    return ornaments() + str(tables.table("promotions.toml")["marks"]["between"])


@cache
def _tokens() -> re.Pattern[str]:
    table = tables.table("promotions.toml")
    groups = {kind: sorted(table["words"][kind].split(), key=len, reverse=True) for kind in ("strong", "weak", "glue")}
    ends = sorted(table["names"]["ends"].split(), key=len, reverse=True)
    long_ends, short_ends = ("|".join(end for end in ends if (len(end) > 2) == long) for long in (True, False))
    either = {kind: "|".join(map(re.escape, words)) for kind, words in groups.items()}
    return re.compile(
        rf"(?P<address>(?<![a-z0-9@./_-]){_HOST}(?![a-z0-9@])(?:/[\w./?=&%-]{{0,40}})?)|(?P<full>{long_ends})|(?P<strong>{_CONTACT}|{either['strong']})"
        rf"|(?P<weak>{either['weak']})|(?P<name>{short_ends})|(?P<glue>{either['glue']})|(?P<rest>[\u3400-\u9fffa-z0-9])"
    )


class Token(NamedTuple):
    kind: str  # strong, weak, glue, name (the end of one), address, rest
    start: int
    end: int
    word: str


def tokens(lower: str, begin: int, stop: int) -> Iterator[Token]:
    """The words of a stretch of folded, lower-case text as promotions use them; marks and blanks lie between them."""
    for match in _tokens().finditer(lower, begin, stop):
        yield Token((match.lastgroup or "").replace("full", "name"), match.start(), match.end(), match[0])


def names(token: Token, before: int) -> bool:
    """Whether the token ends the name of a site, of which `before` characters stand before it."""
    if token.kind == "name":
        return 2 <= before <= 5 or (before <= 5 and len(token.word) > 2)
    return token.kind == "weak" and 2 <= before <= 4 and token.word in _ENDS_TOO


_ENDS_TOO = frozenset(("小说", "看书", "读书", "范文", "资料", "试卷", "书友"))


def read(raw: str, lower: str) -> Promotion:
    """Read `lower`, which is `raw` folded in lower case, as a promotion."""
    score = stray = run = latin = 0
    strong = name = address = False
    seen: set[str] = set()
    for token in tokens(lower, 0, len(lower)):
        if token.kind == "rest":
            run += 1
            latin += token.word.isascii()
            continue
        if names(token, run):
            score, name, run = score + (not name), True, 0
        elif token.kind == "address":
            odd = dressed(raw[token.start : token.end], token.word)
            score, address, strong = score + 1 + odd, True, strong or odd
        elif token.kind == "strong":
            score, strong = score + 2 * (token.word not in seen), True
        elif token.kind == "weak":
            score += token.word not in seen
        seen.add(token.word)
        stray, run = stray + run, 0
    return Promotion(score, strong, name, address, max(0, stray + run - min(4, latin)))
