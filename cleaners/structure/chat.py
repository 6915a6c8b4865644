"""Chats as programs export them and dialogues as people write them: who speaks, when, and what, line by line.

    [2024/3/2 10:11:09] 小林: 你到了吗          2024-03-02 10:11:12 小林(10001)          小林: 你到了吗
    2024/3/2 10:11 - 小林: 你到了吗             你到了吗                                  小陈: 还在路上

Comments on pages and lists of news have heads of the same form. A chat is told from them by what a page has not: it begins with
its first message, its times only grow, its speakers come back, and no buttons stand between the messages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.document import Mark

__all__ = ["chat_marks"]

LOOK = 160
"""Characters of a line in which its head is looked for."""
NAMED = 24
"""Characters of a name and the colon behind it."""
FIRST_LINES = 12
"""A chat begins within so many lines that are not blank: what stands before is the export's own head."""
FEWEST_TURNS = 3
"""Turns without a time that make a dialogue."""
MOST_BETWEEN = 6
"""Lines of one turn in a dialogue without times."""
MOST_LINES = 40
"""Lines that a message has on the average at most: an article has a head and then no other."""

_DATE = (
    r"(?:\d{4}|\d\d)[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}[-/]\d{1,2}|\d{1,2}月\d{1,2}日"
    r"|[昨今前]天|(?:星期|周)[一二三四五六日天]"
)
_DAY = r"(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?[ ]?|[(（][一二三四五六日][)）][ ]?)?"
_CLOCK = r"(?:(?:[上下中]午|早上|凌晨|晚上)[ ]?)?\d{1,2}[:：]\d\d(?:[:：]\d\d(?:\.\d{1,3})?)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_STAMP = rf"(?:(?:{_DATE})[ ,，T]{{0,3}}{_DAY})?{_CLOCK}"
_NAME = r"[^\s:：\[\]【】<>|,，。！？!?;；\"“”][^:：\[\]【】<>|\t。！？!?;；\"“”]{0,39}?"
_NUMBER = r"(?:[ ]?(?:\(\d{4,12}\)|（\d{4,12}）|\([^()\s]{1,40}@[^()\s]{1,40}\)|<[^<>\s]{1,60}>))?"
# The forms of heads, by whether the text stands behind them on the line. The first that fits counts.
_INLINE = (
    lazy_pattern(rf"[\[【](?P<time>{_STAMP})[\]】][ ]?(?:<(?P<nick>{_NAME})>[ ]|(?P<name>{_NAME}){_NUMBER}[ ]?[:：])"),
    lazy_pattern(
        rf"(?P<time>{_STAMP})(?:[ ]?[-–—][ ]|[, ]{{1,2}})(?:<(?P<nick>{_NAME})>[ ]|(?P<name>{_NAME}){_NUMBER}[ ]?[:：](?!\d))"
    ),
    lazy_pattern(rf"(?P<time>{_STAMP})\t(?P<name>{_NAME}){_NUMBER}\t"),
    lazy_pattern(rf"(?P<time>{_STAMP})[ ]?(?P<bar>[|,，])[ ]?(?P<name>{_NAME}){_NUMBER}[ ]?(?P=bar)[ ]?"),
    lazy_pattern(rf"(?P<name>{_NAME}){_NUMBER}[ ]?[(（\[](?P<time>{_STAMP})[)）\]][ ]?[:：]"),
    lazy_pattern(rf"(?P<name>{_NAME}){_NUMBER}[ ]{{1,2}}(?P<time>{_STAMP})[ ]?[:：](?!\d)"),
)
_ALONE = (
    lazy_pattern(rf"(?P<time>{_STAMP})[ \t]{{1,3}}['‘]?(?P<name>{_NAME}){_NUMBER}['’]?[ ]?[:：]?$"),
    lazy_pattern(
        rf"(?P<name>{_NAME}){_NUMBER}(?:[ \t]{{1,4}}|[ ]?[,，][ ]?|[ ][-–—][ ])[(（\[]?(?P<time>{_STAMP})[)）\]]?[:：]?$"
    ),
)
# A time on a line of its own, below a line that is a name.
_BELOW = lazy_pattern(rf"{_STAMP}$")
_WHO = lazy_pattern(rf"{_NAME}{_NUMBER}$")
_PLAIN = lazy_pattern(
    rf"(?:<(?P<nick>{_NAME})>[ ]|\*\*(?P<bold>[^*:：\n]{{1,16}})(?:\*\*[:：]|[:：]\*\*)"
    r"|(?P<name>[^\W_][^\t:：*#'\"“”\[\]{}<>=/|,，。！？!?;；、]{0,15})[:：])(?!//|\d\d|[:：=])"
)
# What narrates that somebody speaks ends so, and a line of code.
_NARRATED = lazy_pattern(r".+(?:[道说曰云称叫喊笑想答问]|says?|said)$")
_CODE_END = frozenset(",;{}([")
_TIMED = re.compile(r"\d[:：]\d\d")
_HALF = re.compile("[上下中]午|早上|凌晨|晚上|[AaPp][Mm]")
_DIGITS = re.compile(r"\d+")
_DATE_LINE = lazy_pattern(rf"[—\-=─* ]*(?:{_DATE}){{1,2}}[ ]?{_DAY}[—\-=─* ]*$")
_FLOOR = lazy_pattern(r"\d{1,5}[#楼]$|#\d{1,5}$|第\d{1,5}楼")
_COUNT = lazy_pattern(r"[ ]?[(（]?\d*[)）]?$")
_RULE = lazy_pattern(r"[=—\-_─ ]{3,}$")


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of one kind in `chat.toml`."""
    import tomllib

    words: str = tomllib.loads(files("cleaners.structure").joinpath("chat.toml").read_text(encoding="utf-8"))[kind]
    return tuple(words.split())


class _Line(NamedTuple):
    start: int
    text: str
    """Without outer blanks; of a long line the beginning."""

    end: int


class _Head(NamedTuple):
    number: int
    name: str
    time: str
    size: int
    """Characters of the line that are time and speaker."""
    inline: bool
    lines: int = 1
    """Lines that are time and speaker."""


def chat_marks(text: str) -> list[Mark]:
    """Marks for the chat or the dialogue that a text is or holds, in its order; none for other texts.

    `message`, one for each line that is not blank: heads, with the attribute `speaker`, and the lines of a message below.
    `speaker`, a span: time and name as they stand, up to the text of the message. What people write themselves (`小林: 你好`) has
    none: its colon is set like any other.
    """
    if not _may_be_chat(text):
        return []
    lines = _lines(text)
    heads = _timed(lines)
    spans = [(heads[0].number, _last(lines, heads))] if _is_chat(lines, heads) else []
    if spans:
        spans = [(_preamble(lines, heads[0].number), spans[0][1])]
    else:
        heads = _untimed(lines)
        spans = list(_dialogues(lines, heads))
    return list(_marks(lines, heads, spans)) if spans else []


def _may_be_chat(text: str) -> bool:
    """Whether two signs that stand behind names or in times are near the beginnings of lines, or one in the first line: found in
    almost no time, since most texts are none."""
    signs = 0
    for sign in ":：>":
        at = text.find(sign)
        while at >= 0:
            begin = text.rfind("\n", max(0, at - LOOK), at)
            near = at - begin if begin >= 0 or at <= LOOK else LOOK + 1
            if near <= NAMED or (near <= LOOK and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()):
                signs += 1 + (begin < 0)
                if signs > 1:
                    return True
            at = text.find(sign, at + 1)
    return False


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank."""
    found, at = [], 0
    for raw in text.split("\n"):
        end = at + len(raw)
        look = raw[: LOOK + 40].strip()[:LOOK]
        if look:
            found.append(_Line(at + raw.index(look[0]), look, at + len(raw.rstrip())))
        elif len(raw) > LOOK and not raw.isspace():
            found.append(_Line(at, "", end))
        at = end + 1
    return found


def _timed(lines: Sequence[_Line]) -> list[_Head]:
    """Lines that begin a message and say when it was sent; those of one form, the one that is most frequent."""
    forms: dict[tuple[int, str], list[_Head]] = {}
    for number, line in enumerate(lines):
        if not _TIMED.search(line.text):
            continue
        place, head = _timed_head(lines, number)
        if head is not None:
            forms.setdefault((place, _shape(head.time)), []).append(head)
    return max(forms.values(), key=len, default=[])


def _timed_head(lines: Sequence[_Line], number: int) -> tuple[int, _Head | None]:
    """The head that a line is, and which of the forms it has."""
    line = lines[number]
    if _BELOW.match(line.text):
        above = _WHO.match(lines[number - 1].text) if number else None
        if above is None or _of_page(above[0]):
            return -1, None
        return -1, _Head(number - 1, above[0], line.text, above.end(), False, 2)
    for place, pattern in enumerate((*_INLINE, *_ALONE)):
        if found := pattern.match(line.text):
            name = _name(found)
            if not name or _of_page(name):
                break
            return place, _Head(number, name, found["time"], found.end(), place < len(_INLINE))
    return -1, None


def _shape(time: str) -> str:
    """The form that a time is written in."""
    return _DIGITS.sub("0", _HALF.sub("", time)).strip()


def _name(found: re.Match[str]) -> str:
    groups = found.groupdict()
    name = (groups.get("nick") or groups.get("bold") or groups.get("name") or "").strip(" '’‘")
    return "" if name.lower() in _words("nobody") or name.isdecimal() else name


def _of_page(name: str) -> bool:
    return re.search(r"\d{4}[-/.年]|楼$", name) is not None or any(word in name for word in _words("of_pages"))


def _is_button(line: str) -> bool:
    """Whether a line is what stands below comments on a page."""
    word = line[: _COUNT.search(line).start()]  # type: ignore[union-attr]
    return word in _words("buttons") or _FLOOR.match(line) is not None


def _is_chat(lines: Sequence[_Line], heads: Sequence[_Head]) -> bool:
    """Whether heads with times make the text a chat; see the top of the module."""
    if not heads or heads[0].number >= FIRST_LINES:
        return False
    span = heads[-1].number - heads[0].number + 1
    if span > MOST_LINES * len(heads):
        return False
    inline = heads[0].inline
    if len(heads) < 2:
        return inline and heads[0].number == 0 and len(lines) <= MOST_BETWEEN and bool(_DIGITS.match(lines[0].text.lstrip("[【")))
    backwards = sum(later < earlier for earlier, later in pairwise(_order(head.time) for head in heads))
    if 5 * backwards > len(heads):
        return False
    words = sum(_is_button(line.text) for line in lines[heads[0].number : heads[-1].number + MOST_BETWEEN])
    if 5 * words > len(heads):
        return False
    names = len({head.name for head in heads})
    if inline:
        return names < len(heads) or _preamble(lines, heads[0].number) <= 1 or len(heads) <= FEWEST_TURNS
    followed = sum(later.number > earlier.number + earlier.lines for earlier, later in pairwise(heads))
    if 5 * followed < 3 * (len(heads) - 1) or heads[-1].number == len(lines) - 1 > span:
        return False
    return names < len(heads) or _preamble(lines, heads[0].number) == 0


def _order(time: str) -> tuple[int, ...]:
    """What grows with time: the date, where the form has the year first; else nothing that could be compared."""
    numbers = tuple(map(int, _DIGITS.findall(time)))
    if not re.match(r"\d{4}", time):
        return ()
    return numbers[:3] + ((numbers[3] % 12 + 12,) if re.search("下午|晚上|[Pp][Mm]", time) else numbers[3:4]) + numbers[4:5]


def _last(lines: Sequence[_Line], heads: Sequence[_Head]) -> int:
    """The last line of the last message: its own where the text stands on it, else all that follows up to a blank line; all to
    the end of the text, where that is no more than other messages have."""
    last = heads[-1].number
    longest = max((later.number - earlier.number for earlier, later in pairwise(heads)), default=1)
    if len(lines) - last <= max(3, 2 * longest):
        return len(lines) - 1
    while last + 1 < len(lines) and lines[last + 1].start - lines[last].end <= 2 and last - heads[-1].number < longest:
        last += 1
    return last


def _preamble(lines: Sequence[_Line], first: int) -> int:
    """The first of the lines before the chat that are the export's own: what was exported, of which day."""
    begin = first
    while begin > 0 and _of_export(lines[begin - 1].text):
        begin -= 1
    return begin


def _of_export(line: str) -> bool:
    return bool(_RULE.match(line) or _DATE_LINE.match(line)) or any(word in line for word in _words("exports"))


def _untimed(lines: Sequence[_Line]) -> list[_Head]:
    """Lines that begin with a name and a colon."""
    heads = []
    for number, line in enumerate(lines):
        look = line.text[:NAMED]
        if ":" not in look and "：" not in look and ">" not in look:
            continue
        found = _PLAIN.match(look)
        if found and (name := _name(found)) and name.count(" ") <= 2 and not _NARRATED.match(name):
            heads.append(_Head(number, name, "", found.end(), True))
    return heads


def _dialogues(lines: Sequence[_Line], heads: list[_Head]) -> Iterator[tuple[int, int]]:
    """The spans of lines that are dialogues: turns that follow one another, of few speakers who come back."""
    if len(heads) >= 2 and heads[0].number == 0 and all(head.name.lower().split()[-1] in _words("roles") for head in heads):
        yield 0, len(lines) - 1  # a conversation with a model, whose turns may be long
        return
    run: list[_Head] = []
    for head in heads:
        if run and head.number - run[-1].number > MOST_BETWEEN:
            yield from _dialogue(lines, run)
            run = []
        run.append(head)
    yield from _dialogue(lines, run)


def _dialogue(lines: Sequence[_Line], run: Sequence[_Head]) -> Iterator[tuple[int, int]]:
    names = Counter(head.name for head in run)
    if len(run) < FEWEST_TURNS or len(names) < 2 or 3 * len(names) > 2 * len(run) or _is_form(run):
        return
    # Each turn of somebody who speaks once may be a line of another kind, such as a heading with a colon.
    spoken = [lines[head.number].text[head.size :].strip() for head in run]
    words = sum(bool(said) and not said[0].isdigit() and said[-1] not in _CODE_END for said in spoken)
    changes = sum(earlier.name != later.name for earlier, later in pairwise(run))
    if 10 * words < 7 * len(run) or 2 * changes < len(run) - 1 or 3 * len(run) < 2 * (run[-1].number - run[0].number + 1):
        return
    yield run[0].number, run[-1].number


def _is_form(run: Sequence[_Head]) -> bool:
    """Whether the same three keys or more come round in one order: records, not speakers."""
    names = [head.name for head in run]
    period = names[1:].index(names[0]) + 1 if names[0] in names[1:] else len(names)
    return period > 2 and len(set(names[:period])) == period and all(a == b for a, b in zip(names, names[period:], strict=False))


def _marks(lines: Sequence[_Line], heads: Sequence[_Head], spans: Sequence[tuple[int, int]]) -> Iterator[Mark]:
    by_number = {head.number: head for head in heads}
    for first, last in spans:
        for number in range(first, last + 1):
            line, head = lines[number], by_number.get(number)
            yield Mark("message", line.start, line.end, {"speaker": head.name} if head else {})
            if head and (head.time or head.name.lower() in _words("roles")):
                blank = line.text[head.size : head.size + 1] == " "
                yield Mark("speaker", line.start, line.start + head.size + blank)
                for below in lines[number + 1 : number + head.lines]:
                    yield Mark("speaker", below.start, below.end)
