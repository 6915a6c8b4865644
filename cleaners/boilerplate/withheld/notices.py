"""A piece of text read as a notice: the roles that its words play, and what its counts count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.characters.numerals import NUMBER, number
from cleaners.origin import OmissionReason
from cleaners.rules import tables

LONGEST = 130  # characters of a line that may be a notice as a whole
FRAMES = " \t\u3000\xa0-—–=*~#_+|.·•…<>《》【】[](){}「」『』,:;!。、\"'“”‘’↓▼∨»›√★☆◆●■△▲〔〕〖〗≡¥￥"
COUNT = lazy_pattern(
    r"(?P<ratio>(?P<of>\d{1,4})\s?/\s?(?P<all>\d{1,4})\s?页|(?:第\s?)?1\s?[-~至到—]\s?(?P<to>\d{1,4})\s?页)"
    rf"|(?P<chars>(?P<c>{NUMBER})\s*[余多]?\s*个?\s*(?:汉字|字符|字(?!数)|characters))"
    rf"|(?P<pages>(?P<p>{NUMBER})\s*[余多]?\s*[个张]?\s*页)"
    r"|(?P<share>(?P<s>\d{1,3}(?:\.\d+)?)\s*%|(?P<tenths>[一二三四五六七八九])成|(?P<half>一半)"
    r"|(?P<parts>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])"
    r"|(?P<over>\d)\s?/\s?(?P<under>[2-9])(?![\d/ ]*[页张]))"
    r"|\d+(?:\.\d+)?\s*(?:元|点|积分|金币|分|个|次|币|威望|张|章|人|折)?"
)
_COUNT_SIGNS = frozenset("第零〇一二两三四五六七八九十百千万亿")  # with which a count begins, digits aside
_PRICE = lazy_pattern("[元点币]|积分|威望")


@dataclass(frozen=True, slots=True)
class Notice:
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
    sized: bool = False  # the size of the whole is said
    part: bool = False  # so much and no more is shown, of a whole whose size is not said

    @property
    def reason(self) -> OmissionReason:
        if self.ends_trial:
            return "trial"
        if "payment" in self.roles:
            return "payment"
        if "login" in self.roles or {"denied", "guest"} <= self.roles | self.groups:
            return "login"
        if (self.pages_left > 0 or self.pages_seen) and not self.chars:
            return "preview_pages"
        return "hidden_notice"

    @property
    def spoons(self) -> bool:
        """加入剩下的一半: a step of a recipe that speaks of a share of what is left, and of nothing that one could see."""
        others = {"see", "whole", "hidden", "login", "download", "thing"}
        return self.share and not self.chars and {"payment", "rest"} <= self.roles and not self.roles & others

    @property
    def asks(self) -> bool:
        """Whether it says what one must do in order to see."""
        return bool(self.roles & {"login", "payment", "download"}) and bool(self.roles & {"see", "whole"})

    @property
    def counts(self) -> bool:
        """Whether it says by itself how much is missing."""
        jest = "jest" in self.groups and "reason" not in self.groups
        if self.chars and jest and not self.asks and not self.exact and "rest" not in self.roles:
            return False
        if self.roles <= _TOLD and not self.exact and self.pages_left < 0 and self.chars < _FEW:
            return False  # 到最后只剩下三个字, 还剩下一半
        if self.spoons:
            return False
        excerpt = "excerpt" in self.groups and self.sized
        return bool(self.chars or self.pages_left >= 0 or self.part or excerpt or (self.share and self.roles & _OF_SHARE))

    @property
    def demands(self) -> bool:
        seeing = "see" in self.roles or ("download" in self.roles and "whole" in self.roles and "own" in self.groups)
        chapter = "chapter" in self.groups and "payment" in self.roles and bool(self.roles & {"thing", "whole"})
        then, barred = "then" in self.groups, bool(self.roles & {"login", "payment"})
        return (
            (self.asks and seeing and then)
            or ({"login", "download"} <= self.roles and then and "attachment" in self.groups)
            or ({"denied", "download"} <= self.roles and self.groups >= {"attachment", "you"})
            or ("see" in self.roles and {"limit", "chapter"} <= self.groups and bool(self.roles & {"thing", "whole"}))
            or (chapter and then)
            or ("denied" in self.roles and bool(self.roles & {"see", "hidden"}) and bool(self.groups & {"own", "chapter"}))
            or ("hidden" in self.roles and barred and (then or bool(self.groups & {"own", "chapter"})))
        )

    @property
    def offers(self) -> bool:
        """Whether it holds out the rest for something, without saying one must: a notice at the end of a text, else a button."""
        barred = bool(self.roles & {"login", "payment", "download"})
        see = "see" in self.roles or "enjoy" in self.groups
        rest = "rest" in self.roles
        if self.spoons:
            return False
        own_part = "own" in self.groups and bool(self.roles & {"whole", "thing"})
        if "hidden" in self.roles and "jest" not in self.groups and ({"see", "whole"} <= self.roles or own_part):
            return True
        return ("own" in self.groups and ((see and (barred or rest)) or (barred and rest))) or (
            "limit" in self.groups and "shown" in self.roles and bool(self.roles & {"login", "payment"})
        )

    @property
    def plain(self) -> bool:
        """Whether it says so plainly what is missing and what opens it that some other words beside do not matter."""
        opens = bool(self.roles & {"login", "payment", "download"}) and (
            "see" in self.roles or ("whole" in self.roles and "own" in self.groups)
        )
        missing = bool(self.roles & {"rest", "hidden", "whole"}) or bool(self.groups & {"chapter", "own"})
        return (opens and missing and "then" in self.groups) or (self.counts and (opens or self.exact)) or self.ends_trial

    @property
    def ends_trial(self) -> bool:
        return "ended" in self.roles and ("shown" in self.roles or "free" in self.groups)


_TOLD = frozenset(("rest", "frame", "shown", "thing"))  # what a story says of what is left as well
_FEW = 20  # characters: a site withholds more
_OF_SHARE = frozenset(("rest", "hidden", "shown", "login", "payment", "download"))


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


@cache
def _word_signs() -> frozenset[str]:
    """Signs with which words begin: most signs of prose are none, and trying the pattern of all words costs far more."""
    return frozenset(word[0] for word in _vocabulary()[1])


_STRICT, LOOSE = 20, 4  # one of so many characters may belong to other words


def read(core: str, length: int = 0, strict: int = _STRICT) -> Notice | None:  # noqa: C901 - a table of cases in the order in which they count
    """Parse `core` (folded text) as a notice of withheld text. None if more than one of `strict` characters lies outside the
    vocabulary of notices. `length`: the characters to take the share of, where `core` is a part of something longer."""
    if not 4 <= len(core) <= LONGEST:
        return None
    words, role, groups = _vocabulary()
    word_signs = _word_signs()
    roles: set[str] = set()
    counts: list[tuple[str, str, float]] = []
    phrase: list[str] = []  # words since the last count or mark
    place, pending, turned = 0, -1, -2  # `turned`: a whole that was read as what is missing
    exact = share = of_text = False
    stray = 0
    while place < len(core):
        sign = core[place]
        if sign.isspace() or sign in FRAMES or sign in "/?？":
            if sign in ",;。!|/" or sign in "?？":
                phrase, pending = [], -1
            place += 1
            continue
        count = COUNT.match(core, place) if sign in _COUNT_SIGNS or sign.isdecimal() else None
        word = words.match(core, place) if sign in word_signs else None
        if (
            count
            and (not word or count.lastgroup or sign.isdigit())
            and (count["ratio"] or count["chars"] or count["pages"] or count["share"] or sign.isdigit())
        ):
            kind = "chars" if count["chars"] else "pages" if count["pages"] else "share" if count["share"] else ""
            if count["ratio"]:  # 5/20 页, 第 1-5 页: shown, and maybe of how many
                counts.append(("pages", "shown", int(count["of"] or count["to"])))
                if count["all"]:
                    counts.append(("pages", "total", int(count["all"])))
                phrase = []
            elif kind:
                written = count["c"] or count["p"] or count["s"]
                value = _share(count) if kind == "share" else number(written)
                if value is None:
                    return None
                share = share or kind == "share"
                exact = exact or (kind == "chars" and written[0].isdigit() and value % 100 != 0)
                of_text = "whole" in phrase
                side = "shown" if kind == "pages" and core[max(0, place - 2) : place].strip()[-1:] == "第" else _side(phrase)
                if turned == len(counts) - 1 and side == "rest" and kind == counts[-1][0]:
                    counts[-1] = (kind, "total", counts[-1][2])  # (共 5600 字)已隐去 4300 字: what was hidden comes behind
                counts.append((kind, side, value))
                turned = -2
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
            if stray > max(len(core), length) // strict:
                return None
            place += 1
            continue
        name = role[word[0]]
        roles.add(name)
        if _PAID.search(word[0]):
            roles.add("payment")
        if word[0][-1] in "读看览" or (word[0][-1] in "见载" and name == "whole"):
            roles.add("see")
        if pending >= 0 and (
            ((name in ("hidden", "rest", "payment") or _PAID.search(word[0])) and not counts[pending][1])
            or (name == "hidden" and counts[pending][1] == "total" and not of_text)
        ):
            turned = pending if counts[pending][1] == "total" else -2
            counts[pending] = (counts[pending][0], "rest", counts[pending][2])
        if name in _SIDES or _FREE.search(word[0]) or _REST.search(word[0]):
            phrase.append("shown" if _FREE.search(word[0]) else "rest" if _REST.search(word[0]) else name)
        if word[0] in _SUMS:
            phrase.append("sum")
        place = word.end()
    return _summed(
        frozenset(roles),
        frozenset(name for name, pattern in groups.items() if pattern.search(core)),
        counts,
        exact,
        share,
        of_text,
    )


_SUMS = frozenset(("共", "总共", "合计", "总计", "共计", "共有"))
_SIDES = frozenset(("hidden", "rest", "shown", "total", "whole", "payment"))
_REST = lazy_pattern("剩余|余下|其余|后续|隐藏|付费部分|收费部分|付费内容|收费内容|会员内容|后面|以下|下面|下文")
_FREE, _PAID = lazy_pattern("免费"), lazy_pattern("付费|收费")


def _share(count: re.Match[str]) -> float:
    """A share of the whole in percent, however it is written: 80 %, 八成, 一半, 三分之一, 2/3."""
    if count["s"]:
        return float(count["s"])
    if count["half"]:
        return 50.0
    part, parts = (
        (count["tenths"], "十") if count["tenths"] else (count["part"] or count["over"], count["parts"] or count["under"])
    )
    return 100 * (number(part) or 0) / (number(parts) or 1)


def _side(phrase: list[str]) -> str:
    """What the words before a count say that it counts."""
    if phrase[-1:] == ["sum"] and not {"rest", "hidden"} & set(phrase):
        return "total"
    for name in ("hidden", "rest", "shown", "total", "whole", "payment"):
        if name in phrase:
            return {"hidden": "rest", "payment": "rest", "whole": "total"}.get(name, name)
    return ""


def _summed(
    roles: frozenset[str],
    groups: frozenset[str],
    counts: list[tuple[str, str, float]],
    exact: bool,
    share: bool,
    of_text: bool,
) -> Notice:
    by: dict[tuple[str, str], int] = {}
    for kind, side, value in counts:
        by.setdefault((kind, side or "total"), int(value))
    chars = by.get(("chars", "rest"), 0)
    if not chars and "hidden" in roles and not share and ("chars", "shown") not in by:
        # 中间部分略，约800字: a number of characters that belongs to nothing else is what is hidden.
        chars = next((int(value) for kind, side, value in counts if kind == "chars" and not side), 0)
    if not chars and "following" in groups and len(counts) == 1 and not of_text:
        chars = by.get(("chars", "total"), 0)  # 以下为付费内容，共 1,945 字
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
    sized = bool(by.keys() & {("chars", "total"), ("pages", "total")})
    part = "limit" in groups and any(side == "shown" for _, side, _ in counts)
    return Notice(roles, groups, chars, seen, total, left_pages, exact, share, of_whole and chars > 0, sized, part)
