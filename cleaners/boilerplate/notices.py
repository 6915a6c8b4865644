"""A piece of text read as a notice: the roles that its words play, and what its counts count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cleaners.boilerplate import tables
from cleaners.boilerplate.numerals import NUMBER, number
from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import OmissionReason

LONGEST = 130  # characters of a line that may be a notice as a whole
FRAMES = " \t\u3000\xa0-—–=*~#_+|.·•…<>《》【】[](){}「」『』,:;!。、\"'“”‘’↓▼∨»›√★☆◆●■△▲"
COUNT = lazy_pattern(
    rf"(?P<chars>(?P<c>{NUMBER})\s*[余多]?\s*个?\s*(?:汉字|字符|字(?!数)|characters))"
    rf"|(?P<pages>(?P<p>{NUMBER})\s*[余多]?\s*[个张]?\s*页)"
    r"|(?P<share>(?P<s>\d{1,3}(?:\.\d+)?)\s*%)"
    r"|\d+(?:\.\d+)?\s*(?:元|点|积分|金币|分|个|次|币|威望|张|章|人|折)?"
)
_PRICE = lazy_pattern("[元点币]|积分|威望")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece of text says when read as a notice."""

    roles: frozenset[str]
    groups: frozenset[str]
    chars: int = 0
    pages_seen: int = 0
    pages_total: int = 0
    pages_left: int = -1  # -1: not said
    exact: bool = False  # the number of characters is in digits and not round
    share: bool = False
    of_whole: bool = False  # `chars` is what the whole document lacks, whatever other notices say

    @property
    def reason(self) -> OmissionReason:
        if "ended" in self.roles and "shown" in self.roles:
            return "trial"
        if "payment" in self.roles:
            return "payment"
        if "login" in self.roles:
            return "login"
        if self.pages_left > 0 and not self.chars:
            return "preview_pages"
        return "hidden_notice"

    @property
    def asks(self) -> bool:
        """Whether it says what one must do in order to see."""
        return bool(self.roles & {"login", "payment", "download"}) and bool(self.roles & {"see", "whole"})

    @property
    def counts(self) -> bool:
        """Whether it says by itself how much is missing."""
        if self.chars and "jest" in self.groups and not self.asks and not self.exact:
            return False
        return bool(self.chars or self.pages_left >= 0 or (self.share and self.asks))

    @property
    def demands(self) -> bool:
        seeing = "see" in self.roles or ("download" in self.roles and "whole" in self.roles and "own" in self.groups)
        chapter = "chapter" in self.groups and "payment" in self.roles and bool(self.roles & {"thing", "whole"})
        return (self.asks and seeing and "then" in self.groups) or (chapter and "then" in self.groups)

    @property
    def ends_trial(self) -> bool:
        return {"ended", "shown"} <= self.roles


@cache
def _data() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = dict(tables.table("omissions.toml"))
    return data


def signs() -> list[str]:
    """Words of which every notice has one."""
    return _data()["signs"]["words"].split()


@cache
def _vocabulary() -> tuple[re.Pattern[str], dict[str, str], dict[str, re.Pattern[str]]]:
    """The pattern of all words, longest first; the role of each; the patterns of the groups."""
    data = _data()
    role = {word: name for name, words in reversed(data["roles"].items()) for word in words.split()}
    words = sorted(role, key=len, reverse=True)
    groups = {name: re.compile("|".join(words.split())) for name, words in data["groups"].items()}
    return re.compile("|".join(map(re.escape, words))), role, groups


def read(core: str, length: int = 0) -> Reading | None:
    """What `core`, folded, says as a notice; None where it has other words than a notice has: more than one of 20 characters,
    of `length` characters where `core` is a part."""
    if not 4 <= len(core) <= LONGEST:
        return None
    words, role, groups = _vocabulary()
    roles: set[str] = set()
    counts: list[tuple[str, str, float]] = []
    phrase: list[str] = []  # words since the last count or mark
    place, pending = 0, -1
    exact = share = False
    stray = 0
    while place < len(core):
        sign = core[place]
        if sign.isspace() or sign in FRAMES or sign in "/?？":
            if sign in ",;。!|/" or sign in "?？":
                phrase, pending = [], -1
            place += 1
            continue
        count = COUNT.match(core, place)
        word = words.match(core, place)
        if (
            count
            and (not word or count.lastgroup or sign.isdigit())
            and (count["chars"] or count["pages"] or count["share"] or sign.isdigit())
        ):
            kind = "chars" if count["chars"] else "pages" if count["pages"] else "share" if count["share"] else ""
            if kind:
                written = count["c"] or count["p"] or count["s"]
                value = float(written) if kind == "share" else number(written)
                if value is None:
                    return None
                share = share or kind == "share"
                exact = exact or (kind == "chars" and written[0].isdigit() and value % 100 != 0)
                counts.append((kind, _side(phrase), value))
                pending, phrase = len(counts) - 1, []
            elif "字数" in core and count[0].isdigit():  # 总字数:4500, without a unit
                counts.append(("chars", _side(phrase), int(count[0])))
                pending, phrase = len(counts) - 1, []
            elif _PRICE.search(count[0]):
                roles.add("payment")
            place = count.end()
            continue
        if not word:
            stray += 1
            if stray > max(len(core), length) // 20:
                return None
            place += 1
            continue
        name = role[word[0]]
        roles.add(name)
        if word[0][-1] in "读看览":
            roles.add("see")
        if name in ("hidden", "rest") and pending >= 0 and not counts[pending][1]:
            counts[pending] = (counts[pending][0], "rest", counts[pending][2])
        if name in ("hidden", "rest", "shown", "total", "whole") or word[0] == "免费":
            phrase.append("shown" if word[0] == "免费" else name)
        place = word.end()
    return _summed(
        frozenset(roles), frozenset(name for name, pattern in groups.items() if pattern.search(core)), counts, exact, share
    )


def _side(phrase: list[str]) -> str:
    """What the words before a count say that it counts."""
    for name in ("hidden", "rest", "shown", "total", "whole"):
        if name in phrase:
            return {"hidden": "rest", "whole": "total"}.get(name, name)
    return ""


def _summed(
    roles: frozenset[str], groups: frozenset[str], counts: list[tuple[str, str, float]], exact: bool, share: bool
) -> Reading:
    by: dict[tuple[str, str], int] = {}
    for kind, side, value in counts:
        by.setdefault((kind, side or "total"), int(value))
    chars = by.get(("chars", "rest"), 0)
    of_whole = not chars
    if not chars and ("chars", "total") in by and ("chars", "shown") in by:
        chars, exact = max(0, by["chars", "total"] - by["chars", "shown"]), True
    if not chars and ("chars", "total") in by:
        part = next((value for kind, side, value in counts if kind == "share" and side == "shown"), None)
        left = next(
            (value for kind, side, value in counts if kind == "share" and side == "rest"), None if part is None else 100 - part
        )
        chars = round(by["chars", "total"] * left / 100) if left is not None else 0
    seen, total, left_pages = by.get(("pages", "shown"), 0), by.get(("pages", "total"), 0), by.get(("pages", "rest"), -1)
    if left_pages < 0 and total and seen:
        left_pages = max(0, total - seen)
    elif left_pages >= 0:
        total = total or (seen + left_pages if seen else 0)
        seen = seen or (total - left_pages if total > left_pages else 0)
    return Reading(roles, groups, chars, seen, total, left_pages, exact, share, of_whole and chars > 0)
