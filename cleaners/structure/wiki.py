"""The text of a MediaWiki: what of it is markup, and what stands for it.

One pass over the signs that open and close, with a stack; then the lines. Marks `markup` may lie one within another: the outer
one counts. What is never closed stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from cleaners.document import Mark, Scalar

SIGN, TEMPLATE, NOTE, VARIANT = "wiki.sign", "wiki.template", "wiki.note", "wiki.variant"

MAX_DEPTH = 400
_TOKEN = re.compile(
    r"\[\[|\]\]|\{\{|\}\}|-\{|\}-|\||<!--|<(ref|nowiki|pre|code|syntaxhighlight|source|math|gallery)\b([^<>]{0,500})>", re.I
)
_OPENS = {"[[": "]]", "{{": "}}", "-{": "}-"}
_CLOSES = frozenset(_OPENS.values())
_TAG = re.compile(
    r"</?(?:small|big|sub|sup|span|div|center|u|i|b|s|del|ins|font|nowiki|includeonly|noinclude|onlyinclude|blockquote|poem|p|cite"
    r"|abbr|ref|references|section|tt|kbd|var|em|strong|code|ruby|rb|rp)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s{0,8}/?>(\r?\n)?", re.IGNORECASE)
_QUOTES = re.compile(r"'{2,5}")
_MAGIC = re.compile(r"__[A-Z]{3,20}__")
_ADDRESS = re.compile(r"\[(?:https?:|ftp:)?//[^\s\[\]]{1,2000}[ \t]{0,8}([^\[\]\r\n]{0,1000})\]")
_ASIDE = re.compile(
    r"\s{0,8}(?:file|image|media|category|文件|檔案|档案|图像|圖像|图片|分类|分類|[a-z]{2,3}(?:-[a-z]{2,8}){0,2})\s{0,4}:",
    re.IGNORECASE,
)
_VARIANT = re.compile(r"\s*(zh(?:-[a-z]{2,6})?)\s*:", re.IGNORECASE)
_PREFERRED = ("zh-hans", "zh-cn", "zh", "zh-sg", "zh-my")
# Templates that stand for words: which of their values, counted from 1.
_WORDS = {
    "lang": 2,
    "le": 1,
    "ill": 1,
    "link": 1,
    "tsl": 3,
    "translink": 3,
    "nowrap": 1,
    "nobold": 1,
    "small": 1,
    "ruby": 1,
    "bd": 0,
}
_CELL_STYLE = re.compile(
    r"[ \t]{0,8}(?:[a-z-]{1,20}[ \t]{0,4}=[ \t]{0,4}(?:\"[^\"|\r\n]{0,300}\"|'[^'|\r\n]{0,300}'|[\w%#-]{1,40})"
    r"[ \t]{0,8}){1,8}\|(?!\|)",
    re.I,
)
_LOWER = {upper: upper + 32 for upper in range(65, 91)}
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")


def looks_like_wiki(text: str) -> bool:
    """Whether a text shows three kinds of a wiki's signs or more.

    >>> looks_like_wiki("'''茶'''是[[植物|一种植物]]。\\n== 历史 ==\\n{{来源请求}}\\n")
    True
    """
    head = text[:65536]
    links = len(re.findall(r"\[\[[^\[\]\n]{1,200}\]\]", head))
    signs = (
        links >= 1,
        re.search(r"^={2,5}[^=\n]{1,100}={2,5}[ \t]*$", head, re.MULTILINE),
        re.search(r"\{\{[^{}\n]{1,200}(?:\}\}|\n\|)", head),
        re.search(r"'''[^'\n]{1,200}'''", head),
        re.search(r"-\{[^{}\n]{1,200}\}-|^\{\|", head, re.MULTILINE),
        re.search(r"\[\[(?:category|分类|分類|file|文件):", head, re.IGNORECASE),
    )
    return bool(links or signs[2]) and sum(map(bool, signs)) >= 3


@dataclass(slots=True)
class _Frame:
    sign: str
    start: int
    bars: list[int] = field(default_factory=list)


def wiki_marks(text: str) -> list[Mark]:
    """The marks of a wiki's text."""
    found = _Wiki(text, lower=text.translate(_LOWER))
    found.nested()
    found.inline()
    found.lines()
    found.marks.sort(key=lambda mark: (mark.start, -mark.end))
    return found.marks


@dataclass(slots=True)
class _Wiki:
    text: str
    marks: list[Mark] = field(default_factory=list)
    lower: str = ""
    whole: list[tuple[int, int]] = field(default_factory=list)  # code and formulas: nothing in them is a sign of the wiki

    def take(self, start: int, end: int, rule: str, to: str = "") -> None:
        if start < end:
            attributes: dict[str, Scalar] = {"rule": rule, "to": to} if to else {"rule": rule}
            self.marks.append(Mark("markup", start, end, attributes))

    def nested(self) -> None:
        stack, at, missing = list[_Frame](), 0, set[str]()
        while token := _TOKEN.search(self.text, at):
            at = token.end()
            sign = token[0]
            if sign[0] == "<":
                at = self.element(token, missing)
            elif sign == "|":
                if stack:
                    stack[-1].bars.append(token.start())
            elif sign in _OPENS:
                if len(stack) < MAX_DEPTH:
                    stack.append(_Frame(sign, token.start()))
            elif sign in _CLOSES:
                place = next(
                    (n for n in range(len(stack) - 1, max(-1, len(stack) - 20), -1) if _OPENS[stack[n].sign] == sign), -1
                )
                if place >= 0:
                    frame = stack[place]
                    del stack[place:]
                    self.closed(frame, at)

    def element(self, token: re.Match[str], missing: set[str]) -> int:
        """A comment, a note, code or a formula as a whole; where what follows begins."""
        name, start, behind = (token[1] or "").lower(), token.start(), token.end()
        if (token[2] or "").rstrip().endswith("/"):
            self.take(start, behind, NOTE if name == "ref" else SIGN)
            return behind
        closing = f"</{name}>" if name else "-->"
        end = -1 if closing in missing else self.lower.find(closing, behind)
        if end < 0:
            missing.add(closing)
            return behind
        last = end + len(closing)
        if name in ("", "ref", "gallery"):
            self.take(start, last, NOTE if name != "gallery" else TEMPLATE)
            return last
        to = "$" if name == "math" else ""
        self.take(start, behind, SIGN, to)
        self.take(end, last, SIGN, to)
        self.whole.append((behind, end))
        if name != "nowiki":
            self.marks.append(Mark("formula" if name == "math" else "code", behind, end))
        return last

    def closed(self, frame: _Frame, end: int) -> None:
        start, inside = frame.start, frame.start + 2
        if frame.sign == "{{":
            self.template(frame, end)
        elif frame.sign == "-{":
            self.variant(start, end)
        elif _ASIDE.match(self.text, inside, end):
            self.take(start, end, TEMPLATE)
        else:
            label = frame.bars[-1] + 1 if frame.bars and frame.bars[-1] + 1 < end - 2 else inside
            last = frame.bars[-1] if frame.bars and label == inside else end - 2
            self.take(start, label + (self.text[label] == ":"), SIGN)
            self.take(last, end, SIGN)

    def template(self, frame: _Frame, end: int) -> None:
        bars = frame.bars
        name = self.text[frame.start + 2 : bars[0] if bars else end - 2].strip().lower()
        value = _WORDS.get(name.partition("-")[0], 0)
        if name == "!":
            self.take(frame.start, end, TEMPLATE, "|")
        elif value and bars:
            value = min(value, len(bars))
            last = bars[value] if value < len(bars) else end - 2
            self.take(frame.start, bars[value - 1] + 1, TEMPLATE)
            self.take(last, end, TEMPLATE)
        else:
            self.take(frame.start, end, TEMPLATE)

    def variant(self, start: int, end: int) -> None:
        """`-{zh-hans:甲;zh-hant:乙}-`: the simplified form of those given. Rules that show nothing (`-{H|...}-`) go."""
        inside, last = start + 2, end - 2
        flag, bar, _ = self.text[inside:last].partition("|")
        if bar and len(flag) < 12:
            if flag.strip().upper() in ("H", "T", "R", "D", "-"):
                self.take(start, end, VARIANT)
                return
            inside += len(flag) + 1
        forms = dict[str, tuple[int, int]]()
        at = inside
        for piece in self.text[inside:last].split(";"):
            if named := _VARIANT.match(piece):
                forms.setdefault(named[1].lower(), (at + named.end(), at + len(piece)))
            at += len(piece) + 1
        chosen = next((forms[name] for name in _PREFERRED if name in forms), None) or next(iter(forms.values()), (inside, last))
        self.take(start, chosen[0], VARIANT)
        self.take(chosen[1], end, VARIANT)

    def inline(self) -> None:
        starts = [start for start, _ in self.whole]

        def free(place: int) -> bool:
            number = bisect_right(starts, place) - 1
            return number < 0 or place >= self.whole[number][1]

        for pattern in (_TAG, _QUOTES, _MAGIC):
            for found in pattern.finditer(self.text):
                if free(found.start()):
                    self.take(found.start(), found.end(), SIGN)
        for found in _BREAK.finditer(self.text):
            if free(found.start()):
                self.take(found.start(), found.end(), SIGN, "\n")
        for found in _ADDRESS.finditer(self.text):
            if free(found.start()):
                self.take(found.start(), found.start(1), SIGN)
                self.take(found.end(1), found.end(), SIGN)

    def lines(self) -> None:
        starts = [start for start, _ in self.whole]
        tables, first = 0, True  # depth, and whether the next cell is the first of its row
        for line in _LINE.finditer(self.text):
            start, end = line.start(), line.end()
            number = bisect_right(starts, start) - 1
            if start == end or (number >= 0 and start < self.whole[number][1]):
                continue
            bare = line[0].strip()
            end = start + len(line[0].rstrip())
            if bare.startswith("{|") or (tables and bare.startswith(("|}", "|-"))):
                tables = max(0, tables + (bare[0] == "{") - (bare[1] == "}"))
                first = True
                self.take(start, line.end(), SIGN)
            elif tables and bare[:1] in ("|", "!"):
                first = self.cells(start, end, bare, first)
            elif bare[:1] == "=" and bare[-1:] == "=" and len(bare) > 4:
                level = min(len(bare) - len(bare.lstrip("=")), len(bare) - len(bare.rstrip("=")), 6)
                words = bare[level:-level].strip()
                at = self.text.find(words, start + level)
                self.take(start, at, SIGN)
                self.take(at + len(words), end, SIGN)
                self.marks.append(Mark("heading", start, end, {"level": level}))
            elif bare.startswith("----") and not bare.strip("-"):
                self.take(start, end, SIGN)
            elif bare[:1] in ("*", "#", ":", ";") and not tables:
                signs = len(bare) - len(bare.lstrip("*#:;"))
                if bare[:1] in ("*", "#"):
                    self.marks.append(Mark("list_item", start, end))
                else:
                    self.take(start, start + signs, SIGN)

    def cells(self, start: int, end: int, bare: str, first: bool) -> bool:
        """A line of cells: it goes on with its row, unless it is the first line of one."""
        at = start + (2 if bare.startswith("|+") else 1)
        style = _CELL_STYLE.match(self.text, at, end)
        head = style.end() if style else at
        while head < end and self.text[head] in " \t":
            head += 1
        self.take(start if first else start - 1, head, SIGN, "" if first else "\t")
        double = "!!" if bare[0] == "!" else "||"
        at = self.text.find(double, head, end)
        while at >= 0:
            style = _CELL_STYLE.match(self.text, at + 2, end)
            self.take(at, style.end() if style else at + 2, SIGN, "\t")
            at = self.text.find(double, style.end() if style else at + 2, end)
        self.marks.append(Mark("table_row", head, end))
        return bare.startswith("|+")
