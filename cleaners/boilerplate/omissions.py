"""Notices that the site withholds text: taken out of the text, and recorded with what they say of reason and amount.

Their wordings have no end, their words do. A notice is a piece of text of its own (a line, a bracket, the end of a line) that can be
told entirely in the words of `omissions.toml` and in counts, and that plays the roles of a notice: so many characters hidden, the whole
and the part shown, pages left to read, text to be seen after logging in. A story in which somebody logs in has other words, too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from cleaners.boilerplate.numerals import NUMBER, number
from cleaners.characters.fold import fold, t2s
from cleaners.document import Changes, Document, Edit, Omission, OmissionReason
from cleaners.options import Context

_LINE = 130  # characters of a line that may be a notice as a whole
_TAIL = 110  # characters at the end of a longer line in which a notice may stand
_FRAMES = " \t\u3000\xa0-—–=*~#_+|.·•…<>《》【】[](){}「」『』,:;!。、\"'“”‘’↓▼∨»›√★☆◆●■△▲"
_CLOSED = frozenset("。!?！？…」』”\"')）】]:：；;")
_SENTENCE_END = frozenset("。!?！？")

_COUNT = re.compile(
    rf"(?P<chars>(?P<c>{NUMBER})\s*[余多]?\s*个?\s*(?:汉字|字符|字(?!数)|characters))"
    rf"|(?P<pages>(?P<p>{NUMBER})\s*[余多]?\s*[个张]?\s*页)"
    r"|(?P<share>(?P<s>\d{1,3}(?:\.\d+)?)\s*%)"
    r"|\d+(?:\.\d+)?\s*(?:元|点|积分|金币|分|个|次|币|威望|张|章|人|折)?"
)
_PRICE = re.compile("[元点币]|积分|威望")
_FRAMED = re.compile(r"[【\[(（<{「]([^【\[(（<{「】\])）>}」\n]{4,70})[】\])）>}」]|([-=*~—]{2,})\s*([^\n]{4,70}?)\s*(?:\2|[-=*~—]{2,})")
_OPENS = re.compile(r"[【\[(（<{「]|[-=*~—－＝＊～]{2}")
_BOUNDARY = re.compile(r"[。!?！？…)）】\]」”\"]+\s*|\.{2,}\s*|\s+|[,，;；]\s*")
_CLAUSE = re.compile(r"[。!?！？…)）】」”\"\s]")
_SENTENCE = re.compile(r"[。!?！？]")
# The first half of a sentence: no field, address or credit.
_HALF = re.compile(r"(?!.*(?:来源|作者|编辑|记者|通讯员|电话|地址|转载|责编|审核|编写|翻译|摄影|摄))[^\s:@/|_()（）【】]{10,}[\u3400-\u9fff,、]|[^\s:@/|_]{4,}[,、]")
# A button that was glued to the text: nothing but its own form tells where the text ends.
_BUTTON = re.compile(
    r"(?P<strong>(?:点击|点此|展开|显示|继续)(?:阅读|查看|浏览|展开)?(?:全文|全部内容|剩余内容|剩余全文|余下全文|余下内容|完整内容|更多内容|更多))(?P<a>\s*[>»›↓▼∨\]】.…]*)$"
    r"|(?P<weak>(?:阅读|查看|浏览)(?:全文|更多|原文|剩余内容|完整内容|全部内容|余下全文)|全文阅读|详细内容|详情|继续阅读|[Rr]ead [Mm]ore)(?P<b>\s*[>»›↓▼∨\]】.…]*)$"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a piece of text says when read as a notice."""

    roles: frozenset[str]
    groups: frozenset[str]
    chars: int = 0
    pages_seen: int = 0
    pages_total: int = 0
    pages_left: int = -1  # -1: not said
    exact: bool = False  # the number of characters is in digits and not round
    share: bool = False

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
def _vocabulary() -> tuple[re.Pattern[str], dict[str, str], dict[str, re.Pattern[str]]]:
    """The pattern of all words, longest first; the role of each; the patterns of the groups."""
    data = tomllib.loads(files("cleaners.boilerplate").joinpath("omissions.toml").read_text(encoding="utf-8"))
    role = {word: name for name, words in reversed(data["roles"].items()) for word in words.split()}
    words = sorted(role, key=len, reverse=True)
    groups = {name: re.compile("|".join(words.split())) for name, words in data["groups"].items()}
    return re.compile("|".join(map(re.escape, words))), role, groups


_SIGNS = (
    "隐藏 省略 略去 略过 屏蔽 折叠 删减 删节 隐去 未显示 未展 未读 未阅读 未浏览 剩余 剩下 还剩 余下 其余 登录 登陆 登入 注册后 回复后 回复可见 回复才 需要回复 请回复 "
    "付费 购买 会员 VIP vip 试读 试看 解锁 订阅 充值 全文 更多 详细内容 完整内容 完整版 继续阅读 可见 已显示 仅显示 只显示 预览 扫码 关注 下载后 后查看 后阅读 后可 支付后 截断 "
    "到此 看完 后免费 后解锁 即免费 即可 才可 才能 仅展示 只展示 仅提供 只提供 仅能 仅为 加密"
).split()


@cache
def _signs() -> tuple[str, ...]:
    """What every notice has in it, in each script: words to search for, much faster than one pattern of them all."""
    forms: dict[str, str] = {}
    for old, new in t2s().items():
        forms[new] = forms.get(new, new) + old
    found = {"".join(word) for sign in _SIGNS for word in product(*(forms.get(c, c)[:4] for c in sign))}
    return (*sorted(found), "Read more", "read more")


def _hits(text: str) -> list[int]:
    """Where the words stand that a notice may be known by."""
    found: list[int] = []
    for sign in _signs():
        at = text.find(sign)
        while at >= 0:
            found.append(at)
            at = text.find(sign, at + len(sign))
    return sorted(found)


def omissions(document: Document, _context: Context) -> Changes | None:
    """Take the notices out and record what they say."""
    text = document.text
    hits = _hits(text)
    if not hits:
        return None
    found = list(_notices(text, hits))
    if not found:
        return None
    edits, notices, pages = [], [], (0, 0)
    for start, end, reason, reading in found:
        words = text[start:end].strip()
        edits.append(Edit(start, end, "", f"omission.{reason}", "a notice by all its words"))
        if reading.pages_left != 0:
            notices.append(Omission(reason, reading.chars, reading.pages_seen, reading.pages_total, words, start))
        if reading.pages_total:
            pages = (reading.pages_seen, reading.pages_total)
    metadata = {"pages_seen": pages[0], "pages_total": pages[1]} if pages[1] else {}
    return Changes(edits, metadata, tuple(notices))


def cut_off(document: Document, _context: Context) -> Changes | None:
    """Record that the text stops in mid-sentence, where no notice says so. Nothing is taken out.

    Only a text of whole sentences can be said to stop: its last line has sentences before the broken one, and its other paragraphs
    end in marks. A verse, a list, a signature or an ellipsis of six dots, as authors set it, is an end like any other.
    """
    if document.omissions or not document.text:
        return None
    end = len(document.text.rstrip())
    text = document.text[:end]
    start = text.rfind("\n") + 1
    line = fold(text[max(start, end - 400) :])
    if len(line) < 25 or line[-1] in "。!?)]}》”\"」』】":
        return None
    clause = _SENTENCE.split(line)[-1]
    if line.endswith(("...", "…")):
        bare = clause.rstrip(".…")
        broken = not line.endswith("……") and bare[-1:].isalnum() and not bare[-1:].isascii() and "。" in text[:-1]
    else:
        closed = [paragraph[-1] in _CLOSED for paragraph in text[:start].split("\n")[-40:] if len(paragraph) >= 25]
        sentences = line.count("。") + line.count("!") + line.count("?")
        broken = (
            sentences >= 1
            and (sum(closed) >= 0.9 * len(closed) if len(closed) >= 2 else sentences >= 2)
            and _HALF.fullmatch(clause) is not None
        )
    if not broken:
        return None
    return Changes((), {}, (Omission("cut_off", text=clause[-40:].strip(), at=end),))


def _notices(text: str, hits: list[int]) -> Iterator[tuple[int, int, OmissionReason, _Reading]]:
    """Span, reason and reading of each notice, in the order of the text."""
    done, last_prose = 0, _last_prose(text)
    for hit in hits:
        if hit < done:
            continue
        start = text.rfind("\n", max(done - 1, hit - _LINE, 0), hit) + 1
        whole_start = start > 0 or hit <= _LINE
        start = start or max(0, hit - _LINE)
        stop = text.find("\n", hit, hit + _LINE)
        whole_stop = stop >= 0 or len(text) <= hit + _LINE
        stop = stop if stop >= 0 else min(len(text), hit + _LINE)
        short = whole_start and whole_stop and stop - start <= _LINE
        if not short and not whole_stop and not _OPENS.search(text, max(start, hit - 60), hit):
            continue  # in the middle of a paragraph, and in no frame
        found = None
        if short:
            found = _line(text, start, stop, last_prose)
        if not found:
            found = _framed(text, start, stop, hit, last_prose)
        if not found and whole_stop:
            found = _tail(text, start, stop, last_prose)
        if found and found[1] > done:
            yield max(found[0], done), *found[1:]
            done = found[1]


_Found = tuple[int, int, OmissionReason, _Reading]


def _line(text: str, start: int, stop: int, last_prose: int) -> _Found | None:
    """The line as a notice; or two lines, of which one gives the whole and one the part."""
    line = fold(text[start:stop])
    core = line.strip(_FRAMES)
    reading = _read(core)
    if reading is None:
        return None
    after = min(len(text), stop + 1)
    if not (reading.counts or reading.demands or reading.ends_trial) and reading.roles & {"total", "shown"} and _COUNT.search(core):
        end = text.find("\n", after, after + _LINE)
        end = end if end >= 0 else min(len(text), after + _LINE)
        both = _read(f"{core},{fold(text[after:end]).strip(_FRAMES)}")
        if both and both.counts:
            return _whole_line(text, start, end), min(len(text), end + 1), both.reason, both
    bare = line.strip()
    framed = len(bare) - len(bare.lstrip("-—=*~#【[(<{「…+_")) > 0 and bare[-1:] in "-—=*~#】])>}」…+_"
    sentence = bare[-1:] in _SENTENCE_END
    cut, at_end = _cut_before(text, start), stop >= last_prose
    if reading.counts:
        good = framed or reading.asks or not sentence or cut
    elif reading.demands or reading.ends_trial:
        own, spoken = "own" in reading.groups, "you" in reading.groups or bool(reading.roles & {"rest", "hidden", "ended"})
        # A manual has whole sentences of these words, so a sentence must say more.
        good = framed or cut or ((at_end or own or spoken) and not sentence) or (at_end and own and spoken)
    elif reading.asks and (cut or framed) and "whole" in reading.roles and not sentence:
        good = True
    else:  # a button
        good = cut and {"see", "whole"} <= reading.roles
        if good:
            return _whole_line(text, start, stop), after, "trial", reading
    return (_whole_line(text, start, stop), after, reading.reason, reading) if good else None


def _whole_line(text: str, start: int, stop: int) -> int:
    """The start of the line for its removal: with the break before it where none stands behind it."""
    return start - 1 if stop >= len(text) and start else start


def _framed(text: str, start: int, stop: int, at: int, last_prose: int) -> _Found | None:
    """A notice in brackets or between dashes, inside a line."""
    piece = fold(text[start:stop])
    for match in _FRAMED.finditer(piece):
        if not match.start() <= at - start < match.end():
            continue
        reading = _read((match[1] or match[3]).strip(_FRAMES))
        if reading is None:
            return None
        begin, end = start + match.start(), start + match.end()
        ends_line = not text[end : end + 3].split("\n")[0].strip()
        cut = begin > 0 and (text[begin - 1] in "….，,、" or (ends_line and text[begin - 1] not in _CLOSED))
        own = "own" in reading.groups and (reading.demands or reading.ends_trial)
        if reading.counts and (reading.asks or match[2] or ends_line or reading.exact):
            return begin, end, reading.reason, reading
        if own and (ends_line or cut or match[2]):
            return begin, end, reading.reason, reading
        if (cut or text[begin - 1 : begin] in _CLOSED) and ends_line and end >= last_prose - 1:
            if reading.demands or reading.ends_trial:
                return begin, end, reading.reason, reading
            if {"see", "whole"} <= reading.roles:
                return begin, end, "trial", reading
    return None


def _tail(text: str, start: int, stop: int, last_prose: int) -> _Found | None:
    """A notice at the end of a line of text."""
    begin = max(start, stop - _TAIL)
    piece = fold(text[begin:stop])
    bare = piece.rstrip()
    sentence = bare[-1:] in _SENTENCE_END
    for match in _BOUNDARY.finditer(bare):
        at = match.end()
        core = bare[at:].strip(_FRAMES)
        reading = _read(core) if 4 <= len(core) else None
        if reading is None:
            continue
        mark = match[0].strip()[:1]
        trails = "…" in match[0] or ".." in match[0]
        cut = trails or (mark not in _SENTENCE_END and mark not in ")）】]」”\"")
        if reading.counts and (reading.asks or not sentence):
            return begin + at, stop, reading.reason, reading
        if (reading.demands or reading.ends_trial) and (trails or (not sentence and ("own" in reading.groups or stop >= last_prose))):
            if mark in ",，;；" and not sentence and not stop >= last_prose:
                continue
            return begin + at, stop, reading.reason, reading
        if {"see", "whole"} <= reading.roles and not sentence and not reading.roles & {"login", "payment", "download"}:
            if trails or (_BUTTON.search(bare[at:]) and stop - start >= 30 and (not cut or not mark)):
                return begin + at, stop, "trial", reading
    button = _BUTTON.search(bare)
    if button and stop - start >= 30 and button.start() > 0:
        before, arrow = bare[button.start() - 1], (button["a"] or button["b"] or "").strip()
        glued = before in _SENTENCE_END or before == "…" or bare[: button.start()].endswith("..")
        if glued or (arrow and stop >= last_prose) or (button["strong"] and stop >= last_prose and before not in "请可以能即并后先"):
            return begin + button.start(), stop, "trial", _Reading(frozenset(), frozenset())
    return None


def _read(core: str) -> _Reading | None:
    """What `core`, folded, says as a notice; None where it has other words than a notice has."""
    if not 4 <= len(core) <= _LINE:
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
        if sign.isspace() or sign in _FRAMES or sign in "/?？":
            if sign in ",;。!|/" or sign in "?？":
                phrase, pending = [], -1
            place += 1
            continue
        count = _COUNT.match(core, place)
        word = words.match(core, place)
        if count and (not word or count.lastgroup or sign.isdigit()) and (count["chars"] or count["pages"] or count["share"] or sign.isdigit()):
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
            elif _PRICE.search(count[0]):
                roles.add("payment")
            place = count.end()
            continue
        if not word:
            stray += 1
            if stray > len(core) // 20:
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
    return _summed(frozenset(roles), frozenset(name for name, pattern in groups.items() if pattern.search(core)), counts, exact, share)


def _side(phrase: list[str]) -> str:
    """What the words before a count say that it counts."""
    for name in ("hidden", "rest", "shown", "total", "whole"):
        if name in phrase:
            return {"hidden": "rest", "whole": "total"}.get(name, name)
    return ""


def _summed(roles: frozenset[str], groups: frozenset[str], counts: list[tuple[str, str, float]], exact: bool, share: bool) -> _Reading:
    by: dict[tuple[str, str], int] = {}
    for kind, side, value in counts:
        by.setdefault((kind, side or "total"), int(value))
    chars = by.get(("chars", "rest"), 0)
    if not chars and ("chars", "total") in by and ("chars", "shown") in by:
        chars, exact = max(0, by["chars", "total"] - by["chars", "shown"]), True
    if not chars and ("chars", "total") in by:
        part = next((value for kind, side, value in counts if kind == "share" and side == "shown"), None)
        left = next((value for kind, side, value in counts if kind == "share" and side == "rest"), None if part is None else 100 - part)
        chars = round(by["chars", "total"] * left / 100) if left is not None else 0
    seen, total, left_pages = by.get(("pages", "shown"), 0), by.get(("pages", "total"), 0), by.get(("pages", "rest"), -1)
    if left_pages < 0 and total and seen:
        left_pages = max(0, total - seen)
    elif left_pages >= 0:
        total = total or (seen + left_pages if seen else 0)
        seen = seen or (total - left_pages if total > left_pages else 0)
    return _Reading(roles, groups, chars, seen, total, left_pages, exact, share)


def _cut_before(text: str, start: int) -> bool:
    """Whether the line before stops in mid-sentence: an ellipsis, or a long line without an end mark."""
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    if not end:
        return False
    if text[end - 1] in "…" or text[end - 3 : end] in ("...", "。。。"):
        return True
    line = text[max(text.rfind("\n", 0, end) + 1, end - 60) : end]
    # What stands alone behind the last sentence is a label or a signature as often as half a sentence.
    clause = _CLAUSE.split(line)[-1]
    return len(line) >= 25 and len(clause) >= 8 and not clause[-1] in _CLOSED


def _last_prose(text: str) -> int:
    """Where the last line of prose ends, sought in the last lines of the text."""
    end = len(text)
    for _ in range(400):
        start = text.rfind("\n", 0, end) + 1
        line = text[max(start, end - 300) : end]
        if len(line) >= 40 and ("。" in line[:-1] or "，" in line or ", " in line or "," in line) and _read(fold(line[-_LINE:]).strip(_FRAMES)) is None:
            return end
        if not start:
            return 0
        end = start - 1
    return end

